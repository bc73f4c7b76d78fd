import { type Attributes, readAttributes } from '../settings/attributes.js';
import { type Asked, readPart } from '../settings/part.js';
import { arePoints, type Settings } from '../settings/settings.js';

/** The pipeline that does what is set, as TypeScript that runs with the library. */
export function codeFor(settings: Settings): string {
  const stages = [...learned(settings), ...walked(settings), ...kept(settings)];
  const names = [source(settings).split('(')[0]!, ...stages.map((stage) => stage.split('(')[0]!)];
  const used = [...new Set(names)].filter((name) => name !== 'take').sort();
  return [
    `import { ${used.join(', ')} } from 'kaleidoflow';`,
    `import { take } from 'rxjs';`,
    '',
    ...known(settings),
    source(settings),
    '  .pipe(',
    ...stages.map((stage) => indented(stage)),
    '  )',
    arePoints(settings) ? '  .subscribe(({ step, values }) => console.log(step, values));' : '  .subscribe();',
  ].join('\n');
}

function source({ subject, points, count, size }: Settings): string {
  if (subject === 'digits') return `fromMnist({ count: ${count} })`;
  if (subject === 'faces') return "fromManifold('faces.safetensors')"; // as it is kept
  if (subject === 'pictures') return `fromImages('pictures', { size: ${size}, fit: 'cover' })`;
  const rows = points.map((point) => (point.length === 1 ? point[0] : `[${point.join(', ')}]`));
  return `fromPoints([${rows.join(', ')}])`;
}

function learned({ subject, depth, width, steps, rate, seed, blend }: Settings): string[] {
  if (subject === 'faces') return [];
  const common = `depth: ${depth}, width: ${width}, steps: ${steps}, learningRate: ${rate}, seed: ${seed}`;
  if (subject === 'line' || subject === 'plane') return [`trainManifold({ ${common} })`];
  const blended = `batchSize: 64, schedule: 'cosine', blend: [${blend}, 1]`;
  if (subject === 'pictures')
    return [`trainManifold({ ${common}, ${blended},${blend > 0 ? " weighting: 'velocity'," : ''} given: 0.5 })`];
  return ['withLabels()', `trainManifold({ ${common}, ${blended}, given: { labels: 0.5, data: 0.5 } })`];
}

function walked(settings: Settings): string[] {
  const { label, attributes, noise, motion, every, share, pace, level, chains, first, seed, start, burnIn, thin } =
    settings;
  const stages: string[] = [];
  if (label > 0) stages.push(`given({ label: ${label - 1} })`);
  if (attributes) stages.push(`given({ attributes: ${literal(readAttributes(attributes))} })`);
  const part = partOf(settings);
  if (part)
    stages.push(`given({ values, count: 1, shape: [${part.samples.shape.join(', ')}], range: [-1, 1] }, { mask })`);
  if (noise > 0) stages.push(`withNoise(${noise})`);
  if (motion === 'turns') stages.push(`withTurns({ every: ${every}, step: ${pace}, share: ${share} })`);
  if (motion === 'walk') stages.push(`withWalk({ step: ${pace}, level: ${level} })`);
  const begun = `${first > 0 ? `, first: ${first}` : ''}, seed: ${seed}${start === 'normal' ? ", start: 'normal'" : ''}`;
  stages.push(`kaleidoscope({ chains: ${chains}${begun} })`);
  if (burnIn > 0) stages.push(`burnIn(${burnIn})`);
  if (thin > 1) stages.push(`thin(${thin})`);
  return stages;
}

const literal = (asked: Attributes): string => {
  const named = Object.entries(asked).map(
    ([name, value]) => `${/^[a-z_$][\w$]*$/i.test(name) ? name : JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{ ${named.join(', ')} }`;
};

/** What is given of a picture; nothing where what is learned are other pictures. */
function partOf({ subject, size, part }: Settings): Asked | undefined {
  const shapes = { digits: [28, 28, 1], faces: [32, 32, 3], pictures: [size, size, 3], line: [1], plane: [2] };
  return readPart(part, { shape: shapes[subject], range: [-1, 1] });
}

/** The same, to be read by a program. */
function known(settings: Settings): string[] {
  const part = partOf(settings);
  if (!part) return [];
  const { samples, mask } = part;
  const written = (values: Iterable<number>) =>
    `Uint8Array.from(atob('${btoa(String.fromCharCode(...values))}'), (character) => character.charCodeAt(0))`;
  return [
    `const picture = ${written(samples.values.map((x) => Math.round((255 * (x + 1)) / 2)))};`,
    `const mask = ${written(mask)}; // what is known of it`,
    'const values = Float32Array.from(picture, (byte) => (2 * byte) / 255 - 1);',
    '',
  ];
}

function kept(settings: Settings): string[] {
  if (arePoints(settings)) return ['take(40)'];
  const columns = Math.round(Math.sqrt(settings.chains * 1.5));
  return [
    'take(120)',
    `toGif({ columns: ${columns}, scale: 2, fps: ${settings.speed} })`,
    `toFile('${settings.subject}.gif')`,
  ];
}

/** A stage on a line of its own, or its options on lines of theirs where that would be long. */
function indented(stage: string): string {
  const options = /^(\w+)\(\{ (.*) \}\)$/.exec(stage);
  if (!options || stage.length < 60 || stage.includes(' }, { ')) return `    ${stage},`;
  const lines = options[2]!.split(/, (?=\w+:)(?![^{]*\})/);
  return [`    ${options[1]}({`, ...lines.map((line) => `      ${line},`), '    }),'].join('\n');
}

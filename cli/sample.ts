import { burnIn, type Draw, kaleidoscope, type Manifold, type TableRow, thin, toGif, toPng } from 'kaleidoflow';
import { concatMap, type MonoTypeOperatorFunction, map, type Observable, pipe, take, takeLast, tap } from 'rxjs';
import { encodeNpy } from '../src/formats/npy.js';
import { csvOf, jsonLinesOf } from '../src/formats/table-text.js';
import { hasPicture } from '../src/values/samples.js';
import { type Asked, type Command, defined, UsageError } from './command.js';
import { modelFlags, modelFrom } from './model.js';
import { extensionOf, output, utf8 } from './output.js';
import { progress } from './progress.js';
import { walked } from './walked.js';

type Encoder = (asked: Asked) => (draws: Observable<Draw>) => Observable<Uint8Array>;

const layout = (asked: Asked) => defined({ columns: asked.number('columns'), scale: asked.number('scale') });

/** What becomes of draws, by the end of the file's name. */
const encoders: Record<string, Encoder> = {
  gif: (asked) => toGif({ ...layout(asked), ...defined({ fps: asked.number('fps') }) }),
  png: (asked) => pipe(takeLast(1), toPng(layout(asked))),
  npy: () =>
    pipe(
      takeLast(1),
      concatMap(({ values, count, shape }) => encodeNpy({ values: values.slice(), shape: [count, ...shape] })),
    ),
  csv: () => pipe(takeLast(1), map(csvOf), utf8),
  jsonl: () => pipe(takeLast(1), map(jsonLinesOf), utf8),
};

export const sample: Command = {
  operands: 'MODEL -o FILE',
  is: 'Starts chains at noise, and writes what MODEL makes of them',
  more: `Its network is applied again and again; every draw is a frame of a .gif, and the last one a .png, an
array (.npy) or, of a table, its rows (.csv, .jsonl).`,
  flags: {
    output: { short: 'o', value: 'FILE', is: 'where the samples go; - is standard output' },
    format: { value: 'NAME', is: `${Object.keys(encoders).join(', ')}; by default what FILE ends in` },
    ...modelFlags,
    chains: { value: 'N', is: 'chains side by side (48)' },
    first: { value: 'N', is: 'the number of the first chain (0)' },
    seed: { value: 'N', is: 'the same seed gives the same samples (0)' },
    steps: { value: 'N', is: 'applications of the network (160)' },
    'burn-in': { value: 'N', is: 'leaves out the first N draws' },
    thin: { value: 'N', is: 'keeps every N-th draw' },
    label: {
      value: 'A,B,…',
      is: 'the classes that the chains are to show, in turn: numbers, or names where they have any',
    },
    given: { value: 'JSON', is: 'of a table: a row, or a list of rows, of which what is missing is imputed' },
    turns: { value: 'N', is: 'turns the kaleidoscope after every N applications' },
    walk: { is: 'walks without a cut' },
    noise: { value: 'X', is: 'adds noise from -X to X in each application' },
    columns: { value: 'N', is: 'images in a row of the picture (8)' },
    scale: { value: 'N', is: 'screen pixels for each pixel (1)' },
    fps: { value: 'N', is: 'frames a second of a GIF (15)' },
    help: { short: 'h', is: 'shows this' },
  },
  run(asked) {
    const path = asked.needed('output');
    const format = asked.text('format') ?? extensionOf(path);
    const encoder = Object.hasOwn(encoders, format) ? encoders[format] : undefined;
    const names = Object.keys(encoders);
    if (!encoder)
      throw new UsageError(
        asked.text('format') === undefined
          ? `--output must end in .${names.join(', .')}, or --format must say what to write, not '${format || path}'`
          : `--format must be one of ${names.join(', ')}, not '${format}'`,
      );
    const encode = encoder(asked);
    const walk = walkOf(asked);
    const steps = asked.whole('steps', 1) ?? 160;
    const unseen = asked.whole('burn-in', 0) ?? 0;
    const each = asked.whole('thin', 1) ?? 1;
    if (Math.floor(steps / each) * each <= unseen)
      throw new UsageError(
        `of ${steps} steps none is kept by --burn-in ${unseen} and --thin ${each}: --steps must be at least ${(Math.floor(unseen / each) + 1) * each}`,
      );
    const drawing = progress('drawing', steps);
    const options = {
      chains: asked.number('chains'),
      first: asked.number('first'),
      seed: asked.number('seed'),
    };
    return modelFrom(asked).pipe(
      tap((model) => checkFormat(format, model)),
      walk,
      kaleidoscope(defined(options)),
      take(steps),
      tap({ next: ({ step }) => drawing.at(step), finalize: drawing.end }),
      burnIn(unseen),
      thin(each),
      encode,
      output(path),
    );
  },
};

/** Refuses what a model's draws can't be, before there are any. */
function checkFormat(format: string, model: Manifold): void {
  const formats = [...(hasPicture(model) ? ['gif', 'png'] : []), 'npy', ...(model.table ? ['csv', 'jsonl'] : [])];
  if (!formats.includes(format))
    throw new UsageError(`what MODEL draws can be written as ${formats.join(', ')}, not as ${format}`);
}

/** How the chains are walked where that is asked for; else it is as the model says. */
function walkOf(asked: Asked): MonoTypeOperatorFunction<Manifold> {
  if (asked.has('walk') && asked.text('turns') !== undefined)
    throw new UsageError('--walk and --turns do not go together');
  const classes = asked.texts('label');
  const walk = walked({
    given: rowsOf(asked),
    walk: asked.has('walk'),
    turns: asked.number('turns'),
    noise: asked.number('noise'),
  });
  return map((model) => walk(classes ? walked({ label: classes.map((name) => classOf(name, model)) })(model) : model));
}

/** A class by its name, where there is one, or else by its number. */
const classOf = (name: string, { labelNames }: Manifold): number | string =>
  /^-?\d+$/.test(name) && !labelNames?.includes(name) ? Number(name) : name;

function rowsOf(asked: Asked): TableRow[] | undefined {
  const text = asked.text('given');
  if (text === undefined) return undefined;
  try {
    return [JSON.parse(text)].flat();
  } catch (error) {
    throw new UsageError(`--given must be a row, or rows, in JSON: ${(error as Error).message}`);
  }
}

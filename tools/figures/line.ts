import { join } from 'node:path';
import { type Draw, type Manifold, toFile, toGif } from 'kaleidoflow';
import { concatMap, from, lastValueFrom } from 'rxjs';
import { type Chart, colours, frame, png } from './chart.js';
import { place, writePicture } from './report.js';
import { evenly, overSamples, run, type Setting } from './synthetic.js';

/** A network over the whole of its domain, and chains that fall onto it. */
export interface Line {
  readonly setting: Setting;
  readonly title: string;
  readonly draws: readonly Draw[];
  readonly curve: readonly { readonly x: number; readonly output: number; readonly loss: number }[];
}

export async function lineOf(
  title: string,
  setting: Setting,
  manifold: Manifold,
  runs: number,
  seed: number,
): Promise<Line> {
  const line = evenly(500, 1, setting.range);
  const { output, loss } = await overSamples(manifold, line);
  const curve = Array.from(line.values, (x, i) => ({ x, output: output[i]!, loss: loss[i]! }));
  return { setting, title, curve, draws: await run(manifold, 10, runs, seed) };
}

/** Draws lines below each other as a PNG, and their chains run after run as a GIF. */
export async function drawLines(name: string, lines: readonly Line[]): Promise<{ picture: string; animation: string }> {
  const runs = lines[0]!.draws.length - 1;
  const rows = lines.map((line) => ({ hconcat: [...manifolds(line, runs), chains(line)] }));
  const picture = writePicture(`${name}.png`, await png({ vconcat: rows }));
  const animation = `${name}.gif`;
  const frames = from(lines[0]!.draws).pipe(
    concatMap(({ step }) => frame(step, { vconcat: lines.map((line) => ({ hconcat: manifolds(line, step) })) })),
    toGif({ columns: 1, gap: 0, fps: 1.5 }),
    toFile(join(place, animation)),
  );
  await lastValueFrom(frames);
  return { picture, animation };
}

type Panel = Extract<Chart, { hconcat: unknown }>['hconcat'][number];

const size = { width: 250, height: 200 };
const named = {
  domain: ['training point', 'start noise', 'state'],
  range: [colours.data, colours.start, colours.state],
};
const legend = { field: 'kind', scale: named, legend: { title: null, orient: 'bottom', symbolSize: 60 } } as const;

/** The loss manifold and the output manifold, with the start noise and the states of one run on them. */
function manifolds({ setting, title, curve, draws }: Line, step: number): Panel[] {
  const domain: [number, number] = [...(setting.range ?? [0, 1])];
  const [low, high] = domain;
  const on = (x: number) => curve[Math.min(curve.length - 1, Math.floor(((x - low) / (high - low)) * curve.length))]!;
  const places = (values: Iterable<number>, kind: string) => Array.from(values, (x) => ({ ...on(x), x, kind }));
  const chains = [
    ...places(draws[0]!.values, 'start noise'),
    ...(step > 0 ? places(draws[step]!.values, 'state') : []),
  ];
  const x = {
    field: 'x',
    type: 'quantitative',
    title: 'x',
    scale: { domain, nice: false },
    axis: { tickCount: 5 },
  } as const;
  const panel = (field: 'loss' | 'output', heading: string, yTitle: string): Panel => {
    const scale = field === 'output' ? { domain } : { nice: 5 };
    const y = { field, type: 'quantitative', title: yTitle, scale } as const;
    const encoding = { x, y, color: legend };
    return {
      ...size,
      title: { text: heading, subtitle: `${title}, run ${step}` },
      layer: [
        { data: { values: [...curve] }, mark: { type: 'line', color: colours.curve }, encoding: { x, y } },
        {
          data: { values: places(setting.points.flat(), 'training point') },
          mark: { type: 'point', size: 260 },
          encoding,
        },
        { data: { values: chains }, mark: { type: 'point', filled: true, size: 55, opacity: 0.8 }, encoding },
      ],
    };
  };
  return [panel('loss', 'Loss manifold', 'loss (x − f(x))²'), panel('output', 'Output manifold', 'output f(x)')];
}

/** Where each chain is, run after run. */
function chains({ setting, title, draws }: Line): Panel {
  const domain: [number, number] = [...(setting.range ?? [0, 1])];
  const values = draws.flatMap(({ step, values }) =>
    Array.from(values, (x, chain) => ({ run: step, x, chain, kind: step === 0 ? 'start noise' : 'state' })),
  );
  const x = { field: 'run', type: 'quantitative', title: 'run', axis: { tickMinStep: 1, format: 'd' } } as const;
  const y = { field: 'x', type: 'quantitative', title: 'state x', scale: { domain: domain } } as const;
  return {
    ...size,
    title: { text: 'Kaleidoscopic sampling', subtitle: `${title}, 10 chains` },
    layer: [
      {
        data: { values: setting.points.map(([x]) => ({ x })) },
        mark: { type: 'rule', strokeDash: [4, 3] },
        encoding: { y },
      },
      {
        data: { values },
        mark: { type: 'line', color: colours.faint },
        encoding: { x, y, detail: { field: 'chain' } },
      },
      { data: { values }, mark: { type: 'point', filled: true, size: 40 }, encoding: { x, y, color: legend } },
    ],
  };
}

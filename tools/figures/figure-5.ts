import { join } from 'node:path';
import { type Draw, type Manifold, toFile, toGif } from 'kaleidoflow';
import { concatMap, from, lastValueFrom } from 'rxjs';
import { type Chart, colours, frame, png } from './chart.js';
import { keep, place, spread, verdict, writePicture } from './report.js';
import { evenly, fractionWithin, learnPoints, overSamples, run, type Setting } from './synthetic.js';

export const settings: Readonly<Record<'a' | 'b', Setting>> = {
  a: { points: [[0.5, 0.5]], depth: 2, width: 50 },
  b: {
    points: [
      [0.2, 0.2],
      [0.2, 0.8],
      [0.8, 0.2],
      [0.8, 0.8],
    ],
    depth: 7,
    width: 50,
  },
};

/** The share of 1000 noise points that end within 0.05 of a training point, after 50 runs. */
export async function measureEnds(setting: Setting, seed: number): Promise<{ loss: number; near: number }> {
  const manifold = await learnPoints(setting, seed);
  const last = (await run(manifold, 1000, 50, seed)).at(-1)!;
  return { loss: manifold.loss, near: fractionWithin(last, setting.points, 0.05) };
}

export async function figure5(part: 'a' | 'b', seeds: number): Promise<void> {
  const setting = settings[part];
  const found = [];
  for (let seed = 0; seed < seeds; seed++) found.push(await measureEnds(setting, seed));
  const manifold = await learnPoints(setting, 0);
  const draws = await run(manifold, 10, 8, 0);
  const chart = await surface(setting, manifold, draws);
  const picture = writePicture(`figure-5${part}.png`, await png(chart(draws.length - 1)));
  const animation = `figure-5${part}.gif`;
  const frames = from(draws).pipe(
    concatMap(({ step }) => frame(step, chart(step))),
    toGif({ columns: 1, gap: 0, fps: 1.5 }),
    toFile(join(place, animation)),
  );
  await lastValueFrom(frames);
  const near = found.map((each) => each.near);
  const { depth, width, points } = setting;
  keep({
    name: `5${part}`,
    title: `Figure 5${part}: ${points.length === 1 ? 'one point' : 'four points'} in the plane`,
    setting: `${points.length === 1 ? '(0.5, 0.5)' : 'The four points of {0.2, 0.8}²'} in (0, 1)²; L = ${depth}, H = ${width}, Sigmoid; 2000 steps of Adam, 1e-3. A heat map replaces the paper's surface: light is low.`,
    pictures: [
      {
        file: picture,
        caption:
          'The loss manifold. Black: training points; red: start noise; green: states after 8 runs, each with a line from its start.',
      },
      { file: animation, caption: 'The same, run after run.' },
    ],
    claims: [
      {
        paper: `Noise falls ${points.length === 1 ? 'onto the point' : 'into the four dips'}.`,
        ours: `Share of 1000 noise points within 0.05 of a training point after 50 runs: ${spread(near, 3)} over ${seeds} seeds; all of them in ${near.filter((share) => share === 1).length}`,
        holds: verdict(near.filter((share) => share >= 0.95).length, seeds),
      },
    ],
    notes: [`Loss at the end: ${spread(found.map(({ loss }) => loss))}.`],
  });
}

/** The loss over the plane as a heat map, with the start noise and the states of one run on it. */
async function surface(
  { points, depth, width }: Setting,
  manifold: Manifold,
  draws: readonly Draw[],
): Promise<(step: number) => Chart> {
  const side = 90;
  const grid = evenly(side, 2);
  const { loss } = await overSamples(manifold, grid);
  const half = 0.6 / side; // a little over the half, so that no seams show
  const cells = Array.from(loss, (value, i) => {
    const [x, y] = [grid.values[2 * i]!, grid.values[2 * i + 1]!];
    return { x: x - half, x2: x + half, y: y - half, y2: y + half, loss: value };
  });
  const places = ({ values, count }: Draw) =>
    Array.from({ length: count }, (_, i) => ({ x: values[2 * i]!, y: values[2 * i + 1]! }));
  const starts = places(draws[0]!);
  const axis = (field: string) =>
    ({
      field,
      type: 'quantitative',
      title: field === 'x' ? 'x₁' : 'x₂',
      scale: { domain: [0, 1] as number[], nice: false },
    }) as const;
  const kinds = {
    domain: ['training point', 'start noise', 'state'],
    range: [colours.data, colours.start, colours.state],
  };
  const color = { field: 'kind', scale: kinds, legend: { title: null, symbolSize: 80 } } as const;
  return (step) => {
    const states = step > 0 ? places(draws[step]!) : [];
    const paths = states.map(({ x, y }, i) => ({ ...starts[i]!, x2: x, y2: y }));
    const chains = [
      ...starts.map((place) => ({ ...place, kind: 'start noise' })),
      ...states.map((place) => ({ ...place, kind: 'state' })),
    ];
    return {
      width: 380,
      height: 380,
      title: { text: 'Loss manifold', subtitle: `L = ${depth}, H = ${width}, run ${step}` },
      resolve: { scale: { color: 'independent' } },
      layer: [
        {
          data: { values: cells },
          mark: { type: 'rect', clip: true },
          encoding: {
            x: axis('x'),
            x2: { field: 'x2' },
            y: axis('y'),
            y2: { field: 'y2' },
            color: {
              field: 'loss',
              type: 'quantitative',
              title: 'loss ‖x − f(x)‖² / 2',
              scale: { type: 'sqrt', scheme: 'blues' },
            },
          },
        },
        {
          data: { values: paths },
          mark: { type: 'rule', color: '#777777' },
          encoding: { x: axis('x'), y: axis('y'), x2: { field: 'x2' }, y2: { field: 'y2' } },
        },
        {
          data: { values: points.map(([x, y]) => ({ x, y })) },
          mark: { type: 'point', size: 320, strokeWidth: 2.5, color: colours.data },
          encoding: { x: axis('x'), y: axis('y') },
        },
        {
          data: { values: chains },
          mark: { type: 'point', filled: true, size: 70, opacity: 0.9 },
          encoding: { x: axis('x'), y: axis('y'), color },
        },
      ],
    };
  };
}

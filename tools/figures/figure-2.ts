import { drawLines, lineOf } from './line.js';
import { keep, spread, verdict } from './report.js';
import { evenly, learnPoints, overSamples, run, runsUntilAll, type Setting } from './synthetic.js';

const setting: Setting = { points: [[0.5]], depth: 2, width: 5 };

/** How far f(x) is from 0.5 at most, over the whole of (0, 1), and how many runs bring 10 chains within 0.02. */
export async function measureFigure2(seed: number): Promise<{ loss: number; furthest: number; runs: number }> {
  const manifold = await learnPoints(setting, seed);
  const { output } = await overSamples(manifold, evenly(1001, 1));
  const furthest = Math.max(...output.map((y) => Math.abs(y - 0.5)));
  const draws = await run(manifold, 10, 50, seed);
  return { loss: manifold.loss, furthest, runs: runsUntilAll(draws, setting.points, 0.02) };
}

export async function figure2(seeds: number): Promise<void> {
  const found = [];
  for (let seed = 0; seed < seeds; seed++) found.push(await measureFigure2(seed));
  const manifold = await learnPoints(setting, 0);
  const { picture, animation } = await drawLines('figure-2', [await lineOf('L = 2, H = 5', setting, manifold, 5, 0)]);
  const furthest = found.map((each) => each.furthest);
  const runs = found.map((each) => each.runs);
  const early = runs.filter((each) => each <= 3).length;
  keep({
    name: '2',
    title: 'Figure 2: one point on a line',
    setting: 'x = 0.5 in (0, 1); L = 2, H = 5, Sigmoid; 2000 steps of Adam, 1e-3.',
    pictures: [
      { file: picture, caption: 'Black: the training point; red: start noise; green: the states after 5 runs.' },
      { file: animation, caption: 'The same, run after run.' },
    ],
    claims: [
      {
        paper: 'The loss falls to 1e-8 or less.',
        ours: `${spread(found.map(({ loss }) => loss))} over ${seeds} seeds`,
        holds: verdict(found.filter(({ loss }) => loss <= 1e-8).length, seeds),
      },
      {
        paper: 'The output is about 0.5 for every input of (0, 1).',
        ours: `Largest \\|f(x) − 0.5\\|: ${spread(furthest, 3)} over ${seeds} seeds`,
        holds: verdict(furthest.filter((each) => each <= 0.05).length, seeds),
      },
      {
        paper: '10 noise points reach 0.5 in 1 to 3 runs.',
        ours: `Runs until all are within 0.02: ${spread(runs, 0)}; 3 or fewer in ${early} of ${seeds} seeds`,
        holds: verdict(early, seeds),
      },
    ],
    notes: [],
  });
}

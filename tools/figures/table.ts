import { fromMnist, toPng } from 'kaleidoflow';
import { firstValueFrom, of } from 'rxjs';
import { type Digits, watch } from './digits.js';
import { Kept } from './kept.js';
import { learnDigits } from './learn-digits.js';
import { keep, writePicture } from './report.js';

interface Recipe {
  readonly depth: number;
  readonly width: number;
}

interface Outcome {
  readonly loss: number;
  readonly at: readonly {
    readonly run: number;
    readonly distance: number;
    readonly neighbours: number;
    readonly classes: number;
  }[];
}

const recipes = [2, 4, 10].flatMap((depth) => [128, 256, 512].map((width): Recipe => ({ depth, width })));
const shown = recipes.filter(({ width }) => width === 256);
const runs = [13, 50, 300];
const chains = 100;
const steps = 3_000;

/** Depth against width: equal steps, and how near to training images the chains come. */
export async function table(): Promise<void> {
  const data = (await firstValueFrom(fromMnist({ count: 10_000 }))) as Digits;
  const kept = new Kept<Outcome>('table');
  for (const recipe of recipes) {
    const name = nameOf(recipe);
    if (kept.get(name)) continue;
    const { manifold } = await learnDigits(`table ${name}`, {
      ...recipe,
      steps,
      batchSize: 256,
      learningRate: 5e-4,
      seed: 1,
    });
    const seen = await watch(manifold, data, { eps: 0.01, chains, runs: Math.max(...runs), seed: 7 });
    const at = runs.map((run) => {
      const { distance, neighbours, classes } = seen[run - 1]!;
      return { run, distance, neighbours, classes };
    });
    if (shown.includes(recipe))
      writePicture(pictureOf(recipe), await firstValueFrom(of(seen.at(-1)!.draw).pipe(toPng({ columns: 20 }))));
    kept.set(name, { loss: manifold.loss, at });
  }
  const pictures = shown.map((recipe) => ({
    file: pictureOf(recipe),
    caption: `${titleOf(recipe)}: ${chains} chains at run ${runs.at(-1)}.`,
  }));

  const row = (recipe: Recipe) => {
    const { loss, at } = kept.get(nameOf(recipe))!;
    const cells = at.map(({ distance, neighbours, classes }) => `${distance.toFixed(3)}, ${neighbours}, ${classes}`);
    return `| ${recipe.depth} | ${recipe.width} | ${loss.toFixed(4)} | ${cells.join(' | ')} |`;
  };
  const outcome = (depth: number) => kept.get(nameOf({ depth, width: 256 }))!;
  const loss = (depth: number) => outcome(depth).loss;
  const last = (depth: number) => outcome(depth).at.at(-1)!.distance;
  const head = `| L | H | loss | ${runs.map((run) => `run ${run}: distance, images, digits`).join(' | ')} |\n| --- |${' --- |'.repeat(5)}`;
  keep({
    name: 'table',
    title: 'Depth against width',
    setting: `The first 10 000 MNIST images; ${steps} steps of Adam, 5e-4, batches of 256; ε = 0.01, ${chains} chains. Distance is ‖x − y‖² / D to the nearest training image, the mean over the chains; images and digits count the different ones among the nearest.`,
    pictures,
    claims: [],
    notes: [
      `${head}\n${recipes.map(row).join('\n')}`,
      `A low loss is not enough: ${[2, 4, 10].map((depth) => `L = ${depth} has ${loss(depth).toFixed(4)} and ends at a distance of ${last(depth).toFixed(3)}`).join(', ')}, all with H = 256.`,
    ],
  });
}

const nameOf = ({ depth, width }: Recipe) => `${depth} ${width}`;
const titleOf = ({ depth, width }: Recipe) => `L = ${depth}, H = ${width}`;
const pictureOf = ({ depth, width }: Recipe) => `table-${depth}-${width}.png`;

import {
  fromManifold,
  lowestLoss,
  type Manifold,
  recipeFor,
  type Samples,
  type TrainingOptions,
  type TrainingStep,
  toLog,
  training,
  withAttributes,
  withLabels,
  withNoise,
} from 'kaleidoflow';
import { identity, type MonoTypeOperatorFunction, map, type Observable, of, switchMap, tap } from 'rxjs';
import { type Asked, type Command, defined, UsageError } from './command.js';
import { dataFlags, dataFrom, dataHelp } from './data.js';
import { modelTo } from './model.js';
import { progress } from './progress.js';

export const train: Command = {
  operands: 'DATA -o MODEL',
  is: 'Learns DATA, and writes what it has learned to MODEL',
  more: `${dataHelp}

MODEL is a .safetensors or an .onnx file. What is not asked for is the recipe that is measured for such
data: a blend with noise, turns or a walk, and the labels and attributes where there are any.`,
  flags: {
    output: { short: 'o', value: 'MODEL', is: 'where the model goes; - is standard output (safetensors)' },
    ...dataFlags,
    'no-labels': { is: 'does not learn the labels, and no attributes' },
    paper: { is: "the paper's own method: a deeper network, 10 000 steps, no blend, noise of 0.01" },
    depth: { value: 'L', is: 'hidden layers' },
    width: { value: 'H', is: 'units in each' },
    steps: { value: 'N', is: 'updates to the weights' },
    'batch-size': { value: 'N', is: 'samples in each' },
    'learning-rate': { value: 'X', is: "Adam's step size" },
    blend: { value: 'LOW,HIGH', is: 'the share of noise in what is learned from' },
    jitter: { value: 'X', is: 'noise in what is learned, for few samples: from 0 to 1' },
    given: { value: 'X', is: 'the share of samples that have a part given' },
    weighting: { value: 'NAME', is: 'velocity weighs what is nearly clean, as flow matching does; or none' },
    start: { value: 'MODEL', is: 'trains on from a model, of data of the same kind' },
    validation: {
      value: 'X',
      is: 'holds a share of the samples out, .1 say, and keeps what has the lowest loss on them',
    },
    patience: { value: 'N', is: 'stops early: when the loss on those has not fallen for N steps' },
    log: {
      value: 'FILE',
      is: 'writes losses down as they come, .csv or .jsonl, or draws their curve, .png',
    },
    seed: { value: 'N', is: 'the same seed gives the same network' },
    checkpoint: { value: 'DIRECTORY', is: 'keeps what is needed to go on after an interruption' },
    help: { short: 'h', is: 'shows this' },
  },
  run(asked) {
    const source = asked.one('DATA');
    const write = modelTo(asked.needed('output'));
    const [start, path] = [asked.text('start'), asked.text('log')];
    const models: Observable<Manifold | undefined> = start === undefined ? of(undefined) : fromManifold(start);
    const log = path === undefined ? identity : toLog(path);
    if (start !== undefined && asked.has('no-labels'))
      throw new UsageError('--no-labels is not for --start, which says what is learned');
    return models.pipe(
      switchMap((model) =>
        dataFrom(source, asked, model).pipe(switchMap((samples) => learned(samples, asked, log, model))),
      ),
      write,
    );
  },
};

/** The paper's own method. */
const paper = { training: { depth: 10, width: 500, steps: 10_000, learningRate: 1e-4 }, walk: withNoise(0.01) };

/** What is measured for such samples. */
function measured(samples: Samples): { training: TrainingOptions; walk: MonoTypeOperatorFunction<Manifold> } {
  const { training, motion } = recipeFor(samples);
  return { training, walk: map((manifold) => ({ ...manifold, motion })) };
}

function learned(
  samples: Samples,
  asked: Asked,
  log: MonoTypeOperatorFunction<TrainingStep>,
  start: Manifold | undefined,
): Observable<Manifold> {
  const recipe = asked.has('paper') ? paper : measured(samples);
  const { depth, width, skips, ...settings }: TrainingOptions = recipe.training;
  const isPlain = asked.has('no-labels') || asked.has('paper');
  const learnsClasses = samples.labels !== undefined && !isPlain && !start;
  const learnsAttributes = samples.attributes !== undefined && !isPlain && !start;
  const options: TrainingOptions = {
    ...settings,
    ...(start ? { start } : { depth, width, skips }),
    ...((learnsClasses || learnsAttributes || start?.labelUnits || start?.attributeUnits) && { given: 0.5 }),
    every: asked.text('validation') === undefined ? 20 : 100,
    ...asksOf(asked),
  };
  const learning = progress('learning', options.steps!);
  const curve: number[] = [];
  return of(samples).pipe(
    (learnsClasses ? withLabels() : identity) as MonoTypeOperatorFunction<Samples>,
    (learnsAttributes ? withAttributes() : identity) as MonoTypeOperatorFunction<Samples>,
    training(options),
    log,
    tap({
      next({ step, loss, validation }) {
        if (step > 0) curve.push(validation ?? loss);
        const validated = validation === undefined ? '' : `, validation ${validation.toFixed(4)}`;
        learning.at(step, `loss ${loss.toFixed(4)}${validated}`, curve);
      },
      finalize: learning.end,
    }),
    lowestLoss(),
    recipe.walk,
  );
}

const asksOf = (asked: Asked): TrainingOptions =>
  defined({
    depth: asked.number('depth'),
    width: asked.number('width'),
    steps: asked.number('steps'),
    batchSize: asked.number('batch-size'),
    learningRate: asked.number('learning-rate'),
    blend: asked.numbers('blend') as [number, number] | undefined,
    jitter: asked.number('jitter'),
    given: asked.number('given'),
    weighting: asked.text('weighting') as 'none' | undefined,
    validation: asked.number('validation'),
    patience: asked.number('patience'),
    seed: asked.number('seed'),
    checkpoint: asked.text('checkpoint'),
  });

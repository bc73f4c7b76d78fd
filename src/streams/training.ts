import { platform } from '#platform';
import {
  check,
  checkKind,
  directory as directoryPath,
  isA,
  isObject,
  listener,
  oneOf,
  positive,
  type Rule,
  share,
  show,
  whole,
  yesOrNo,
} from '../base/check.js';
import type { Layer } from '../core/layers.js';
import { blendRule, type GivenShares, isLayersModel, type Manifold } from '../core/manifold.js';
import type { ModelBuilder, Network } from '../core/network.js';
import { arePoints, checkSamples, type Samples, sizeOf } from '../core/samples.js';
import type { Engine, EngineName, Trainer, TrainerSettings } from '../engine/engine.js';
import { ignoreIfAborted } from '../engine/ignore-if-aborted.js';
import { engineRule, loadEngine } from '../engine/load.js';
import type { Snapshot } from '../models/checkpoint.js';
import type { Directory } from '../platform/platform.js';
import { Closing } from './closing.js';
import { checkStart, startRule } from './fine-tuning.js';
import { Rising } from './rising.js';
import type { Stage } from './stage.js';
import { untrained } from './untrained.js';

/** Options of `training` and `trainManifold`. */
export interface TrainingOptions {
  /** L, hidden layers; 10 by default. */
  readonly depth?: number | undefined;
  /** H, units in each; 256 by default. */
  readonly width?: number | undefined;
  /** Adds two hidden layers each to what was there before them, for detail: see `mlp`. False by default. */
  readonly skips?: boolean | undefined;
  /**
   * Any other network, in place of an MLP of `depth` and `width`: a list of layers, or a function that gives one for the space of
   * the samples. `kaleidoflow/networks` has some; see `Layer` and `Network`.
   */
  readonly network?: Network | readonly Layer[] | undefined;
  /** Builds a `tf.LayersModel` in place of these, which TensorFlow.js then runs; see `ModelBuilder`. */
  readonly layersModel?: ModelBuilder | undefined;
  /**
   * A manifold to train on from (fine-tuning), of the same space, which says the network; none by default. Labels and attributes of the
   * samples are taken as those that it has learned. All else are settings of this training: Adam's moments begin anew, and neither
   * blend nor motion is taken over.
   */
  readonly start?: Manifold | undefined;
  /** Updates to the weights; 3000 by default. */
  readonly steps?: number | undefined;
  /** Samples drawn for each step, without replacement; 256 by default, or all where there are fewer. */
  readonly batchSize?: number | undefined;
  /** Adam's step size; 5e-4 by default. */
  readonly learningRate?: number | undefined;
  /** The same seed gives the same weights, bit for bit, on the same engine; 0 by default. */
  readonly seed?: number | undefined;
  /** A `TrainingStep` is emitted at steps 0, every, 2·every, … and at the last; 100 by default. */
  readonly every?: number | undefined;
  /** 'cosine' lets the learning rate rise over the first tenth of the steps and fall to 0; 'constant' by default. */
  readonly schedule?: 'constant' | 'cosine' | undefined;
  /**
   * Learns from where chains are: the input is z = (1 − τ) x + τ u, with u uniform over the domain and τ ~ U(low, high) for
   * each sample x; the target stays x. [0, 0] by default, which is Eq. 1; [0.6, 1] is for `withTurns` and `withWalk`. Beyond
   * the paper: a blind denoiser.
   */
  readonly blend?: readonly [low: number, high: number] | undefined;
  /**
   * 'velocity' lets the error of each sample count τ⁻², for its share of noise τ: what is nearly clean is then learned in detail. It needs
   * a blend from above 0. 'none' by default: all count alike, as in Eq. 1. Beyond the paper: flow matching's loss (Lipman 2023).
   */
  readonly weighting?: 'none' | 'velocity' | undefined;
  /**
   * Noise in what is learned, for few samples: each number of a sample x is moved anew in each step, by a normal number with this
   * standard deviation, in halves of the range; all units of a number of a table alike, categories and labels not. 0 by default.
   */
  readonly jitter?: number | undefined;
  /**
   * The share of samples that have a part given clean while the rest of them is blended, for `given`; 0 by default. A part
   * are the label units where there are any (`withLabels`), and a random subset of the attributes where there are any
   * (`withAttributes`); else one side of a cut through an image, or a random subset of a row, of a table's row of its columns.
   * `{ labels, attributes, data }` says them apart; each sample then has any of them or none.
   */
  readonly given?: number | Partial<GivenShares> | undefined;
  /**
   * Samples that are held out, or the share of those that come which is, above 0 and below 1, chosen by the seed: none of them is
   * learned from, and each step says the loss on them. None by default. It costs four applications to each, or one where there is
   * no blend.
   */
  readonly validation?: number | Samples | undefined;
  /** Early stopping: ends when `validation` has not fallen for so many steps; never by default. */
  readonly patience?: number | undefined;
  /**
   * A directory for checkpoints, made where it is missing; none by default. At each step that is emitted, all that is
   * needed to resume is written there, and the last two are kept. The same training on the same samples then resumes
   * from the newest, and ends with the same weights, bit for bit, as if it had never been left.
   */
  readonly checkpoint?: string | undefined;
  /** What trains the network; 'auto' by default: 'onnx', or TensorFlow.js for a `tf.LayersModel`. 'webgpu', the GPU, must be chosen. */
  readonly engine?: EngineName | Engine | undefined;
}

/** The network as it is after `step` updates. */
export interface TrainingStep {
  /** Updates made so far. */
  readonly step: number;
  /** Eq. 1 on this step's batch: mean square error over samples and dimensions. */
  readonly loss: number;
  /**
   * The same on the samples of the option `validation`, where there are any: on all of them, at the same noise in each step, so that
   * steps compare.
   */
  readonly validation?: number | undefined;
  /** The network as it is after this step. */
  manifold(): Manifold;
}

/**
 * The one with the lower validation loss, or else the lower loss, the first where they are equal. Where batches are blended with
 * noise, a low loss is a lucky τ: without a validation there it is the later one.
 */
export function lowerLoss(best: TrainingStep | undefined, step: TrainingStep): TrainingStep {
  checkKind('lowestLoss', 'a TrainingStep', step, typeof step?.manifold === 'function');
  return best && !isLower(step, best, step.manifold().blend !== undefined) ? best : step;
}

type Losses = Pick<TrainingStep, 'loss' | 'validation'>;

function isLower({ loss, validation }: Losses, best: Losses, isBlended: boolean): boolean {
  if (validation !== undefined && best.validation !== undefined) return validation < best.validation;
  return isBlended || loss < best.loss;
}

/** The manifold of the step with the lowest validation loss or, where there is none, loss, when the training has ended. */
export const lowest = (): Stage<TrainingStep, Manifold> => {
  let best: TrainingStep | undefined;
  return {
    next(step) {
      best = lowerLoss(best, step);
      return [];
    },
    end: () => (best ? [best.manifold()] : []),
  };
};

/** The best manifold of a training. */
export function trained(options?: TrainingOptions) {
  const train = training(options);
  return async function* (samples: Samples, signal?: AbortSignal): AsyncGenerator<Manifold, void, undefined> {
    let best: TrainingStep | undefined;
    for await (const step of train(samples, signal)) best = lowerLoss(best, step);
    if (best && !signal?.aborted) yield best.manifold();
  };
}

const isShare = share(0).accepts;

const validationRule: Rule<number | Samples | undefined> = {
  types: ['number', 'object'],
  allowed: 'Samples, or the share of those that come, above 0 and below 1',
  accepts: (value) =>
    (typeof value === 'number' && value > 0 && value < 1) || (isObject(value) && isA('Float32Array', value.values)),
  fallback: undefined,
};

const rules = {
  depth: whole(1, 10),
  width: whole(1, 256),
  skips: yesOrNo(false),
  network: {
    types: ['array'],
    allowed: 'a list of layers, or a function that returns one',
    accepts: (value) => typeof value === 'function' || (Array.isArray(value) && value.length > 0),
    fallback: undefined,
  } as Rule<Network | readonly Layer[] | undefined>,
  layersModel: listener<never>() as Rule<ModelBuilder | undefined>,
  start: startRule,
  steps: whole(1, 3000),
  batchSize: whole<number | undefined>(1, undefined),
  learningRate: positive(5e-4),
  seed: whole(0, 0),
  every: whole(1, 100),
  schedule: oneOf(['constant', 'cosine'], 'constant'),
  blend: blendRule,
  weighting: oneOf(['none', 'velocity'], 'none'),
  jitter: share(0),
  given: {
    types: ['number', 'object'],
    allowed: 'a number from 0 to 1, or { labels, data, attributes } with such numbers',
    accepts: (value) =>
      isShare(value) ||
      (isObject(value) &&
        Object.entries(value).every(
          ([part, share]) => ['labels', 'data', 'attributes'].includes(part) && isShare(share),
        )),
    fallback: 0,
  } as Rule<number | Partial<GivenShares>>,
  validation: validationRule,
  patience: whole<number | undefined>(1, undefined),
  checkpoint: directoryPath,
  engine: engineRule,
} satisfies Record<keyof TrainingOptions, unknown>;

/**
 * Manifold learning, Eq. 1: checks the options now, and trains on the samples while the result is read.
 * @param directory Where checkpoints go, if not to the path of one.
 */
export function training(options: TrainingOptions = {}, directory?: Directory) {
  const checked = check('training', options, rules);
  const {
    depth,
    width,
    skips,
    network,
    layersModel,
    steps,
    batchSize,
    learningRate,
    seed,
    every,
    start: startsFrom,
    validation,
    patience,
    checkpoint,
    engine: name,
  } = checked;
  const kept = directory ?? (checkpoint && platform.directory(checkpoint));
  const blend = checked.blend[1] > 0 && { blend: checked.blend };
  if (network || layersModel) checkAlone(options);
  if (startsFrom) checkStart(startsFrom, options);
  if (typeof validation === 'object') checkSamples('training: validation', validation);
  if (patience !== undefined && validation === undefined)
    throw new RangeError(`training: patience must be left out where there is no validation, not ${show(patience)}`);
  if (checked.weighting === 'velocity' && checked.blend[0] === 0)
    throw new RangeError(
      `training: weighting 'velocity' needs a blend from above 0, not ${show(checked.blend)}: without noise an error would count for all`,
    );
  if (checked.given !== 0 && !blend)
    throw new RangeError(`training: given must be left out where there is no blend, not ${show(checked.given)}`);

  return async function* (source: Samples, signal?: AbortSignal): AsyncGenerator<TrainingStep, void, undefined> {
    checkSamples('training', source);
    // What is not asked for is not loaded: pages are smaller without it.
    const all = startsFrom
      ? await (await import('./alike.js')).alike('training: samples', source, startsFrom, "the start's")
      : source;
    const validating = validation === undefined ? undefined : await import('./validation.js');
    const [samples, held] = validating ? await validating.heldOut(all, validation!, seed) : [all];
    if (batchSize !== undefined && batchSize > samples.count)
      throw new RangeError(
        `training: batchSize must be at most the number of samples, ${samples.count}, not ${show(batchSize)}`,
      );
    const { shape, range, count, labelUnits, labelNames, attributeUnits, table } = samples;
    if (isFewPictures(samples))
      platform.warn(
        `training: ${count} colour pictures are few: most samples will be near-copies of them; from some ${fewPictures} on, less so`,
      );
    if (blend && checked.blend[1] > muchNoise && arePoints(samples))
      platform.warn(
        `training: blend ${show(checked.blend)} fails on points of ${sizeOf(shape)} numbers: chains end in the middle of them; recipeFor(samples) has what works`,
      );
    const given = givenShares(checked.given, samples);
    const space = {
      ...{ shape, range },
      ...(labelUnits && { labelUnits }),
      ...(attributeUnits && { attributeUnits: { columns: attributeUnits.columns } }),
      ...(table && { table }),
    };
    const atOnce = batchSize ?? Math.min(256, count);
    const wanted = { depth, width, skips, network, layersModel, start: startsFrom };
    const { architecture, start } = await untrained(wanted, space, seed, atOnce, name);
    const engine = await loadEngine(name, isLayersModel(architecture));
    const named = labelUnits && labelNames && { labelNames };
    const settings: TrainerSettings = {
      architecture,
      batchSize: atOnce,
      learningRate,
      ...(checked.schedule === 'cosine' && { decay: steps }),
      ...blend,
      ...(checked.weighting === 'velocity' && { weighting: checked.weighting }),
      ...(checked.jitter > 0 && { jitter: checked.jitter }),
      ...given,
      seed,
    };
    const emitted = ({ step, loss, validation, weights }: Snapshot): TrainingStep => ({
      step,
      loss,
      ...(validation !== undefined && { validation }),
      manifold: () => ({ ...architecture, ...named, loss, steps: step, weights, ...blend, ...given, noise: [] }),
    });

    const validate = held && validating?.validating(engine, held, settings);
    const beside = { start: startsFrom, validation: typeof validation === 'number' ? validation : held };
    const checkpoints =
      kept && (await (await import('./checkpoints.js')).Checkpoints.open(kept, engine.name, all, settings, beside));
    const left = checkpoints ? await checkpoints.newest(steps) : undefined;
    let best: Snapshot | undefined = left?.best;
    const isOver = ({ step }: Snapshot) =>
      step === steps || step - best!.step >= (patience ?? Number.POSITIVE_INFINITY);
    if (best && left && best.step < left.step) yield emitted(copyOf(best));
    if (left) yield emitted(copyOf(left));
    if ((left && isOver(left)) || signal?.aborted) return;

    const trainer = await ignoreIfAborted(engine.openTrainer(samples, settings, left ?? start, signal), signal);
    if (!trainer) return;
    const closing = new Closing('training', signal, [[`the ${engine.name} engine`, () => trainer.close()]]);
    const rising = new Rising();
    try {
      const first = left ? (Math.floor(left.step / every) + 1) * every : 0;
      for (let target = first; !signal?.aborted; target += every) {
        const reached = await advance(trainer, Math.min(target, steps), signal);
        if (!reached) return;
        if (!Number.isFinite(reached.loss)) throw diverged(reached, learningRate);
        const validation = await validate?.(reached.weights, signal);
        if (signal?.aborted) return;
        if (!Number.isFinite(validation ?? 0)) throw diverged({ ...reached, loss: validation! }, learningRate);
        const state = { ...reached, validation };
        const before = rising.from(state.loss);
        if (before !== undefined) platform.warn(risen(state, before, learningRate));
        if (!best || isLower(state, best, blend !== false)) best = checkpoints ? copyOf(state) : state;
        if (checkpoints)
          await checkpoints.write(emitted(state).manifold(), { ...state, moments: await trainer.moments(), best });
        if (signal?.aborted) return;
        yield emitted(state);
        if (isOver(state)) break;
      }
      await closing.end();
    } finally {
      await closing.abandon();
    }
  };
}

/** What is emitted is whoever's it is given to; what is kept is a copy. */
const copyOf = ({ step, loss, validation, weights }: Snapshot): Snapshot => ({
  step,
  loss,
  validation,
  weights: weights.map((values) => values.slice()),
});

/** A network memorises fewer pictures in colour: see docs/colour.md. */
const fewPictures = 300;

const isFewPictures = ({ shape, count }: Samples): boolean =>
  shape.length === 3 && shape[2] === 3 && count < fewPictures;

/** The share of noise above which a blend fails on points: see docs/points.md. */
const muchNoise = 0.2;

/** What a share says of these samples. */
function givenShares(
  given: number | Partial<GivenShares>,
  { labelUnits, attributeUnits }: Samples,
): { given?: GivenShares } {
  const beside = { ...(labelUnits && { labels: given }), ...(attributeUnits && { attributes: given }) };
  const {
    labels = 0,
    data = 0,
    attributes = 0,
  } = typeof given === 'object'
    ? given
    : (((labelUnits ?? attributeUnits) ? beside : { data: given }) as Partial<GivenShares>);
  if (labels > 0 && !labelUnits)
    throw new RangeError('training: given labels need label units: put withLabels() before the training');
  if (attributes > 0 && !attributeUnits)
    throw new RangeError('training: given attributes need their units: put withAttributes() before the training');
  return labels + data + attributes > 0 ? { given: { labels, data, ...(attributes > 0 && { attributes }) } } : {};
}

/** Refuses what says another thing about the network. */
function checkAlone(options: TrainingOptions): void {
  const [said, others] = options.layersModel
    ? (['layersModel', ['depth', 'width', 'skips', 'network']] as const)
    : (['network', ['depth', 'width', 'skips']] as const);
  for (const option of others)
    if (options[option] !== undefined)
      throw new RangeError(
        `training: ${option} must be left out where there is a ${said}, not ${show(options[option])}`,
      );
  if (said === 'layersModel' && options.engine === 'onnx')
    throw new RangeError("training: engine must not be 'onnx' where there is a layersModel, which TensorFlow.js runs");
}

/** Trains until the target is reached, the loss is no longer finite, or the signal says to stop. */
async function advance(trainer: Trainer, target: number, signal?: AbortSignal): Promise<Snapshot | undefined> {
  while (!signal?.aborted) {
    const { step, loss, weights } = await trainer.advance(target);
    if (weights || !Number.isFinite(loss)) return { step, loss, weights: weights ?? [] };
  }
  return undefined;
}

const diverged = ({ step, loss }: Snapshot, learningRate: number) =>
  new Error(`training diverged at step ${step}: the loss is ${loss}; try a learningRate below ${learningRate}`);

const risen = ({ step, loss }: Snapshot, before: number, learningRate: number) =>
  `training: the loss rises: ${show(before)} at its lowest, ${show(loss)} at step ${step}; try a learningRate below ${learningRate}`;

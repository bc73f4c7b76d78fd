import {
  check,
  directory,
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
import { blendRule, type GivenShares, type Manifold } from '../core/manifold.js';
import type { ModelBuilder, Network } from '../core/network.js';
import { checkSamples, type Samples } from '../core/samples.js';
import type { Engine, EngineName } from '../engine/engine.js';
import { engineRule } from '../engine/load.js';
import { checkStart, startRule } from './fine-tuning.js';

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
  checkpoint: directory,
  engine: engineRule,
} satisfies Record<keyof TrainingOptions, unknown>;

/** The options of a training with their defaults, if they are allowed, each and together. */
export function checkTraining(options: TrainingOptions) {
  const checked = check('training', options, rules);
  const { start, validation, patience, weighting, blend, given } = checked;
  if (options.network || options.layersModel) checkAlone(options);
  if (start) checkStart(start, options);
  if (typeof validation === 'object') checkSamples('training: validation', validation);
  if (patience !== undefined && validation === undefined)
    throw new RangeError(`training: patience must be left out where there is no validation, not ${show(patience)}`);
  if (weighting === 'velocity' && blend[0] === 0)
    throw new RangeError(
      `training: weighting 'velocity' needs a blend from above 0, not ${show(blend)}: without noise an error would count for all`,
    );
  if (given !== 0 && blend[1] === 0)
    throw new RangeError(`training: given must be left out where there is no blend, not ${show(given)}`);
  return checked;
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

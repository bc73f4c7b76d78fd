export type { KaleidoscopeOptions } from './chain.js';
export type { MnistOptions } from './data/mnist.js';
export type { PointsOptions } from './data/points.js';
export type { DescendOptions } from './descent.js';
export type { EngineName } from './engine/load.js';
export type { Evaluation, EvaluationOptions, Features } from './evaluation.js';
export type { WrittenFile } from './file.js';
export type { ForkOptions } from './fork.js';
export type { GivenLabel, GivenOptions } from './given.js';
export type { GifOptions } from './image/gif.js';
export type { GridOptions } from './image/grid.js';
export type { LabelOptions } from './label-units.js';
export type {
  Architecture,
  GivenShares,
  Known,
  LayersArchitecture,
  LayersManifold,
  Manifold,
  MlpArchitecture,
  MlpManifold,
  Noise,
  Space,
} from './manifold.js';
export type { BoxDimensionOptions } from './metrics/box-dimension.js';
export type { Coverage } from './metrics/coverage.js';
export type { Measured, Metric, Metrics, OpenableMetric, OpenMetric } from './metrics/metric.js';
export type { Nearest } from './metrics/nearest.js';
export type { Motion, TurnOptions, WalkOptions } from './motion.js';
export type { Network } from './network.js';
export type { NoiseOptions } from './noise.js';
export type { Draw, LabelUnits, Range, Samples } from './samples.js';
export type { BurnedIn, SettledOptions } from './steps.js';
export type { TrainingOptions, TrainingStep } from './training.js';

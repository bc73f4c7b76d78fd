export type { Distribution } from './base/random.js';
export type { GivenLabel, GivenOptions } from './core/given.js';
export type { Layer, Wired } from './core/layers.js';
export type {
  Architecture,
  GivenShares,
  Known,
  KnownValues,
  LayeredArchitecture,
  LayersArchitecture,
  LayersManifold,
  Manifold,
  MlpArchitecture,
  MlpManifold,
  Motion,
  NetworkArchitecture,
  NetworkManifold,
  Noise,
  Space,
} from './core/manifold.js';
export type { TurnOptions, WalkOptions } from './core/motion.js';
export type { ModelBuilder, Network } from './core/network.js';
export type { NoiseOptions } from './core/noise.js';
export type { AttributeUnits, Draw, LabelUnits, Range, Samples } from './core/samples.js';
export type { Start, StartOptions } from './core/start.js';
export type {
  AmountForm,
  Category,
  CategoryColumn,
  Cell,
  DatedRow,
  NumberColumn,
  NumberForm,
  RowOf,
  Scaling,
  Table,
  TableColumn,
  TableRow,
  TimeForm,
} from './core/table.js';
export type { LabelOptions } from './core/units.js';
export type { CifarOptions } from './data/cifar.js';
export type { MnistOptions } from './data/mnist.js';
export type { NpyOptions } from './data/npy.js';
export type { PointsOptions } from './data/points.js';
export type { Engine, EngineName, Precision } from './engine/engine.js';
export type { Canvas, CanvasContext, CanvasImage, CanvasOptions } from './frames/canvas.js';
export type { Frame, FrameOptions } from './frames/frames.js';
export type { GifOptions } from './frames/gif.js';
export type { GridOptions } from './frames/grid.js';
export type { Mp4Options } from './frames/movie.js';
export type { BoxDimensionOptions } from './metrics/box-dimension.js';
export type { Coverage } from './metrics/coverage.js';
export type { EnergyOptions } from './metrics/energy.js';
export type { Measured, Metric, Metrics, OpenableMetric, OpenMetric, Unmeasured } from './metrics/metric.js';
export type { Nearest, NearestOptions } from './metrics/nearest.js';
export type { ManifoldOptions } from './models/foreign-mlp.js';
export type { SafetensorsOptions } from './models/manifold.js';
export type { ImagesOptions, Progress } from './pictures/images.js';
export type { Bytes, WrittenFile } from './platform/platform.js';
export type { KaleidoscopeOptions } from './streams/chain.js';
export type { DescendOptions } from './streams/descent.js';
export type { Evaluation, EvaluationOptions, Features } from './streams/evaluation.js';
export type { PathOf } from './streams/file.js';
export type { ForkOptions } from './streams/fork.js';
export type { Mapped } from './streams/map-tensor.js';
export type { MorphOptions } from './streams/morph.js';
export type { Recipe } from './streams/recipe.js';
export type { BurnedIn, SettledOptions } from './streams/steps.js';
export type { TrainingOptions } from './streams/training-options.js';
export type { TrainingStep } from './streams/training-step.js';
export type { AttributeOptions, GivenAttributes } from './tables/attributes.js';
export type { GivenRowsOptions } from './tables/known-rows.js';
export type { ColumnKind, ColumnOptions, TableOptions } from './tables/options.js';

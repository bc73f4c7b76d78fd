export type { CifarOptions } from './data/cifar.js';
export type { ImagesOptions, Progress } from './data/images.js';
export type { MnistOptions } from './data/mnist.js';
export type { NpyOptions } from './data/npy.js';
export type { PointsOptions } from './data/points.js';
export type { Engine, EngineName, Precision } from './engine/engine.js';
export type { ManifoldOptions } from './formats/foreign-mlp.js';
export type { GifOptions } from './formats/gif.js';
export type { GridOptions } from './formats/grid.js';
export type { BoxDimensionOptions } from './metrics/box-dimension.js';
export type { Coverage } from './metrics/coverage.js';
export type { EnergyOptions } from './metrics/energy.js';
export type { Measured, Metric, Metrics, OpenableMetric, OpenMetric, Unmeasured } from './metrics/metric.js';
export type { Nearest, NearestOptions } from './metrics/nearest.js';
export type { Bytes, WrittenFile } from './platform/platform.js';
export type { Canvas, CanvasContext, CanvasImage, CanvasOptions } from './streams/canvas.js';
export type { KaleidoscopeOptions } from './streams/chain.js';
export type { DescendOptions } from './streams/descent.js';
export type { Evaluation, EvaluationOptions, Features } from './streams/evaluation.js';
export type { ForkOptions } from './streams/fork.js';
export type { Mapped } from './streams/map-tensor.js';
export type { Mp4Options } from './streams/movie.js';
export type { Recipe } from './streams/recipe.js';
export type { BurnedIn, SettledOptions } from './streams/steps.js';
export type { TrainingOptions, TrainingStep } from './streams/training.js';
export type { GivenLabel, GivenOptions, GivenRowsOptions } from './values/given.js';
export type { LabelOptions } from './values/label-units.js';
export type { Network } from './values/layers.js';
export type {
  Architecture,
  GivenShares,
  Known,
  LayersArchitecture,
  LayersManifold,
  Manifold,
  MlpArchitecture,
  MlpManifold,
  Motion,
  Noise,
  Space,
} from './values/manifold.js';
export type { TurnOptions, WalkOptions } from './values/motion.js';
export type { NoiseOptions } from './values/noise.js';
export type { Draw, LabelUnits, Range, Samples } from './values/samples.js';
export type { StartOptions } from './values/start.js';
export type {
  Category,
  CategoryColumn,
  Cell,
  DatedRow,
  NumberColumn,
  RowOf,
  Scaling,
  Table,
  TableColumn,
  TableRow,
} from './values/table.js';
export type { NumberForm } from './values/tables/forms.js';
export type { ColumnKind, ColumnOptions, TableOptions } from './values/tables/options.js';

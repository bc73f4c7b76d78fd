import { platform } from '#platform';
import { show } from '../base/check.js';
import { type GivenShares, isLayersModel, type Manifold } from '../core/manifold.js';
import { arePoints, checkSamples, type Samples, sizeOf } from '../core/samples.js';
import type { Trainer, TrainerSettings } from '../engine/engine.js';
import { ignoreIfAborted } from '../engine/ignore-if-aborted.js';
import { loadEngine } from '../engine/load.js';
import type { Snapshot } from '../models/checkpoint.js';
import type { Directory } from '../platform/platform.js';
import { Closing } from './closing.js';
import { Rising } from './rising.js';
import { checkTraining, type TrainingOptions } from './training-options.js';
import { isLower, lowerLoss, type TrainingStep } from './training-step.js';
import { untrained } from './untrained.js';

/** The best manifold of a training. */
export function trained(options?: TrainingOptions) {
  const train = training(options);
  return async function* (samples: Samples, signal?: AbortSignal): AsyncGenerator<Manifold, void, undefined> {
    let best: TrainingStep | undefined;
    for await (const step of train(samples, signal)) best = lowerLoss(best, step);
    if (best && !signal?.aborted) yield best.manifold();
  };
}

/**
 * Manifold learning, Eq. 1: checks the options now, and trains on the samples while the result is read.
 * @param directory Where checkpoints go, if not to the path of one.
 */
export function training(options: TrainingOptions = {}, directory?: Directory) {
  const checked = checkTraining(options);
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

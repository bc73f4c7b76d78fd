import { platform } from '#platform';
import { asBytes } from '../base/bytes.js';
import { isObject, show, whole } from '../base/check.js';
import type { Architecture, Manifold } from '../core/manifold.js';
import { describe, tensorsOf, weightsFrom, weightTensors } from './manifold.js';
import { decodeTensors, encodeTensors, type Tensors } from './safetensors.js';

/** A network on the way, as it was at one step. */
export interface Snapshot {
  readonly step: number;
  readonly loss: number;
  /** The loss on samples that are held out, where there are any. */
  readonly validation?: number | undefined;
  readonly weights: readonly Float32Array[];
}

/** A training as a file holds it: its last state, and the best one until then. */
export interface Checkpoint extends Snapshot {
  /** What the optimiser keeps beside the weights. */
  readonly moments: readonly Float32Array[];
  readonly best: Snapshot;
}

/** Another one when the files change, so that those of before are refused as such. */
const format = 'kaleidoflow training 4';

/**
 * The chunks of a safetensors file, which is a model's too: the manifold as it is at this step, with what training needs beside.
 * @param training Says which training it is, in words that are the same whenever that is.
 */
export async function encodeCheckpoint(
  manifold: Manifold,
  { step, loss, validation, moments, best }: Omit<Checkpoint, 'weights'>,
  training: string,
): Promise<Uint8Array[]> {
  const tensors = tensorsOf(manifold);
  for (const [i, values] of moments.entries()) tensors.set(`moments.${i}`, { shape: [values.length], values });
  if (best.step !== step)
    for (const [name, tensor] of weightTensors(manifold, best.weights)) tensors.set(`best.${name}`, tensor);
  const state = JSON.stringify({
    ...{ step, loss, validation },
    best: { step: best.step, loss: best.loss, validation: best.validation },
  });
  const metadata = { format, training, state, kaleidoflow: describe(manifold) };
  return encodeTensors({ metadata: { ...metadata, sha256: await digest({ metadata, tensors }) }, tensors });
}

/** @throws Error when the file is torn or of another training. */
export async function decodeCheckpoint(
  file: Uint8Array,
  architecture: Architecture,
  training: string,
): Promise<Checkpoint> {
  const { metadata, tensors } = decodeTensors(file);
  const { sha256, ...rest } = metadata;
  if (rest.format !== format) throw new Error('it is not a checkpoint of this version of kaleidoflow');
  if (sha256 !== (await digest({ metadata: rest, tensors }))) throw new Error('it is torn: its checksum is wrong');
  if (rest.training !== training)
    throw new Error(`it is of another training: ${differences(rest.training!, training)}`);
  const { step, loss, validation, best } = stateOf(rest.state);
  const weights = weightsFrom(architecture, tensors);
  const moments = Array.from(tensors)
    .filter(([name]) => name.startsWith('moments.'))
    .map(([, { values }]) => values);
  const bestWeights = best.step === step ? weights : weightsFrom(architecture, tensors, 'best.');
  return { step, loss, validation, weights, moments, best: { ...best, weights: bestWeights } };
}

/** What two descriptions of a training do not agree on, as its options are called. */
function differences(theirs: string, ours: string): string {
  const [a, b] = [partsOf(theirs), partsOf(ours)];
  const other = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]),
  );
  const said = (name: string) =>
    name === 'table'
      ? 'another table: read its rows by fromTable(path, { like }), where like is what was learned before'
      : name === 'samples' || [a[name], b[name]].some(isObject)
        ? `other ${name}`
        : `${name} ${show(a[name])}, not ${show(b[name])}`;
  return other.map(said).join('; ');
}

function partsOf(training: string): Record<string, unknown> {
  const { architecture, decay, samples, ...rest } = JSON.parse(training);
  const { sha256, ...space } = samples;
  return { ...rest, ...architecture, ...space, 'steps of the schedule': decay, samples: sha256 };
}

type State = Omit<Snapshot, 'weights'> & { readonly best: Omit<Snapshot, 'weights'> };

function stateOf(text = ''): State {
  const isSnapshot = (value: unknown, last = Number.MAX_SAFE_INTEGER): value is Omit<Snapshot, 'weights'> =>
    isObject(value) &&
    whole(0, 0).accepts(value.step) &&
    (value.step as number) <= last &&
    Number.isFinite(value.loss) &&
    (value.validation === undefined || Number.isFinite(value.validation));
  const state: unknown = JSON.parse(text);
  if (!isSnapshot(state) || !isSnapshot((state as State).best, state.step))
    throw new Error('it does not say how far it came');
  return state as State;
}

/**
 * Of all that a file says, save this itself: the notes, the names and shapes, and the numbers, each tensor's by a checksum of its
 * own, since a browser computes one in one go.
 */
async function digest({ metadata, tensors }: Tensors): Promise<string> {
  const sums: unknown[] = [];
  for (const [name, { shape, values }] of tensors) sums.push([name, shape, await platform.sha256([asBytes(values)])]);
  return platform.sha256([new TextEncoder().encode(JSON.stringify([Object.entries(metadata), sums]))]);
}

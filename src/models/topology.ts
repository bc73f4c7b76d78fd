import { isObject, show } from '../base/check.js';
import { sizeOf } from '../core/samples.js';

type Json = Record<string, unknown>;

/**
 * The most of a network of layers that a file may ask for, so that it is refused before TensorFlow.js builds anything: it would
 * overflow its stack, look for ever for a layer that is not there, or take all memory.
 */
const most = { levels: 100, layers: 1000, calls: 10_000, values: 2 ** 26 } as const;

/**
 * Refuses a topology that is too large, or whose layers wait for each other, by looking at it as data. How many weights it
 * has is compared with those that are there when it is opened.
 * @throws RangeError that says what is wrong.
 */
export function checkTopology(topology: Json, shape: readonly number[]): void {
  if (!(sizeOf(shape) <= most.values))
    throw new RangeError(`shape must have at most ${most.values} values, not ${show(shape)}`);
  const count = { layers: 0, calls: 0 };
  walk(topology, 0, count);
}

function walk(json: unknown, level: number, count: { layers: number; calls: number }): void {
  if (level > most.levels) throw new RangeError(`a topology must have at most ${most.levels} levels`);
  if (Array.isArray(json)) {
    const layers = json.filter((each): each is Json => isObject(each) && fieldOf(each, 'class_name') !== undefined);
    count.layers += layers.length;
    if (count.layers > most.layers) throw new RangeError(`a topology must have at most ${most.layers} layers`);
    if (layers.some((layer) => fieldOf(layer, 'inbound_nodes') !== undefined)) checkCalls(layers, count);
    for (const each of json) walk(each, level + 1, count);
  } else if (isObject(json)) for (const each of Object.values(json)) walk(each, level + 1, count);
}

/** What TensorFlow.js takes by either spelling. */
function fieldOf(json: Json, name: string): unknown {
  const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (camel !== name && Object.hasOwn(json, camel))
    throw new RangeError(`a topology has ${show(name)}, not ${show(camel)}`);
  return json[name];
}

/** A layer applied to what others have given when they were applied for the i-th time. */
interface Call {
  readonly name: string;
  readonly of: readonly (readonly [name: string, i: number])[];
}

/** Refuses layers of which one waits for what is never given. */
function checkCalls(layers: readonly Json[], count: { calls: number }): void {
  /** How often each layer has been applied; an input, and a network, is so from the start. */
  const made = new Map<unknown, number>();
  let waiting: Call[] = [];
  for (const layer of layers) {
    const { name, config } = layer as { name: unknown; config: unknown };
    if (typeof name !== 'string' || !isObject(config) || config.name !== name || made.has(name))
      throw new RangeError(`each layer of a topology must have a name of its own, not ${show(name)}`);
    made.set(name, isMade(layer.class_name, config) ? 1 : 0);
    for (const call of list(fieldOf(layer, 'inbound_nodes'))) {
      const of = list(call).map((each): [string, number] => {
        const [from, i] = list(each);
        if (typeof from !== 'string' || !Number.isSafeInteger(i) || (i as number) < 0)
          throw new RangeError(`the layer ${show(name)} must be applied to layers by their names and numbers`);
        return [from, i as number];
      });
      count.calls += 1 + of.length;
      if (count.calls > most.calls) throw new RangeError(`a topology must have at most ${most.calls} connections`);
      if (of.length > 0) waiting.push({ name, of });
    }
  }
  while (waiting.length > 0) {
    const still = waiting.filter(({ name, of }) => {
      if (!of.every(([from, i]) => (made.get(from) ?? 0) > i)) return true;
      made.set(name, made.get(name)! + 1);
      return false;
    });
    if (still.length === waiting.length)
      throw new RangeError(`the layer ${show(still[0]!.name)} waits for what no layer of the topology gives`);
    waiting = still;
  }
}

/** Whether a layer gives something before it is applied: an input does, and a network that knows its input. */
function isMade(className: unknown, { layers }: Json): boolean {
  if (className !== 'Sequential') return ['InputLayer', 'Model', 'Functional'].includes(String(className));
  const [first] = Array.isArray(layers) ? layers : [];
  return isObject(first) && isObject(first.config) && Array.isArray(first.config.batch_input_shape);
}

function list(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json;
  throw new RangeError(`a topology has connections in lists, not in ${show(json)}`);
}

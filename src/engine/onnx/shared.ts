import { platform } from '#platform';
import { unwrapped } from '../../base/unwrapped.js';
import { countsOf } from '../../core/manifold.js';
import type { Thread } from '../../platform/platform.js';
import { type Line, lineBefore } from './line.js';
import type { OnnxName } from './session.js';
import type { MapKind, MapQuestion, MapTask, OwnWork } from './tasks/task.js';

/** A map's place in the thread that it shares. */
export interface Slot {
  /** @param signal Takes the question back, while the thread does not have it yet. */
  ask<T>(question: object, transfer: readonly ArrayBuffer[], signal?: AbortSignal): Promise<T>;
  /** Gives up the place, and what was asked from it; the last one ends the thread, or leaves it for the next. */
  leave(): Promise<void>;
}

/** A thread, with all that a graph needs. Those that share it have the weights and what else the graph follows from in common. */
interface Shared {
  readonly thread: Promise<Thread>;
  /** How many wait for it to open, or have. */
  wanted: number;
  /** Ends it while it opens. */
  giveUp(): void;
  /** The line before it, when it is open. */
  line?: Line;
  /** How many have a place, or are about to have one. */
  places: number;
  /** How many have had one. */
  numbers: number;
  /** How long it waits for another when the last one has left, in milliseconds. */
  readonly waits: number;
  forget(): void;
}

/** Of weights whose threads wait for another map when the last one has left: how long, in milliseconds. */
const waiting = new WeakMap<readonly Float32Array[], number>();

/**
 * From now on threads with these weights wait so many milliseconds for another map when the last one has left, and are opened to the
 * end once they are begun: for where maps come and go faster than a thread opens. One that waits holds no process open.
 */
export const keepThreads = (weights: readonly Float32Array[], milliseconds: number): void =>
  void waiting.set(weights, milliseconds);

/** The threads that there are, by the weights and then by what else their graphs follow from. */
const threads = new WeakMap<readonly Float32Array[], Map<string, Shared>>();

/**
 * A place in a thread that has this task: in one that is there, or else in a new one.
 * @param signal Gives the place up while the thread is opening; that ends it, where nobody else waits for it.
 */
export async function placeFor(
  engine: OnnxName,
  task: MapTask,
  own: OwnWork,
  signal: AbortSignal | undefined,
): Promise<Slot> {
  const { weights, ...rest } = task.mapped;
  const brief = isBrief(task, own);
  const key = JSON.stringify({ engine, brief, ...task, mapped: rest });
  const ofWeights = threads.get(weights) ?? new Map<string, Shared>();
  threads.set(weights, ofWeights);
  const found = ofWeights.get(key);
  if (found?.line) {
    try {
      return await placeIn(found, own, signal);
    } catch {
      found.forget(); // it has died while nobody asked it anything
    }
  }
  const open = (signal: AbortSignal) => platform.openThread(unwrapped(task), engine, brief, signal);
  const opening = ofWeights.get(key) ?? start(open, waiting.get(weights) ?? 0, ofWeights, key);
  return placeIn(opening, own, signal);
}

/** Multiplications, and as many additions, that are done in some tenths of a millisecond: asking a thread takes one or two. */
const few = 2 ** 25;

const isBrief = ({ mapped, ...kind }: MapTask, { rows }: OwnWork): boolean =>
  rows * countsOf(mapped).multiplications * costOf(kind) <= few;

/** How long one takes, over that in a map in single precision: a gradient goes there and back, whole numbers are faster. */
const costOf = (kind: MapKind): number => (kind.kind === 'descent' ? 2 : kind.precision === 'int8' ? 0.5 : 1);

function start(
  open: (signal: AbortSignal) => Promise<Thread>,
  waits: number,
  among: Map<string, Shared>,
  key: string,
): Shared {
  const controller = new AbortController();
  const thread = open(controller.signal);
  const shared: Shared = {
    thread,
    giveUp() {
      shared.forget();
      controller.abort();
    },
    wanted: 0,
    places: 0,
    numbers: 0,
    waits,
    forget: () => void (among.get(key) === shared && among.delete(key)),
  };
  among.set(key, shared);
  thread.then((open) => {
    shared.line = lineBefore(open);
  }, shared.forget);
  return shared;
}

async function end(shared: Shared): Promise<void> {
  shared.forget();
  await shared.thread.then(
    (thread) => thread.close(),
    () => undefined,
  );
}

/** Ends one that nobody has a place in, unless another comes while it waits. */
async function endUnused(shared: Shared): Promise<void> {
  const { numbers } = shared;
  await platform.pause(shared.waits);
  if (shared.numbers === numbers) await end(shared).catch(() => undefined);
}

async function placeIn(shared: Shared, own: OwnWork, signal: AbortSignal | undefined): Promise<Slot> {
  shared.places++;
  const map = shared.numbers++;
  const asking = (question: object) => ({ map, ...question }) as MapQuestion;
  /** Ahead of the line: what takes no time. */
  const now = async (question: object) => (await shared.thread).ask(asking(question));
  const who = {};
  let left: Promise<void> | undefined;

  async function leave(): Promise<void> {
    shared.line?.leave(who);
    shared.places--;
    if (shared.places === 0) {
      if (shared.waits === 0) return end(shared);
      void endUnused(shared);
    }
    await now({ close: true }).catch(() => undefined); // a thread that has died holds nothing
  }

  shared.wanted++;
  const giveUp = () => {
    if (--shared.wanted === 0 && shared.waits === 0) shared.giveUp();
  };
  signal?.addEventListener('abort', giveUp);
  try {
    await now({ open: unwrapped(own) });
  } catch (error) {
    await leave();
    throw error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
  return {
    async ask<T>(question: object, transfer: readonly ArrayBuffer[], signal?: AbortSignal): Promise<T> {
      if (left) throw new Error('the onnx engine: this map is closed');
      return shared.line!.ask<T>({ who, question: asking(question), transfer, signal });
    },
    leave: () => (left ??= leave()),
  };
}

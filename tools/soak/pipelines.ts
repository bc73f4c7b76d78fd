import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AsyncIterableX, concat, defer, of as pulledOf } from 'ix/asynciterable';
import * as pull from 'ix/asynciterable/operators';
import type { Draw } from 'kaleidoflow';
import * as rx from 'kaleidoflow';
import * as ix from 'kaleidoflow/ix';
import * as push from 'rxjs';
import { gif } from '../../src/frames/gif.js';
import { branched } from '../../src/streams/branch.js';
import { Dice } from './dice.js';
import { blendedNetwork, smallImages, smallNetwork } from './networks.js';
import { type Built, read, readerNames } from './readers.js';

/** A manifold, and how it is walked, on both faces. */
interface Way {
  readonly network: () => rx.Manifold;
  readonly change: {
    readonly rx: push.MonoTypeOperatorFunction<rx.Manifold>;
    readonly ix: (manifolds: AsyncIterable<rx.Manifold>) => AsyncIterableX<rx.Manifold>;
  };
}

const mask = Array.from({ length: 16 }, (_, pixel) => pixel % 3 === 0);
const ways: readonly Way[] = [
  { network: smallNetwork, change: { rx: rx.withNoise(0.05), ix: ix.withNoise(0.05) } },
  {
    network: blendedNetwork,
    change: {
      rx: push.pipe(rx.withTurns({ every: 3 }), rx.given(smallImages(), { mask })),
      ix: (manifolds) => ix.given(smallImages(), { mask })(ix.withTurns({ every: 3 })(manifolds)),
    },
  },
  {
    network: blendedNetwork,
    change: {
      rx: push.pipe(rx.withWalk(), rx.given({ label: [2, 0] })),
      ix: (manifolds) => ix.given({ label: [2, 0] })(ix.withWalk()(manifolds)),
    },
  },
];

const wayOf = (seed: number): Way => ways[seed % ways.length]!;

/** The draws of one long chain for each seed, which everything is held against. */
const reference = new Map<number, Promise<Draw[]>>();
function drawsOf(seed: number): Promise<Draw[]> {
  const { network, change } = wayOf(seed);
  const chain = push.of(network()).pipe(change.rx, rx.kaleidoscope({ chains: 6, seed }), push.take(80));
  if (!reference.has(seed)) reference.set(seed, push.lastValueFrom(chain.pipe(push.toArray())));
  return reference.get(seed)!;
}

/** Something done to draws, on both faces, and what it makes of a list. */
interface Step {
  readonly rx: push.MonoTypeOperatorFunction<Draw>;
  readonly ix: (draws: AsyncIterable<Draw>) => AsyncIterableX<Draw>;
  model(draws: Draw[]): Draw[];
}

function randomSteps(dice: Dice): Step[] {
  return Array.from({ length: dice.below(4) }, () => {
    const n = 1 + dice.below(4);
    return dice.one<Step>([
      { rx: rx.burnIn(n), ix: ix.burnIn(n), model: (draws) => draws.filter(({ step }) => step > n) },
      { rx: rx.thin(n), ix: ix.thin(n), model: (draws) => draws.filter(({ step }) => step % n === 0) },
      { rx: rx.branch(n), ix: ix.branch(n), model: (draws) => draws.map(branched(n)) },
      { rx: push.tap(), ix: pull.tap(() => {}), model: (draws) => draws },
    ]);
  });
}

/** Some steps and an end: a pipeline from draws to a few draws. */
function randomBranch(dice: Dice, all: Draw[]) {
  const steps = randomSteps(dice);
  const given = steps.reduce((draws, step) => step.model(draws), all);
  const n = dice.below(Math.min(given.length, 20) + 1);
  return {
    rx: (draws: push.Observable<Draw>) => steps.reduce((on, step) => step.rx(on), draws).pipe(push.take(n)),
    ix: (draws: AsyncIterableX<Draw>) => steps.reduce((on, step) => step.ix(on), draws).pipe(pull.take(n)),
    expected: given.slice(0, n),
  };
}

type Tagged = [branch: number, draw: Draw];

/** Draws through random operators, through one branch or several. */
function randomDraws(dice: Dice, all: Draw[], source: Built<Draw>): { built: Built<Tagged>; expected: Draw[][] } {
  const branches = Array.from({ length: dice.one([1, 1, 2, 3]) }, () => randomBranch(dice, all));
  const pushes = branches.map(
    ({ rx }, i) =>
      (draws: push.Observable<Draw>) =>
        rx(draws).pipe(push.map((draw): Tagged => [i, draw])),
  );
  const pulls = branches.map(
    ({ ix }, i) =>
      (draws: AsyncIterableX<Draw>) =>
        ix(draws).pipe(pull.map((draw): Tagged => [i, draw])),
  );
  return {
    built: {
      pushed: source.pushed.pipe(rx.fork<Draw, Tagged[]>(...pushes)),
      pulled: source.pulled.pipe(ix.fork<Draw, Tagged[]>({ ahead: 1 + dice.below(4) }, ...pulls)),
    },
    expected: branches.map(({ expected }) => expected),
  };
}

/** A chain whose source fails after a while, when it is to. */
function source(seed: number, failure: Error | undefined, after: number): Built<Draw> {
  const { network, change } = wayOf(seed);
  const manifolds: Built<rx.Manifold> = {
    pushed: push.concat(
      push.of(network()),
      failure ? push.timer(after).pipe(push.map(() => raise(failure))) : push.EMPTY,
    ),
    pulled: concat(
      pulledOf(network()),
      failure ? defer(() => new Promise<never>((_, reject) => setTimeout(reject, after, failure))) : pulledOf(),
    ),
  };
  return {
    pushed: manifolds.pushed.pipe(change.rx, rx.kaleidoscope({ chains: 6, seed })),
    pulled: manifolds.pulled.pipe(change.ix, ix.kaleidoscope({ chains: 6, seed })),
  };
}

function raise(error: Error): never {
  throw error;
}

const endings = ['complete', 'leave', 'abort', 'fail upstream', 'fail downstream'] as const;

/** Builds the pipeline of a seed, runs it, and throws where it does not give what it must. Says what it was. */
export async function runPipeline(seed: number): Promise<string> {
  const dice = new Dice(seed);
  const directory = mkdtempSync(join(tmpdir(), 'kaleidoflow-soak-'));
  try {
    const what = dice.one([streamed, streamed, streamed, written, resumed]);
    const how = await what(dice, directory);
    assert.deepEqual(
      readdirSync(directory).filter((name) => name.endsWith('.part')),
      [],
    );
    return how;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function streamed(dice: Dice): Promise<string> {
  const chainSeed = dice.below(5);
  const ending = dice.one(endings);
  const after = dice.below(250);
  const failure = new Error('as it should');
  const all = await drawsOf(chainSeed);
  const { built, expected } = randomDraws(
    dice,
    all,
    source(chainSeed, ending === 'fail upstream' ? failure : undefined, after),
  );
  let left = ending === 'fail downstream' ? dice.below(10) : Number.POSITIVE_INFINITY;
  const check = (value: Tagged): Tagged => (left-- > 0 ? value : raise(failure));
  const stop = new AbortController();
  if (ending === 'abort') setTimeout(() => stop.abort(), after);

  const reader = dice.one(readerNames);
  const { values, end } = await read(
    reader,
    { pushed: built.pushed.pipe(push.map(check)), pulled: built.pulled.pipe(pull.map(check)) },
    stop.signal,
    ending === 'leave' ? after : undefined,
  );
  const whole = values.length === expected.flat().length;
  for (const [branch, draws] of expected.entries()) {
    const seen = values.filter(([from]) => from === branch).map(([, draw]) => draw);
    assert.deepEqual(seen, draws.slice(0, seen.length));
  }
  if (typeof end === 'object') {
    if (ending === 'abort') assert.equal((end.error as Error).name, 'AbortError');
    else assert.equal(end.error, failure);
  } else if (end === 'left') assert.equal(ending, 'leave');
  else if (!whole) assert.equal(ending, 'abort');
  return `${reader}, ${whole ? 'complete' : ending}`;
}

/** A GIF in a file: the one expected when it is whole, and none at all when it is left. */
async function written(dice: Dice, directory: string): Promise<string> {
  const chainSeed = dice.below(5);
  const path = join(directory, 'file.gif');
  const frames = 1 + dice.below(40);
  const { pushed, pulled } = source(chainSeed, undefined, 0);
  const leaveAfter = dice.one([undefined, dice.below(250)]);
  const reader = dice.one(readerNames);
  const { end } = await read(
    reader,
    {
      pushed: pushed.pipe(push.take(frames), rx.toGif(), rx.toFile(path)),
      pulled: pulled.pipe(pull.take(frames), ix.toGif(), ix.toFile(path)),
    },
    new AbortController().signal,
    leaveAfter,
  );
  const { next: frame, end: trailer } = gif()();
  const draws = (await drawsOf(chainSeed)).slice(0, frames);
  if (end === 'complete') assert.deepEqual(readFileSync(path), Buffer.concat([...draws.flatMap(frame), ...trailer()]));
  else assert.equal(end, 'left');
  return `${reader}, file ${end}`;
}

/** A training left several times, which must end as one that was not. */
async function resumed(dice: Dice, directory: string): Promise<string> {
  const size = { depth: 2, width: 8, steps: 40, every: 1 + dice.below(10), batchSize: 8, seed: dice.below(1000) };
  const blended = { schedule: 'cosine', blend: [0.6, 1], given: { labels: 0.5, data: 0.5 } } as const;
  const options = { ...size, ...dice.one([{}, blended]) };
  const built = (checkpoint?: string): Built<rx.TrainingStep> => ({
    pushed: push.of(smallImages()).pipe(rx.withLabels(), rx.training({ ...options, checkpoint })),
    pulled: pulledOf(smallImages()).pipe(ix.withLabels(), ix.training({ ...options, checkpoint })),
  });
  const { signal } = new AbortController();
  for (let times = dice.below(3); times > 0; times--)
    await read(dice.one(readerNames), built(join(directory, 'checkpoints')), signal, dice.below(250));
  const reader = dice.one(readerNames);
  const last = async (checkpoint?: string) => (await read(reader, built(checkpoint), signal, undefined)).values.at(-1);
  const [a, b] = [await last(), await last(join(directory, 'checkpoints'))];
  assert.deepEqual(b?.manifold(), a?.manifold());
  return `${reader}, training resumed`;
}

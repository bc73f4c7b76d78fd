import {
  type Draw,
  energy,
  kaleidoscope,
  type LayersManifold,
  type Manifold,
  type Nearest,
  nearest,
  type Samples,
} from 'kaleidoflow';
import { lastValueFrom, type Observable, of, take, toArray } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeManifold } from '../dist/src/models/manifold.js';
import { engineNames } from './engines.js';
import { type Face, faces } from './faces.js';
import { pictures, untrained, untrainedModel } from './fixtures.js';
import { isPage, place } from './place.js';

/** The constructors of another realm: of a frame of the page, or of a `node:vm` context, as Jest has one for each file. */
async function anotherRealm(): Promise<typeof globalThis> {
  if (!isPage) return (await import('node:vm')).runInNewContext('globalThis');
  const { document } = globalThis as unknown as { document: { createElement(name: string): Frame; body: Body } };
  return document.body.appendChild(document.createElement('iframe')).contentWindow;
}
interface Frame {
  readonly contentWindow: typeof globalThis;
}
interface Body {
  appendChild(frame: Frame): Frame;
}

const other = await anotherRealm();

/** The same, with all its arrays of numbers made there. */
function abroad<T>(value: T): T {
  if (ArrayBuffer.isView(value)) {
    const Abroad = other[(value as unknown as Float32Array)[Symbol.toStringTag] as 'Float32Array'];
    return Abroad.from(value as unknown as Float32Array) as T;
  }
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).map(([name, part]) => [name, abroad(part)]);
  return (Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts)) as T;
}

/** What can be compared, wherever it was made. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, part) => (ArrayBuffer.isView(part) ? Array.from(part as Float32Array) : part)));

const [draw, ...others] = pictures(4, 6) as [Draw, ...Draw[]];
const labelled: Samples = { ...draw, labels: Int32Array.of(0, 1, 0, 1, 1, 0), known: new Uint8Array(96).fill(1) };
const manifold = untrained();
const walked: Manifold = { ...untrained(), blend: [0.6, 1], given: { labels: 0, data: 0.5 } };
const bytes = encodeManifold(manifold);
const directory = await place();

type Operators = Face['operators'];
const cases: [name: string, value: unknown, operator: (o: Operators, abroad: <T>(value: T) => T) => unknown][] = [
  ['training', labelled, (o) => o.training({ depth: 1, width: 4, steps: 2, every: 2 })],
  ['withLabels', labelled, (o) => o.withLabels()],
  ['given', walked, (o, abroad) => o.given(abroad(draw))],
  ['given a mask', walked, (o, abroad) => o.given(draw, { mask: abroad(new Uint8Array(16).fill(1, 8)) })],
  ['morph', manifold, (o, abroad) => o.morph(abroad(draw), abroad(others[0]!), { frames: 4 })],
  ['descend', manifold, (o) => o.descend({ chains: 2, steps: 2 })],
  // What a GPU is given goes through the onnx engine's own code.
  ...engineNames
    .filter((name) => name !== 'webgpu')
    .flatMap((engine): typeof cases => [
      [`kaleidoscope on ${engine}`, manifold, (o, abroad) => o.kaleidoscope({ start: abroad(draw), engine })],
      [`nearest on ${engine}`, draw, (o, abroad) => o.measure({ nearest: nearest(abroad(labelled), { engine }) })],
    ]),
  ['energy', draw, (o, abroad) => o.measure({ energy: energy(abroad(manifold)) })],
  ['evaluate', draw, (o, abroad) => o.evaluate(abroad(others[0]!), { k: 1, features: ({ values }) => abroad(values) })],
  ['branch', draw, (o) => o.branch(2)],
  ['burnIn', draw, (o) => o.burnIn({ until: 'settled', max: 1 })],
  ['mapTensor', draw, (o) => o.mapTensor((images) => images.mul(-1))],
  ['toFrames', draw, (o) => o.toFrames()],
  ['toGif', draw, (o) => o.toGif()],
  ['toPng', draw, (o) => o.toPng()],
  ['toSafetensors', manifold, (o) => o.toSafetensors()],
  ['toOnnx', manifold, (o) => o.toOnnx()],
  ...(isPage ? [] : [['toFile', bytes, (o) => o.toFile(directory.pathOf('bytes'))] satisfies (typeof cases)[number]]),
];

describe.each(faces)('arrays of another realm ($name)', ({ operators, observed, emitted }) => {
  const outOf = (value: unknown, operator: unknown) =>
    lastValueFrom(of(value).pipe(observed(operator), take(2), toArray()));
  const run = (value: unknown, operator: unknown) => outOf(value, operator).then(plain);

  it('are others', () => expect(abroad(draw).values).not.toBeInstanceOf(Float32Array));

  it.each(cases)('give what those of this one do: %s', async (_, value, operator) => {
    const own = await run(
      value,
      operator(operators, (value) => value),
    );
    expect(await run(abroad(value), operator(operators, abroad))).toEqual(own);
  });

  it('are not what comes out: that is of this one', async () => {
    const [learned] = await outOf(labelled, operators.trainManifold({ depth: 1, width: 300, steps: 2 }));
    for (const weights of (learned as Manifold).weights) expect(weights).toBeInstanceOf(Float32Array);
    const found = await outOf(learned, operators.kaleidoscope({ chains: 40 }));
    for (const { values } of found as Draw[]) expect(values).toBeInstanceOf(Float32Array);
    const [near] = await outOf(draw, operators.measure({ nearest: nearest(labelled) }));
    expect((near as { metrics: { nearest: Nearest } }).metrics.nearest.index).toBeInstanceOf(Int32Array);
  });

  it('are read: fromManifold of bytes, and of a Blob', async () => {
    const read = (source: Uint8Array | Blob) =>
      lastValueFrom(emitted(operators.fromManifold(source)) as Observable<Manifold>);
    expect(plain(await read(abroad(bytes)))).toEqual(plain(manifold));
    const { Blob: OfPage = Blob } = other as Partial<typeof globalThis>;
    expect(plain(await read(new OfPage([bytes])))).toEqual(plain(manifold));
  });

  it('are read: rows with dates', async () => {
    const rows = (Moment: DateConstructor) => ['2024-02-29', '2024-03-02'].map((day) => ({ day: new Moment(day) }));
    const read = (Moment: DateConstructor) =>
      lastValueFrom(emitted(operators.fromTable(rows(Moment))) as Observable<Samples>).then(plain);
    expect(await read(other.Date)).toEqual(await read(Date));
  });
});

describe('layers of another realm', () => {
  let layers: LayersManifold;
  beforeAll(async () => {
    layers = await untrainedModel();
  });

  it('are applied', async () => {
    const draws = (manifold: Manifold) =>
      lastValueFrom(of(manifold).pipe(kaleidoscope({ chains: 2 }), take(2), toArray())).then(plain);
    expect(await draws(abroad(layers))).toEqual(await draws(layers));
  });
});

import { type Draw, movement, nearest, type Samples } from 'kaleidoflow';
import { lastValueFrom, type Observable, of, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { faces } from './faces.js';
import { twoPoints, untrained } from './fixtures.js';

const written = (value: unknown) => JSON.parse(JSON.stringify(value));
const space = { shape: [1], range: [0, 1] } as const;
const manifold = {
  ...untrained({ ...space, labelUnits: { classes: [0, 1], copies: 2 } }),
  motion: { kind: 'turns', every: 4, step: 0.1, share: 1 },
  blend: [0.3, 1],
} as const;

describe.each(faces)('JSON.stringify of what flows, on $name', ({ operators: o, observed, emitted }) => {
  const draws = async (...more: unknown[]) => {
    const all = [o.kaleidoscope({ chains: 3, emitStart: true }), ...more].reduce<Observable<unknown>>(
      (source, operator) => source.pipe(observed(operator)),
      of(manifold),
    );
    const drawn: unknown[] = await lastValueFrom(all.pipe(take(2), toArray()));
    return drawn as Draw[];
  };

  it('has the numbers of a draw, its labels and state as arrays', async () => {
    for (const draw of await draws()) {
      const { values, labels, state, count, step } = draw;
      expect(written(draw)).toMatchObject({
        values: Array.from(values),
        labels: Array.from(labels!),
        state: Array.from(state!),
        count,
        step,
      });
      expect(written({ ...draw, more: 1 }).values).toEqual(Array.from(values));
    }
  });

  it('has those of metrics, also of the user, and of draws that were changed', async () => {
    const samples = await twoPoints();
    const all = await draws(
      o.branch(2),
      o.measure({ movement: movement(), nearest: nearest(samples) }),
      o.measure({ own: ({ values }: Draw) => values.map((value) => 2 * value) }),
    );
    const { metrics, values } = all[1] as unknown as Draw & { metrics: Record<string, never> };
    const {
      movement: moved,
      nearest: near,
      own,
    } = metrics as never as Record<string, Float32Array> & {
      nearest: Record<string, Float32Array>;
    };
    expect(values).toHaveLength(6);
    expect(written(all[1]).values).toEqual(Array.from(values));
    expect(written(metrics)).toEqual({
      movement: Array.from(moved!),
      nearest: { index: Array.from(near.index!), distance: Array.from(near.distance!) },
      own: Array.from(own!),
    });
  });

  it('has those of samples', async () => {
    const points = (await lastValueFrom(emitted(o.fromPoints([[0.25, 0.5]])))) as Samples;
    expect(written(points)).toEqual({ values: [0.25, 0.5], count: 1, shape: [2], range: [0, 1] });
    const table = (await lastValueFrom(emitted(o.fromTable([{ a: 1 }, { a: null }])))) as Samples;
    expect(written(table).known).toEqual(Array.from(table.known!));
  });

  it('changes nothing else: copies, keys and transfers are those of plain arrays', async () => {
    const [draw] = (await draws()) as [Draw];
    expect(Object.keys(draw.values)).toEqual(['0', '1', '2']);
    expect(draw).toStrictEqual({ ...draw, values: Float32Array.from(draw.values) });
    const buffer = draw.values.buffer as ArrayBuffer;
    expect(structuredClone(draw)).toEqual(draw);
    const sent = structuredClone(draw, { transfer: [buffer] });
    expect([sent.values.length, draw.values.length, written(draw).values]).toEqual([3, 0, []]);
  });
});

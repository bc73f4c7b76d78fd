import assert from 'node:assert/strict';
import type { NatsConnection } from '@nats-io/transport-node';
import { lastValueFrom, map, take } from 'rxjs';
import type { Dice } from '../dice.js';
import type { Case } from './cases.js';

/** Runs, one after the other, each compared with what one process gives; and what they wait for. */
export class Runs {
  readonly counts = { complete: 0, left: 0, values: 0, jobs: 0 };
  /** What is being waited for, in words. */
  waiting = 'nothing';
  /** When something came last. */
  moved = performance.now();

  /** Runs cases at random until it is told to be enough. Some are left before they end. */
  async go(connection: NatsConnection, cases: readonly Case[], dice: Dice, enough: () => boolean): Promise<void> {
    while (!enough()) {
      const one = dice.one(cases);
      const all = one.expected.length;
      const wanted = dice.below(5) === 0 ? 1 + dice.below(all - 1) : all;
      const said = (count: number) => {
        this.moved = performance.now();
        this.waiting = `value ${count} of ${wanted} of ${one.name}`;
      };
      said(0);
      const heard = () => {
        this.counts.jobs++;
        this.moved = performance.now();
      };
      const compared = one.over(connection, heard).pipe(
        map((value, i) => {
          assert.deepEqual(value, one.expected[one.placeOf(value, i)]);
          said(i + 1);
          return i + 1;
        }),
        wanted < all ? take(wanted) : map((count) => count),
      );
      assert.equal(await lastValueFrom(compared), wanted);
      this.counts.values += wanted;
      this.counts[wanted < all ? 'left' : 'complete']++;
    }
  }
}

import { type Evaluation, evaluate, type Samples } from 'kaleidoflow';
import { firstValueFrom, of } from 'rxjs';
import { fromAvatars } from '../../../examples/avatars.js';
import { once } from '../../../src/base/once.js';
import { faceJudge } from './judge.js';

const all = once(() => firstValueFrom(fromAvatars(2_000, { from: 10_000 })));

/** Up to two thousand faces that nobody has learned, from one of them on. */
export async function heldOutFaces(from: number, count: number): Promise<Samples> {
  const { values, shape, range, count: most } = await all();
  const size = values.length / most;
  return { values: values.slice(from * size, (from + count) * size), count, shape, range };
}

/** Compares faces with as many of those that are held out, by the features of the judge. */
export async function judgedFaces(faces: Samples): Promise<Evaluation> {
  const { features } = await faceJudge();
  const reference = await heldOutFaces(0, faces.count);
  return firstValueFrom(of({ ...faces, step: 0 }).pipe(evaluate(reference, { features })));
}

import { fromManifold, fromMnist, type Manifold, type Samples } from 'kaleidoflow';
import { defer, type Observable, switchMap } from 'rxjs';
import shipped from './digits.safetensors?url';
import { keepFile, keptFiles } from './files.js';

/** The manifold of digits that comes with the page. */
export const shippedDigits = (): Observable<Manifold> =>
  defer(() => bytesOf(shipped)).pipe(switchMap((bytes) => fromManifold(new Uint8Array(bytes))));

/** Handwritten digits, which are fetched once and kept. */
export const digits = (count: number): Observable<Samples> =>
  defer(fetchDigits).pipe(switchMap(() => fromMnist({ dir: place, count })));

const place = 'mnist';
const names = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'] as const;

async function fetchDigits(): Promise<void> {
  const kept = await keptFiles(place);
  const missing = names.filter((name) => !kept.some((file) => file.name === `${name}.gz` && file.size > 0));
  await Promise.all(missing.map(async (name) => keepFile(place, `${name}.gz`, await bytesOf(`mnist/${name}`))));
}

export async function bytesOf(path: string): Promise<ArrayBuffer> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path} could not be fetched: ${answer.status} ${answer.statusText}`);
  return answer.arrayBuffer();
}

import { fromManifold, fromMnist, type Manifold, type Samples } from 'kaleidoflow';
import type { Observable } from 'rxjs';
import shipped from './digits.safetensors?url';

/** The manifold of digits that comes with the page. */
export const shippedDigits = (): Observable<Manifold> => fromManifold(shipped);

/** Handwritten digits, which lie beside the page. */
export const digits = (count: number): Observable<Samples> => fromMnist({ dir: 'mnist', count });

import { fromManifold, fromMnist, type Manifold, type Samples } from 'kaleidoflow';
import type { Observable } from 'rxjs';
import digitsFile from './digits.safetensors?url';
import facesFile from './faces.safetensors?url';

const files = { digits: digitsFile, faces: facesFile };

/** What there is a manifold of that comes with the page. */
export type Shipped = keyof typeof files;

export const isShipped = (subject: string): subject is Shipped => Object.hasOwn(files, subject);

/** The manifold that comes with the page. */
export const shipped = (subject: Shipped): Observable<Manifold> => fromManifold(files[subject]);

/** Handwritten digits, which lie beside the page. */
export const digits = (count: number): Observable<Samples> => fromMnist({ dir: 'mnist', count });

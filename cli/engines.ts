import { type EngineName, fromPoints, trainManifold } from 'kaleidoflow';
import { catchError, concatMap, from, map, type Observable, of } from 'rxjs';

const names: readonly EngineName[] = ['onnx', 'webgpu', 'tensorflow', 'tensorflow-wasm', 'tensorflow-cpu'];

export interface EngineHere {
  readonly name: string;
  readonly lacking?: string;
}

/** The engines by name, and what comes of each when it is to learn a point: nothing where it runs here, else what it lacks. */
export function enginesHere(): Observable<EngineHere> {
  return from(names).pipe(
    concatMap((name) =>
      fromPoints([0.5]).pipe(
        trainManifold({ depth: 1, width: 1, steps: 1, engine: name }),
        map(() => ({ name })),
        catchError(({ message }: Error) => of({ name, lacking: message })),
      ),
    ),
  );
}

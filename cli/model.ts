import { fromManifold, type Manifold, type ManifoldOptions, type Range, toOnnx, toSafetensors } from 'kaleidoflow';
import { type Observable, type OperatorFunction, pipe } from 'rxjs';
import { type Asked, defined, type Flag, UsageError } from './command.js';
import { extensionOf, isNameless, output } from './output.js';

/** What a file of another program does not say. */
export const modelFlags = {
  range: { value: 'LOW,HIGH', is: "of another program's MODEL: 0,1 for a Sigmoid at its end, -1,1 for a Tanh" },
  shape: { value: 'A,B,…', is: "of another program's MODEL: the shape of a sample, 28,28,1 say" },
} satisfies Record<string, Flag>;

export function modelFrom(asked: Asked): Observable<Manifold> {
  const options: ManifoldOptions = defined({
    range: asked.numbers('range') as Range | undefined,
    shape: asked.numbers('shape'),
  });
  return fromManifold(asked.one('MODEL'), options);
}

/** Writes manifolds in the format that the file's name ends in, or in ONNX where that is asked for. */
export function modelTo(
  path: string,
  format = isNameless(path) ? 'safetensors' : extensionOf(path),
  precision?: 'half',
): OperatorFunction<Manifold, string> {
  if (format !== 'onnx' && format !== 'safetensors')
    throw new UsageError(`--output must end in .safetensors or .onnx, not '${path}'`);
  if (format === 'onnx' && precision) throw new UsageError(`--half is of .safetensors, not of '${path}'`);
  return pipe(format === 'onnx' ? toOnnx() : toSafetensors({ precision }), output(path));
}

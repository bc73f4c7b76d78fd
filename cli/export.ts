import { toOnnx, toSafetensors } from 'kaleidoflow';
import { type Command, UsageError } from './command.js';
import { modelFlags, modelFrom } from './model.js';
import { extensionOf, output } from './output.js';

export const exportModel: Command = {
  operands: 'MODEL -o FILE',
  is: 'Writes MODEL in the other format',
  more: 'As .onnx, which any runtime reads, or as .safetensors, which Python reads.',
  flags: {
    output: { short: 'o', value: 'FILE', is: 'where it goes; - is standard output' },
    onnx: { is: 'writes ONNX, whatever FILE ends in' },
    ...modelFlags,
    help: { short: 'h', is: 'shows this' },
  },
  run(asked) {
    const path = asked.needed('output');
    const format = asked.has('onnx') ? 'onnx' : extensionOf(path);
    if (format !== 'onnx' && format !== 'safetensors')
      throw new UsageError(`--output must end in .safetensors or .onnx, not '${path}'`);
    return modelFrom(asked).pipe(format === 'onnx' ? toOnnx() : toSafetensors(), output(path));
  },
};

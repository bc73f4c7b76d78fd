import type { Command } from './command.js';
import { modelFlags, modelFrom, modelTo } from './model.js';

export const exportModel: Command = {
  operands: 'MODEL -o FILE',
  is: 'Writes MODEL in the other format, or with half the bytes',
  more: 'As .onnx, which any runtime reads, or as .safetensors, which Python reads.',
  flags: {
    output: { short: 'o', value: 'FILE', is: 'where it goes; - is standard output (safetensors)' },
    onnx: { is: 'writes ONNX, whatever FILE ends in' },
    half: { is: 'writes weights of half precision, for a page (safetensors)' },
    ...modelFlags,
    help: { short: 'h', is: 'shows this' },
  },
  run(asked) {
    const format = asked.has('onnx') ? 'onnx' : undefined;
    const write = modelTo(asked.needed('output'), format, asked.has('half') ? 'half' : undefined);
    return modelFrom(asked).pipe(write);
  },
};

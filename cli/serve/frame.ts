import type { Draw } from 'kaleidoflow';
import type { Settings } from './settings.js';

/** Before the values: the number of the frame and the step of the draw, each a Uint32, the low byte first. */
export const headerBytes = 8;

/** A draw as a message: the header, then the values of one chain after the other. */
export function frameOf(draw: Draw, number: number, values: Settings['values']): Uint8Array {
  const { length } = draw.values;
  const bytes = new Uint8Array(headerBytes + length * (values === 'float32' ? Float32Array.BYTES_PER_ELEMENT : 1));
  const header = new DataView(bytes.buffer);
  header.setUint32(0, number, true);
  header.setUint32(4, draw.step, true);
  if (values === 'float32') new Float32Array(bytes.buffer, headerBytes).set(draw.values);
  else writeBytes(bytes, draw);
  return bytes;
}

/** 0 at the low end of the range, 255 at the high end. */
function writeBytes(bytes: Uint8Array, { values, range: [low, high] }: Draw): void {
  const toByte = 255 / (high - low);
  for (let i = 0; i < values.length; i++) bytes[headerBytes + i] = (values[i]! - low) * toByte + 0.5;
}

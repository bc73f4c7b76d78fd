import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import { sideBySide } from '../base/side-by-side.js';
import { lasting } from './lasting.js';

/** How many messages are on their way at one time. */
const atOnce = 4;

/** Writes bytes to a stream, in messages of `most` bytes on `subject.0`, `subject.1`, … */
export async function putParts(
  js: JetStreamClient,
  subject: string,
  bytes: Uint8Array,
  most: number,
  signal: AbortSignal,
): Promise<void> {
  await sideBySide(Math.ceil(bytes.length / most), atOnce, async (i) => {
    const part = bytes.subarray(i * most, (i + 1) * most);
    await lasting(() => js.publish(`${subject}.${i}`, part), signal);
  });
  signal.throwIfAborted();
}

/**
 * Reads `length` bytes that `putParts` has written.
 * @throws Error where a part is not there, or is not of its length.
 */
export async function getParts(
  jsm: JetStreamManager,
  stream: string,
  subject: string,
  { length, most }: { readonly length: number; readonly most: number },
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  await sideBySide(Math.ceil(length / most), atOnce, async (i) => {
    const part = `${subject}.${i}`;
    const message = await lasting(() => jsm.direct.getMessage(stream, { last_by_subj: part }), signal);
    const expected = Math.min(most, length - i * most);
    if (message?.data.length !== expected)
      throw new Error(`${part} must have ${expected} bytes, and has ${message?.data.length ?? 'none'}`);
    bytes.set(message.data, i * most);
  });
  signal.throwIfAborted();
  return bytes;
}

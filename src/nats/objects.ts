import { deadline } from '@nats-io/nats-core';
import type { ObjectStore } from '@nats-io/obj';
import { platform } from '#platform';
import { lasting } from './lasting.js';

/** How long an object may take to come, in milliseconds, before it is asked for again. */
const patience = 60_000;

/** Keeps bytes under their hash, which it returns. */
export async function putByHash(store: ObjectStore, bytes: Uint8Array, signal: AbortSignal): Promise<string> {
  const hash = await platform.sha256([bytes]);
  await lasting(() => store.putBlob({ name: hash }, bytes), signal);
  return hash;
}

/** @throws Error where there is no such object, or one of more than `most` bytes; or its bytes are not of this hash. */
export async function getByHash(store: ObjectStore, hash: string, most: number, signal: AbortSignal) {
  const bytes = await getObject(store, hash, most, signal);
  if ((await platform.sha256([bytes])) !== hash) throw new Error(`object ${hash} is not what its name says`);
  return bytes;
}

/** @throws Error where there is no such object, or one of more than `most` bytes. */
export async function getObject(
  store: ObjectStore,
  name: string,
  most: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const info = await lasting(() => store.info(name), signal);
  if (!info || info.deleted) throw new Error(`there is no object ${name}`);
  if (info.size > most) throw new Error(`object ${name} has ${info.size} bytes, and ${most} are allowed`);
  const bytes = await lasting(() => deadline(store.getBlob(name), patience), signal);
  if (!bytes) throw new Error(`there is no object ${name}`);
  return bytes;
}

import { type JetStreamManager, StorageType } from '@nats-io/jetstream';
import { type ObjectInfo, type ObjectStore, Objm } from '@nats-io/obj';
import { platform } from '#platform';
import { lasting } from './lasting.js';

/** The most bytes of a message of an object. */
const chunkBytes = 2 ** 19;

/** The objects of a run: manifolds and samples by their hashes, and checkpoints. */
export class Objects {
  readonly #jsm: JetStreamManager;
  readonly #store: ObjectStore;
  readonly #bucket: string;

  private constructor(jsm: JetStreamManager, store: ObjectStore, bucket: string) {
    this.#jsm = jsm;
    this.#store = store;
    this.#bucket = bucket;
  }

  static async make(jsm: JetStreamManager, bucket: string): Promise<Objects> {
    const make = () => new Objm(jsm.jetstream()).create(bucket, { storage: StorageType.File });
    return new Objects(jsm, await lasting(make), bucket);
  }

  static async of(jsm: JetStreamManager, bucket: string, signal: AbortSignal): Promise<Objects> {
    const store = await lasting(() => new Objm(jsm.jetstream()).open(bucket, false), signal);
    const { streamInfo } = await lasting(() => store.status(), signal);
    if (!streamInfo.config.allow_direct) throw new Error(`${bucket} is not as runs make it`);
    return new Objects(jsm, store, bucket);
  }

  /** Puts an object in the place of the one of this name, where there is one: others find either, whole. */
  async put(name: string, bytes: Uint8Array, description: string, signal: AbortSignal): Promise<void> {
    const about = { name, description, options: { max_chunk_size: chunkBytes } };
    await lasting(() => this.#store.putBlob(about, bytes), signal);
  }

  /** Keeps bytes under their hash, which it returns. */
  async putByHash(bytes: Uint8Array, signal: AbortSignal): Promise<string> {
    const hash = await platform.sha256([bytes]);
    await this.put(hash, bytes, '', signal);
    return hash;
  }

  /** What is said of an object; undefined where there is none. */
  async about(name: string, signal: AbortSignal): Promise<ObjectInfo | undefined> {
    const about = await lasting(() => this.#store.info(name), signal);
    return about && !about.deleted ? about : undefined;
  }

  /** @throws Error where there is no such object, or one of more than `most` bytes, or it is not whole. */
  async get(name: string, most: number, signal: AbortSignal): Promise<Uint8Array> {
    const about = await this.about(name, signal);
    if (!about) throw new Error(`there is no object ${name}`);
    const { size, nuid } = about;
    if (!(Number.isSafeInteger(size) && size <= most))
      throw new Error(`object ${name} has ${size} bytes, and ${most} are allowed`);
    const bytes = await this.#chunks(`$O.${this.#bucket}.C.${nuid}`, size, signal);
    if (bytes) return bytes;
    if ((await this.about(name, signal))?.nuid === nuid) throw new Error(`object ${name} is not whole`);
    // Another has taken its place meanwhile.
    return this.get(name, most, signal);
  }

  /** @throws Error as `get`, and where the bytes are not of this hash. */
  async getByHash(hash: string, most: number, signal: AbortSignal): Promise<Uint8Array> {
    const bytes = await this.get(hash, most, signal);
    if ((await platform.sha256([bytes])) !== hash) throw new Error(`object ${hash} is not what its name says`);
    return bytes;
  }

  /**
   * The bytes of an object, each message asked for, so that no more comes than was said, and a server that starts anew is asked
   * again. (The client's own reader follows links, makes buckets for them, and takes whatever comes.)
   */
  async #chunks(subject: string, size: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const bytes = new Uint8Array(size);
    const stream = `OBJ_${this.#bucket}`;
    for (let at = 0, seq = 1; at < size; seq++) {
      const query = { seq, next_by_subj: subject };
      const message = await lasting(() => this.#jsm.direct.getMessage(stream, query), signal);
      const length = message?.data.length ?? 0;
      if (!message || length === 0 || at + length > size) return undefined;
      bytes.set(message.data, at);
      at += length;
      seq = message.seq;
    }
    return bytes;
  }
}

import type { JetStreamManager } from '@nats-io/jetstream';
import { platform } from '#platform';
import { decodeAbout, encode } from './checked.js';
import type { About } from './job.js';
import { lasting } from './lasting.js';
import { getParts, putParts } from './parts.js';

/** The most bytes of a message of an object. */
const partBytes = 2 ** 19;

/** The objects of a run, in its stream: manifolds and samples, and checkpoints. */
export class Objects {
  readonly #jsm: JetStreamManager;
  readonly #stream: string;

  constructor(jsm: JetStreamManager, stream: string) {
    this.#jsm = jsm;
    this.#stream = stream;
  }

  /** Puts an object in the place of the one on this subject, where there is one: others find either, whole. */
  async put(subject: string, bytes: Uint8Array, description: string, signal: AbortSignal): Promise<string> {
    const before = await this.about(subject, signal);
    const place = before?.place === 0 ? 1 : 0;
    const js = this.#jsm.jetstream();
    await putParts(js, `${subject}.${place}`, bytes, partBytes, signal);
    const hash = await platform.sha256([bytes]);
    const about: About = { bytes: bytes.length, hash, place, description };
    await lasting(() => js.publish(subject, encode(about)), signal);
    return hash;
  }

  /** What is said of an object; undefined where there is none. */
  async about(subject: string, signal: AbortSignal): Promise<About | undefined> {
    const query = { last_by_subj: subject };
    const message = await lasting(() => this.#jsm.direct.getMessage(this.#stream, query), signal);
    return message ? decodeAbout(message.data) : undefined;
  }

  /**
   * The bytes of an object.
   * @param hash What they must have; by default what is said of them.
   * @throws Error where there is no such object, or one of more than `most` bytes, or it is not whole.
   */
  async get(subject: string, most: number, signal: AbortSignal, hash?: string): Promise<Uint8Array> {
    const about = await this.about(subject, signal);
    if (!about) throw new Error(`there is no object ${subject}`);
    const { bytes: length, place } = about;
    if (length > most) throw new Error(`object ${subject} has ${length} bytes, and ${most} are allowed`);
    try {
      const size = { length, most: partBytes };
      const bytes = await getParts(this.#jsm, this.#stream, `${subject}.${place}`, size, signal);
      if ((await platform.sha256([bytes])) !== (hash ?? about.hash)) throw new Error(`object ${subject} is not whole`);
      return bytes;
    } catch (error) {
      const now = await this.about(subject, signal);
      if (now?.hash === about.hash && now.place === place) throw error;
    }
    // Another has taken its place meanwhile.
    return this.get(subject, most, signal, hash);
  }
}

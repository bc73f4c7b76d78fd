import { once } from 'node:events';
import type { Manifold } from 'kaleidoflow';
import type { Subscription } from 'rxjs';
import { expect, onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { type ServeOptions, serving } from '../dist/cli/serve/server.js';
import { attributeUnits, untrained } from './fixtures.js';

/** What is served, where nothing else is said. */
export const manifold: Manifold = untrained({ labelUnits: { classes: [0, 1, 3], copies: 2 }, attributeUnits });
export const common: ServeOptions = {
  port: 0,
  host: '127.0.0.1',
  names: [],
  origins: [],
  clients: 8,
  chains: 64,
  idle: 3600,
};

/** A server that ends with the test. */
export async function served(
  options: Partial<ServeOptions> = {},
  model = manifold,
): Promise<{ url: string; stop(): void }> {
  let stop: Subscription | undefined;
  const url = await new Promise<string>((resolve, reject) => {
    stop = serving(model, { ...common, ...options }).subscribe({ next: resolve, error: reject });
  });
  onTestFinished(() => stop!.unsubscribe());
  return { url, stop: () => stop!.unsubscribe() };
}

export interface Frame {
  readonly frame: number;
  readonly step: number;
  readonly bytes: Uint8Array;
}

/** A client, and what it is sent, in order. */
export class Client {
  readonly socket: WebSocket;
  readonly #came: (object | Frame)[] = [];
  #bell: (() => void) | undefined;

  static async open(url: string, options: ClientOptions = {}): Promise<Client> {
    const client = new Client(new WebSocket(`${url.replace('http', 'ws')}/draws`, options));
    await once(client.socket, 'open');
    expect(await client.next()).toMatchObject({ model: { shape: manifold.shape } });
    return client;
  }

  constructor(socket: WebSocket) {
    this.socket = socket;
    onTestFinished(() => socket.terminate());
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer, isBinary) => {
      const frame = isBinary && { frame: data.readUInt32LE(0), step: data.readUInt32LE(4), bytes: data.subarray(8) };
      this.#came.push(frame || JSON.parse(data.toString()));
      this.#bell?.();
    });
  }

  ask(what: object): void {
    this.socket.send(JSON.stringify(what));
  }

  async next<T extends object>(): Promise<T> {
    while (this.#came.length === 0)
      await new Promise<void>((resolve) => {
        this.#bell = resolve;
      });
    return this.#came.shift() as T;
  }

  /** Whether anything is there that has not been read. */
  get has(): boolean {
    return this.#came.length > 0;
  }

  /** Acknowledges a frame, and reads the next. */
  async after({ frame }: Frame): Promise<Frame> {
    this.ask({ ack: frame });
    return this.next<Frame>();
  }

  /** Asks for draws, and reads the first so many. */
  async draws(settings: object, count: number): Promise<Frame[]> {
    this.ask(settings);
    expect(await this.next()).toMatchObject({ chain: settings });
    const frames = [await this.next<Frame>()];
    while (frames.length < count) frames.push(await this.after(frames.at(-1)!));
    return frames;
  }

  /** The code and the reason with which it is sent away. */
  async closed(): Promise<[number, string]> {
    if (this.socket.readyState === WebSocket.CLOSED) throw new Error('it was closed before');
    const [code, reason] = await once(this.socket, 'close');
    return [code, reason.toString()];
  }
}

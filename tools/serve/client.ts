import { setTimeout } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** A client that acknowledges whatever it is sent, as long as it goes on. */
export class Client {
  step = 0;
  /** Draws that it has been sent. */
  draws = 0;
  goesOn = true;
  readonly socket: WebSocket;
  #last: number | undefined;

  constructor(url: string, settings: object) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/draws`);
    this.socket.on('error', () => undefined);
    this.socket.on('open', () => this.socket.send(JSON.stringify(settings)));
    this.socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) return;
      this.#last = data.readUInt32LE(0);
      this.step = data.readUInt32LE(4);
      this.draws++;
      if (this.goesOn) this.goOn();
    });
  }

  goOn(): void {
    this.goesOn = true;
    this.socket.send(JSON.stringify({ ack: this.#last }));
  }

  /** Waits until it has been sent so many more draws. */
  async more(count: number): Promise<void> {
    const target = this.draws + count;
    while (this.draws < target) {
      this.check();
      await setTimeout(5);
    }
  }

  /** The draws that it is sent in so many seconds. */
  async drawsIn(seconds: number): Promise<number> {
    const { draws } = this;
    await setTimeout(1000 * seconds);
    this.check();
    return this.draws - draws;
  }

  private check(): void {
    if (this.socket.readyState > WebSocket.OPEN) throw new Error('a client was sent away');
  }
}

/** What one server allows; docs/serve.md has them all. */
export interface Limits {
  /** Clients at one time, viewers of the GIF among them. */
  readonly clients: number;
  /** Chains of one client. */
  readonly chains: number;
  /** Seconds without an acknowledgement after which a client is sent away. */
  readonly idle: number;
}

/** Applications that a client may ask for between two draws that it sees: nothing stops the chain meanwhile. */
export const most = { burnIn: 1_000, thin: 100 };

/** Bytes of one message to the server: rows of a table, or samples, that are given. */
export const messageBytes = 2 ** 16;

/** Bytes of a message that is read at once; a longer one waits for the turn of who sends it. */
export const brief = 2 ** 10;

/** Messages besides those that acknowledge the draw that was sent last: so many at once, and so many a second. */
export const messages = { atOnce: 60, aSecond: 20 };

/** Bytes of all messages. */
export const written = { atOnce: 2 ** 20, aSecond: 2 ** 18 };

/** Bytes, beside those of a draw, that a client may leave unread when it is to be answered once more. */
export const owedBytes = 2 ** 20;

/** Milliseconds between two looks whether a client still reads. */
export const heartbeat = 30_000;

/** Milliseconds that a thread waits for another chain when the last one of its kind has ended. */
export const lingering = 10_000;

import { burnIn, kaleidoscope, type Manifold, mapInTurn, thin } from 'kaleidoflow';
import { of, Subscription } from 'rxjs';
import type { RawData, WebSocket } from 'ws';
import { isObject, show } from '../../src/base/check.js';
import { sizeOf } from '../../src/core/samples.js';
import { walked } from '../walked.js';
import { allowance } from './allowance.js';
import { frameOf, headerBytes } from './frame.js';
import { brief, type Limits, messages, owedBytes, written } from './limits.js';
import { modelOf } from './model.js';
import { type Settings, settingsOf } from './settings.js';
import type { Share } from './turns.js';

/** Why a connection is closed: the codes of RFC 6455. */
const refused = 1008;

/**
 * Draws for one client, by its share of the engine, each when the one before has been acknowledged. What is open for it goes
 * with its connection.
 */
export function serveClient(socket: WebSocket, manifold: Manifold, { engine, turn }: Share, limits: Limits): void {
  const [maySay, mayWrite] = [allowance(messages), allowance(written)];
  const mayOwe = owedBytes + headerBytes + 4 * limits.chains * sizeOf(manifold.shape);
  let chain: Subscription | undefined;
  /** Frames sent on this connection. */
  let sent = 0;
  /** The frame that is to be acknowledged. */
  let awaited: number | undefined;
  /** Lets the chain go on, which waits. */
  let goOn: (() => void) | undefined;
  let taken: Promise<unknown> = Promise.resolve();
  const idle = setTimeout(
    () => socket.close(refused, `nothing was acknowledged for ${limits.idle} seconds`),
    1000 * limits.idle,
  );

  const write = (data: string | Uint8Array) => {
    taken = new Promise((resolve) => socket.send(data, resolve));
  };

  /** Answers at once, unless the client leaves too much of what it has been sent unread. */
  const say = (what: object) => {
    if (socket.bufferedAmount > mayOwe) socket.terminate();
    else write(JSON.stringify(what));
  };

  function leave(): void {
    chain?.unsubscribe();
    chain = undefined;
    awaited = undefined;
    goOn?.();
  }

  const waiting = (forWhat: (done: () => void) => void) =>
    new Promise<void>((done) => {
      goOn = done;
      forWhat(done);
    });

  function start(settings: Settings): void {
    const walk = walked(settings)(manifold);
    const { chains, first, seed, values } = settings;
    const draws = of(walk).pipe(
      kaleidoscope({ chains, first, seed, engine }),
      burnIn(settings.burnIn),
      thin(settings.thin),
    );
    leave();
    say({ chain: settings });
    const over = new AbortController();
    const mine = new Subscription(() => over.abort());
    chain = mine;
    const begin = () =>
      mine.add(
        draws
          .pipe(
            mapInTurn(async (draw) => {
              await waiting((done) => void taken.then(done));
              if (mine.closed) return;
              awaited = ++sent;
              write(frameOf(draw, awaited, values));
              await waiting(() => undefined);
            }),
          )
          .subscribe({ error: ({ message }) => say({ error: message }) }),
      );
    // Start noise takes time, too: a chain that is replaced before its turn has none.
    turn(over.signal, begin).catch(() => undefined);
  }

  /** Whether it was the draw sent last that was acknowledged. */
  function acknowledged(frame: unknown): boolean {
    if (!Number.isSafeInteger(frame) || (frame as number) < 1 || (frame as number) > sent)
      throw new RangeError(`ack must be the number of a frame that was sent, not ${show(frame)}`);
    if (frame !== awaited) return false; // one of a chain before
    awaited = undefined;
    goOn?.();
    return true;
  }

  /** Whether this message counts among those of which there may be only so many. */
  function counts(message: object): boolean {
    if ('ack' in message && Object.keys(message).length === 1) return !acknowledged(message.ack);
    start(settingsOf(message, limits));
    return true;
  }

  function hear(data: RawData, isBinary: boolean): void {
    if (socket.readyState !== socket.OPEN) return;
    let counted = true;
    try {
      counted = counts(parsed(data, isBinary));
      idle.refresh();
    } catch (error) {
      say({ error: (error as Error).message });
    }
    if (counted && !maySay(1)) socket.close(refused, 'too many messages');
  }

  /** Long messages that wait to be read, and what came behind them. */
  let unread: Promise<void> | undefined;
  const gone = new AbortController();
  socket.on('message', (data, isBinary) => {
    if (socket.readyState !== socket.OPEN) return;
    const { length } = data as Buffer;
    if (!mayWrite(length)) return socket.close(refused, 'messages are too long for so many');
    if (length <= brief && !unread) return hear(data, isBinary);
    // To read it takes time that others may be owed.
    const read = (unread ?? Promise.resolve())
      .then(() => turn(gone.signal, () => hear(data, isBinary)))
      .catch(() => undefined)
      .then(() => {
        if (unread !== read) return;
        unread = undefined;
        socket.resume();
      });
    unread = read;
    socket.pause();
  });
  socket.on('error', () => undefined); // a message that is none: ws says so to the client, and closes
  socket.on('close', () => {
    clearTimeout(idle);
    gone.abort();
    leave();
  });
  say({ model: modelOf(manifold, limits) });
}

function parsed(data: RawData, isBinary: boolean): object {
  if (isBinary) throw new TypeError('a message must be text, in JSON');
  let message: unknown;
  try {
    message = JSON.parse(data.toString());
  } catch (error) {
    throw new TypeError(`a message must be an object in JSON: ${(error as Error).message}`);
  }
  if (!isObject(message)) throw new TypeError(`a message must be an object in JSON, not ${show(message)}`);
  return message;
}

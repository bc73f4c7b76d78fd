import { type Draw, movement, type Samples } from 'kaleidoflow';
import {
  BehaviorSubject,
  defer,
  filter,
  type MonoTypeOperatorFunction,
  map,
  merge,
  type Observable,
  Subject,
  tap,
} from 'rxjs';
import type { Attribute, Source, Walk } from '../watch/source.js';
import { type Model, shownAs } from './model.js';
import { questionOf } from './question.js';

interface Frame {
  readonly number: number;
  readonly step: number;
  readonly values: Float32Array;
}

/** The draws of a server, over one connection with one chain at a time: docs/serve.md has the protocol. */
export class Server implements Source {
  readonly labels: readonly (string | number)[];
  readonly attributes: readonly Attribute[];
  readonly completes?: Pick<Samples, 'shape' | 'range'>;
  readonly metrics = { movement: movement() };
  readonly #socket: WebSocket;
  readonly #model: Model;
  /** The draw that is to be acknowledged. */
  readonly #frame$ = new BehaviorSubject<Frame | undefined>(undefined);
  readonly #refused$ = new Subject<string>();
  readonly #gone$ = new Subject<never>();
  #question = '';
  /** Questions that have not been answered: what comes meanwhile is of a chain before. */
  #unanswered = 0;

  static connect(address: string): Promise<{ server: Server; model: Model }> {
    const socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    return new Promise((resolve, reject) => {
      socket.onmessage = ({ data }) => {
        const { model } = JSON.parse(data) as { model: Model };
        resolve({ server: new Server(socket, model), model });
      };
      socket.onclose = () => reject(new Error('There is no connection: the server has gone, or lets nobody else in.'));
    });
  }

  private constructor(socket: WebSocket, model: Model) {
    this.#socket = socket;
    this.#model = model;
    this.labels = model.labels ?? [];
    this.attributes = (model.attributes ?? []).filter((each): each is Attribute => each.categories !== undefined);
    if ((model.given?.data ?? 0) > 0 && model.shape.length > 1)
      this.completes = { shape: shownAs(model), range: model.range };
    socket.onmessage = ({ data }) => (typeof data === 'string' ? this.#answered(JSON.parse(data)) : this.#drawn(data));
    socket.onclose = ({ reason }) =>
      this.#gone$.error(new Error(`The server has gone${reason && `: ${reason}`}. Load the page again to go on.`));
  }

  draws({ settings }: Walk, show: MonoTypeOperatorFunction<Draw>): Observable<Draw> {
    return defer(() => {
      this.#ask(JSON.stringify(questionOf(settings, this)));
      const draws$ = this.#frame$.pipe(
        filter((frame) => frame !== undefined),
        map((frame) => this.#drawOf(frame)),
        show,
        tap(() => this.#acknowledge(this.#frame$.value)),
      );
      return merge(draws$, this.#refused$.pipe(map(raised)), this.#gone$);
    });
  }

  /** Begins another chain, unless it is the one that runs. */
  #ask(question: string): void {
    if (question === this.#question) return;
    if (question.length > this.#model.limits.message)
      throw new RangeError('A picture of so many values is too much for a message to the server.');
    this.#question = question;
    this.#frame$.next(undefined);
    this.#unanswered++;
    this.#socket.send(question);
  }

  #answered(message: object): void {
    this.#unanswered = Math.max(0, this.#unanswered - 1); // an error may also come of a chain that runs
    if ('error' in message && this.#unanswered === 0) {
      this.#question = '';
      this.#refused$.next(String(message.error));
    }
  }

  #drawn(data: ArrayBuffer): void {
    if (this.#unanswered > 0) return;
    const header = new DataView(data);
    const [number, step] = [header.getUint32(0, true), header.getUint32(4, true)];
    this.#frame$.next({ number, step, values: new Float32Array(data, 8) });
  }

  /** When it is on the screen: in a page that nobody looks at, the chain waits. */
  #acknowledge(frame: Frame | undefined): void {
    requestAnimationFrame(() => {
      if (!frame || frame !== this.#frame$.value) return;
      this.#frame$.next(undefined);
      this.#socket.send(JSON.stringify({ ack: frame.number }));
    });
  }

  #drawOf({ step, values }: Frame): Draw {
    const shape = shownAs(this.#model);
    const size = shape.reduce((product, side) => product * side);
    return { step, values, count: values.length / size, shape, range: this.#model.range };
  }
}

function raised(message: string): never {
  throw new Error(message);
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Manifold } from 'kaleidoflow';
import { defer, Observable, switchMap } from 'rxjs';
import { WebSocketServer } from 'ws';
import { isLayersModel } from '../../src/core/manifold.js';
import { imageShape } from '../../src/core/samples.js';
import { loadEngine } from '../../src/engine/load.js';
import { keepThreads } from '../../src/engine/onnx/shared.js';
import { serveClient } from './client.js';
import { type Guests, gate, openTo } from './gate.js';
import { sendGif } from './gif.js';
import { cuttingOff } from './heartbeat.js';
import { heartbeat, type Limits, lingering, messageBytes } from './limits.js';
import { page } from './page.js';
import { type Share, takingTurns } from './turns.js';

export interface ServeOptions extends Limits, Guests {
  readonly port: number;
}

/** Milliseconds that clients have to say good-bye. */
const farewell = 500;

/** Serves a manifold, until it is left: says where, and whom it lets in, when it listens. */
export const serving = (manifold: Manifold, options: ServeOptions): Observable<string> =>
  defer(() => {
    keepThreads(manifold.weights, lingering);
    return loadEngine('auto', isLayersModel(manifold));
  }).pipe(switchMap((engine) => listening(manifold, takingTurns(engine), options)));

const listening = (manifold: Manifold, oneMore: () => Share, options: ServeOptions): Observable<string> =>
  new Observable((subscriber) => {
    const { port, host, clients, chains } = options;
    const { objection, policy } = gate(options);
    const files = page();
    const viewers = new Set<ServerResponse>();
    const sockets = new WebSocketServer({ noServer: true, maxPayload: messageBytes, perMessageDeflate: false });
    const isFull = () => viewers.size + sockets.clients.size >= clients;
    const refuseMore = (response: ServerResponse) => refuse(response, 503, `there are ${clients} clients already`);
    const connections = new Set<Socket>();
    let visitors = 0;

    const streams: Record<string, (response: ServerResponse) => unknown> = {
      '/kaleidoscope.gif'(response) {
        try {
          imageShape('serve', manifold.shape);
        } catch (error) {
          return refuse(response, 404, (error as Error).message);
        }
        if (isFull()) return refuseMore(response);
        response.writeHead(200, { 'content-type': 'image/gif', 'cache-control': 'no-store' });
        if (response.req.method === 'HEAD') return response.end();
        viewers.add(response);
        response.once('close', () => viewers.delete(response));
        sendGif(manifold, response, oneMore(), { chains: Math.min(48, chains), seed: visitors++ });
      },
      '/draws': (response) => (isFull() ? refuseMore(response) : refuse(response, 426, 'this is for WebSockets')),
    };

    function answer(request: IncomingMessage, response: ServerResponse): void {
      if (!response.socket) return void request.socket.destroy(); // more than one at a time
      response.setHeader('x-content-type-options', 'nosniff');
      response.setHeader('cross-origin-resource-policy', policy(request));
      const path = pathOf(request);
      const why = objection(request);
      if (why) refuse(response, 403, why);
      else if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('allow', 'GET, HEAD');
        refuse(response, 405, 'there is only GET and HEAD');
      } else if (Object.hasOwn(files, path)) response.writeHead(200, files[path]!.headers).end(files[path]!.bytes);
      else if (Object.hasOwn(streams, path)) streams[path]!(response);
      else refuse(response, 404, 'there is nothing here');
    }

    const server = createServer(answer);
    server.setTimeout(2 * heartbeat);
    server.on('connection', (socket) => {
      connections.add(socket);
      socket.once('close', () => connections.delete(socket));
    });
    server.on('upgrade', (request, socket: Socket, head) => {
      const speaks = request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket';
      if (!speaks || pathOf(request) !== '/draws' || objection(request) || isFull()) {
        putBack(socket, request, head);
        return server.emit('connection', socket);
      }
      sockets.handleUpgrade(request, socket, head, (client) => {
        sockets.emit('connection', client);
        serveClient(client, manifold, oneMore(), options);
      });
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = { EADDRINUSE: 'is taken', EACCES: 'may not be used' }[error.code ?? ''];
      subscriber.error(why ? new Error(`port ${port} of ${host} ${why}`, { cause: error }) : error);
    });
    server.listen(port, host, () => {
      const { address, family, port } = server.address() as AddressInfo;
      subscriber.next(`http://${family === 'IPv6' ? `[${address}]` : address}:${port}`);
      subscriber.next(openTo(options));
    });

    const alive = cuttingOff(sockets, heartbeat);
    return () => {
      clearInterval(alive);
      server.close();
      for (const client of sockets.clients) client.close(1001, 'the server stops');
      for (const response of viewers) response.end();
      setTimeout(() => {
        for (const connection of connections) connection.destroy();
      }, farewell);
    };
  });

const pathOf = ({ url = '' }: IncomingMessage): string => url.replace(/\?.*/, '');

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${why}\n`);
}

/**
 * Lets a connection have a request again, as its last one and without what it asks to speak instead: so it is answered as any
 * other.
 */
function putBack(socket: Socket, { method, url, httpVersion, rawHeaders }: IncomingMessage, after: Buffer): void {
  const headers = rawHeaders.flatMap((name, i) =>
    i % 2 === 0 && !/^(upgrade|connection)$/i.test(name) ? `${name}: ${rawHeaders[i + 1]}\r\n` : [],
  );
  const head = `${method} ${url} HTTP/${httpVersion}\r\n${headers.join('')}connection: close\r\n\r\n`;
  socket.unshift(after);
  socket.unshift(Buffer.from(head, 'latin1'));
}

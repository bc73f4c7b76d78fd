import { createServer, type IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Manifold } from 'kaleidoflow';
import { defer, Observable, switchMap } from 'rxjs';
import { WebSocketServer } from 'ws';
import { loadEngine } from '../../src/engine/load.js';
import { keepThreads } from '../../src/engine/onnx/shared.js';
import { isMlp } from '../../src/values/manifold.js';
import { imageShape } from '../../src/values/samples.js';
import { serveClient } from './client.js';
import { type Guests, gate } from './gate.js';
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

/** Serves a manifold, until it is left: says where, when it listens. */
export const serving = (manifold: Manifold, options: ServeOptions): Observable<string> =>
  defer(() => {
    keepThreads(manifold.weights, lingering);
    return loadEngine('auto', isMlp(manifold));
  }).pipe(switchMap((engine) => listening(manifold, takingTurns(engine), options)));

const listening = (manifold: Manifold, oneMore: () => Share, options: ServeOptions): Observable<string> =>
  new Observable((subscriber) => {
    const { port, host, clients, chains } = options;
    const { objection, policy } = gate(options);
    const files = page();
    const viewers = new Set<ServerResponse>();
    const sockets = new WebSocketServer({ noServer: true, maxPayload: messageBytes, perMessageDeflate: false });
    const isFull = () => viewers.size + sockets.clients.size >= clients;
    let visitors = 0;

    const streams: Record<string, (response: ServerResponse) => unknown> = {
      '/kaleidoscope.gif'(response) {
        try {
          imageShape('serve', manifold.shape);
        } catch (error) {
          return refuse(response, 404, (error as Error).message);
        }
        if (isFull()) return refuse(response, 503, `there are ${clients} clients already`);
        response.writeHead(200, { 'content-type': 'image/gif', 'cache-control': 'no-store' });
        if (response.req.method === 'HEAD') return response.end();
        viewers.add(response);
        response.once('close', () => viewers.delete(response));
        sendGif(manifold, response, { chains: Math.min(48, chains), seed: visitors++, engine: oneMore().engine });
      },
      '/draws': (response) => refuse(response, 426, 'this is for WebSockets'),
    };

    function answer(request: IncomingMessage, response: ServerResponse): void {
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
    server.on('upgrade', (request, socket: Socket, head) => {
      socket.on('error', () => socket.destroy());
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
        const response = new ServerResponse(request);
        response.shouldKeepAlive = false;
        response.assignSocket(socket);
        response.once('finish', () => socket.end());
        return answer(request, response);
      }
      const why = objection(request);
      if (why) refuseUpgrade(socket, '403 Forbidden', why);
      else if (pathOf(request) !== '/draws') refuseUpgrade(socket, '404 Not Found', 'WebSockets are at /draws');
      else if (isFull()) refuseUpgrade(socket, '503 Service Unavailable', `there are ${clients} clients already`);
      else
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
    });

    const alive = cuttingOff(sockets, heartbeat);
    return () => {
      clearInterval(alive);
      server.close();
      for (const client of sockets.clients) client.close(1001, 'the server stops');
      for (const response of viewers) response.end();
      setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
        server.closeAllConnections();
      }, farewell);
    };
  });

const pathOf = ({ url = '' }: IncomingMessage): string => url.replace(/\?.*/, '');

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${why}\n`);
}

function refuseUpgrade(socket: Duplex, status: string, why: string): void {
  const body = `${why}\n`;
  const head = `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8`;
  socket.end(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

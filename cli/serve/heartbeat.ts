import { randomBytes } from 'node:crypto';
import type { WebSocket, WebSocketServer } from 'ws';

/**
 * Asks clients again and again whether they read, and cuts off those who have not answered since the last time. Only who has
 * read the question can answer it: it is another one each time.
 */
export function cuttingOff(sockets: WebSocketServer, milliseconds: number): NodeJS.Timeout {
  const asked = new WeakMap<WebSocket, Buffer>();
  sockets.on('connection', (client) => {
    client.on('pong', (answer) => {
      if (asked.get(client)?.equals(answer)) asked.delete(client);
    });
  });
  return setInterval(() => {
    for (const client of sockets.clients) {
      if (asked.has(client)) client.terminate();
      else {
        const question = randomBytes(8);
        asked.set(client, question);
        client.ping(question);
      }
    }
  }, milliseconds);
}

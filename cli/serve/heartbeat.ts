import type { WebSocket, WebSocketServer } from 'ws';

/** Asks clients again and again whether they read, and cuts off those who have not answered since the last time. */
export function cuttingOff(sockets: WebSocketServer, milliseconds: number): NodeJS.Timeout {
  const answered = new WeakSet<WebSocket>();
  sockets.on('connection', (client) => {
    answered.add(client);
    client.on('pong', () => answered.add(client));
  });
  return setInterval(() => {
    for (const client of sockets.clients) {
      if (answered.delete(client)) client.ping();
      else client.terminate();
    }
  }, milliseconds);
}

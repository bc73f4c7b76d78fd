const waiting: (() => void)[] = [];
let ports: MessageChannel | undefined;

/** Calls back after all that waits already. A timer would wait for four milliseconds, and for a second in a hidden page. */
export function afterEventLoop(callback: () => void): void {
  // Where there are no workers, a port may belong to one request alone.
  if (typeof Worker === 'undefined') return void setTimeout(callback);
  if (!ports) {
    ports = new MessageChannel();
    ports.port1.onmessage = () => waiting.shift()?.();
  }
  waiting.push(callback);
  ports.port2.postMessage(undefined);
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Manifold, toFile, toSafetensors } from 'kaleidoflow';
import { lastValueFrom, of } from 'rxjs';

/** `kaleidoflow serve` in a process of its own. */
export interface Server {
  readonly url: string;
  readonly pid: number;
  /** Ends it by a signal, and says how many milliseconds that took. */
  end(signal: 'SIGINT' | 'SIGTERM'): Promise<number>;
}

/** Serves a manifold to this machine, with these environment variables beside those that there are. */
export async function startServer(manifold: Manifold, env: Readonly<Record<string, string>> = {}): Promise<Server> {
  const place = mkdtempSync(join(tmpdir(), 'kaleidoflow-serve-'));
  const model = join(place, 'model.safetensors');
  await lastValueFrom(of(manifold).pipe(toSafetensors(), toFile(model)));
  const program = fileURLToPath(new URL('../../cli/index.js', import.meta.url));
  const server = spawn(process.execPath, [program, 'serve', model, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const [url] = (await once(createInterface({ input: server.stdout! }), 'line')) as [string];
  rmSync(place, { recursive: true });
  return {
    url,
    pid: server.pid!,
    async end(signal) {
      const began = performance.now();
      const ended = once(server, 'close');
      server.kill(signal);
      await ended;
      return performance.now() - began;
    },
  };
}

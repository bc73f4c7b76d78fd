import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Writes the engine that docs/engines.md shows into a file, as it stands there. */
export default function writePlainEngine(): void {
  const page = readFileSync(place('../docs/engines.md'), 'utf8');
  const [code] = /```ts\n(import \{ type Engine.*?)```/s.exec(page)![1]!.split('\nfromPoints(');
  mkdirSync(place('.engine'), { recursive: true });
  writeFileSync(place('.engine/plain-engine.ts'), code!);
}

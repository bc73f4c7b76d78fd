import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from 'kaleidoflow';
import { root } from './project.js';

/** The engine that docs/engines.md shows, as it stands there. */
export async function plainEngine(): Promise<Engine> {
  const page = readFileSync(join(root, 'docs', 'engines.md'), 'utf8');
  const [code] = /```ts\n(import \{ type Engine.*?)```/s.exec(page)![1]!.split('\nfromPoints(');
  const place = join(root, 'test', '.examples');
  mkdirSync(place, { recursive: true });
  const file = join(place, 'plain-engine.ts');
  writeFileSync(file, code!);
  return ((await import(file)) as { plain: Engine }).plain;
}

import type { Engine } from 'kaleidoflow';

/** The engine that docs/engines.md shows. */
export async function plainEngine(): Promise<Engine> {
  const { href } = new URL('.engine/plain-engine.ts', import.meta.url);
  return ((await import(/* @vite-ignore */ href)) as { plain: Engine }).plain;
}

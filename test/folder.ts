import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A new folder of the system's temporary ones, which goes with the test file. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kaleidoflow-'));
  made.push(folder);
  return folder;
}

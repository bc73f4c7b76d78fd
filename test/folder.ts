import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** A new folder of the system's temporary ones, which goes with the test file: see `folders.setup.ts`. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kaleidoflow-'));
  made.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

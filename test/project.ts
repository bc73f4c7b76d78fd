import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * A project with the compiled library and all that is installed here, save tfjs-node and what `lacks` names, with
 * stand-ins in their place. It goes with the test.
 */
export function project(lacks: readonly string[], standIns: Record<string, string> = {}): string {
  const place = mkdtempSync(join(tmpdir(), 'kaleidoflow-project-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const installed = join(root, 'node_modules');
  const modules = join(place, 'node_modules');
  const left = ['@tensorflow', '@tensorflow/tfjs-node', ...lacks, ...Object.keys(standIns)];
  const tensorflow = readdirSync(join(installed, '@tensorflow')).map((name) => `@tensorflow/${name}`);
  mkdirSync(join(modules, '@tensorflow'), { recursive: true });
  for (const name of [...readdirSync(installed), ...tensorflow].filter((name) => !left.includes(name)))
    symlinkSync(join(installed, name), join(modules, name));
  for (const [name, code] of Object.entries(standIns)) {
    mkdirSync(join(modules, name), { recursive: true });
    writeFileSync(join(modules, name, 'package.json'), JSON.stringify({ name, version: '4.22.0', main: 'index.js' }));
    writeFileSync(join(modules, name, 'index.js'), code);
  }
  for (const part of ['src', 'operators'])
    cpSync(join(root, 'dist', part), join(modules, 'kaleidoflow', 'dist', part), { recursive: true });
  cpSync(join(root, 'package.json'), join(modules, 'kaleidoflow', 'package.json'));
  writeFileSync(join(place, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  return place;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './project.js';

const page = readFileSync(join(root, 'SECURITY.md'), 'utf8');
const rows = page.split('\n').filter((line) => /^\| (?!---|Promised)/.test(line));

it('SECURITY.md has a test for each of its promises', () => {
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) {
    const tests = Array.from(row.matchAll(/`(test\/[\w-]+\.test\.ts)`: "(.+?)"/g));
    expect(tests.length, row).toBeGreaterThan(0);
    for (const [, file, name] of tests) expect(readFileSync(join(root, file!), 'utf8'), file).toContain(name);
  }
});

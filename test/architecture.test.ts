import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { arrowsOf, circleOf, filesIn, importsIn, importsOf } from '../dist/tools/architecture/imports.js';
import { layers, objection, roomOf, rooms } from '../dist/tools/architecture/rooms.js';
import { root } from './project.js';

const imports = importsIn(root);
const layerOf = (room: string) => layers.findIndex((layer) => layer.some(({ name }) => name === room));
const page = (path: string) => readFileSync(join(root, path), 'utf8');
const objectionTo = (from: string, to: string, dynamic = false) => objection({ from, to, dynamic });

describe('the rooms', () => {
  it('import from their own files and from rooms below, and platforms only what is theirs', () => {
    expect(imports.length).toBeGreaterThan(filesIn(root).length);
    expect(imports.flatMap((imported) => objection(imported) ?? [])).toEqual([]);
  });

  it('have no circle among their files, types included', () => {
    expect(circleOf(imports)).toEqual([]);
  });

  it('know all that they import: only a platform names a package by a variable', () => {
    const computed = filesIn(root).filter((file) =>
      /\bimport\((?!\s*['"])/.test(page(file).replace(/\/\*.*?\*\//gs, '')),
    );
    expect(computed.filter((file) => !file.startsWith('src/platform/'))).toEqual([]);
  });

  it('ask no array, Blob or Date by `instanceof`, which knows those of one realm: `isA` knows all', () => {
    const asking = filesIn(root).filter((file) =>
      /\binstanceof (\w+Array|ArrayBuffer|Blob|Date|URL)\b/.test(page(file)),
    );
    expect(asking).toEqual(['src/base/check.ts']);
  });

  it('all have files, and the picture only arrows that point down', () => {
    expect(new Set(filesIn(root).map(roomOf))).toEqual(new Set(rooms.map(({ name }) => name)));
    for (const { from, to } of arrowsOf(imports)) expect(layerOf(from)).toBeLessThan(layerOf(to));
  });
});

describe('what is looked for is found', () => {
  it('imports of all kinds, and none in comments', () => {
    const text = `
      import { a } from './a.js';
      import type { B } from "../b.js";
      import {
        c,
      } from '../core/c.js';
      import './d.js';
      export type * from './e.js';
      export { f } from './f.js';
      import { platform } from '#platform';
      import { of } from 'rxjs';
      /** import { x } from './x.js' */
      // import { y } from './y.js';
      type G = typeof import('./g.js');
      const h = await import('./h.js');`;
    const found = importsOf('src/data/here.ts', text);
    expect(found.filter(({ dynamic }) => !dynamic).map(({ to }) => to)).toEqual([
      'src/data/a.ts',
      'src/b.ts',
      'src/core/c.ts',
      'src/data/d.ts',
      'src/data/e.ts',
      'src/data/f.ts',
      'src/platform/platform.ts',
    ]);
    expect(found.filter(({ dynamic }) => dynamic).map(({ to }) => to)).toEqual(['src/data/g.ts', 'src/data/h.ts']);
  });

  it('circles, by way of #platform too', () => {
    const back = importsOf('src/platform/platform.ts', "import type { Task } from '../engine/onnx/onnx.js';");
    expect(circleOf([...imports, ...back])).toContain('src/platform/platform.ts');
    const [from, to] = ['src/core/a.ts', 'src/core/b.ts'];
    expect(circleOf([{ from, to, dynamic: false }])).toEqual([]);
    expect(circleOf([from, to].map((file) => ({ from: file, to: file === from ? to : from, dynamic: false })))).toEqual(
      [from, to, from],
    );
  });

  it.each([
    ['src/core/noise.ts', 'src/engine/engine.ts'],
    ['src/models/checkpoint.ts', 'src/engine/engine.ts'],
    ['src/metrics/energy.ts', 'src/streams/chain.ts'],
    ['src/streams/chain.ts', 'operators/lift/rxjs/pace.ts'],
    ['operators/lift/rxjs/fork.ts', 'operators/lift/ix/lift.ts'],
    ['operators/lift/ix/lift.ts', 'operators/given.ts'],
    ['src/core/batches.ts', 'src/engine/onnx/onnx.ts'],
    ['src/engine/engine.ts', 'src/engine/load.ts'],
    ['src/engine/onnx/onnx.ts', 'src/engine/tensorflow/tensorflow.ts'],
    ['src/engine/load.ts', 'src/engine/onnx/onnx.ts'],
    ['src/streams/file.ts', 'src/platform/node/file.ts'],
    ['src/platform/platform.ts', 'src/platform/web/index.ts'],
    ['src/platform/node/index.ts', 'src/platform/web/index.ts'],
    ['src/platform/node/worker.ts', 'src/engine/onnx/onnx.ts'],
    ['src/platform/web/index.ts', 'src/base/random.ts'],
  ])('%s must not import %s', (from, to) => {
    expect(objectionTo(from, to)).toContain(`${from} imports ${to}: `);
  });

  it('what may be', () => {
    expect(objectionTo('src/engine/load.ts', 'src/engine/onnx/onnx.ts', true)).toBe(undefined);
    expect(objectionTo('src/platform/web/index.ts', 'src/engine/onnx/tasks/answering.ts')).toBe(undefined);
    expect(() => roomOf('src/elsewhere/file.ts')).toThrow('src/elsewhere/file.ts is in no room');
  });
});

describe('the pages for those who change the code', () => {
  it('tell of every room', () => {
    const told = Array.from(page('docs/architecture.md').matchAll(/\*\*`(.+?)\/?`\*\*/g), ([, room]) => room);
    expect(told.sort()).toEqual(rooms.map(({ name }) => name).sort());
  });

  it.each(['docs/architecture.md', 'CONTRIBUTING.md'])('%s names files that are there', (name) => {
    const paths = Array.from(
      page(name).matchAll(/`([\w@.-]*(?:\/[\w@.-]*)+|[\w-]+\.(?:ts|md|json))`/g),
      ([, path]) => path!,
    );
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !path.startsWith('kaleidoflow/') && !existsSync(join(root, path)))).toEqual([]);
  });
});

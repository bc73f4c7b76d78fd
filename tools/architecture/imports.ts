import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type Import, isPlatform, roomOf, rooms } from './rooms.js';

/** The sources of the library, by their paths from the root, but for the IxJS face, which the build makes of the other. */
export const filesIn = (root: string): string[] =>
  ['operators', 'src'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.startsWith('ix'))
      .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
      .sort(),
  );

/** What stands before the path of an import, and the path. A package that is named by a variable is not seen. */
const pattern = /\b(?:from|import)\s*(?<bracket>\(\s*)?(?<quote>['"])(?<path>[^'"\n]+)\k<quote>/g;

/** What a file's text imports of the library's own files. */
export function importsOf(from: string, text: string): Import[] {
  const code = text.replace(/\/\*.*?\*\//gs, '').replace(/^\s*\/\/.*$/gm, '');
  return Array.from(code.matchAll(pattern), ({ groups }) => ({ path: groups!.path!, dynamic: !!groups!.bracket }))
    .filter(({ path }) => path === '#platform' || path.startsWith('.'))
    .map(({ path, dynamic }) => {
      const to = path === '#platform' ? 'src/platform/platform.ts' : posix.join(posix.dirname(from), path);
      return { from, to: to.replace(/\.js$/, '.ts'), dynamic };
    });
}

/** All imports among the sources. */
export function importsIn(root: string): Import[] {
  const files = filesIn(root);
  const imports = files.flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')));
  const missing = imports.find(({ to }) => !files.includes(to));
  if (missing) throw new Error(`${missing.from} imports ${missing.to}, which is not there`);
  return imports;
}

/** Files that import each other in a circle, from one of them back to it; none where there is no circle. */
export function circleOf(imports: readonly Import[]): string[] {
  const left = new Set<string>();
  const follow = (path: readonly string[]): string[] => {
    const last = path.at(-1)!;
    const first = path.indexOf(last);
    if (first < path.length - 1) return path.slice(first);
    if (left.has(last)) return [];
    for (const { from, to } of imports) {
      const circle = from === last ? follow([...path, to]) : [];
      if (circle.length > 0) return circle;
    }
    left.add(last);
    return [];
  };
  for (const { from } of imports) {
    const circle = follow([from]);
    if (circle.length > 0) return circle;
  }
  return [];
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
}

/** The arrows between rooms, without those that others lead along; what a platform imports is all shown. */
export function arrowsOf(imports: readonly Import[]): Arrow[] {
  const below = new Map(rooms.map(({ name }) => [name, new Set<string>()]));
  for (const imported of imports) {
    const [from, to] = [roomOf(imported.from), roomOf(imported.to)];
    if (from !== to) below.get(from)!.add(to);
  }
  const leads = (from: string, to: string): boolean =>
    below.get(from)!.has(to) || Array.from(below.get(from)!).some((by) => leads(by, to));
  return Array.from(below).flatMap(([from, all]) =>
    Array.from(all)
      .filter((to) => isPlatform(from) || !Array.from(all).some((by) => by !== to && leads(by, to)))
      .map((to) => ({ from, to })),
  );
}

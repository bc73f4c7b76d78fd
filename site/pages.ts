import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, whose Markdown is the site's. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const textOf = (path: string) => readFileSync(join(root, path), 'utf8');

/** The pages that are in the repository, by their paths from its root. */
export const pages: readonly string[] = ['.', 'docs', 'docs/decisions'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => posix.join(folder, name)),
);

/** A page's text, without its blocks of code. */
export const proseOf = (page: string): string => textOf(page).replace(/^(```+).*?^\1$/gms, '');

/** The part of an address that a heading has, as public forges make it. */
export const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .trim()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');

/** What a page links to, pictures included. */
export const linksOf = (page: string): string[] =>
  Array.from(proseOf(page).matchAll(/\]\(([^)\s]+)\)/g), ([, link]) => link!);

export const isOutside = (link: string): boolean => /^[a-z]+:/.test(link);

/** A link's path from the root of the repository, and the heading there. */
export function placeOf(page: string, link: string): { path: string; heading: string | undefined } {
  const [path = '', heading] = link.split('#');
  const place = path === '' ? page : posix.join(posix.dirname(page), decodeURI(path));
  return { path: place.replace(/\/$/, ''), heading };
}

/** Files and folders that pages link to, and which are no pages themselves, nor pictures. */
export const sources: readonly string[] = [
  ...new Set(
    pages.flatMap((page) =>
      linksOf(page)
        .filter((link) => !isOutside(link))
        .map((link) => placeOf(page, link).path)
        .filter((path) => !/\.(md|png|gif)$/.test(path) && existsSync(join(root, path))),
    ),
  ),
];

/** A file as a page, or all files of a folder. */
export function sourcePage(path: string): string {
  if (!statSync(join(root, path)).isDirectory()) return block(path);
  const files = readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(path, name.replaceAll('\\', '/')))
    .filter((name) => statSync(join(root, name)).isFile())
    .sort();
  return files.map((name) => `## ${posix.relative(path, name)}\n\n${block(name)}`).join('\n');
}

const block = (path: string) => `\`\`\`\`${/\w+$/.exec(path)?.[0] ?? ''}\n${textOf(path)}\n\`\`\`\`\n`;

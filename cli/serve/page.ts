import { readdirSync, readFileSync } from 'node:fs';
import type { OutgoingHttpHeaders } from 'node:http';
import { extname } from 'node:path';

/** A file of the page, as it is sent. */
export interface PageFile {
  readonly headers: OutgoingHttpHeaders;
  readonly bytes: Uint8Array;
}

/** Where the build puts the playground that a server feeds. */
const folder = new URL('page/', import.meta.url);

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** What the page may do: run and show what comes with it, and speak with this server. */
const policy = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The files of the page by their paths. */
export function page(): Readonly<Record<string, PageFile>> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => extname(name) in types);
  return Object.fromEntries(names.map((name) => [name === 'index.html' ? '/' : `/${name}`, fileOf(name)]));
}

const fileOf = (name: string): PageFile => ({
  headers: { 'content-type': types[extname(name)], 'content-security-policy': policy },
  bytes: readFileSync(new URL(name, folder)),
});

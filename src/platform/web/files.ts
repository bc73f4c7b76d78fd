import type { Files } from '../platform.js';
import { joined } from './bytes.js';

/** Files at their addresses, from that of the page. */
export const files: Files = {
  /** Nobody can ask a server what is a folder: a path is one that ends in `/`, and what only a list of files could tell. */
  async stat(path) {
    return /\/$|[*{}]/.test(path) ? 'folder' : 'file';
  },

  async names() {
    return undefined;
  },

  async inside(folder) {
    throw new Error(`no server lists the files in '${folder}': browsers need the addresses of files, or the files`);
  },

  async read(path, most, signal) {
    const response = await fetch(path, { signal: (signal as AbortSignal | undefined) ?? null }).catch((cause) => {
      throw new Error(`it could not be fetched (${cause.message})`, { cause });
    });
    if (response.status === 404 || response.status === 410) throw missing(`${response.url} is not there`);
    if (!response.ok)
      throw new Error(`${response.url} was answered with ${response.status} ${response.statusText}`.trim());
    // Servers of single-page applications know no address that is not there.
    if (response.headers.get('content-type')?.startsWith('text/html')) {
      await response.body?.cancel();
      throw missing(`${response.url} is a page of HTML, as servers answer for what is not there`);
    }
    return body(response, most);
  },
};

const missing = (message: string): Error => Object.assign(new Error(message), { code: 'ENOENT' });

/** All of what comes, unless it is more than it may. */
async function body(response: Response, most: number): Promise<Uint8Array> {
  if (!response.body) return new Uint8Array();
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    bytes += next.value.length;
    if (bytes > most) {
      await reader.cancel();
      throw new RangeError(`it has more than the ${most} bytes that are read at most`);
    }
    chunks.push(next.value);
  }
  return joined(chunks);
}

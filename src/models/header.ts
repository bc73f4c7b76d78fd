import { isObject, show } from '../base/check.js';

/** What a header may have at most: its bytes, as the reader of Python's, and its objects, a tensor each. */
const most = { bytes: 100_000_000, objects: 100_000 } as const;

/**
 * The header of a safetensors file, in JSON.
 * @throws Error when it is anything but an object.
 */
export function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  if (bytes.length > most.bytes)
    throw new Error(`the header must have at most ${most.bytes} bytes, not ${bytes.length}`);
  let header: unknown;
  try {
    const json = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    checkText(json);
    header = JSON.parse(json);
  } catch (error) {
    throw new Error(`the header is damaged: ${(error as Error).message}`);
  }
  if (!isObject(header)) throw new Error(`the header must be an object, not ${show(header)}`);
  return header;
}

/** Refuses what JSON allows and no header has: a name twice in an object, and lists that hold more than plain values. */
function checkText(json: string): void {
  const colon = /\s*:/y;
  const names: (Set<string> | undefined)[] = [];
  let depth = 0;
  let inList = false;
  let objects = 0;
  for (let at = 0; at < json.length; at++) {
    const character = json[at]!;
    if ('{['.includes(character)) {
      if (inList || depth === 3) throw new Error('it has too many levels');
      inList = character === '[';
      if (!inList && ++objects > most.objects) throw new Error(`it has more than ${most.objects} tensors`);
      names[++depth] = undefined;
    } else if ('}]'.includes(character)) {
      inList = false;
      depth = Math.max(0, depth - 1);
    } else if (character === '"') {
      const from = at++;
      while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
      colon.lastIndex = at + 1;
      if (!colon.test(json)) continue;
      const name: string = JSON.parse(json.slice(from, at + 1));
      const known = names[depth] ?? new Set();
      names[depth] = known;
      if (known.has(name)) throw new Error(`it has '${name}' twice`);
      known.add(name);
    }
  }
}

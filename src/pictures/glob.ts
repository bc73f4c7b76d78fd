/** A glob, taken apart. */
export interface Glob {
  /** The folder that all of it is in. */
  readonly folder: string;
  /** How far down from there, with 1 for the folder itself. */
  readonly depth: number;
  /** Whether a path from that folder, with `/` between names, is meant. */
  matches(path: string): boolean;
}

const special = /[*?[\]{}]/;

/**
 * Reads a glob: `*` is any part of a name, `**` any folders in between, `?` one character, `[a-z]` one of several, and
 * `{png,jpg}` one of several words. Undefined for a path without any of these.
 * @throws SyntaxError for characters from a later to an earlier one, such as `[z-a]`.
 */
export function globOf(path: string): Glob | undefined {
  if (!special.test(path)) return undefined;
  const parts = path.split('/');
  const first = parts.findIndex((part) => special.test(part));
  const folder = parts.slice(0, first).join('/') || (path.startsWith('/') ? '/' : '.');
  const rest = parts.slice(first);
  const pattern = expressionOf(rest.join('/'));
  const isDeep = rest.some((part) => part.includes('**'));
  return {
    folder,
    depth: isDeep ? Number.POSITIVE_INFINITY : rest.length,
    matches: (path) => pattern.test(path),
  };
}

const pieces = /\*\*\/|\*+|\[!?[^\]]+\]|[\s\S]/gu;

/** Braces that are not closed are themselves. */
function expressionOf(glob: string, hasBraces = true): RegExp {
  let braces = 0;
  const source = glob.replace(pieces, (piece) => {
    if (piece === '**/') return '(?:[^/]+/)*';
    if (piece === '*') return '[^/]*';
    if (piece.startsWith('**')) return '.*';
    if (piece === '?') return '[^/]';
    if (piece.length > 1 && piece.startsWith('[')) return piece.replaceAll(/[\\^]/g, '\\$&').replace(/^\[!/, '[^/');
    if (piece === '{' && hasBraces) {
      braces++;
      return '(?:';
    }
    if (piece === '}' && braces > 0) {
      braces--;
      return ')';
    }
    if (piece === ',' && braces > 0) return '|';
    return piece.replace(/[\\^$.+()[\]{}|]/, '\\$&');
  });
  return braces > 0 ? expressionOf(glob, false) : new RegExp(`^${source}$`, 's');
}

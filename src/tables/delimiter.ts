type Papaparse = typeof import('papaparse')['default'];

const delimiters = [',', ';', '\t', '|'];

/** So much of a file shows what is between its cells. */
const characters = 2 ** 16;

/** What a first line such as `sep=;` says, as Excel writes it, and the text below it. */
export function saidDelimiter(text: string): { said?: string; text: string } {
  const [line, said] = /^sep=([^"\r\n])(?:\r\n|\n|\r)/iu.exec(text) ?? [];
  return line === undefined || said === undefined ? { text } : { said, text: text.slice(line.length) };
}

/**
 * What is between the cells of a text: what makes two cells or more of the first line and as many of most of the next, and of
 * several such the one that does so of most lines and makes most cells; what is usual where there is none better.
 */
export function findDelimiter(text: string, usual: string, papaparse: Papaparse): string {
  const start = text.slice(0, characters);
  let [best, most, cells] = [usual, 0.5, 1];
  for (const delimiter of [usual, ...delimiters]) {
    const widths: number[] = [];
    papaparse.parse(start, {
      delimiter,
      newline: newlineOf(text),
      step({ data }) {
        if (data.length > 1 || data[0]!.trim() !== '') widths.push(data.length);
      },
    });
    if (start.length < text.length) widths.pop();
    const [first = 1, ...others] = widths;
    const share = first > 1 ? others.filter((width) => width === first).length / others.length : 0;
    if (share > most || (share === most && first > cells)) [best, most, cells] = [delimiter, share, first];
  }
  return best;
}

/** What else than the delimiter is in each cell as often, once or more. */
export function looksDelimited(cells: readonly (string | null)[], delimiter: string): string | undefined {
  const known = cells.filter((cell) => cell !== null);
  return delimiters.find((other) => {
    const count = (known[0]?.split(other).length ?? 1) - 1;
    return other !== delimiter && count > 0 && known.every((cell) => cell.split(other).length - 1 === count);
  });
}

/** What ends the first line outside quotes: CR, or else LF, and a CR before it is cut off with the spaces around a cell. */
export const newlineOf = (text: string): string =>
  /\r?\n|\r/.exec(text.slice(0, characters).replace(/"[^"]*"/g, ''))?.[0] === '\r' ? '\r' : '\n';

export const nameOf = (delimiter: string): string => (delimiter === '\t' ? 'a tab' : `'${delimiter}'`);

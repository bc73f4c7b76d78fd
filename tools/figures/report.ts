import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A claim of the paper, and what was found. */
export interface Claim {
  readonly paper: string;
  readonly ours: string;
  readonly holds: 'yes' | 'in part' | 'no';
}

/** What a figure has shown. Texts are Markdown. */
export interface Report {
  readonly name: string;
  readonly title: string;
  readonly setting: string;
  readonly pictures: readonly { readonly file: string; readonly caption: string }[];
  readonly claims: readonly Claim[];
  /** What was measured beyond the claims, and where it differs from the paper. */
  readonly notes: readonly string[];
}

export const place = join('docs', 'figures');

/** Keeps what a figure has shown beside its pictures. */
export function keep(report: Report): void {
  writePicture(`${report.name}.json`, `${JSON.stringify(report, null, 2)}\n`);
}

/** Writes a file among the pictures, and returns its name. */
export function writePicture(file: string, bytes: Uint8Array | string): string {
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, file), bytes);
  return file;
}

const introduction = `# The paper, reproduced

Every experiment of [Generative Kaleidoscopic Networks](https://arxiv.org/abs/2402.11793), with the settings of the
paper and its published code. \`npm run figures\` measures them and writes this page; \`npm run figures -- 3\` runs figure 3
alone. "Over 20 seeds" gives the median, with the lowest and the highest in brackets.`;

/** Writes the page from all that is kept, in the order of the figures. */
export function writePage(names: readonly string[]): void {
  const reports = names.flatMap((name): Report[] => {
    try {
      return [JSON.parse(readFileSync(join(place, `${name}.json`), 'utf8'))];
    } catch {
      return [];
    }
  });
  const rows = reports.flatMap(({ title, claims }) =>
    claims.map(({ paper, ours, holds }) => `| ${title.split(':')[0]} | ${paper} | ${ours} | ${holds} |`),
  );
  const table = [
    '## All claims',
    '| figure | the paper | ours | holds |\n| --- | --- | --- | --- |'.concat('\n', rows.join('\n')),
  ];
  const sections = reports.flatMap(({ title, setting, pictures, notes }) => [
    `## ${title}`,
    `**Setting.** ${setting}`,
    ...pictures.map(({ file, caption }) => `![${caption}](figures/${file})\n\n*${caption}*`),
    ...notes,
  ]);
  writeFileSync(join('docs', 'paper.md'), `${[introduction, ...table, ...sections].join('\n\n')}\n`);
}

/** "median (lowest to highest)" of what the seeds gave. */
export function spread(values: readonly number[], digits = 2): string {
  const sorted = values.toSorted((a, b) => a - b);
  const show = (value: number) =>
    !Number.isFinite(value)
      ? 'never'
      : value !== 0 && Math.abs(value) < 1e-3
        ? value.toExponential(1)
        : String(Number(value.toFixed(digits)));
  return `${show(median(sorted))} (${show(sorted[0]!)} to ${show(sorted.at(-1)!)})`;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [a, b] = [sorted[Math.floor(middle)]!, sorted[Math.ceil(middle)]!];
  return a === b ? a : (a + b) / 2;
}

/** A claim holds when it does in nine of ten seeds, and in part when it does in any. */
export const verdict = (held: number, of: number) => (held >= 0.9 * of ? 'yes' : held > 0 ? 'in part' : 'no');

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

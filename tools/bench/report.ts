export const say = (text: string) => void process.stderr.write(`${text}\n`);

export const format = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** A table in Markdown. */
export const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [titles, titles.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** A table of names and figures. */
export const figures = (title: string, values: Readonly<Record<string, number>>): string =>
  table(
    [title, ''],
    Object.entries(values).map(([what, value]) => [what, format(value)]),
  );

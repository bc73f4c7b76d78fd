/** What has been put to which laws, on both faces, and what has come of it. */
export class Matrix {
  readonly #laws: readonly string[];
  readonly #faces: readonly string[];
  /** Of each subject the laws that are put to it on each face, and whether they have held. */
  readonly #rows = new Map<string, Map<string, boolean>>();
  readonly #excluded = new Map<string, string>();

  constructor(laws: readonly string[], faces: readonly string[]) {
    this.#laws = laws;
    this.#faces = faces;
  }

  /** A subject that these laws are to be put to. */
  add(subject: string, face: string, laws: readonly string[]): void {
    const row = this.#rows.get(subject) ?? new Map<string, boolean>();
    this.#rows.set(subject, row);
    for (const law of laws) row.set(`(${face}): ${law}`, false);
  }

  /** A subject that has no place here, and why. */
  exclude(subject: string, reason: string): void {
    this.#excluded.set(subject, reason);
  }

  kept(subject: string, face: string, law: string): void {
    this.#rows.get(subject)!.set(`(${face}): ${law}`, true);
  }

  /** Every law that was asked for and has not been seen to hold, by subject and face. */
  holes(): string[] {
    return Array.from(this.#rows).flatMap(([subject, row]) =>
      Array.from(row).flatMap(([law, held]) => (held ? [] : [`${subject} ${law}`])),
    );
  }

  toString(): string {
    const width = Math.max(...[...this.#rows.keys(), ...this.#excluded.keys()].map(({ length }) => length));
    const line = (name: string, cells: readonly string[]) =>
      `${name.padEnd(width)}  ${cells.map((text) => text.padEnd(7)).join('  ')}`;
    const cell = (row: ReadonlyMap<string, boolean>, law: string) =>
      this.#faces.map((face) => (row.get(`(${face}): ${law}`) ? face : '–')).join(' ');
    return [
      'Laws:',
      ...this.#laws.map((law, i) => `${i + 1} ${law}`),
      '',
      line(
        '',
        this.#laws.map((_, i) => `${i + 1}`),
      ),
      ...Array.from(this.#rows, ([subject, row]) =>
        line(
          subject,
          this.#laws.map((law) => cell(row, law)),
        ),
      ),
      ...Array.from(this.#excluded, ([subject, reason]) => line(subject, [`not here: ${reason}`])),
    ].join('\n');
  }
}

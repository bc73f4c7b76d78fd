/** What has been put to which laws, on both faces, and what has come of it. */
export class Matrix {
  readonly #laws: readonly string[];
  readonly #faces: readonly string[];
  readonly #rows = new Map<string, Set<string>>();
  readonly #asked: string[] = [];
  readonly #excluded = new Map<string, string>();

  constructor(laws: readonly string[], faces: readonly string[]) {
    this.#laws = laws;
    this.#faces = faces;
  }

  /** A subject that these laws are to be put to. */
  add(subject: string, face: string, laws: readonly string[]): void {
    if (!this.#rows.has(subject)) this.#rows.set(subject, new Set());
    this.#asked.push(...laws.map((law) => [subject, face, law].join('\n')));
  }

  /** A subject that has no place here, and why. */
  exclude(subject: string, reason: string): void {
    this.#excluded.set(subject, reason);
  }

  kept(subject: string, face: string, law: string): void {
    this.#rows.get(subject)!.add(`${face} ${law}`);
  }

  /** Every law that was asked for and has not been seen to hold, by subject and face. */
  holes(): string[] {
    return this.#asked.flatMap((asked) => {
      const [subject, face, law] = asked.split('\n');
      return this.#rows.get(subject!)!.has(`${face} ${law}`) ? [] : [`${subject} (${face}): ${law}`];
    });
  }

  toString(): string {
    const width = Math.max(...[...this.#rows.keys(), ...this.#excluded.keys()].map(({ length }) => length));
    const line = (name: string, cells: readonly string[]) =>
      `${name.padEnd(width)}  ${cells.map((text) => text.padEnd(7)).join('  ')}`;
    const cell = (kept: ReadonlySet<string>, law: string) =>
      this.#faces.map((face) => (kept.has(`${face} ${law}`) ? face : '–')).join(' ');
    return [
      'Laws:',
      ...this.#laws.map((law, i) => `${i + 1} ${law}`),
      '',
      line(
        '',
        this.#laws.map((_, i) => `${i + 1}`),
      ),
      ...Array.from(this.#rows, ([subject, kept]) =>
        line(
          subject,
          this.#laws.map((law) => cell(kept, law)),
        ),
      ),
      ...Array.from(this.#excluded, ([subject, reason]) => line(subject, [`not here: ${reason}`])),
    ].join('\n');
  }
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emojiTable, fileOf } from './emoji.js';
import { facesTable, fileOfFaces, names } from './faces.js';
import { trials } from './recipes.js';
import { asking, failing, found, hard, opening, reading } from './texts.js';

/** Learns faces, emoji and flags in colour, measures what is drawn, and writes docs/colour.md. */
export async function colour(): Promise<void> {
  const sections = [
    opening,
    '## Measured',
    await facesTable(),
    found,
    ...[names.recipe, names.velocity, names.before].map((name) => shown(name, fileOfFaces(name))),
    asking,
    hard,
    await emojiTable(),
    ...trials.map(({ name }) => shown(name, fileOf(name))),
    failing,
    reading,
  ];
  writeFileSync(join('docs', 'colour.md'), `${sections.join('\n\n')}\n`);
}

const shown = (caption: string, file: string) => `![${caption}](figures/${file})\n\n*${caption}, seed 1*`;

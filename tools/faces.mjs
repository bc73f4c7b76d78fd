// Writes the IxJS face, operators/ix: every operator again, over the other lift.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const root = new URL('../operators/', import.meta.url);
rmSync(new URL('ix', root), { recursive: true, force: true });
for (const folder of ['', 'nats/']) {
  mkdirSync(new URL(`ix/${folder}`, root), { recursive: true });
  for (const name of readdirSync(new URL(folder || '.', root)).filter((name) => name.endsWith('.ts'))) {
    const text = readFileSync(new URL(folder + name, root), 'utf8');
    const twin = text
      .replaceAll(/'(?:\.\/)?((?:\.\.\/)*)(lift|src)\//g, "'../$1$2/")
      .replaceAll('/lift/rxjs/', '/lift/ix/')
      .replaceAll(/^( \*.*)\.subscribe\(/gm, '$1.forEach(');
    writeFileSync(new URL(`ix/${folder}${name}`, root), twin);
  }
}

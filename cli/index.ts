#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { finalize } from 'rxjs';
import { plain } from '../src/base/plain.js';
import { withoutSecrets } from '../src/base/secrets.js';
import { Asked, type Command, helpOf, UsageError } from './command.js';
import { exportModel } from './export.js';
import { info } from './info.js';
import { sample } from './sample.js';
import { serve } from './serve.js';
import { train } from './train.js';
import { work } from './work.js';

const commands: Readonly<Record<string, Command>> = { train, sample, serve, work, info, export: exportModel };

const usage = `Usage: kaleidoflow COMMAND

${Object.entries(commands)
  .map(([name, { operands, is }]) => `  ${`${name} ${operands}`.padEnd(23)}  ${is}`)
  .join('\n')}

kaleidoflow COMMAND --help says more, kaleidoflow --version which one this is.
`;

/** Of the package that this is, whose code is in dist/. */
const version = (): string => JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;

/** What the process ends with after a signal. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

const [name = '', ...args] = process.argv.slice(2);

if (name === '--help' || name === '-h' || name === 'help') process.stdout.write(usage);
else if (name === '--version') process.stdout.write(`${version()}\n`);
else if (!Object.hasOwn(commands, name)) {
  const wrong = name.startsWith('-')
    ? `unknown flag ${name}; without a command there are --help and --version`
    : name
      ? `there is no command '${name}'`
      : 'a command is missing';
  process.stderr.write(`kaleidoflow: ${wrong}\n\n${usage}`);
  process.exitCode = 2;
} else run(commands[name]!);

function run(command: Command): void {
  // Whoever reads the output may leave: what is under way is then given up like after Ctrl-C.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') fail(new Error(`standard output cannot be written: ${error.message}`));
    stop(error.code === 'EPIPE' ? 0 : 1);
  });
  // How far it is may go unread.
  process.stderr.on('error', () => {});
  for (const [signal, code] of Object.entries(exitCodes)) process.on(signal, () => stop(code));
  let subscription: { unsubscribe(): void } | undefined;

  function stop(code: number): void {
    process.exitCode = code;
    subscription?.unsubscribe();
  }

  try {
    const asked = new Asked(name, command, args);
    if (asked.has('help')) {
      process.stdout.write(helpOf(name, command));
      return;
    }
    const work = command.run(asked);
    subscription = work
      .pipe(
        finalize(() => {
          for (const signal of Object.keys(exitCodes)) process.removeAllListeners(signal);
        }),
      )
      .subscribe({
        next: (line) => process.stdout.write(`${line}\n`),
        error: fail,
      });
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  const { message } = error as Error;
  process.stderr.write(`kaleidoflow ${name}: ${withoutSecrets(message).split('\n').map(plain).join('\n')}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${helpOf(name, commands[name]!)}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

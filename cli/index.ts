#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { finalize } from 'rxjs';
import { plain } from '../src/base/plain.js';
import { withoutSecrets } from '../src/base/secrets.js';
import { Asked, type Command, helpOf, UsageError } from './command.js';

/** Each is loaded when it is asked for: loading is most of a short command's time. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  train: async () => (await import('./train.js')).train,
  sample: async () => (await import('./sample.js')).sample,
  serve: async () => (await import('./serve.js')).serve,
  work: async () => (await import('./work.js')).work,
  info: async () => (await import('./info.js')).info,
  export: async () => (await import('./export.js')).exportModel,
};

const usage = async (): Promise<string> => `Usage: kaleidoflow COMMAND

${(await Promise.all(Object.entries(commands).map(async ([name, load]) => ({ name, ...(await load()) }))))
  .map(({ name, operands, is }) => `  ${`${name} ${operands}`.padEnd(23)}  ${is}`)
  .join('\n')}

kaleidoflow COMMAND --help says more, kaleidoflow --version which one this is.
`;

/** Of the package that this is, whose code is in dist/. */
const version = (): string => JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;

/** What the process ends with after a signal. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

const [name = '', ...args] = process.argv.slice(2);

if (name === '--help' || name === '-h' || name === 'help') process.stdout.write(await usage());
else if (name === '--version') process.stdout.write(`${version()}\n`);
else if (!Object.hasOwn(commands, name)) {
  const wrong = name.startsWith('-')
    ? `unknown flag ${name}; without a command there are --help and --version`
    : name
      ? `there is no command '${name}'`
      : 'a command is missing';
  process.stderr.write(`kaleidoflow: ${wrong}\n\n${await usage()}`);
  process.exitCode = 2;
} else run(await commands[name]!());

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

  function fail(error: unknown): void {
    const { message } = error as Error;
    process.stderr.write(`kaleidoflow ${name}: ${withoutSecrets(message).split('\n').map(plain).join('\n')}\n`);
    if (error instanceof UsageError) process.stderr.write(`\n${helpOf(name, command)}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
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

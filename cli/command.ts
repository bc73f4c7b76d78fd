import { parseArgs } from 'node:util';
import type { Observable } from 'rxjs';

/** A flag of a command: with what stands for its value, if it has one, and what it is for. */
export interface Flag {
  readonly short?: string;
  readonly value?: string;
  readonly is: string;
}

export interface Command {
  /** What stands behind the name of the command. */
  readonly operands: string;
  /** What it does, in a few words. */
  readonly is: string;
  readonly more: string;
  readonly flags: Readonly<Record<string, Flag>>;
  /** Checks what it is asked for, and returns the work: lines for standard output as they come. */
  run(asked: Asked): Observable<string>;
}

/** What was asked for is not allowed: said with the usage, and not with a stack. */
export class UsageError extends Error {}

/** The operands and flags of one call. */
export class Asked {
  readonly operands: readonly string[];
  readonly #values: Readonly<Record<string, string | boolean | undefined>>;

  constructor(name: string, { flags }: Command, args: readonly string[]) {
    const options = Object.fromEntries(
      Object.entries(flags).map(([name, { short, value }]) => [
        name,
        { type: value ? ('string' as const) : ('boolean' as const), ...(short && { short }) },
      ]),
    );
    const { tokens } = parseArgs({
      args: joined(args, flags),
      options,
      allowPositionals: true,
      strict: false,
      tokens: true,
    });
    const operands: string[] = [];
    const values: Record<string, string | boolean> = {};
    for (const token of tokens) {
      if (token.kind === 'positional') operands.push(token.value);
      if (token.kind !== 'option') continue;
      const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
      if (!flag)
        throw new UsageError(
          `unknown flag ${token.rawName}; ${name} takes ${Object.keys(flags)
            .map((flag) => `--${flag}`)
            .join(', ')}`,
        );
      if (flag.value && token.value === undefined)
        throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${flag.value}`);
      if (!flag.value && token.value !== undefined)
        throw new UsageError(`${token.rawName} takes no value, and here is '${token.value}'`);
      values[token.name] = token.value ?? true;
    }
    this.operands = operands;
    this.#values = values;
  }

  /** A whole number. */
  whole(name: string, least: number): number | undefined {
    const value = this.number(name);
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= least))
      throw new UsageError(`--${name} must be a whole number of at least ${least}, not ${this.text(name)}`);
    return value;
  }

  /** The only operand. */
  one(what: string): string {
    const [first, second] = this.operands;
    if (first === undefined) throw new UsageError(`${what} is missing`);
    if (second !== undefined) throw new UsageError(`there is one ${what} only, and here is '${second}' too`);
    return first;
  }

  has(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | undefined {
    return this.#values[name] as string | undefined;
  }

  needed(name: string): string {
    const text = this.text(name);
    if (text === undefined) throw new UsageError(`--${name} is missing`);
    return text;
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : numberOf(name, text);
  }

  numbers(name: string): number[] | undefined {
    return this.texts(name)?.map((part) => numberOf(name, part));
  }

  /** Values between commas. */
  texts(name: string): string[] | undefined {
    return this.text(name)
      ?.split(',')
      .map((part) => part.trim());
  }
}

/** Arguments where a number below 0 is the value of the flag before it, and not a flag itself. */
function joined(args: readonly string[], flags: Command['flags']): string[] {
  const valued = new Set(
    Object.entries(flags).flatMap(([name, { short, value }]) =>
      value ? [`--${name}`, ...(short ? [`-${short}`] : [])] : [],
    ),
  );
  const all: string[] = [];
  for (const arg of args) {
    const last = all.at(-1);
    if (last !== undefined && valued.has(last) && /^-[\d.]/.test(arg))
      all[all.length - 1] = last.startsWith('--') ? `${last}=${arg}` : `${last}${arg}`;
    else all.push(arg);
  }
  return all;
}

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`--${name} must be a number, not '${text}'`);
  return value;
}

/** An object without what is undefined: options that were not asked for are the library's to choose. */
export const defined = <T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;

export function helpOf(name: string, { operands, is, more, flags }: Command): string {
  const rows = Object.entries(flags).map(([flag, { short, value, is }]) => [
    `${short ? `-${short}, ` : '    '}--${flag}${value ? ` ${value}` : ''}`,
    is,
  ]);
  const width = Math.max(...rows.map(([left]) => left!.length));
  const lines = rows.map(([left, right]) => `  ${left!.padEnd(width)}  ${right}`);
  const words = ['kaleidoflow', name, operands, '[options]'].filter((word) => word !== '');
  return `Usage: ${words.join(' ')}\n\n${is}.\n${more}\n\n${lines.join('\n')}\n`;
}

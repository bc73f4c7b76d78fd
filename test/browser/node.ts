import { commands } from 'vitest/browser';
import { fromBase64, type Twins } from '../../dist/tools/browser/twins.js';

declare module 'vitest/browser' {
  interface BrowserCommands {
    inNode(name: string, options: object): Promise<Record<string, string>>;
  }
}

/** What comes of it in Node. */
export async function inNode<Name extends keyof Twins>(
  name: Name,
  ...[options]: Parameters<Twins[Name]>
): Promise<Record<string, Uint8Array>> {
  const made = await commands.inNode(name, options ?? {});
  return Object.fromEntries(Object.entries(made).map(([key, text]) => [key, fromBase64(text)]));
}

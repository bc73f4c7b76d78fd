import { pathToFileURL } from 'node:url';

/** A command of tests in a page: does in Node what `twins` names, and gives its bytes in base64. */
export async function inNode(_: unknown, name: string, options: object): Promise<Record<string, string>> {
  // By its address, since the tests' configuration is bundled, and the package is not.
  const { twins, toBase64 } = await import(pathToFileURL('dist/tools/browser/twins.js').href);
  const made: Record<string, Uint8Array> = await twins[name](options);
  return Object.fromEntries(Object.entries(made).map(([key, bytes]) => [key, toBase64(bytes)]));
}

import { isPage, place } from './place.js';

/** Where fromMnist finds the digits for testing: by itself, and in a page in a directory of what is served. */
export async function mnistDirectory(): Promise<string | undefined> {
  if (!isPage) return undefined;
  const directory = await place();
  for (const name of ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']) {
    const response = await fetch(`/${name}`);
    await directory.write(name, [new Uint8Array(await response.arrayBuffer())]);
  }
  return directory.pathOf('.');
}

import { joined } from '../../formats/bytes.js';
import type { Directory } from '../../platform/platform.js';
import { lasting } from '../lasting.js';
import { getObject } from '../objects.js';
import { mostBytes, type Task } from './desk.js';

/** The directory of a training's checkpoints, among the objects of its run. */
export async function checkpoints({ openStore, key, signal }: Task): Promise<Directory> {
  const store = await openStore();
  const prefix = `${key}/`;
  return {
    async names() {
      const all = await lasting(() => store.list(), signal);
      return all
        .filter(({ name, deleted }) => !deleted && name.startsWith(prefix))
        .map(({ name }) => name.slice(prefix.length));
    },
    read: (name) => getObject(store, prefix + name, mostBytes, signal),
    pathOf: (name) => prefix + name,
    make: async () => {},
    async write(name, chunks) {
      await lasting(() => store.putBlob({ name: prefix + name }, joined(chunks)), signal);
    },
    async remove(name) {
      await lasting(() => store.delete(prefix + name), signal);
    },
  };
}

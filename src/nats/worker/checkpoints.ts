import { joined } from '../../formats/bytes.js';
import type { Directory } from '../../platform/platform.js';
import { mostBytes, type Task } from './desk.js';

/** Where a training's checkpoint is: one object of its run, which says its name, and which the next one takes the place of. */
export async function checkpoints({ openObjects, key, signal }: Task): Promise<Directory> {
  const objects = await openObjects();
  return {
    async names() {
      const about = await objects.about(key, signal);
      return about?.description ? [about.description] : [];
    },
    read: () => objects.get(key, mostBytes, signal),
    pathOf: (name) => `${key}/${name}`,
    make: async () => {},
    write: (name, chunks) => objects.put(key, joined(chunks), name, signal),
    remove: async () => {},
  };
}

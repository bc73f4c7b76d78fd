import { joined } from '../../base/bytes.js';
import type { Directory } from '../../platform/platform.js';
import { mostBytes, type Task } from './desk.js';

/** Where a training's checkpoint is: one object of its run, which says its name, and which the next one takes the place of. */
export function checkpoints({ names, objects, key, signal }: Task): Directory {
  const subject = names.checkpoint(key);
  return {
    async names() {
      const about = await objects.about(subject, signal);
      return about ? [about.description] : [];
    },
    read: () => objects.get(subject, mostBytes, signal),
    pathOf: (name) => `${key}/${name}`,
    make: async () => {},
    async write(name, chunks) {
      await objects.put(subject, joined(chunks), name, signal);
    },
    remove: async () => {},
  };
}

import { writeLink } from '../settings/link.js';
import { type Name, names, type Settings } from '../settings/settings.js';
import { emptyFolder } from './files.js';

/** A training whose checkpoints are kept. */
export interface Kept {
  /** What it learns, and how, as a link. */
  readonly link: string;
  readonly checkpoint: string;
  readonly step: number;
  readonly steps: number;
}

const key = 'kaleidoflow training';
const folder = 'trainings';

const learned: readonly Name[] = [
  'subject',
  'seed',
  'count',
  'size',
  'steps',
  'depth',
  'width',
  'rate',
  'blend',
  'points',
];

/** The settings that decide what comes of a training. */
export function learnedBy(settings: Settings): string {
  const own = Object.fromEntries(names.filter((name) => learned.includes(name)).map((name) => [name, settings[name]]));
  return JSON.stringify(own);
}

export function keptTraining(): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '');
    return isKept(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' &&
  value !== null &&
  ['link', 'checkpoint'].every((name) => typeof Reflect.get(value, name) === 'string') &&
  ['step', 'steps'].every((name) => typeof Reflect.get(value, name) === 'number');

export const keepTraining = (kept: Kept): void => localStorage.setItem(key, JSON.stringify(kept));

/** A new training, in place of the one that is kept. */
export async function newTraining(settings: Settings): Promise<Kept> {
  await forgetTraining();
  const name = Date.now().toString(36);
  return { link: writeLink(settings), checkpoint: `${folder}/${name}`, step: 0, steps: settings.steps };
}

export async function forgetTraining(): Promise<void> {
  localStorage.removeItem(key);
  await emptyFolder(folder);
}

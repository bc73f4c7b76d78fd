import { attributes } from './attributes.js';
import { choice, type Field, number, points } from './fields.js';
import { part } from './part.js';

export const subjects = ['digits', 'faces', 'line', 'plane', 'pictures'] as const;
export type Subject = (typeof subjects)[number];

/** All that can be set, by the name that it has in a link. */
export const fields = {
  subject: choice(subjects, 'digits'),
  chains: number(1, 200, 1, 40),
  first: number(0, 999_999, 1, 0),
  seed: number(0, 999_999, 1, 7),
  start: choice(['uniform', 'normal'], 'uniform'),
  burnIn: number(0, 500, 1, 0),
  thin: number(1, 100, 1, 1),
  noise: number(0, 0.5, 0.005, 0),
  motion: choice(['none', 'turns', 'walk'], 'walk'),
  every: number(1, 200, 1, 16),
  share: number(0, 1, 0.05, 0.9),
  pace: number(0, 1, 0.01, 0.1),
  level: number(0, 1, 0.05, 0.65),
  speed: number(1, 30, 1, 12),
  count: number(100, 3_000, 1, 2_000),
  size: number(8, 40, 1, 20),
  steps: number(10, 20_000, 1, 1_200),
  depth: number(1, 12, 1, 3),
  width: number(2, 512, 1, 192),
  rate: number(0.00001, 0.1, 0.0005, 0.004),
  blend: number(0, 1, 0.05, 0.6),
  points: points([[0.2], [0.8]]),
  /** The class that is asked for, by its place; 0 is none. */
  label: number(0, 1_000, 1, 0),
  /** The attributes that are asked for. */
  attributes,
  /** The part of a picture that is given. */
  part,
};

export type Name = keyof typeof fields;
export type Settings = { readonly [N in Name]: (typeof fields)[N] extends Field<infer T> ? T : never };

export const names = Object.keys(fields) as Name[];

const usual = Object.fromEntries(names.map((name) => [name, fields[name].fallback])) as unknown as Settings;

/** The paper's own way for points, of its figures 3 and 5. */
const pointwise = { motion: 'none', speed: 5, chains: 60, steps: 2_000, rate: 0.001, blend: 0, depth: 7 } as const;

const own: Readonly<Record<Subject, Partial<Settings>>> = {
  digits: {},
  faces: { blend: 0.2, chains: 28, motion: 'turns', every: 64, share: 1, pace: 0.05, speed: 20 },
  line: { ...pointwise, width: 10 },
  plane: {
    ...pointwise,
    width: 50,
    points: [
      [0.2, 0.2],
      [0.2, 0.8],
      [0.8, 0.2],
      [0.8, 0.8],
    ],
  },
  pictures: { blend: 0.2, chains: 28, motion: 'turns', every: 40, share: 1, pace: 0.05 },
};

/** What all is by default, for what is to be learned. */
export const defaultsFor = (subject: Subject): Settings => ({ ...usual, ...own[subject], subject });

/** Whether what is learned are points, and not pictures. */
export const arePoints = ({ subject }: Settings): boolean => subject === 'line' || subject === 'plane';

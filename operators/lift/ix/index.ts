export { type Branch, fork } from './fork.js';
export type { Adder, Keeper, Operator, Source } from './lift.js';

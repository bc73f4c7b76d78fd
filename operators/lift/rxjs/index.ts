export { type Branch, fork } from './fork.js';
export type { Adder, Keeper, Operator, Source } from './lift.js';
export { type QueueOptions, toAsyncIterable } from './to-async-iterable.js';

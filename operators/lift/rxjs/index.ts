export { fork } from './fork.js';
export { type QueueOptions, toAsyncIterable } from './to-async-iterable.js';

/**
 * The operators over RxJS, and all types. `kaleidoflow/ix` has the same operators, by the same names, over async iterables of IxJS.
 *
 * @module
 */

export * from '../../operators/index.js';

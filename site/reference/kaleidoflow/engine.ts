/**
 * What an engine of one's own is made of. See [Engines](/engines#one-of-your-own).
 *
 * @module
 */

export * from '../../../src/engine/index.js';

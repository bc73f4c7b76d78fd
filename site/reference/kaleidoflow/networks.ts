/**
 * Networks that are ready, as lists of layers. See [Any network](/guide#any-network).
 *
 * @module
 */

export * from '../../../src/networks/index.js';

/**
 * What a page or a bundle says of itself. See [In a page](/browsers).
 *
 * @module
 */

export * from '../../../src/platform/web/setup.js';

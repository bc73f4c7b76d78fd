/**
 * The same by many machines, over NATS; `kaleidoflow/ix/nats` for IxJS. See [Many machines](/cluster).
 *
 * @module
 */

export * from '../../../operators/nats/index.js';

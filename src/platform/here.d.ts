import type { Platform } from './platform.js';

/** Whichever it is: what the core is compiled with. */
export declare const platform: Platform;

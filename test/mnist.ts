import { isPage } from './place.js';

/** Where fromMnist finds the digits of MNIST's test set: by itself, and in a page where they are served. */
export const mnistDirectory = isPage ? '/' : undefined;

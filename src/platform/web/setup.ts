export { type Assets, setAssets } from './assets.js';
export { type Libraries, setLibraries } from './libraries.js';

export { type Assets, type CompiledWasm, setAssets } from './assets.js';
export { type Libraries, setLibraries } from './libraries.js';

export type { Network } from '../core/network.js';
export { type AutoencoderOptions, autoencoder } from './autoencoder.js';
export { type MlpOptions, mlp } from './mlp.js';
export { type TransformerOptions, transformer } from './transformer.js';
export { type UnetOptions, unet } from './unet.js';

export { boxDimension } from './box-dimension.js';
export { coverage } from './coverage.js';
export { energy } from './energy.js';
export { movement } from './movement.js';
export { nearest } from './nearest.js';

export { fork } from './fork.js';

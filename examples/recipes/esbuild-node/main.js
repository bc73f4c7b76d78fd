import { draws } from './draws.js';

draws.subscribe(console.log);

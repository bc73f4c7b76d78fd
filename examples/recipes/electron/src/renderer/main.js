import { draws } from './draws.js';

draws.subscribe((line) => {
  document.querySelector('output').textContent = line;
});

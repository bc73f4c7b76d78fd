import { from } from 'solid-js';
import { render } from 'solid-js/web';
import { draws } from './draws.js';

function Draws() {
  const draw = from(draws);
  return <output>{draw()}</output>;
}

render(() => <Draws />, document.getElementById('app'));

import { createElement as element, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { draws } from './draws.js';

function Draws() {
  const [draw, setDraw] = useState('');
  useEffect(() => {
    const subscription = draws.subscribe(setDraw);
    return () => subscription.unsubscribe();
  }, []);
  return element('output', null, draw);
}

createRoot(document.getElementById('app')).render(element(Draws));

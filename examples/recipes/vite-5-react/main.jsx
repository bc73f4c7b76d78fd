import { kaleidoscope, toCanvas } from 'kaleidoflow';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { take } from 'rxjs';
import { manifold } from './manifold.js';

function Draws() {
  const canvas = React.useRef(null);
  const [seed, setSeed] = React.useState(2);
  const [values, setValues] = React.useState([]);
  const [error, setError] = React.useState();
  React.useEffect(() => {
    const subscription = manifold
      .pipe(kaleidoscope({ chains: 4, seed }), take(60), toCanvas(canvas.current, { fps: 30 }))
      .subscribe({ next: (draw) => setValues(Array.from(draw.values)), error: setError });
    return () => subscription.unsubscribe();
  }, [seed]);
  return (
    <main>
      <canvas ref={canvas} />
      <button type="button" onClick={() => setSeed(seed + 1)}>
        New samples
      </button>
      <output>{error ? error.message : values.map((value) => value.toFixed(1)).join(' ')}</output>
    </main>
  );
}

createRoot(document.getElementById('app')).render(<Draws />);

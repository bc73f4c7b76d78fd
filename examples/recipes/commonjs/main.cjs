const { fromPoints, kaleidoscope, trainManifold } = require('kaleidoflow');
const { take } = require('rxjs');

fromPoints([0.2, 0.8])
  .pipe(trainManifold({ depth: 5, width: 32, steps: 1_500, seed: 1 }), kaleidoscope({ chains: 4, seed: 2 }), take(60))
  .subscribe(({ values }) => console.log(Array.from(values, (value) => value.toFixed(1)).join(' ')));

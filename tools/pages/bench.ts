/** What the benchmark does in a page. */

import type { MlpManifold } from 'kaleidoflow';
import { kaleidoscope, toCanvas, training, withNoise } from 'kaleidoflow';
import { of, take } from 'rxjs';
import { webAssembly } from '../../dist/src/engine/onnx/webassembly.js';
import type { BenchPage } from '../../dist/tools/bench/in-page.js';
import { pace, time } from '../../dist/tools/bench/pace.js';
import { productSpeed } from '../../dist/tools/bench/product.js';
import { type TfjsNetwork, tfjsNetwork, tfjsWasm } from '../../dist/tools/bench/tfjs.js';
import { mnistLike, quickNetwork } from '../../dist/tools/soak/networks.js';

const net = { depth: 10, width: 256, batchSize: 256 };
const manifold = quickNetwork() as MlpManifold;
const samples = mnistLike(1000);

const walk = (chains: number) => of(manifold).pipe(withNoise(0.01), kaleidoscope({ chains }));

let tfjs: Promise<TfjsNetwork> | undefined;
const openTfjs = () => (tfjs ??= tfjsWasm('/').then((tf) => tfjsNetwork(tf, manifold, net.batchSize)));

const bench: BenchPage = {
  async train(): Promise<number> {
    return (await pace(of(samples).pipe(training({ ...net, steps: 60, every: 10 })), 5)) / 10;
  },
  draw: (chains: number, draws: number) => pace(walk(chains).pipe(take(draws + Math.ceil(draws / 4))), draws),
  tfjsTrain: async () => time(3, (await openTfjs()).step),
  tfjsDraw: async (chains: number, draws: number) => time(draws, (await openTfjs()).chains(chains)),

  async product() {
    const web = await import('onnxruntime-web/wasm');
    web.env.wasm.numThreads = 1;
    web.env.wasm.wasmPaths = { wasm: '/ort-wasm-simd-threaded.wasm' };
    return productSpeed(webAssembly(web));
  },

  async frames(seconds) {
    const canvas = document.body.appendChild(document.createElement('canvas'));
    let [frames, longestTask, steps] = [0, 0, 0];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longestTask = Math.max(longestTask, duration);
    });
    const learning = of(samples)
      .pipe(training({ ...net, steps: 1e6, every: 10 }))
      .subscribe(({ step }) => {
        steps = step;
      });
    const watching = walk(48)
      .pipe(toCanvas(canvas))
      .subscribe(() => frames++);
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    await pause(3_000);
    observer.observe({ type: 'longtask' });
    const [before, stepsBefore, began] = [frames, steps, performance.now()];
    await pause(1_000 * seconds);
    const result = {
      frames: (1_000 * (frames - before)) / (performance.now() - began),
      longestTask,
      steps: steps - stepsBefore,
    };
    observer.disconnect();
    watching.unsubscribe();
    learning.unsubscribe();
    canvas.remove();
    return result;
  },
};

Object.assign(globalThis, { bench });

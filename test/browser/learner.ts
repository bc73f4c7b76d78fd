/** A page in a frame: it trains with checkpoints, and tells the page around it each step and the weights at the end. */
import { fromPoints, training } from 'kaleidoflow';
import './setup.js';

const { checkpoint } = (frameElement as HTMLElement).dataset as { checkpoint: string };

fromPoints([0.2, 0.5, 0.8])
  .pipe(training({ depth: 4, width: 64, steps: 400, batchSize: 2, every: 5, seed: 1, checkpoint }))
  .subscribe({
    next: ({ step, manifold }) =>
      parent.postMessage({ from: checkpoint, step, weights: step === 400 ? manifold().weights : undefined }),
    error: ({ message }) => parent.postMessage({ from: checkpoint, error: message }),
  });

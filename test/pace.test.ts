import { describe, expect, it } from 'vitest';
import { onnx } from '../dist/src/engine/onnx/onnx.js';
import { Counts, watch } from '../dist/tools/soak/counts.js';
import { measurePace } from '../dist/tools/soak/pace.js';

describe('a chain that could give hundreds of draws a second, before a consumer that takes ten', () => {
  it('is never more than 2 draws ahead: for await, a Node stream, a Web stream, an HTTP/2 client', async () => {
    const counts = new Counts();
    watch(onnx, counts);
    const paces = await measurePace(3, counts);
    console.log(
      paces.map(({ consumer, taken, ahead }) => `${consumer}: ${taken} taken, ${ahead} ahead at most`).join('\n'),
    );
    expect(paces).toHaveLength(4);
    for (const { taken, ahead } of paces) {
      expect(taken).toBeGreaterThan(3);
      expect(ahead).toBeLessThanOrEqual(2);
    }
  });
});

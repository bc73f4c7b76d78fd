import { fromPoints, fromTable, kaleidoscope, trainManifold } from 'kaleidoflow';
import { setAssets, setLibraries } from 'kaleidoflow/web';
import { lastValueFrom, of, take } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { untrained } from '../fixtures.js';
import { assets } from './setup.js';

const draw = () => lastValueFrom(of(untrained()).pipe(kaleidoscope({ chains: 3 }), take(1)));

describe('setAssets', () => {
  afterEach(() => setAssets({ ...assets, threads: undefined }));

  it.each([
    [{ threads: 0 }, 'setAssets: threads must be a whole number from 1 to 64, not 0'],
    [{ threads: 1.5 }, 'threads must be a whole number from 1 to 64, not 1.5'],
    [{ threads: 1000 }, 'threads must be a whole number from 1 to 64, not 1000'],
    [{ threads: '2' }, 'threads must be a whole number from 1 to 64, not "2"'],
    [{ wasm: '' }, 'setAssets: wasm must be an address, a URL or a WebAssembly.Module, not ""'],
    [{ worker: 5 }, 'setAssets: worker must be an address or a URL, not 5'],
    [{ thread: 4 }, "setAssets: unknown option 'thread'; allowed are worker, wasm, webgpu, webgpuWorker, threads"],
  ])('refuses %j', (given, message) => expect(() => setAssets(given as never)).toThrow(message));

  it('leaves what is not named as it was', async () => {
    setAssets({ threads: 2 });
    setAssets({ wasm: new URL(assets.wasm, location.href) });
    expect((await draw()).count).toBe(3);
  });

  it('has its addresses in the errors of what is not there', async () => {
    setAssets({ wasm: '/none.wasm' });
    await expect(draw()).rejects.toThrow(`its WebAssembly is to be at ${location.origin}/none.wasm: see setAssets`);
    setAssets({ worker: '/none.js' });
    await expect(draw()).rejects.toThrow("the onnx engine's worker could not be loaded from /none.js");
  });
});

describe('setLibraries', () => {
  const table = () => lastValueFrom(fromTable(new File(['a,b\n1,x\n2,y\n'], 'rows.csv')));
  afterEach(() => setLibraries({ papaparse: () => import('papaparse') }));

  it('refuses what is no function', () => {
    expect(() => setLibraries({ papaparse: 5 } as never)).toThrow(
      'setLibraries: papaparse must be a function that loads it, not 5',
    );
  });

  it('has the reason in the error of one that does not load', async () => {
    setLibraries({ papaparse: () => Promise.reject(new TypeError('Failed to fetch it')) });
    await expect(table()).rejects.toThrow('fromTable: papaparse could not be loaded: Failed to fetch it');
  });
});

describe('checkpoints', () => {
  const learn = (checkpoint: string) =>
    lastValueFrom(
      fromPoints([0.2, 0.8]).pipe(trainManifold({ depth: 2, width: 32, steps: 200, every: 2, checkpoint })),
    );

  it('of two trainings of the same into one directory do not disturb either', async () => {
    const [first, ...others] = await Promise.all([learn('both'), learn('both'), learn('both')]);
    for (const other of others) expect(other.loss).toBe(first!.loss);
  });

  it('in a directory that can not be, are refused by its name', async () => {
    await expect(learn('../up')).rejects.toThrow(/^training: checkpoint \.\.\/up cannot be a directory: /);
  });
});

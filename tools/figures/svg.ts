import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

const require = createRequire(import.meta.url);
const font = (style: string) => readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/DejaVuSans${style}.ttf`));
const fontBuffers = [font(''), font('-Bold')];
await initWasm(await readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));

/** The pixels of a drawing, the same ones on every machine. */
export const rasterize = (svg: string, zoom: number) =>
  new Resvg(svg, {
    fitTo: { mode: 'zoom', value: zoom },
    font: { fontBuffers, defaultFontFamily: 'DejaVu Sans' },
  }).render();

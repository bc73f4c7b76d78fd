import type { Draw } from 'kaleidoflow';
import { Error as onlyErrors, parse, View } from 'vega';
import { type Config, compile, type TopLevelSpec } from 'vega-lite';
import { rasterize } from './svg.js';

export type Chart = TopLevelSpec;

/** Colours with the meanings of the paper's figures. */
export const colours = { start: '#d62728', state: '#1a9641', data: '#222222', curve: '#1f5fa8', faint: '#b9c4d0' };

const config: Config = {
  font: 'DejaVu Sans',
  background: 'white',
  view: { stroke: '#cccccc' },
  axis: {
    labelFlush: false,
    labelFontSize: 12,
    titleFontSize: 13,
    titleFontWeight: 'normal',
    gridColor: '#eeeeee',
    titlePadding: 8,
  },
  legend: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal', labelLimit: 400, titleLimit: 400 },
  title: { fontSize: 14, anchor: 'start', subtitleFontSize: 12, subtitleColor: '#555555', offset: 10 },
  concat: { spacing: 28 },
};

async function render(chart: Chart, zoom: number) {
  const view = new View(parse(compile({ ...chart, padding: 16 }, { config }).spec), {
    renderer: 'none',
    logLevel: onlyErrors,
  });
  const svg = await view.toSVG();
  view.finalize();
  return rasterize(svg, zoom);
}

/** A layer of a chart that a PNG fills. */
export const filledBy = (image: Uint8Array, width: number, height: number) =>
  ({
    data: { values: [{ url: `data:image/png;base64,${Buffer.from(image).toString('base64')}` }] },
    mark: { type: 'image', width, height, x: width / 2, y: height / 2 },
    encoding: { url: { field: 'url', type: 'nominal' } },
  }) as const;

/** A chart as a PNG. */
export async function png(chart: Chart): Promise<Uint8Array> {
  return (await render(chart, 1.5)).asPng();
}

/** A chart as a draw of one coloured image, which `toGif` takes for a frame. */
export async function frame(step: number, chart: Chart): Promise<Draw> {
  const { width, height, pixels } = await render(chart, 1);
  const values = Float32Array.from(
    { length: width * height * 3 },
    (_, i) => pixels[Math.floor(i / 3) * 4 + (i % 3)]! / 255,
  );
  return { values, count: 1, shape: [height, width, 3], range: [0, 1], step };
}

/** The colours and the type that a canvas takes from the page, as its styles have them now. */
export interface Ink {
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  readonly accent: string;
  readonly paper: string;
  /** One for each basin, in turn. */
  readonly basins: readonly string[];
  readonly font: string;
}

let ink: Ink | undefined;
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  ink = undefined;
});

export function inkNow(): Ink {
  if (ink) return ink;
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const basins = Array.from({ length: 8 }, (_, i) => read(`--basin-${i + 1}`));
  ink = {
    text: read('--ink'),
    faint: read('--faint'),
    line: read('--line'),
    accent: read('--accent'),
    paper: read('--paper'),
    basins,
    font: style.fontFamily,
  };
  return ink;
}

export const basinColour = ({ basins }: Ink, basin: number): string => basins[basin % basins.length]!;

/** A canvas in pixels of the screen, cleared, to be drawn on in units of the page. */
export function sheet(canvas: HTMLCanvasElement): { context: CanvasRenderingContext2D; width: number; height: number } {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = Math.min(2, devicePixelRatio);
  const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== across || canvas.height !== down) Object.assign(canvas, { width: across, height: down });
  const context = canvas.getContext('2d')!;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

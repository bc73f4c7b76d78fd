import { joined } from '../base/bytes.js';
import { isSvg } from '../platform/svg.js';
import { containedIn, type Frame, type Size } from './frame.js';

/** A picture of curves, SVG, which can be drawn in any size. */
export interface Drawing extends Size {
  /** A file of the same that says the size in which it is drawn for a frame. */
  within(frame: Frame): Uint8Array;
}

/** What may stand before the root: a byte order mark, declarations and comments. */
const beforeRoot =
  /^(?:\u00ef\u00bb\u00bf|\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE(?:[^[>]|\[[\s\S]*?\]\s*(?=>))*>)*/i;
const rootTag = /^<(?:[\w-]+:)?svg(?=[\s/>])(?:"[^"]*"|'[^']*'|[^>"'])*>/;

/** Pixels in each unit. What others mean depends on what is around a picture, and here nothing is. */
const units: Readonly<Record<string, number>> = {
  '': 1,
  px: 1,
  pt: 96 / 72,
  pc: 16,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
};

/**
 * Reads how large a drawing is: what its width and height say, then its viewBox, then 300 × 150 pixels, as CSS has it. Files of
 * other kinds are undefined.
 */
export function drawingIn(file: Uint8Array): Drawing | undefined {
  if (!isSvg(file)) return undefined;
  // A character for each byte, whatever the encoding: the tag that is looked for is ASCII in all of them.
  const text = new TextDecoder('latin1', { fatal: false }).decode(file);
  const start = beforeRoot.exec(text)![0].length;
  const tag = rootTag.exec(text.slice(start))?.[0];
  if (!tag) throw new Error('it begins with < and is no SVG');
  const [, , wide, high] =
    attribute(tag, 'viewBox')
      ?.trim()
      .split(/[\s,]+/)
      .map(Number) ?? [];
  const ratio = wide! > 0 && high! > 0 ? wide! / high! : undefined;
  const [said, saidHeight] = [lengthOf(tag, 'width'), lengthOf(tag, 'height')];
  const width = said ?? (ratio ? (saidHeight ? saidHeight * ratio : wide!) : 300);
  const height = saidHeight ?? (ratio ? width / ratio : 150);
  // A viewBox of other proportions is placed in the picture as the file says.
  const isOnlyStretched = !ratio || Math.abs(Math.log((ratio * height) / width)) < 0.01;
  return {
    height: Math.max(1, Math.round(height)),
    width: Math.max(1, Math.round(width)),
    within(frame) {
      const to = frame.fit === 'cover' ? covering(frame, { height, width }) : containedIn(frame, { height, width });
      const changed = {
        ...(!ratio && { viewBox: `0 0 ${width} ${height}` }),
        ...(isOnlyStretched && { preserveAspectRatio: 'none' }),
        style: `${attribute(tag, 'style') ?? ''};width:${to.width}px!important;height:${to.height}px!important`,
        width: to.width,
        height: to.height,
      };
      return joined([file.subarray(0, start), withAttributes(tag, changed), file.subarray(start + tag.length)]);
    },
  };
}

/** As small as fills the frame, with whole pixels cut off at each side. */
function covering(frame: Frame, own: Size): Size {
  const scale = Math.max(frame.height / own.height, frame.width / own.width);
  const side = (length: number, needed: number) => needed + 2 * Math.round((length * scale - needed) / 2);
  return { height: side(own.height, frame.height), width: side(own.width, frame.width) };
}

const attributeIn = (name: string) => new RegExp(`\\s${name}\\s*=\\s*("[^"]*"|'[^']*')`);

const attribute = (tag: string, name: string): string | undefined => attributeIn(name).exec(tag)?.[1]?.slice(1, -1);

function withAttributes(tag: string, values: Readonly<Record<string, string | number>>): Uint8Array {
  const others = Object.keys(values).reduce((text, name) => text.replace(attributeIn(name), ''), tag);
  const added = Object.entries(values).map(([name, value]) => ` ${name}="${String(value).replaceAll('"', '&quot;')}"`);
  return new TextEncoder().encode(others.replace(/svg/, `svg${added.join('')}`));
}

/** In pixels, by the style or else the attribute; undefined where it says none, or a share of what is around it. */
function lengthOf(tag: string, name: string): number | undefined {
  const style = new RegExp(`(?:^|;)\\s*${name}\\s*:([^;!]*)`).exec(attribute(tag, 'style') ?? '')?.[1];
  const [, number, unit] = /^\s*([\d.]+(?:e[-+]?\d+)?)\s*(\D*?)\s*$/.exec(style ?? attribute(tag, name) ?? '') ?? [];
  const length = Number(number) * (units[unit!] ?? Number.NaN);
  return length > 0 ? length : undefined;
}

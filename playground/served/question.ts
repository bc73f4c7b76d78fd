import { attributesAsked } from '../settings/attributes.js';
import { type Asked, readPart } from '../settings/part.js';
import type { Settings } from '../settings/settings.js';
import type { Source } from '../watch/source.js';

/** What a server is asked for by the settings: see docs/serve.md. */
export function questionOf(
  settings: Settings,
  { labels, attributes: known, completes }: Pick<Source, 'labels' | 'attributes' | 'completes'>,
): object {
  const { chains, first, seed, burnIn, thin, noise, motion, every, label, attributes, part } = settings;
  const row = attributesAsked(attributes, known);
  const asked = completes && readPart(part, completes);
  return {
    chains,
    first,
    seed,
    burnIn,
    thin,
    ...(noise > 0 && { noise }),
    ...(motion === 'turns' && { turns: every }),
    ...(motion === 'walk' && { walk: true }),
    ...(label > 0 && { label: labels[label - 1] ?? label - 1 }),
    ...(row && { attributes: row }),
    ...(asked && { given: partOf(asked) }),
    values: 'float32',
  };
}

/** As short as a message is to be: a grey is finer than no thousandth. */
const partOf = ({ samples, mask }: Asked) => ({
  values: Array.from(samples.values, (value, i) => (mask[i] ? Number(value.toFixed(3)) : 0)),
  mask: Array.from(mask),
});

/** A program that asks for the same draws. */
export const programFor = (address: string, question: object): string =>
  `const socket = new WebSocket('${address}');
socket.binaryType = 'arraybuffer';
socket.onopen = () => {
  socket.send(JSON.stringify(${JSON.stringify(question, null, 2).replaceAll('\n', '\n  ')}));
};
socket.onmessage = ({ data }) => {
  if (typeof data === 'string') return console.log(data);
  const header = new DataView(data);
  console.log(header.getUint32(4, true), new Float32Array(data, 8));
  socket.send(JSON.stringify({ ack: header.getUint32(0, true) }));
};`;

import type { Manifold, Motion } from 'kaleidoflow';
import { concatMap, from, map, toArray } from 'rxjs';
import { plain } from '../src/base/plain.js';
import type { Command } from './command.js';
import { type EngineHere, enginesHere } from './engines.js';
import { modelFlags, modelFrom } from './model.js';

export const info: Command = {
  operands: '[MODEL]',
  is: 'Says what MODEL is, or which engines this machine has',
  more: 'Of MODEL its network, what it has learned, and how its chains are walked; without one the engines, each tried.',
  flags: { ...modelFlags, json: { is: 'says it in JSON' }, help: { short: 'h', is: 'shows this' } },
  run(asked) {
    const inJson = asked.has('json');
    if (asked.operands.length === 0)
      return inJson ? enginesHere().pipe(toArray(), map(spread)) : enginesHere().pipe(map(line));
    return modelFrom(asked).pipe(concatMap((manifold) => from(inJson ? [json(manifold)] : lines(manifold).map(plain))));
  },
};

const spread = (value: unknown): string => JSON.stringify(value, null, 2);

const line = ({ name, lacking = 'runs here' }: EngineHere): string => plain(`${name.padEnd(15)}  ${lacking}`);

function json({ weights, known = [], ...manifold }: Manifold): string {
  const parameters = weights.reduce((sum, { length }) => sum + length, 0);
  return spread({ ...manifold, parameters, known: known.length });
}

function lines(manifold: Manifold): string[] {
  const {
    shape,
    range,
    labelUnits,
    labelNames,
    attributeUnits,
    table,
    loss,
    steps,
    blend,
    given,
    noise,
    motion,
    known = [],
    weights,
  } = manifold;
  const parameters = weights.reduce((sum, { length }) => sum + length, 0);
  const network =
    'topology' in manifold
      ? 'layers of TensorFlow.js'
      : 'layers' in manifold
        ? `${manifold.layers.length} layers (${[...new Set(manifold.layers.map(({ kind }) => kind))].join(', ')})`
        : `an MLP of ${manifold.depth} hidden layers with ${manifold.width} units each`;
  return [
    `network    ${network}, ${parameters} parameters`,
    table
      ? `samples    rows of a table with ${table.columns.length} columns, in ${shape[0]} units`
      : `samples    ${shape.join(' × ')}, values from ${range.join(' to ')}`,
    ...(labelUnits ? [`labels     ${labelUnits.classes.map((label) => labelNames?.[label] ?? label).join(', ')}`] : []),
    ...(attributeUnits ? [`attributes ${attributeUnits.columns.map(({ name }) => name).join(', ')}`] : []),
    ...(table ? [`columns    ${table.columns.map(({ name }) => name).join(', ')}`] : []),
    `learned    ${steps > 0 ? `in ${steps} steps to a loss of ${loss.toPrecision(3)}` : 'by another program'}`,
    ...(blend ? [`blend      ${blend.join(' to ')}`] : []),
    ...(given
      ? [
          `given      ${Object.entries(given)
            .map(([part, share]) => `${part} for ${share}`)
            .join(', ')} of the samples`,
        ]
      : []),
    `motion     ${walked(motion)}${noise.map(({ eps, distribution }) => `, with ${distribution} noise of ${eps}`).join('')}`,
    ...(known.length > 0
      ? [
          `known      ${known.map((each) => (each.labels ? 'labels' : each.attributes ? 'attributes' : 'data')).join(', ')}`,
        ]
      : []),
  ];
}

function walked(motion: Motion | undefined): string {
  if (!motion) return 'x ↦ f(x)';
  if (motion.kind === 'walk') return `withWalk: step ${motion.step}, level ${motion.level}`;
  return `withTurns: every ${motion.every}, step ${motion.step}, share ${motion.share}`;
}

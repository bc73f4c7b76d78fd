import type { LayersModel } from '@tensorflow/tfjs';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Where a topology speaks of layers by name. */
const naming = ['name', 'inbound_nodes', 'input_layers', 'output_layers'];

/**
 * A model's layers as JSON. TensorFlow.js numbers layers from when the process began (dense_Dense17); here they are
 * numbered from 1, so that the same network has the same topology wherever it was built.
 */
export function topologyOf(model: LayersModel): Record<string, unknown> {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const renamed = (name: string): string => {
    const stem = /^(.*\D)\d+$/.exec(name)?.[1];
    if (stem === undefined) return name;
    if (!names.has(name)) {
      counts.set(stem, (counts.get(stem) ?? 0) + 1);
      names.set(name, `${stem}${counts.get(stem)}`);
    }
    return names.get(name)!;
  };
  const walk = (json: Json, named: boolean): Json => {
    if (typeof json === 'string') return named ? renamed(json) : json;
    if (Array.isArray(json)) return json.map((part) => walk(part, named));
    if (json === null || typeof json !== 'object') return json;
    return Object.fromEntries(Object.entries(json).map(([key, part]) => [key, walk(part, naming.includes(key))]));
  };
  return walk(JSON.parse(JSON.stringify(model.toJSON(undefined, false))), false) as Record<string, unknown>;
}

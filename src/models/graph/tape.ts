import type { Graph } from './graph.js';

/** A tensor of a graph: one for each state, in this shape. That of a weight has no states. */
export interface Value {
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether a gradient with respect to it is wanted, or to something that it follows from. */
  readonly isWanted: boolean;
  /** Whether it is a matrix of weights with rows and columns changed, as files have them; no gradient is found through one. */
  readonly isTurned?: boolean;
}

/** From the gradient with respect to an operator's output, that with respect to one of its inputs, as nodes. */
export type Backward = (gradient: string) => string;

/** What has been done in a graph, so that it can be gone back through: reverse-mode differentiation. */
export class Tape {
  readonly graph: Graph;
  readonly #done: { readonly output: Value; readonly inputs: readonly (readonly [Value, Backward])[] }[] = [];

  constructor(graph: Graph) {
    this.graph = graph;
  }

  /** The output of an operator, and the way back to each of its inputs. */
  record(name: string, shape: readonly number[], ...inputs: readonly (readonly [Value, Backward])[]): Value {
    const wanted = inputs.filter(([{ isWanted }]) => isWanted);
    const output = { name, shape, isWanted: wanted.length > 0 };
    if (output.isWanted) this.#done.push({ output, inputs: wanted });
    return output;
  }

  /** The gradients with respect to all that are wanted, by name, from that with respect to one value. */
  gradients(of: Value, gradient: string): ReadonlyMap<string, string> {
    const found = new Map([[of.name, gradient]]);
    for (const { output, inputs } of this.#done.toReversed()) {
      const known = found.get(output.name);
      if (known === undefined) continue;
      for (const [{ name }, back] of inputs) {
        const [before, more] = [found.get(name), back(known)];
        found.set(name, before === undefined ? more : this.graph.node('Add', [before, more]));
      }
    }
    return found;
  }
}

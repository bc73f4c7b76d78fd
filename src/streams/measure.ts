import { checkKind, isObject, show } from '../base/check.js';
import { legible } from '../base/json.js';
import { checkDraw, type Draw } from '../core/samples.js';
import type { Measured, Metrics, OpenMetric } from '../metrics/metric.js';
import { Closing } from './closing.js';
import { UnderWay } from './under-way.js';

/** Checks the metrics now, and opens them for one subscription when called; the signal says that it is over. */
export function measuring<D extends Draw, M extends Metrics<D>>(metrics: M) {
  checkKind('measure', 'metrics by their names', metrics, isObject(metrics));
  const names = Object.keys(metrics);
  if (names.length === 0) throw new RangeError('measure: metrics must be one or more, not none');
  for (const name of names) {
    const metric: unknown = metrics[name];
    if (typeof metric !== 'function' && typeof (metric as { open?: unknown } | undefined)?.open !== 'function')
      throw new TypeError(`measure: ${name} must be a metric or a function of a draw, not ${show(metric)}`);
  }

  return (signal: AbortSignal) => {
    const open = names.map((name): [string, OpenMetric<unknown, D>] => {
      const metric = metrics[name]!;
      return [name, typeof metric === 'function' ? { measure: metric } : metric.open(signal)];
    });
    const underWay = new UnderWay('measure');
    const close = async (metric: OpenMetric<unknown, D>) => {
      await underWay.over();
      await metric.close?.();
    };
    const closing = new Closing(
      'measure',
      signal,
      open.map(([name, metric]) => [name, () => close(metric)]),
    );
    const measure = async (draw: D): Promise<Measured<D, M>> => {
      checkDraw('measure', draw);
      const values: Record<string, unknown> = { ...('metrics' in draw ? (draw.metrics as object) : {}) };
      const twice = names.find((name) => Object.hasOwn(values, name));
      if (twice !== undefined)
        throw new RangeError(`measure: ${twice} must be a name that no \`measure\` before has taken`);
      for (const [name, metric] of open) {
        signal.throwIfAborted();
        const value = await underWay.of(name, () => metric.measure(draw, signal));
        if (typeof (value as { open?: unknown } | undefined)?.open === 'function')
          throw new TypeError(`measure: ${name} is a function that makes a metric: call it`);
        values[name] = value;
      }
      return { ...draw, metrics: legible(values) } as Measured<D, M>;
    };
    return {
      async *next(draw: D) {
        yield await measure(draw);
      },
      /** Frees what the metrics hold, when all draws have been measured. */
      async *end(): AsyncGenerator<Measured<D, M>> {
        await closing.end();
        yield* [];
      },
      /** The same when the stream is over before; waits for what is under way, a second at most. */
      close: () => closing.abandon(),
    };
  };
}

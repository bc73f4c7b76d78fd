import { kaleidoscopeOver, measureOver, trainOver, work } from 'kaleidoflow/nats';

export const over = (connection: Parameters<typeof work>[0]) => ({
  kaleidoscope: kaleidoscopeOver(connection),
  measure: measureOver(connection, { metrics: ['energy'] }),
  train: trainOver(connection, []),
  work: work(connection),
});

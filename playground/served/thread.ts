/** In the place of the engine's worker. */
export const WebThread = {
  open(): never {
    throw new Error('nothing is computed in this page');
  },
};

/** Waits for the next frame: in a page that is hidden, until it is seen again. A worker without a screen goes by the clock. */
export const frame = (signal: AbortSignal): Promise<number> =>
  new Promise((resolve) => {
    const over = () => resolve(performance.now());
    if (signal.aborted) over();
    else if (typeof requestAnimationFrame === 'undefined') setTimeout(over, 1000 / 60);
    else {
      const id = requestAnimationFrame((now) => {
        signal.removeEventListener('abort', stop);
        resolve(now);
      });
      const stop = () => {
        cancelAnimationFrame(id);
        over();
      };
      signal.addEventListener('abort', stop, { once: true });
    }
  });

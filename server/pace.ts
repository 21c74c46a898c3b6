import { setImmediate } from "node:timers/promises";

/** How long work goes on before others get their turn, ms. */
const SLICE_MS = 10;

/**
 * For long work on the main thread: to be awaited at every few milliseconds of it. Most of the time it does nothing; when
 * a slice is over, what waits for the event loop comes first.
 */
export function createPace(): () => Promise<void> | undefined {
  let began = performance.now();
  return () => {
    if (performance.now() - began < SLICE_MS) return undefined;
    return setImmediate().then(() => {
      began = performance.now();
    });
  };
}

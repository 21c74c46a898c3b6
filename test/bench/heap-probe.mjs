/**
 * Loaded into a server before anything else (`--import`, with `--expose-gc`): answers every message with the heap in use
 * after a full collection, bytes. Does not keep the process alive.
 */
import process from "node:process";

process.on("message", () => {
  globalThis.gc?.();
  globalThis.gc?.();
  process.send?.(process.memoryUsage().heapUsed);
});
process.channel?.unref();

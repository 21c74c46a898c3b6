import { Worker } from "node:worker_threads";
import type { Weight } from "./contest.ts";

/**
 * Applying an update may take this long, ms: everybody waits meanwhile. An honest many gets longer, for it is text that
 * somebody typed: a page of 200 KB with all its history takes 200 ms, on a machine that has nothing else to do.
 */
const LONGEST_MS: Readonly<Record<Exclude<Weight, "light">, number>> = { far: 300, much: 1500 };

/** Loading the state may take this long before that, ms: a thread has to start, on a machine that may be busy. */
const LOADING_MS = 20_000;

/** Trials that may wait for their turn; each holds a state and an update. */
const MOST_WAITING = 16;

/** What an update turned out to be. */
export type Verdict = "fit" | "too-slow" | "busy";

/**
 * Tries what looks heavy before the room sees it. Yjs finds an insertion's place by looking at all that stands between
 * its two neighbours; seven kilobytes of insertions between far ones take a minute, and nothing can interrupt it but the
 * end of its thread. So it is applied to a copy in a thread of its own first, and the thread is ended when it takes too
 * long. One at a time.
 */
export interface Trial {
  /** @param state the whole document, as it is now. */
  run(state: Uint8Array, update: Uint8Array, weight: Exclude<Weight, "light">): Promise<Verdict>;
}

export function createTrial(): Trial {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    async run(state, update, weight) {
      if (waiting >= MOST_WAITING) return "busy";
      waiting += 1;
      const mine = last.then(() => tryOut(state, update, LONGEST_MS[weight]));
      last = mine.catch(() => {});
      try {
        return await mine;
      } finally {
        waiting -= 1;
      }
    },
  };
}

function tryOut(state: Uint8Array, update: Uint8Array, longestMs: number): Promise<Verdict> {
  const worker = new Worker(new URL("./trial-worker.js", import.meta.url), { workerData: { state, update } });
  return new Promise<Verdict>((resolve, reject) => {
    let timer = setTimeout(() => resolve("busy"), LOADING_MS);
    worker.on("message", (word: "begun" | "done") => {
      clearTimeout(timer);
      if (word === "done") resolve("fit");
      else timer = setTimeout(() => resolve("too-slow"), longestMs);
    });
    worker.once("error", reject);
    worker.once("exit", () => {
      clearTimeout(timer);
      resolve("busy");
    });
  }).finally(() => void worker.terminate());
}

import { WikiError } from "../errors.ts";

/** Lets a few tasks run at a time, first come first. Not reentrant: a task that waits for its own gate waits for ever. */
export interface Gate {
  /**
   * Runs `task` when its turn comes, and gives what it gives; what it throws does not stop the next.
   *
   * @param signal who waits leaves the queue when it is aborted: rejects with its reason. A task that runs is not stopped.
   * @throws WikiError `busy` where as many wait as may.
   */
  run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** As it is now. */
  load(): GateLoad;
}

/** Tasks that run, and those that wait. */
export interface GateLoad {
  readonly inside: number;
  readonly waiting: number;
}

/** The writer lock of a repository: whatever moves `main` in this process takes it. */
export function createLock(): Gate {
  return createGate(1, Number.POSITIVE_INFINITY);
}

export function createGate(atOnce: number, mayWait: number): Gate {
  const waiting = new Set<() => void>();
  let inside = 0;

  function enter(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (inside < atOnce) {
      inside += 1;
      return Promise.resolve();
    }
    if (waiting.size >= mayWait) {
      throw new WikiError("busy", "Too many are asking for this at once; try again soon.", { retryAfter: 10 });
    }
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        waiting.delete(goOn);
        reject(signal?.reason);
      };
      const goOn = (): void => {
        signal?.removeEventListener("abort", giveUp);
        resolve();
      };
      waiting.add(goOn);
      signal?.addEventListener("abort", giveUp, { once: true });
    });
  }

  /** Whoever waits longest takes the place over; only an empty queue frees it. */
  function leave(): void {
    const [next] = waiting;
    if (next) {
      waiting.delete(next);
      next();
    } else inside -= 1;
  }

  return {
    load: () => ({ inside, waiting: waiting.size }),
    async run(task, signal) {
      await enter(signal);
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
}

/**
 * Between the beginnings of two transactions that nobody is in a hurry for, ms. A transaction costs a flush of the disk and
 * half a millisecond of CPU, however little is in it; a hundred rooms that type are to cost seven of them a second and not
 * hundreds. The first after a pause does not wait, and neither does a save. Nobody sees it: only acknowledgements wait for
 * the disk, what is not acknowledged is still with who typed it, and the editor's light waits longer before it says so.
 */
export const PACE_MS = 150;

/** Puts something into a transaction that is open. */
export type Write = () => void;

/** Group commit: what is handed in within the pace goes to disk together, in the order it came. */
export interface WriteGroup {
  /**
   * Resolves when the write is on disk; rejects with the transaction's error, or with what the write itself throws. Of
   * writes that are handed in before one another none overtakes the other.
   *
   * @param urgent does not wait for the pace, and takes along what does.
   */
  add(write: Write, urgent: boolean): Promise<void>;
  /** Commits what waits. Resolves when nothing is under way, however it ended. */
  close(): Promise<void>;
}

interface Entry {
  readonly write: Write;
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

/** @param transact runs what it is given in one transaction: on disk when it resolves, nothing of it there when it rejects. */
export function createWriteGroup(transact: (run: () => void) => Promise<void>): WriteGroup {
  let waiting: Entry[] = [];
  let urgently = false;
  let timer: NodeJS.Timeout | null = null;
  let last = Number.NEGATIVE_INFINITY;
  let underWay: Promise<void> | null = null;

  function start(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    // One at a time: what comes meanwhile goes into the next, which starts when this one ends.
    if (underWay || waiting.length === 0) return;
    const group = waiting;
    waiting = [];
    urgently = false;
    last = performance.now();
    underWay = commit(group).finally(() => {
      underWay = null;
      if (waiting.length > 0 && (urgently || !timer)) start();
    });
  }

  async function commit(group: readonly Entry[]): Promise<void> {
    const broken = new Map<Entry, unknown>();
    try {
      await transact(() => {
        for (const entry of group) {
          try {
            entry.write();
          } catch (cause) {
            broken.set(entry, cause);
          }
        }
      });
      for (const entry of group) if (!broken.has(entry)) entry.resolve();
      for (const [entry, cause] of broken) entry.reject(cause);
    } catch (cause) {
      for (const entry of group) entry.reject(cause);
    }
  }

  return {
    add(write, urgent) {
      return new Promise((resolve, reject) => {
        waiting.push({ write, resolve, reject });
        if (urgent) {
          urgently = true;
          start();
        } else timer ??= setTimeout(start, Math.max(0, last + PACE_MS - performance.now()));
      });
    },
    async close() {
      while (waiting.length > 0 || underWay) {
        start();
        await underWay;
      }
    },
  };
}

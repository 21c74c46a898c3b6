import type { LogRecord } from "./update-log.ts";

/** How long a refused write waits before it is tried again, ms. A full disk is not freed in less. */
const RETRY_MS = 1000;

export interface AppendQueue {
  add(record: LogRecord): void;
  /** Resolves when every record added so far is on disk; while the disk refuses, it stays pending. */
  durable(): Promise<void>;
  /** Stops trying. What is still waiting is lost to the disk, and `durable()` of it rejects. */
  abandon(): void;
}

interface Batch {
  readonly records: LogRecord[];
  readonly done: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (cause: Error) => void;
}

/**
 * Group commit: one write at a time; what arrives while it is under way goes into the next one, together. A write that
 * fails is tried again with the same records until it succeeds, so an acknowledgement is late but never wrong.
 *
 * @param write makes the records durable, all or none.
 * @param trouble hears of every refused write.
 */
export function createAppendQueue(
  write: (records: readonly LogRecord[]) => Promise<void>,
  trouble: (cause: unknown) => void,
): AppendQueue {
  let writing: Batch | null = null;
  let waiting: Batch | null = null;
  let abandoned = false;

  async function run(): Promise<void> {
    while (waiting && !abandoned) {
      writing = waiting;
      waiting = null;
      await writeOut(writing);
    }
    writing = null;
  }

  async function writeOut(batch: Batch): Promise<void> {
    while (!abandoned) {
      try {
        await write(batch.records);
        batch.resolve();
        return;
      } catch (cause) {
        trouble(cause);
        await pause(RETRY_MS);
      }
    }
    batch.reject(new Error("the room was given up before its log could be written"));
  }

  return {
    add(record) {
      if (waiting) {
        waiting.records.push(record);
        return;
      }
      waiting = newBatch(record);
      if (!writing) void run();
    },
    durable() {
      return (waiting ?? writing)?.done ?? Promise.resolve();
    },
    abandon() {
      abandoned = true;
      waiting?.reject(new Error("the room was given up before its log could be written"));
      waiting = null;
    },
  };
}

function newBatch(record: LogRecord): Batch {
  let resolve = (): void => {};
  let reject = (_cause: Error): void => {};
  const done = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // Nobody has to be waiting for a batch; whoever is, hears of the rejection through their own chain.
  done.catch(() => {});
  return { records: [record], done, resolve, reject };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

import type { LogRecord } from "./update-log.ts";

/** How long a refused write waits before it is tried again, ms. A full disk is not freed in less. */
const RETRY_MS = 1000;

/** While the disk refuses, it is told again this often, ms: whoever comes into the room meanwhile is to know too. */
const TELL_AGAIN_MS = 10_000;

export interface AppendQueue {
  add(record: LogRecord): void;
  /** Resolves when every record added so far is on disk; while the disk refuses, it stays pending. */
  durable(): Promise<void>;
  /** The same for somebody who wants an answer: rejects when the disk refuses. The records stay, and are tried again. */
  flushed(): Promise<void>;
  /** Bytes of updates that are not on disk yet: what a refusing disk costs in memory. */
  owed(): number;
  /** Stops trying. What is still waiting is lost to the disk, and `durable()` of it rejects. */
  abandon(): void;
}

/** Hears what becomes of the writes. */
export interface DiskListener {
  /** A write was refused; told again now and then while it lasts. */
  trouble(cause: unknown): void;
  /** The first write after a refused one went through. */
  eased(): void;
}

interface Batch {
  readonly records: LogRecord[];
  readonly done: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (cause: Error) => void;
}

/**
 * One write at a time; what arrives while it is under way goes into the next one, together. A write that fails is tried
 * again with the same records until it succeeds, so an acknowledgement is late but never wrong.
 *
 * @param write makes the records durable, all or none.
 */
export function createAppendQueue(
  write: (records: readonly LogRecord[]) => Promise<void>,
  listener: DiskListener,
): AppendQueue {
  let writing: Batch | null = null;
  let waiting: Batch | null = null;
  let abandoned = false;
  let owed = 0;
  /** When the trouble that lasts was told last; null while there is none. */
  let told: number | null = null;
  /** Why the last try was refused, until one goes through. */
  let refusal: unknown = null;
  let impatient: ((cause: unknown) => void)[] = [];

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
        owed -= sizeOf(batch.records);
        ease();
        batch.resolve();
        return;
      } catch (cause) {
        refuse(cause);
        await pause(RETRY_MS);
      }
    }
    batch.reject(givenUp());
  }

  function refuse(cause: unknown): void {
    refusal = cause;
    for (const reject of impatient.splice(0)) reject(cause);
    if (told !== null && Date.now() - told < TELL_AGAIN_MS) return;
    told = Date.now();
    listener.trouble(cause);
  }

  function ease(): void {
    refusal = null;
    if (told === null) return;
    told = null;
    listener.eased();
  }

  function durable(): Promise<void> {
    return (waiting ?? writing)?.done ?? Promise.resolve();
  }

  return {
    add(record) {
      owed += record.update.length;
      if (waiting) {
        waiting.records.push(record);
        return;
      }
      waiting = newBatch(record);
      if (!writing) void run();
    },
    durable,
    flushed() {
      if (!waiting && !writing) return Promise.resolve();
      if (refusal) return Promise.reject(refusal);
      return new Promise((resolve, reject) => {
        impatient.push(reject);
        durable()
          .then(resolve, reject)
          .finally(() => {
            impatient = impatient.filter((other) => other !== reject);
          });
      });
    },
    owed: () => owed,
    abandon() {
      abandoned = true;
      waiting?.reject(givenUp());
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

function sizeOf(records: readonly LogRecord[]): number {
  return records.reduce((sum, { update }) => sum + update.length, 0);
}

function givenUp(): Error {
  return new Error("the room was given up before its log could be written");
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

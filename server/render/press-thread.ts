import { Worker } from "node:worker_threads";
import type { RenderContext } from "./scope.ts";

/** What is to be rendered. */
export interface Job {
  readonly kind: "page" | "deck";
  readonly text: string;
  readonly context: RenderContext;
  /** Slug of the one talk a deck is to show; null for all. */
  readonly talk: string | null;
}

/**
 * What became of a job. `too-much`: it was begun and took longer than it may, or
 * more memory, or became more HTML than a page should have. `busy`: it was not begun,
 * since others were before it; another time it may go well.
 */
export type Outcome<Html> = { readonly kind: "done"; readonly html: Html } | { readonly kind: "too-much" | "busy" };

export interface ThreadLimits {
  /** From when a job is asked for to its end, in ms; a thread that has to start gets its time for that besides. */
  readonly longestMs: number;
  /** Jobs that may wait for their turn; each holds its text. */
  readonly waiting: number;
}

/** A thread without work for so long is let go, ms: it holds some tens of megabytes. */
const IDLE_MS = 60_000;

/** Loading the renderer may take this long, ms, on a machine that may be busy. */
const LOADING_MS = 20_000;

/** What a thread may hold, MB. A page of a megabyte takes a third of it. */
const MEMORY_MB = 512;

interface Waiting<Work, Html> {
  readonly job: Work;
  readonly settle: (outcome: Outcome<Html>) => void;
  readonly fail: (cause: unknown) => void;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Renders, or compares, in a thread beside the server's own, one job at a time. Nothing can interrupt a renderer but the end of its
 * thread, so one that takes too long is ended, and the next job has a new one. Rejects where the thread cannot be started.
 *
 * @param program absolute path of the built program: it says "ready", and answers each job with its HTML or, for too much, null.
 */
export function createThread<Work, Html>(
  program: string,
  { longestMs, waiting }: ThreadLimits,
): (job: Work) => Promise<Outcome<Html>> {
  const queue: Waiting<Work, Html>[] = [];
  let worker: Worker | null = null;
  let ready = false;
  let running: Waiting<Work, Html> | null = null;
  let idle: NodeJS.Timeout | undefined;

  function start(): Worker {
    const made = new Worker(program, {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    idle = setTimeout(end, LOADING_MS).unref();
    made.on("message", (message: "ready" | Html | null) => {
      if (made !== worker) return;
      if (message === "ready") begin();
      else finish(message === null ? { kind: "too-much" } : { kind: "done", html: message });
    });
    // Out of memory, or a text the renderer stumbles over: it is shown as it is written.
    made.on("error", (cause) => {
      if (made !== worker) return;
      if (!ready) for (const one of queue.splice(0)) one.fail(cause);
      end();
    });
    return made;
  }

  function begin(): void {
    ready = true;
    for (const one of queue) clock(one);
    next();
  }

  function clock(one: Waiting<Work, Html>): void {
    one.timer = setTimeout(() => {
      if (one === running) end();
      else {
        queue.splice(queue.indexOf(one), 1);
        one.settle({ kind: "busy" });
      }
    }, longestMs);
  }

  function next(): void {
    clearTimeout(idle);
    running = queue.shift() ?? null;
    if (running === null) {
      worker?.unref();
      idle = setTimeout(end, IDLE_MS).unref();
    } else worker?.postMessage(running.job);
  }

  function finish(outcome: Outcome<Html>): void {
    clearTimeout(running?.timer);
    running?.settle(outcome);
    next();
  }

  /** Ends the thread with what it is at; a new one takes what waits. */
  function end(): void {
    clearTimeout(idle);
    const ended = running;
    void worker?.terminate();
    [worker, running] = [null, null];
    // A thread that did not come up says nothing of the texts, and what waits for it has waited long enough.
    if (!ready) for (const one of queue.splice(0)) one.settle({ kind: "busy" });
    ready = false;
    clearTimeout(ended?.timer);
    ended?.settle({ kind: "too-much" });
    if (queue.length > 0) worker = start();
  }

  return (job) =>
    new Promise((resolve, reject) => {
      if (queue.length >= waiting) return resolve({ kind: "busy" });
      const one: Waiting<Work, Html> = { job, settle: resolve, fail: reject, timer: undefined };
      queue.push(one);
      worker ??= start();
      worker.ref();
      if (!ready) return;
      clock(one);
      if (running === null) next();
    });
}

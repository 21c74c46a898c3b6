import type { MirrorMemory, MirrorStatus, RemotePort, RemoteState, Round } from "./mirror-ports.ts";
import { lookAt, pauseAfter, retryAt, sendAt } from "./mirror-times.ts";
import type { Clock, Oid } from "./ports.ts";

/** Rounds in a row where somebody there is faster each time. */
const MOST_ROUNDS = 5;

/** What is left to send when the wiki ends has this long, ms. */
const LAST_MS = 3000;

/** Merges that are remembered. */
const MOST_MERGES = 10;

/** Said where our own disk or git refuses. */
const OURS = "the wiki could not do its part; its log says why";

export interface MirrorPorts {
  readonly remote: RemotePort;
  /** As it is shown. */
  readonly address: string;
  readonly everyMs: number;
  readonly head: () => Promise<Oid | null>;
  readonly memory: MirrorMemory;
  /** Writes it down for the next process. */
  readonly keep: (memory: MirrorMemory) => void;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly chance: () => number;
  /** Hears of each trouble once, of its end, and of what is left unsent when the wiki ends. */
  readonly tell: (status: MirrorStatus, reason: string) => void;
  /** Hears why our own disk or git refused. */
  readonly trouble: (cause: unknown) => void;
}

/** Keeps a remote in step, beside everything else: nobody waits for it. See decision 46. */
export interface Mirror {
  start(): void;
  /** `main` is another commit: it is sent in a while, with what comes until then. */
  moved(): void;
  /** Looks there soon, whoever asks. Resolves when that is done. */
  look(): Promise<void>;
  state(): Promise<RemoteState>;
  /** Ends what runs, and tries for a short while to send what is left. Call it when everything is committed. */
  close(): Promise<void>;
}

export function createMirror(ports: MirrorPorts): Mirror {
  const { clock, remote } = ports;
  const closing = new AbortController();
  let memory = ports.memory;
  let status: MirrorStatus = memory.fetched === null ? "never reached" : "sending";
  let since = clock.now();
  let reason = "";
  let left: RemoteState["left"] = [];
  /** The trouble that was told of last; null where it is over. */
  let told: MirrorStatus | null = null;
  let failures = 0;
  /** When it is looked at next, and when what is new here is sent. */
  let nextLook = Number.POSITIVE_INFINITY;
  let nextSend = Number.POSITIVE_INFINITY;
  let unsentSince: number | null = null;
  let began = Number.NEGATIVE_INFINITY;
  /** When commits last shortened the wait after a failure. */
  let eased = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | null = null;
  let stopTimer = (): void => {};
  /** `main` when the last round ended. */
  let done: Oid | null = null;
  let waiting: (() => void)[] = [];

  function wind(): void {
    stopTimer();
    const at = Math.min(nextLook, nextSend);
    if (closing.signal.aborted || running || at === Number.POSITIVE_INFINITY) return;
    stopTimer = clock.after(Math.max(0, at - clock.now()), () => {
      running = turn().finally(() => {
        running = null;
        wind();
      });
    });
  }

  function become(next: MirrorStatus, why: string): void {
    if (next !== status) since = clock.now();
    [status, reason] = [next, why];
    if (next === "sending" || next === (told ?? "in step")) return;
    told = next === "in step" ? null : next;
    ports.tell(next, why);
  }

  async function turn(): Promise<void> {
    const isLook = nextLook <= clock.now();
    nextSend = Number.POSITIVE_INFINITY;
    unsentSince = null;
    let asked: typeof waiting = [];
    try {
      // What came from there is no news to it.
      if (!isLook && done !== null && (await ports.head()) === done) {
        if (status === "sending" && failures === 0) become("in step", "");
        return;
      }
      nextLook = Number.POSITIVE_INFINITY;
      began = clock.now();
      [asked, waiting] = [waiting, []];
      await rounds();
      if ((await ports.head()) !== done) sendSoon();
    } catch (cause) {
      if (closing.signal.aborted) return;
      ports.trouble(cause);
      failed("refused", OURS);
    } finally {
      for (const resolve of asked) resolve();
    }
  }

  async function rounds(): Promise<void> {
    for (let count = 1; ; count += 1) {
      const round = await remote.sync(closing.signal);
      note(round);
      if (round.end !== "again" || count === MOST_ROUNDS) return conclude(round);
      await pause(pauseAfter(count, ports.chance()));
    }
  }

  function note(round: Round): void {
    const now = clock.now();
    done = round.main;
    left = round.left;
    const merges = [...round.merges].reverse().map((merge) => ({ ...merge, at: now }));
    memory = {
      fetched: round.reached ? now : memory.fetched,
      pushed: round.pushed ? now : memory.pushed,
      merges: [...merges, ...memory.merges].slice(0, MOST_MERGES),
    };
    if (round.reached) ports.keep(memory);
  }

  function conclude({ end, reason }: Round): void {
    if (end === "again") failed("sending", reason);
    else if (end === "unreachable") failed(memory.fetched === null ? "never reached" : "unreachable", reason);
    else {
      failures = 0;
      nextLook = Math.min(nextLook, end === "more" ? clock.now() : clock.now() + ports.everyMs);
      become(end === "more" ? "sending" : end, reason);
    }
  }

  function sendSoon(): void {
    const now = clock.now();
    if (status === "in step") become("sending", "");
    if (status !== "sending" || failures > 0) {
      if (now - eased < ports.everyMs) return;
      eased = now;
    }
    unsentSince ??= now;
    nextSend = sendAt(now, unsentSince);
  }

  function failed(next: MirrorStatus, why: string): void {
    failures += 1;
    nextLook = Math.min(nextLook, retryAt(clock.now(), failures, ports.chance()));
    become(next, why);
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        cancel();
        reject(closing.signal.reason);
      };
      const cancel = clock.after(ms, () => {
        closing.signal.removeEventListener("abort", end);
        resolve();
      });
      closing.signal.addEventListener("abort", end, { once: true });
    });
  }

  async function sendLast(): Promise<void> {
    if ((await remote.unsent()) === 0) return;
    const late = new AbortController();
    const cancel = clock.after(LAST_MS, () => late.abort(new Error("the wiki ends")));
    const round = await remote.sync(late.signal, true).catch(() => null);
    cancel();
    if (round) note(round);
    const unsent = await remote.unsent();
    if (unsent > 0)
      ports.tell(status, `the wiki ends with ${unsent} commits unsent; they are sent after the next start`);
  }

  return {
    start() {
      nextLook = clock.now();
      wind();
    },
    moved() {
      // A round under way looks for itself when it ends.
      if (running || closing.signal.aborted) return;
      sendSoon();
      wind();
    },
    look() {
      if (closing.signal.aborted) return Promise.resolve();
      failures = 0;
      nextLook = Math.min(nextLook, lookAt(clock.now(), began));
      const looked = new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
      wind();
      return looked;
    },
    async state() {
      const next = Math.min(nextLook, nextSend);
      return {
        ...memory,
        ...{ address: ports.address, status, since, reason, left, failures },
        unsent: await remote.unsent(),
        next: running || next === Number.POSITIVE_INFINITY ? null : next,
      };
    },
    async close() {
      closing.abort(new Error("the wiki ends"));
      stopTimer();
      await running;
      for (const resolve of waiting) resolve();
      await sendLast().catch(ports.trouble);
    },
  };
}

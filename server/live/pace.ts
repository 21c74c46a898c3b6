/** When news goes out, as a room that types goes on. */
export interface Pace {
  /** After a message this long ago the next goes at once, ms. */
  readonly rest: number;
  /**
   * What comes earlier waits: `beat` for the end of the rest, with all else that comes; `pair` for one more, at most this
   * long, ms.
   */
  readonly wait: "beat" | { readonly pair: number };
}

/**
 * How often a room tells its people what is new. The first change after a pause goes out at once; those that follow it
 * wait for the next beat, so that a hall of hundreds costs a few messages a second each and not one for every letter that
 * anybody types. Where few write the beat would find one letter each time: there every second one waits for the next.
 * Nobody sees 33 ms, and hardly 66.
 */
const TEXT: readonly Row[] = [
  { people: 8, rest: 0, wait: "beat" },
  { people: 40, rest: 33, wait: { pair: 66 } },
  { people: 120, rest: 20, wait: "beat" },
  { people: Number.POSITIVE_INFINITY, rest: 33, wait: "beat" },
];

/** Carets outweigh text about ten to one, and are looked at less. */
const CARETS: readonly Row[] = [
  { people: 8, rest: 0, wait: "beat" },
  { people: 40, rest: 50, wait: "beat" },
  { people: 120, rest: 100, wait: "beat" },
  { people: Number.POSITIVE_INFINITY, rest: 150, wait: "beat" },
];

interface Row extends Pace {
  /** Up to this many connections. */
  readonly people: number;
}

/** Of text, in a room of so many connections. */
export function textPace(people: number): Pace {
  return paceIn(TEXT, people);
}

/** Of carets. */
export function caretPace(people: number): Pace {
  return paceIn(CARETS, people);
}

const AT_ONCE: Pace = { rest: 0, wait: "beat" };

function paceIn(table: readonly Row[], people: number): Pace {
  return table.find((row) => people <= row.people) ?? AT_ONCE;
}

/** Runs something now and then again, by its pace. */
export interface Beat {
  /** Asks for a run: at once where the last is long enough ago, else when the pace says so. */
  ask(): void;
  stop(): void;
}

/** @param pace asked for at every run. */
export function createBeat(pace: () => Pace, run: () => void): Beat {
  let last = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | null = null;
  let pairing = false;

  function beat(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    last = performance.now();
    run();
  }

  return {
    ask() {
      if (timer) return pairing ? beat() : undefined;
      const { rest, wait } = pace();
      const left = last + rest - performance.now();
      if (left <= 0) return beat();
      pairing = wait !== "beat";
      timer = setTimeout(beat, Math.ceil(wait === "beat" ? left : wait.pair));
    },
    stop() {
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
}

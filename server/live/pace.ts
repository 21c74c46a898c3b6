/**
 * How often a room tells its people what is new. The first change after a pause goes out at once; those that follow it
 * wait for the next beat, so that a hall of hundreds costs a few messages a second each and not one for every letter that
 * anybody types. Nobody sees 33 ms.
 */
const TEXT_MS = [
  { people: 8, ms: 0 },
  { people: 40, ms: 8 },
  { people: 120, ms: 20 },
  { people: Number.POSITIVE_INFINITY, ms: 33 },
] as const;

/** Carets outweigh text about ten to one, and are looked at less. */
const CARETS_MS = [
  { people: 8, ms: 0 },
  { people: 40, ms: 50 },
  { people: 120, ms: 100 },
  { people: Number.POSITIVE_INFINITY, ms: 150 },
] as const;

/** Between two messages of text to a room of so many connections, ms. */
export function textPace(people: number): number {
  return paceIn(TEXT_MS, people);
}

/** Between two messages of carets, ms. */
export function caretPace(people: number): number {
  return paceIn(CARETS_MS, people);
}

function paceIn(table: readonly { readonly people: number; readonly ms: number }[], people: number): number {
  return table.find((row) => people <= row.people)?.ms ?? 0;
}

/** Runs something now and then again, but never twice within its pace. */
export interface Beat {
  /** Asks for a run: at once where the last is long enough ago, else as soon as it is. Asked twice, it runs once. */
  ask(): void;
  stop(): void;
}

/** @param pace ms between two runs, asked for at every run. */
export function createBeat(pace: () => number, run: () => void): Beat {
  let last = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | null = null;

  function beat(): void {
    timer = null;
    last = performance.now();
    run();
  }

  return {
    ask() {
      if (timer) return;
      const left = last + pace() - performance.now();
      if (left <= 0) beat();
      else timer = setTimeout(beat, Math.ceil(left));
    },
    stop() {
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
}

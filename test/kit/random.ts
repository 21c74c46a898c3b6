/** A seeded source of chance: the same seed, the same run. */
export interface Random {
  readonly seed: number;
  /** A whole number from 0 up to and without `below`. */
  int(below: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** Mulberry32. The seed is `SEED` from the environment where it is set; print it in every failure. */
export function createRandom(seed: number = seedFromEnvironment()): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    seed,
    int: (below) => Math.floor(next() * below),
    chance: (probability) => next() < probability,
    pick: (from) => {
      const picked = from[Math.floor(next() * from.length)];
      if (picked === undefined) throw new Error("nothing to pick from");
      return picked;
    },
  };
}

function seedFromEnvironment(): number {
  const set = process.env.SEED;
  return set === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(set);
}

/** A slide as two versions of a deck are compared: its id, and all that is on it. */
export interface ComparedSlide {
  readonly id: string;
  readonly content: string;
}

/**
 * For each slide of a newer deck the index of the older deck's slide that it is, null for a new one. What has not
 * changed is itself, wherever it has gone, in order where several are alike; what is left over is told by its id.
 */
export function matchSlides(old: readonly ComparedSlide[], fresh: readonly ComparedSlide[]): (number | null)[] {
  const matches: (number | null)[] = fresh.map(() => null);
  const taken = new Set<number>();
  const take = (keyOf: (slide: ComparedSlide) => string): void => {
    const free = new Map<string, number[]>();
    for (const [at, slide] of old.entries()) {
      if (taken.has(at)) continue;
      const key = keyOf(slide);
      free.set(key, [...(free.get(key) ?? []), at]);
    }
    for (const [at, slide] of fresh.entries()) {
      if (matches[at] !== null) continue;
      const match = free.get(keyOf(slide))?.shift();
      if (match === undefined) continue;
      matches[at] = match;
      taken.add(match);
    }
  };
  take(({ id, content }) => JSON.stringify([id, content]));
  take(({ content }) => content);
  take(({ id }) => id);
  return matches;
}

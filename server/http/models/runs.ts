/** Neighbours with the same key, as one run each, in the order they came. */
export function runsBy<Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key): { key: Key; items: Item[] }[] {
  const runs: { key: Key; items: Item[] }[] = [];
  for (const item of items) {
    const key = keyOf(item);
    const last = runs.at(-1);
    if (last !== undefined && last.key === key) last.items.push(item);
    else runs.push({ key, items: [item] });
  }
  return runs;
}

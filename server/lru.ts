/** Keeps what was used last, up to a weight in all. */
export interface Lru<K, V> {
  get(key: K): V | undefined;
  /** A value heavier than the limit is not kept. */
  set(key: K, value: V, weight: number): void;
  delete(key: K): void;
}

/** @param limit in whatever the weights count: bytes, entries, or 1 for each. A function's may change. */
export function createLru<K, V>(limit: number | (() => number)): Lru<K, V> {
  const entries = new Map<K, { readonly value: V; readonly weight: number }>();
  const limitNow = typeof limit === "function" ? limit : () => limit;
  let total = 0;
  /** Goes on where it ended: what is before it is gone. One that begins anew would pass all that was taken out each time. */
  let inOrder = entries.keys();

  function oldest(): K | undefined {
    const next = inOrder.next();
    if (!next.done) return next.value;
    inOrder = entries.keys();
    return inOrder.next().value;
  }

  function drop(key: K): void {
    total -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  }

  return {
    delete: drop,
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      // A Map keeps its order of insertion: what is put in again is the last to go.
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, weight) {
      drop(key);
      const most = limitNow();
      if (weight > most) return;
      entries.set(key, { value, weight });
      total += weight;
      while (total > most) drop(oldest() as K);
    },
  };
}

/** The value for a key, made once however many ask at the same time. What could not be made is asked for again. */
export interface Memo<K, V> {
  get(key: K, make: () => Promise<V>): Promise<V>;
}

/** @param limit how many values are kept: those used last. */
export function createMemo<K, V>(limit: number): Memo<K, V> {
  const made = createLru<K, Promise<V>>(limit);
  return {
    get(key, make) {
      const kept = made.get(key);
      if (kept) return kept;
      const making = make();
      made.set(key, making, 1);
      making.catch(() => {
        if (made.get(key) === making) made.delete(key);
      });
      return making;
    },
  };
}

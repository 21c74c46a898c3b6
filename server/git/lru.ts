/** Keeps what was used last, up to a weight in all. */
export interface Lru<K, V> {
  get(key: K): V | undefined;
  /** A value heavier than the limit is not kept. */
  set(key: K, value: V, weight: number): void;
  drop(key: K): void;
}

export function createLru<K, V>(limit: number): Lru<K, V> {
  const entries = new Map<K, { value: V; weight: number }>();
  let total = 0;

  function drop(key: K): void {
    total -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  }

  return {
    drop,
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, weight) {
      drop(key);
      if (weight > limit) return;
      entries.set(key, { value, weight });
      total += weight;
      for (const oldest of entries.keys()) {
        if (total <= limit) break;
        drop(oldest);
      }
    },
  };
}

/**
 * Keeps the values that were used last, at most `limit` of them. A value is what `make` promises for its key, made once
 * however many ask at the same time; a promise that rejects is not kept.
 */
export interface Cache<K, V> {
  get(key: K, make: () => Promise<V>): Promise<V>;
}

export function createCache<K, V>(limit: number): Cache<K, V> {
  const values = new Map<K, Promise<V>>();
  return {
    get(key, make) {
      const there = values.get(key);
      if (there) {
        values.delete(key);
        values.set(key, there);
        return there;
      }
      const made = make();
      values.set(key, made);
      made.catch(() => {
        if (values.get(key) === made) values.delete(key);
      });
      for (const oldest of values.keys()) {
        if (values.size <= limit) break;
        values.delete(oldest);
      }
      return made;
    },
  };
}

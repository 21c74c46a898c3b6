/** Times gathered by the hundred thousand, ms, without an object for each. */
export interface Times {
  add(ms: number): void;
  count(): number;
  clear(): void;
  /** NaN where there are none. */
  quantile(part: number): number;
}

export function createTimes(): Times {
  let values = new Float64Array(1024);
  let count = 0;
  return {
    add(ms) {
      if (count === values.length) {
        const wider = new Float64Array(count * 2);
        wider.set(values);
        values = wider;
      }
      values[count] = ms;
      count += 1;
    },
    count: () => count,
    clear() {
      count = 0;
    },
    quantile: (part) => quantile(values.subarray(0, count), part),
  };
}

/** The value that `part` of the values lie below. NaN where there are none. */
export function quantile(values: ArrayLike<number>, part: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

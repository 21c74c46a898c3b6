export type Queue = <T>(task: () => Promise<T>) => Promise<T>;

/** Runs at most `width` tasks at a time; the others wait in the order they came. */
export function createQueue(width: number): Queue {
  const waiting: (() => void)[] = [];
  let free = width;

  return async (task) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

import type { News } from "./wiki.ts";

export interface Newsroom {
  publish(news: News): void;
  /** Tells `listener` of every page's news, or of one page's, until the returned function is called. */
  follow(path: string | null, listener: (news: News) => void): () => void;
  /** Pages that somebody follows by their path. */
  followed(): Iterable<string>;
}

export function createNewsroom(): Newsroom {
  const everyone = new Set<(news: News) => void>();
  const byPath = new Map<string, Set<(news: News) => void>>();
  return {
    publish(news) {
      for (const listener of everyone) listener(news);
      for (const listener of byPath.get(news.path) ?? []) listener(news);
    },
    follow(path, listener) {
      if (path === null) {
        everyone.add(listener);
        return () => everyone.delete(listener);
      }
      const listeners = byPath.get(path) ?? new Set();
      byPath.set(path, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && byPath.get(path) === listeners) byPath.delete(path);
      };
    },
    followed: () => byPath.keys(),
  };
}

import type { PagePath } from "../text/page-path.ts";
import type { Oid } from "./ports.ts";

/** Something happened to a page, or to the room of those who write it. */
export type News = { readonly path: PagePath } & (
  | { readonly kind: "edited" }
  | { readonly kind: "committed" | "pushed" | "deleted"; readonly commit: Oid }
  /** Somebody came into the room, left it, or turned to another talk. */
  | { readonly kind: "people" }
  /** A change from outside and what was typed here changed the same line; both are kept. */
  | {
      readonly kind: "met";
      /** The change from outside, and the save that holds what was typed. */
      readonly commits: readonly [Oid, Oid];
      /** Slugs of the talks it happened in. */
      readonly talks: readonly string[];
    }
  /** The page has another address now; its room is the same. */
  | { readonly kind: "moved"; readonly to: PagePath; readonly commit: Oid }
  /** The server's disk takes no text of this room (false), or takes it again. */
  | { readonly kind: "disk"; readonly writable: boolean }
);

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

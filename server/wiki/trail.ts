import type { Commit, Log, Oid } from "./ports.ts";
import type { Renames } from "./renames.ts";

/** Names that a page is followed through. */
const MOST_NAMES = 20;

/** From where a page was taken, and by which commit. */
interface Arrival {
  readonly from: string;
  readonly commit: Oid;
}

/** A page's names through its history: under which path its saves are found. */
export interface Trail {
  /** The path that the page had before this commit, where the commit took it from there; null for any other. */
  origin(commit: Commit, path: string): Promise<string | null>;
  /** The path under which what is older than a commit is found. Looks at the page's commits since. */
  at(path: string, before: Oid): Promise<string>;
}

export function createTrail({ log, renames }: { readonly log: Log; readonly renames: Pick<Renames, "origin"> }): Trail {
  async function origin(commit: Commit, path: string): Promise<string | null> {
    const brought = commit.changes.some((change) => change.path === path && change.before === null);
    return brought ? renames.origin(commit, path) : null;
  }

  /** The newest commit, of those older than `before`, that brought the page from another path. */
  async function arrival(path: string, before: Oid | undefined): Promise<Arrival | null> {
    for (const oid of await log.arrivals({ path, ...(before !== undefined && { before }) })) {
      const commit = await log.find(oid);
      const from = commit && (await origin(commit, path));
      if (from !== null) return { from, commit: oid };
    }
    return null;
  }

  return {
    origin,
    async at(path, before) {
      let name = path;
      let since: Oid | undefined;
      for (let names = 1; names < MOST_NAMES; names += 1) {
        const came = await arrival(name, since);
        if (came === null) break;
        // Where the commit is newer than the arrival, that is the first one met on the way down from it.
        if (came.commit !== before && (await arrival(name, before))?.commit === came.commit) break;
        name = came.from;
        since = came.commit;
      }
      return name;
    },
  };
}

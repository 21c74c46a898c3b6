import { createLru } from "../lru.ts";
import type { Git } from "./process.ts";
import type { Reading } from "./read.ts";
import type { LoggedCommit, Tell, Told } from "./told.ts";
import { rawName } from "./trees.ts";
import { createWalk, type Walk } from "./walk.ts";

/** Paths whose list of commits is kept. */
const WALKS = 50;
/** Commits that a kept list is brought up to date over; after more, git walks anew. */
const CATCH_UP = 256;
/** Names that are looked through first for the one to go on after. */
const SEARCHED = 64;

/** History while there is no index: git walks for each path (`walk.ts`), the rest is read here. */
export interface WalkedHistory {
  /** Empty for a `before` that is no commit of `main`'s past. */
  commits(query: { readonly path?: string; readonly before?: string; readonly limit: number }): Promise<LoggedCommit[]>;
  /** Names of up to `limit` commits that touch a path and stand right before `than`, the nearest first. */
  newer(query: { readonly path: string; readonly than: string; readonly limit: number }): Promise<string[]>;
}

/**
 * A list of names is kept for each path that was asked for, and is brought up to date by looking at the new commits only.
 */
export function createWalkedHistory(git: Git, reading: Reading, tell: Tell): WalkedHistory {
  const walks = createLru<string, Walk>(WALKS);

  async function walkOf(head: string, path: string | undefined): Promise<Walk> {
    const key = path ?? "";
    const kept = walks.get(key);
    if (kept?.head === head) return kept;
    const added = kept ? await addedSince(kept.head, head, path) : null;
    const known = added && kept && { names: [...added, ...kept.known.names], whole: kept.known.whole };
    const walk = createWalk(git, { head, path }, known ?? undefined);
    walks.set(key, walk, 1);
    return walk;
  }

  /** The commits after `from` up to `to`, newest first; null where they are no short chain. */
  async function addedSince(from: string, to: string, path: string | undefined): Promise<string[] | null> {
    const added: string[] = [];
    let at = to;
    for (let steps = 0; at !== from; steps += 1) {
      const one = await tell(at);
      const [parent, ...others] = one?.commit.parents ?? [];
      if (!one || parent === undefined || others.length > 0 || steps === CATCH_UP) return null;
      if (path === undefined || touches(one.own, path)) added.push(at);
      at = parent;
    }
    return added;
  }

  /** Where in a walk the commits after `before` begin, and which of them come before it all the same; null for nowhere. */
  async function placeAfter(before: string | undefined, walk: Walk, path: string | undefined): Promise<Place | null> {
    if (before === undefined) return { from: 0, without: new Set() };
    if (!(await reading.commit(before))) return null;
    const index = await indexIn(walk, before);
    if (index >= 0) return { from: index + 1, without: new Set() };
    if (path === undefined) return null;
    // A commit that does not touch the path: what is newer is told by the list of all commits.
    const all = await walkOf(walk.head, undefined);
    const newer = await indexIn(all, before);
    return newer < 0 ? null : { from: 0, without: new Set((await all.names(newer)).slice(0, newer)) };
  }

  return {
    async commits({ path, before, limit }) {
      const walk = await walkOf(await reading.head(), path);
      const place = await placeAfter(before, walk, path);
      const found: LoggedCommit[] = [];
      for (let from = place?.from ?? 0; place && found.length < limit; ) {
        const until = from + limit - found.length;
        const names = (await walk.names(until)).slice(from, until);
        if (names.length === 0) break;
        from += names.length;
        for (const one of await Promise.all(names.filter((name) => !place.without.has(name)).map(tell))) {
          if (one && isShown(one, path)) found.push(one.commit);
        }
      }
      return found;
    },
    async newer({ path, than, limit }) {
      const walk = await walkOf(await reading.head(), path);
      const index = await indexIn(walk, than);
      return index < 0 ? [] : (await walk.names(index)).slice(Math.max(0, index - limit), index).reverse();
    },
  };
}

interface Place {
  readonly from: number;
  readonly without: ReadonlySet<string>;
}

/** -1 where it is nowhere in the list, which is then known to its end. */
async function indexIn(walk: Walk, oid: string): Promise<number> {
  for (let from = 0; ; ) {
    const names = await walk.names(2 * from + SEARCHED);
    const index = names.indexOf(oid, from);
    if (index >= 0 || names.length <= from) return index;
    from = names.length;
  }
}

function isShown({ commit, own }: Told, path: string | undefined): boolean {
  if (path === undefined) return commit.parents.length < 2 || own.length > 0;
  return touches(own, path);
}

function touches(own: Told["own"], path: string): boolean {
  const raw = rawName(path);
  return own.some((one) => one.path === raw || one.path.startsWith(`${raw}/`));
}

import { createLru } from "../lru.ts";
import type { CommitOutline } from "./history-short.ts";
import type { Git } from "./process.ts";
import type { Reading } from "./read.ts";
import { type LoggedCommit, peopleOf, type Tell, type Told } from "./told.ts";
import { rawName } from "./trees.ts";
import { createWalk, type Walk } from "./walk.ts";

/** Paths whose list of commits is kept. */
const WALKS = 50;
/** Commits that a kept list is brought up to date over; after more, git walks anew. */
const CATCH_UP = 256;
/** Commits on top of one, in its file's list, among which the next of its save is looked for. */
const NEAR = 16;
/** Names that are looked through first for the one to go on after. */
const SEARCHED = 64;

interface WalkedQuery {
  readonly path?: string;
  readonly before?: string;
  readonly limit: number;
}

/** History while there is no index: git walks for each path (`walk.ts`), the rest is read here. */
export interface WalkedHistory {
  /** Empty for a `before` that is no commit of `main`'s past. */
  commits(query: WalkedQuery): Promise<LoggedCommit[]>;
  /** As the index tells them. */
  outlines(query: WalkedQuery & { readonly path: string }): Promise<CommitOutline[]>;
  nextOfSave(oid: string): Promise<string | null>;
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

  /** Names of up to `limit` commits that touch a path and stand right before `than`, the nearest first. */
  async function newer(path: string, than: string, limit: number): Promise<string[]> {
    const walk = await walkOf(await reading.head(), path);
    const index = await indexIn(walk, than);
    return index < 0 ? [] : (await walk.names(index)).slice(Math.max(0, index - limit), index).reverse();
  }

  async function commits({ path, before, limit }: WalkedQuery): Promise<LoggedCommit[]> {
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
  }

  return {
    commits,
    async outlines(query) {
      const found = await commits(query);
      return Promise.all(
        found.map(async (commit) => {
          const parent = await tell(commit.parents[0] ?? "");
          const before = commit.changes.find(({ path }) => path === query.path)?.before ?? null;
          return { oid: commit.oid, people: peopleOf(commit), goesOn: goesOn(commit, parent?.commit), before };
        }),
      );
    },
    async nextOfSave(oid) {
      const below = (await tell(oid))?.commit;
      const [change] = below?.changes ?? [];
      if (!below?.saveId || !change) return null;
      const near = await Promise.all((await newer(change.path, oid, NEAR)).map(tell));
      const isNext = (one: LoggedCommit): boolean =>
        one.saveId === below.saveId && one.parents.length === 1 && one.parents[0] === oid;
      return near.find((one) => one !== null && isNext(one.commit))?.commit.oid ?? null;
    },
  };
}

/** Right on top of another of its save, and both changed the same one file. */
function goesOn(commit: LoggedCommit, below: LoggedCommit | undefined): boolean {
  if (commit.saveId === null || commit.saveId !== below?.saveId) return false;
  if (commit.parents.length !== 1 || below.parents.length !== 1) return false;
  const paths = [commit, below].map(({ changes }) => (changes.length === 1 ? changes[0]?.path : undefined));
  return paths[0] !== undefined && paths[0] === paths[1];
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

import { createLru, createMemo } from "../lru.ts";
import type { CommitObject } from "./commit-object.ts";
import { type Person, readMessage } from "./message.ts";
import type { Git } from "./process.ts";
import type { Reading } from "./read.ts";
import { diffTrees, type EntryChange } from "./tree-diff.ts";
import { isFile, rawName, textOf } from "./trees.ts";
import { createWalk, type Walk } from "./walk.ts";

/** As `Commit` of the wiki's ports. */
export interface LoggedCommit {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly coAuthors: readonly Person[];
  readonly date: number;
  readonly message: string;
  readonly saveId: string | null;
  readonly changes: readonly LoggedChange[];
}

export interface LoggedChange {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface CommitsQuery {
  /** A file, or a folder for all that is below it. */
  readonly path?: string;
  readonly before?: string;
  readonly limit: number;
}

/** As `Log` of the wiki's ports. */
export interface History {
  find(oid: string): Promise<LoggedCommit | null>;
  /** Empty for a `before` that is no commit of `main`'s past. */
  commits(query: CommitsQuery): Promise<readonly LoggedCommit[]>;
  nextOfSave(oid: string): Promise<LoggedCommit | null>;
}

/** Commits whose changes are kept. */
const COMMITS = 4000;
/** Paths whose list of commits is kept. */
const WALKS = 500;
/** Commits that a kept list is brought up to date over; after more, git walks anew. */
const CATCH_UP = 256;
/** Names that are looked through first for the one to go on after. */
const SEARCHED = 64;
/** How far from a commit, in its page's list, the one on top of it is looked for: what lies between came from branches. */
const NEAR = 16;

interface Told {
  readonly commit: LoggedCommit;
  /** The paths it changed itself, raw: for a merge those that are as in none of its parents. */
  readonly own: readonly string[];
}

/**
 * History: git walks (`walk.ts`), the rest is read here. A list of names is kept for each path that was asked for, and is
 * brought up to date by looking at the new commits only, so after a save nothing is spawned and little is read.
 */
export function createHistory(git: Git, reading: Reading): History {
  const told = createMemo<string, Told>(COMMITS);
  const walks = createLru<string, Walk>(WALKS);

  async function tell(oid: string): Promise<Told | null> {
    const version = await reading.commit(oid);
    return version && told.get(oid, () => readTold(reading, oid, version));
  }

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

  /**
   * Names around `oid` in the list of a path that it touches. What is on top of it stands before it, or soon after: of two
   * sides of a merge, made in the same second, git may list the older one's commits first.
   */
  async function around(oid: string, path: string): Promise<string[]> {
    const walk = await walkOf(await reading.head(), path);
    const index = await indexIn(walk, oid);
    return index < 0 ? [] : (await walk.names(index + NEAR)).slice(Math.max(0, index - NEAR), index + NEAR);
  }

  return {
    async find(oid) {
      return (await tell(oid))?.commit ?? null;
    },
    async nextOfSave(oid) {
      const before = (await tell(oid))?.commit;
      const [change] = before?.changes ?? [];
      if (!before?.saveId || !change) return null;
      for (const name of await around(oid, change.path)) {
        const one = (await tell(name))?.commit;
        if (one?.saveId === before.saveId && one.parents.length === 1 && one.parents[0] === oid) return one;
      }
      return null;
    },
    async commits({ path, before, limit }) {
      if (path !== undefined && !isPath(path)) return [];
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

async function readTold(reading: Reading, oid: string, version: CommitObject): Promise<Told> {
  const parents = await Promise.all(version.parents.map(reading.commit));
  // A parent that is not here is where a shallow history ends: everything is new, as in a first commit.
  const trees = parents.length === 0 ? [null] : parents.map((parent) => parent?.tree ?? null);
  const [first = [], ...others] = await Promise.all(trees.map((tree) => diffTrees(reading.tree, tree, version.tree)));
  const changed = others.map((changes) => new Set(changes.map(({ path }) => path)));
  const changes = first.filter(isOfFiles);
  return {
    commit: {
      oid,
      parents: version.parents,
      author: version.author,
      date: version.date,
      ...readMessage(version.message),
      changes: changes.map(changeOf),
    },
    own: changes.map(({ path }) => path).filter((path) => changed.every((paths) => paths.has(path))),
  };
}

/** Links and submodules are no files of the notes: where they come and go, nothing is told. */
function isOfFiles({ before, after }: EntryChange): boolean {
  return [before, after].some((entry) => entry && isFile(entry));
}

function changeOf({ path, before, after }: EntryChange): LoggedChange {
  const [was, is] = [before, after].map((entry) => (entry && isFile(entry) ? entry.oid : null));
  return { path: textOf(path), before: was ?? null, after: is ?? null };
}

function isShown({ commit, own }: Told, path: string | undefined): boolean {
  if (path === undefined) return commit.parents.length < 2 || own.length > 0;
  return touches(own, path);
}

function touches(own: readonly string[], path: string): boolean {
  const raw = rawName(path);
  return own.some((one) => one === raw || one.startsWith(`${raw}/`));
}

/** What git would take as something else than a path from the root is no path of a file here. */
function isPath(path: string): boolean {
  return !path.includes("\0") && path.split("/").every((segment) => !/^\.{0,2}$/.test(segment));
}

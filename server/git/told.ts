import { createMemo } from "../lru.ts";
import type { CommitObject } from "./commit-object.ts";
import type { IndexedChange } from "./history-records.ts";
import { type Person, readMessage } from "./message.ts";
import type { Reading } from "./read.ts";
import { diffTrees, type EntryChange } from "./tree-diff.ts";
import { isFile, textOf } from "./trees.ts";

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

/** Commits whose changes are kept. */
const COMMITS = 4000;

export interface Told {
  readonly commit: LoggedCommit;
  /** What it changed itself: for a merge what is as in none of its parents, before is then the first parent's. */
  readonly own: readonly IndexedChange[];
  /** The committer's time, seconds. */
  readonly time: number;
}

/** Reads a commit and the trees below it; null where there is no commit by this full id. */
export type Tell = (oid: string) => Promise<Told | null>;

/** @param changesOf what a commit with one parent changed, where it is known without reading trees. */
export function createTelling(reading: Reading, changesOf: (oid: string) => readonly IndexedChange[] | null): Tell {
  const told = createMemo<string, Told>(COMMITS);

  async function read(oid: string, version: CommitObject): Promise<Told> {
    const known = changesOf(oid);
    const { changes, own } = known ? { changes: known, own: known } : await readChanges(reading, version);
    const { parents, author, date, time } = version;
    const logged = changes.map((change) => ({ ...change, path: textOf(change.path) }));
    return { commit: { oid, parents, author, date, ...readMessage(version.message), changes: logged }, own, time };
  }

  return async (oid) => {
    const version = await reading.commit(oid);
    return version && told.get(oid, () => read(oid, version));
  };
}

/** Names of who made a commit, its author first. */
export function peopleOf(of: {
  readonly author: Pick<Person, "name">;
  readonly coAuthors: readonly Pick<Person, "name">[];
}): string[] {
  return [...new Set([of.author, ...of.coAuthors].map(({ name }) => name))];
}

async function readChanges(
  reading: Reading,
  version: CommitObject,
): Promise<{ changes: readonly IndexedChange[]; own: readonly IndexedChange[] }> {
  const parents = await Promise.all(version.parents.map(reading.commit));
  // A parent that is not here is where a shallow history ends: everything is new, as in a first commit.
  const trees = parents.length === 0 ? [null] : parents.map((parent) => parent?.tree ?? null);
  const [first = [], ...others] = await Promise.all(trees.map((tree) => diffTrees(reading.tree, tree, version.tree)));
  const changed = others.map((changes) => new Set(changes.map(({ path }) => path)));
  const changes = first.filter(isOfFiles).map(changeOf);
  return { changes, own: changes.filter(({ path }) => changed.every((paths) => paths.has(path))) };
}

/** Links and submodules are no files of the notes: where they come and go, nothing is told. */
function isOfFiles({ before, after }: EntryChange): boolean {
  return [before, after].some((entry) => entry && isFile(entry));
}

function changeOf({ path, before, after }: EntryChange): IndexedChange {
  const [was, is] = [before, after].map((entry) => (entry && isFile(entry) ? entry.oid : null));
  return { path, before: was ?? null, after: is ?? null };
}

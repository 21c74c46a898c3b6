import { WikiError } from "../errors.ts";
import { createLru, createMemo } from "../lru.ts";
import { type CommitObject, parseCommit } from "./commit-object.ts";
import type { MainRef } from "./main-ref.ts";
import type { ObjectReader } from "./object-reader.ts";
import { type Git, succeeds } from "./process.ts";
import { diffTrees } from "./tree-diff.ts";
import { exactTextOf, isFile, parseTree, type TreeEntry } from "./trees.ts";

/** Bytes of blobs that are kept: all the pages of a large wiki's busy days. One blob takes a quarter at most. */
const BLOB_BYTES = 32 * 1024 * 1024;
/** Commits whose whole list of files is kept: the newest, and a few that people look back at. */
const LISTINGS = 8;
/**
 * Entries of folders that are kept, for each file of the wiki, and in any case: every folder of the newest version, which
 * makes the next commit's list a matter of its changed folders, and those of versions beside one another in a history.
 */
const TREE_ENTRIES_A_FILE = 4;
const LEAST_TREE_ENTRIES = 2000;
/** Commits that are kept, read. */
const COMMITS = 4000;
/** Commits that are known to be in `main`'s past. */
const NAMES = 4000;

const OID = /^[0-9a-f]{40}$/;

/** Reading, as `Trees` of the wiki's ports has it, and the pieces that writing and history need. */
export interface Reading {
  /** The commit `main` points to. Throws where there is none: a wiki is opened with one, and never loses it. */
  head(): Promise<string>;
  /** Path -> blob of every regular file whose name is UTF-8, in no order. Throws `not-found`. */
  files(at: string): Promise<ReadonlyMap<string, string>>;
  /** Shared: not to be changed. Throws `not-found`, and `too-large` for what is not read into memory. */
  blob(oid: string): Promise<Uint8Array>;
  /** The full id for 4 to 40 hex digits that name one commit of `main`'s past, or null. */
  resolve(name: string): Promise<string | null>;
  /** The entries of a folder's tree. Throws where the repository lacks it. */
  tree(oid: string): Promise<readonly TreeEntry[]>;
  /** A commit's own words; null where there is no commit by this full id. */
  commit(oid: string): Promise<CommitObject | null>;
}

/** @param ports.isIndexed whether a commit is known to be in `main`'s past; where it is not, git is asked. */
export function createReading(ports: {
  readonly git: Git;
  readonly objects: ObjectReader;
  readonly main: Pick<MainRef, "read">;
  readonly isIndexed: (oid: string) => boolean;
}): Reading {
  const { git, objects, main } = ports;
  const blobs = createLru<string, Uint8Array>(BLOB_BYTES);
  const commits = createLru<string, CommitObject>(COMMITS);
  const listings = createMemo<string, ReadonlyMap<string, string>>(LISTINGS);
  const past = createLru<string, true>(NAMES);
  /** The list that was made last: the next one is this one with what differs. */
  let nearest: { readonly tree: string; readonly files: ReadonlyMap<string, string> } | null = null;
  const trees = createLru<string, readonly TreeEntry[]>(() =>
    Math.max(LEAST_TREE_ENTRIES, TREE_ENTRIES_A_FILE * (nearest?.files.size ?? Number.POSITIVE_INFINITY)),
  );

  async function head(): Promise<string> {
    const oid = await main.read();
    if (oid) return oid;
    throw new Error("the repository has lost its branch main");
  }

  async function object(oid: string, type: string): Promise<Buffer | null> {
    if (!OID.test(oid)) return null;
    const found = await objects.read(oid);
    return found?.type === type ? found.bytes : null;
  }

  async function tree(oid: string): Promise<readonly TreeEntry[]> {
    const kept = trees.get(oid);
    if (kept) return kept;
    const bytes = await object(oid, "tree");
    if (!bytes) throw new Error(`the repository lacks the tree ${oid}`);
    const entries = parseTree(bytes);
    trees.set(oid, entries, entries.length + 1);
    return entries;
  }

  function keepCommit(oid: string, bytes: Buffer): CommitObject | null {
    const read = parseCommit(bytes);
    if (read) commits.set(oid, read, 1);
    return read;
  }

  async function commit(oid: string): Promise<CommitObject | null> {
    const kept = commits.get(oid);
    if (kept) return kept;
    const bytes = await object(oid, "commit");
    return bytes && keepCommit(oid, bytes);
  }

  async function list(at: string): Promise<ReadonlyMap<string, string>> {
    const version = await commit(at);
    if (!version) throw new WikiError("not-found", "There is no such version.");
    const from = nearest;
    const files = new Map(from?.files);
    for (const { path, after } of await diffTrees(tree, from?.tree ?? null, version.tree)) {
      const name = exactTextOf(path);
      if (name === null) continue;
      if (after && isFile(after)) files.set(name, after.oid);
      else files.delete(name);
    }
    nearest = { tree: version.tree, files };
    return files;
  }

  async function isPast(oid: string): Promise<boolean> {
    if (ports.isIndexed(oid) || past.get(oid)) return true;
    const newest = await head();
    const held = oid === newest || (await succeeds(git.run(["merge-base", "--is-ancestor", oid, newest])));
    // Once in the past of `main`, always: it only grows.
    if (held) past.set(oid, true, 1);
    return held;
  }

  return {
    head,
    tree,
    commit,
    files: (at) => listings.get(at, () => list(at)),
    async blob(oid) {
      const kept = blobs.get(oid);
      if (kept) return kept;
      const bytes = await object(oid, "blob");
      if (!bytes) throw new WikiError("not-found", "There is no such file.");
      if (bytes.length <= BLOB_BYTES / 4) blobs.set(oid, bytes, bytes.length);
      return bytes;
    },
    async resolve(name) {
      if (!/^[0-9a-f]{4,40}$/i.test(name)) return null;
      const digits = name.toLowerCase();
      // Git takes a branch or tag of this name first: what it finds must also begin with the digits.
      const found = await objects.read(`${digits}^{commit}`);
      if (!found?.oid.startsWith(digits) || !(await isPast(found.oid))) return null;
      // Whoever asks for a version by its name reads it next.
      keepCommit(found.oid, found.bytes);
      return found.oid;
    },
  };
}

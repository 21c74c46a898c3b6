import { readFile } from "node:fs/promises";
import path from "node:path";
import { WikiError } from "../errors.ts";
import { createLru } from "./lru.ts";
import type { ObjectReader } from "./object-reader.ts";
import { GitFailure, runGit } from "./process.ts";
import { FOLDER_MODE, isFile, parseTree, type TreeEntry, treeOf } from "./trees.ts";

/** Bytes of blobs that are kept: all the pages of a large wiki's busy days. */
const BLOB_BYTES = 32 * 1024 * 1024;
/** Commits whose whole list of files is kept: the newest, and a few that people look back at. */
const LISTINGS = 8;
/** Entries of folders that are kept: they make the next commit's list a matter of its changed folders. */
const TREE_ENTRIES = 200_000;
/** Abbreviated names that are kept. */
const NAMES = 1000;

export const MAIN = "refs/heads/main";

/** Reading, as `Trees` of the wiki's ports has it, and the pieces that writing needs. */
export interface Reading {
  head(): Promise<string | null>;
  files(at: string): Promise<ReadonlyMap<string, string>>;
  blob(oid: string): Promise<Uint8Array>;
  resolve(name: string): Promise<string | null>;
  /** The entries of a folder's tree. */
  tree(oid: string): Promise<readonly TreeEntry[]>;
  /** The id of a commit's root tree. Throws `not-found`. */
  rootOf(commit: string): Promise<string>;
}

export function createReading(dir: string, objects: ObjectReader): Reading {
  const blobs = createLru<string, Uint8Array>(BLOB_BYTES);
  const listings = createLru<string, Promise<ReadonlyMap<string, string>>>(LISTINGS);
  const trees = createLru<string, readonly TreeEntry[]>(TREE_ENTRIES);
  const names = createLru<string, string>(NAMES);

  async function rootOf(commit: string): Promise<string> {
    const object = await objects.read(commit);
    const root = object?.type === "commit" ? treeOf(object.bytes) : null;
    if (root) return root;
    throw new WikiError("not-found", "There is no such version.");
  }

  async function tree(oid: string): Promise<readonly TreeEntry[]> {
    const kept = trees.get(oid);
    if (kept) return kept;
    const object = await objects.read(oid);
    if (object?.type !== "tree") throw new Error(`the repository lacks the tree ${oid}`);
    const entries = parseTree(object.bytes);
    trees.set(oid, entries, entries.length + 1);
    return entries;
  }

  async function walk(oid: string, prefix: string, files: Map<string, string>): Promise<void> {
    for (const entry of await tree(oid)) {
      const name = prefix + entry.name;
      if (entry.mode === FOLDER_MODE) await walk(entry.oid, `${name}/`, files);
      else if (isFile(entry)) files.set(name, entry.oid);
    }
  }

  async function list(commit: string): Promise<ReadonlyMap<string, string>> {
    const files = new Map<string, string>();
    await walk(await rootOf(commit), "", files);
    return files;
  }

  return {
    rootOf,
    tree,
    head: () => readRef(dir),
    files(at) {
      const kept = listings.get(at);
      if (kept) return kept;
      const made = list(at);
      listings.set(at, made, 1);
      made.catch(() => listings.drop(at));
      return made;
    },
    async blob(oid) {
      const kept = blobs.get(oid);
      if (kept) return kept;
      const object = await objects.read(oid);
      if (object?.type !== "blob") throw new WikiError("not-found", "There is no such file.");
      blobs.set(oid, object.bytes, object.bytes.length);
      return object.bytes;
    },
    async resolve(name) {
      if (!/^[0-9a-f]{4,40}$/.test(name)) return null;
      const head = await readRef(dir);
      if (head === null || name === head) return head;
      const kept = names.get(name);
      if (kept) return kept;
      const oid = await commitNamed(dir, name);
      if (oid) names.set(name, oid, 1);
      return oid;
    },
  };
}

/** Only commits that `main` holds: an id of something that was never accepted names nothing here. */
async function commitNamed(dir: string, name: string): Promise<string | null> {
  const git = ["--git-dir", dir];
  try {
    const oid = (await runGit([...git, "rev-parse", "--quiet", "--verify", `${name}^{commit}`])).toString().trim();
    await runGit([...git, "merge-base", "--is-ancestor", oid, MAIN]);
    return oid;
  } catch (cause) {
    if (cause instanceof GitFailure && cause.exitCode !== null) return null;
    throw cause;
  }
}

/**
 * The commit that `main` points to, as the files say now, whoever wrote them; null where there is no `main`.
 *
 * @throws where the file is there and holds no id: a torn write of somebody's is no empty repository.
 */
async function readRef(dir: string): Promise<string | null> {
  const loose = await readIfThere(path.join(dir, MAIN));
  if (loose !== null) {
    const oid = loose.trim();
    if (/^[0-9a-f]{40}$/.test(oid)) return oid;
    throw new Error(`${MAIN} holds no commit's id`);
  }
  const packed = await readIfThere(path.join(dir, "packed-refs"));
  return new RegExp(`^([0-9a-f]{40}) ${MAIN}$`, "m").exec(packed ?? "")?.[1] ?? null;
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (cause instanceof Error && (cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}

import { stat } from "node:fs/promises";
import git, { type CommitObject } from "isomorphic-git";
import { writeDurably } from "./disk.ts";
import { printTree, type TreeEntry } from "./trees.ts";

/**
 * The objects of a commit, or of a chain of them, on their way to the repository: isomorphic-git builds them, and `land` puts them there, all
 * together, durably. Until then nothing of them is on disk, so a commit that is given up leaves nothing.
 */
export interface Staging {
  /** Each gives the object's id. */
  blob(bytes: Uint8Array): Promise<string>;
  tree(entries: readonly TreeEntry[]): Promise<string>;
  commit(commit: CommitObject): Promise<string>;
  /** The entries of a tree that is on its way; null for one that is not. */
  staged(tree: string): readonly TreeEntry[] | null;
  /** Resolves when every object is on disk under its name. Rejects with the disk's error. */
  land(): Promise<void>;
}

export function createStaging(gitdir: string): Staging {
  const staged = new Map<string, Uint8Array>();
  const trees = new Map<string, readonly TreeEntry[]>();
  const store = { fs: memoryFs(staged), gitdir };
  return {
    blob: (bytes) => git.writeBlob({ ...store, blob: bytes }),
    // Its own `writeTree` takes names as text, and would break those that are not UTF-8.
    async tree(entries) {
      const oid = await git.writeObject({ ...store, type: "tree", format: "content", object: printTree(entries) });
      trees.set(oid, entries);
      return oid;
    },
    commit: (commit) => git.writeCommit({ ...store, commit }),
    staged: (tree) => trees.get(tree) ?? null,
    land: () => writeDurably(staged),
  };
}

/**
 * What isomorphic-git takes for a file system: it writes to memory, and says of every object that it is not there, so
 * that each is written anew. On its own it skips an object whose file is there, be it torn, and never flushes one.
 */
function memoryFs(staged: Map<string, Uint8Array>) {
  const notHere = async (): Promise<never> => {
    throw Object.assign(new Error("not here"), { code: "ENOENT" });
  };
  return {
    promises: {
      async stat(path: string) {
        return path.includes("/objects/") ? notHere() : stat(path);
      },
      async writeFile(path: string, content: Uint8Array) {
        staged.set(path, content);
      },
      ...{ readFile: notHere, lstat: notHere, readdir: notHere, readlink: notHere },
      ...{ mkdir: notHere, rmdir: notHere, unlink: notHere, symlink: notHere },
    },
  };
}

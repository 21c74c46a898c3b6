import git from "isomorphic-git";
import { WikiError } from "../errors.ts";
import { durableFs } from "./durable-fs.ts";
import { moveMain } from "./main-ref.ts";
import { type Person, personForGit, writeMessage } from "./message.ts";
import { GitFailure } from "./process.ts";
import type { Reading } from "./read.ts";
import { FILE_MODE, FOLDER_MODE, type TreeEntry } from "./trees.ts";

/** As `Draft` of the wiki's ports. */
export interface Draft {
  readonly files: ReadonlyMap<string, Uint8Array | null>;
  readonly author: Person;
  readonly coAuthors: readonly Person[];
  readonly message: string;
}

/** Times a commit is made anew because somebody else moved `main` meanwhile; each time waits a little longer. */
const MOST_TRIES = 20;
const TRY_AGAIN_MS = 15;

/** What a disk says when it will not be written to. */
const DISK_REFUSALS = new Set(["ENOSPC", "EROFS", "EDQUOT", "EIO", "EACCES", "EPERM", "EMFILE", "ENFILE"]);

/** One commit at a time: the writer lock of a repository. Whatever else moves `main` in this process takes it too. */
export type Commit = (draft: (head: string | null) => Promise<Draft | null>) => Promise<string | null>;

/**
 * Makes commits on `main` that cannot be lost; see decision 2. When the returned promise resolves, the commit's objects
 * and `main` itself are on disk.
 */
export function createCommit(dir: string, reading: Reading): Commit {
  const store = { fs: durableFs, gitdir: dir };
  let queue: Promise<unknown> = Promise.resolve();

  async function tryCommit(draftOn: (head: string | null) => Promise<Draft | null>): Promise<string | null> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const head = await reading.head();
      const draft = await draftOn(head);
      if (!draft) return null;
      const before = head ? await reading.rootOf(head) : null;
      const tree = await writeTree(before, changesOf(draft.files));
      if (tree === before) return null;
      const oid = await writeCommit(draft, tree, head);
      if ((await moveMain(dir, head, oid)) === "moved") return oid;
      await pause(TRY_AGAIN_MS * (tries + 1));
    }
    throw new WikiError("busy", "The notes are being written to by somebody else; try again.", { retryAfter: 1 });
  }

  function writeCommit(draft: Draft, tree: string, parent: string | null): Promise<string> {
    const author = { ...personForGit(draft.author), timestamp: Math.floor(Date.now() / 1000), timezoneOffset: 0 };
    return git.writeCommit({
      ...store,
      commit: {
        tree: tree,
        parent: parent ? [parent] : [],
        author,
        // Who typed is also who is said to have committed: the wiki adds nothing of its own.
        committer: author,
        message: writeMessage(draft.message, draft.coAuthors),
      },
    });
  }

  /** A folder's tree with the changes in it; null where nothing is left in it. Only changed folders are written. */
  async function writeFolder(before: string | null, changes: Changes): Promise<string | null> {
    const entries = new Map<string, TreeEntry>();
    for (const entry of before ? await reading.tree(before) : []) entries.set(entry.name, entry);
    for (const [name, change] of changes) {
      const there = entries.get(name);
      const entry =
        change instanceof Map ? await folderEntry(name, there, change) : await fileEntry(name, there, change);
      if (entry) entries.set(name, entry);
      else entries.delete(name);
    }
    if (entries.size === 0) return null;
    const tree = [...entries.values()].map(({ mode, name, oid }) => ({ mode, path: name, oid, type: typeOf(mode) }));
    return git.writeTree({ ...store, tree });
  }

  async function folderEntry(name: string, there: TreeEntry | undefined, changes: Changes): Promise<TreeEntry | null> {
    if (there && there.mode !== FOLDER_MODE) throw new WikiError("exists", `There is a file named ${name} already.`);
    const oid = await writeFolder(there?.oid ?? null, changes);
    return oid === null ? null : { mode: FOLDER_MODE, name, oid };
  }

  async function fileEntry(
    name: string,
    there: TreeEntry | undefined,
    bytes: Uint8Array | null,
  ): Promise<TreeEntry | null> {
    if (there?.mode === FOLDER_MODE) throw new WikiError("exists", `There is a folder named ${name} already.`);
    if (bytes === null) return null;
    const oid = await git.writeBlob({ ...store, blob: bytes });
    return { mode: there?.mode ?? FILE_MODE, name, oid };
  }

  async function writeTree(before: string | null, changes: Changes): Promise<string> {
    return (await writeFolder(before, changes)) ?? git.writeTree({ ...store, tree: [] });
  }

  return (draft) => {
    const mine = queue.then(() => tryCommit(draft)).catch((cause: unknown) => Promise.reject(asRefusal(cause)));
    queue = mine.catch(() => {});
    return mine;
  };
}

/** Changes by the segments of their paths: bytes for a file, null for one to be removed, a map for a folder. */
type Changes = Map<string, Changes | Uint8Array | null>;

function changesOf(files: ReadonlyMap<string, Uint8Array | null>): Changes {
  const root: Changes = new Map();
  for (const [path, bytes] of files) {
    const segments = path.split("/");
    if (segments.some(isForbidden))
      throw new WikiError("bad-path", "This is no path of a file in the notes.", { path });
    const name = segments.pop() ?? "";
    let folder = root;
    for (const segment of segments) {
      const below = folder.get(segment) ?? new Map();
      if (!(below instanceof Map)) throw new WikiError("bad-path", "A path cannot be a file and a folder.", { path });
      folder.set(segment, below);
      folder = below;
    }
    if (folder.get(name) instanceof Map)
      throw new WikiError("bad-path", "A path cannot be a file and a folder.", { path });
    folder.set(name, bytes);
  }
  return root;
}

/** The last line of defence: what git itself would refuse, or what would leave the repository in a checkout. */
function isForbidden(segment: string): boolean {
  return /^(?:|\.|\.\.)$|[\p{Cc}\\]|^\.git$|^git~\d+$/iu.test(segment);
}

function typeOf(mode: string): "blob" | "tree" | "commit" {
  if (mode === FOLDER_MODE) return "tree";
  return mode === "160000" ? "commit" : "blob";
}

/** A disk that will not be written to is a refusal that says so; anything else stays what it is. */
function asRefusal(cause: unknown): unknown {
  const code = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? "") : "";
  if (DISK_REFUSALS.has(code)) return new WikiError("cannot-write", `The notes could not be written: ${code}.`);
  if (cause instanceof GitFailure)
    return new WikiError("cannot-write", `The notes could not be written: ${cause.message}.`);
  return cause;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

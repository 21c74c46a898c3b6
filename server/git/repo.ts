import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { WikiError } from "../errors.ts";
import { type Commit, createCommit } from "./commit.ts";
import { syncFolder } from "./durable-fs.ts";
import { createHistory, type History } from "./history.ts";
import type { Person } from "./message.ts";
import { createObjectReader } from "./object-reader.ts";
import { GitFailure, runGit } from "./process.ts";
import { createReading, MAIN, type Reading } from "./read.ts";

/** The notes in git: fits `Trees`, `Commits` and `Log` of the wiki's ports. */
export interface Repository extends Pick<Reading, "head" | "files" | "blob" | "resolve">, History {
  readonly commit: Commit;
  /** Ends the processes it keeps. Wait for commits under way first. */
  close(): Promise<void>;
}

/** How git is to treat the repository. Set again at every start, so that an old data folder gets what is new. */
const CONFIG = [
  // Objects and refs that a commit rests on are flushed, whoever writes them.
  ["core.fsync", "committed,reference"],
  ["core.logAllRefUpdates", "true"],
  // Upkeep is never a surprise in the middle of somebody's fetch.
  ["gc.auto", "0"],
  ["uploadpack.allowFilter", "true"],
  ["receive.fsckObjects", "true"],
  ["receive.denyNonFastForwards", "true"],
  ["receive.denyDeletes", "true"],
  ["receive.autogc", "false"],
] as const;

/** What a new repository begins with: the files of its first commit, or a clone of another one. */
export type Beginning =
  | { readonly clone: string }
  | { readonly seed: ReadonlyMap<string, Uint8Array>; readonly author: Person; readonly message: string };

/**
 * Makes a bare repository with a `main` branch. It is made beside and moved into place when it is whole.
 *
 * @throws WikiError `refused` where the clone cannot be made or has nothing in it.
 */
export async function initRepository(dir: string, beginning: Beginning): Promise<void> {
  const beside = `${dir}.making-${process.pid}`;
  await rm(beside, { recursive: true, force: true });
  await mkdir(path.dirname(dir), { recursive: true });
  try {
    if ("clone" in beginning) await cloneInto(beside, beginning.clone);
    else await beginIn(beside, beginning);
    await rename(beside, dir);
    await syncFolder(path.dirname(dir));
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

async function beginIn(dir: string, { seed, author, message }: Exclude<Beginning, { clone: string }>): Promise<void> {
  await runGit(["init", "--quiet", "--bare", "--initial-branch=main", dir]);
  const objects = createObjectReader(dir);
  const commit = createCommit(dir, createReading(dir, objects));
  await commit(async () => ({ files: seed, author, coAuthors: [], message }));
  objects.close();
}

/** The default branch, whatever its name, becomes `main`; tags come along, other branches do not. */
async function cloneInto(dir: string, source: string): Promise<void> {
  if (source.startsWith("-")) throw new WikiError("refused", `"${source}" is no repository to clone`);
  const local = existsSync(source) ? path.resolve(source) : source;
  const git = ["--git-dir", dir];
  try {
    await runGit(["clone", "--quiet", "--bare", "--single-branch", "--", local, dir]);
    const branch = (await runGit([...git, "symbolic-ref", "--quiet", "HEAD"])).toString().trim();
    const tip = (await runGit([...git, "rev-parse", "--quiet", "--verify", `${branch}^{commit}`])).toString().trim();
    await runGit([...git, "update-ref", MAIN, tip]);
    await runGit([...git, "symbolic-ref", "HEAD", MAIN]);
    if (branch !== MAIN) await runGit([...git, "update-ref", "-d", branch]);
    await runGit([...git, "remote", "remove", "origin"]);
    // One pack, and paths found by filter: a history of years is slow to walk otherwise.
    await runGit([...git, "repack", "-a", "-d", "--quiet"]);
    await runGit([...git, "commit-graph", "write", "--reachable", "--changed-paths", "--no-progress"]);
  } catch (cause) {
    if (!(cause instanceof GitFailure)) throw cause;
    const reason = /^git ended/.test(cause.message) ? "it has no branch with a commit" : cause.message;
    throw new WikiError("refused", `${source} cannot be cloned: ${reason}`);
  }
}

/**
 * Opens a repository that is there.
 *
 * @throws WikiError `refused` where it is no bare repository with a commit on `main`.
 */
export async function createRepository({ dir }: { readonly dir: string }): Promise<Repository> {
  await checkAndConfigure(dir);
  const objects = createObjectReader(dir);
  const reading = createReading(dir, objects);
  const history = createHistory(dir, reading.head);
  return {
    head: reading.head,
    files: reading.files,
    blob: reading.blob,
    resolve: reading.resolve,
    find: history.find,
    commits: history.commits,
    commit: createCommit(dir, reading),
    async close() {
      objects.close();
    },
  };
}

async function checkAndConfigure(dir: string): Promise<void> {
  const git = ["--git-dir", dir];
  try {
    const bare = (await runGit([...git, "rev-parse", "--is-bare-repository"])).toString().trim();
    if (bare !== "true")
      throw new WikiError("refused", `${dir} is a repository with a work tree; a bare one is needed`);
    await runGit([...git, "rev-parse", "--quiet", "--verify", `${MAIN}^{commit}`]);
    const set = new Set((await runGit([...git, "config", "--local", "--list"])).toString().split("\n"));
    for (const [key, value] of CONFIG) {
      if (!set.has(`${key.toLowerCase()}=${value}`)) await runGit([...git, "config", "--local", key, value]);
    }
  } catch (cause) {
    if (!(cause instanceof GitFailure)) throw cause;
    const reason = /^git ended/.test(cause.message) ? "it has no commit on main" : cause.message;
    throw new WikiError("refused", `${dir} cannot be used as the notes' repository: ${reason}`);
  }
}

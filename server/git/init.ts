import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { WikiError } from "../errors.ts";
import { commitFirst } from "./commit.ts";
import { syncAll, syncFolder } from "./disk.ts";
import { createMainRef, MAIN } from "./main-ref.ts";
import type { Person } from "./message.ts";
import { checkGit, configure } from "./open.ts";
import { createGit, type Git, GitFailure } from "./process.ts";

/** Who sends next to nothing for a minute will not send more. */
const PATIENCE = ["-c", "http.lowSpeedLimit=100", "-c", "http.lowSpeedTime=60"];

/** What a new repository begins with: a clone of another one, or the files of its first commit. */
export type Beginning =
  | { readonly clone: string }
  | { readonly seed: ReadonlyMap<string, Uint8Array>; readonly author: Person; readonly message: string };

/**
 * Makes a bare repository with a `main` branch. It is made beside, put on disk, and moved into place when it is whole: a
 * start that was cut short is simply done again. What an earlier one left beside is removed, so only one process may do
 * this for a folder at a time.
 *
 * A clone takes the default branch, whatever its name, as `main`, with the tags on it and nothing else.
 *
 * @throws WikiError `exists` where there is something at `at` already; `refused`, in one line, where the clone cannot be
 *   made or has no commit; the disk's error.
 */
export async function initRepository(at: string, beginning: Beginning, gitBinary?: string): Promise<void> {
  const dir = path.resolve(at);
  const parent = path.dirname(dir);
  await mkdir(parent, { recursive: true });
  if ((await readdir(dir).catch(() => [])).length > 0) {
    throw new WikiError("exists", `there is something in ${dir} already`);
  }
  const prefix = `${path.basename(dir)}.making-`;
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) await rm(path.join(parent, name), { recursive: true, force: true });
  }
  const beside = path.join(parent, `${prefix}${randomBytes(6).toString("hex")}`);
  try {
    const git = createGit(beside, gitBinary);
    await checkGit(git);
    await git.run(["init", "--quiet", "--bare", "--template=", "--object-format=sha1", "--initial-branch=main"]);
    await configure(git);
    if ("clone" in beginning) await cloneInto(beside, git, beginning.clone);
    else await beginIn(beside, git, beginning);
    await syncAll(beside);
    await rename(beside, dir);
    await syncFolder(parent);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

async function beginIn(
  dir: string,
  git: Git,
  { seed, author, message }: Exclude<Beginning, { clone: string }>,
): Promise<void> {
  const main = createMainRef(git, dir);
  const nothing = { tree: async () => [] };
  try {
    await commitFirst({ dir, main, reading: nothing }, { files: seed, author, coAuthors: [], message });
  } finally {
    await main.close();
  }
}

async function cloneInto(dir: string, git: Git, source: string): Promise<void> {
  const from = existsSync(source) ? path.resolve(source) : source;
  const refused = (reason: string): WikiError =>
    new WikiError("refused", `${withoutPassword(source)} cannot be cloned: ${withoutPassword(reason)}`);
  if (source === "" || source.startsWith("-")) throw refused("that is no address of a repository");
  // A path is served by a second git, which takes no setting from the first: who owns what we were told to clone is
  // answered in its personal configuration.
  const trust = path.join(dir, "trust");
  await writeFile(trust, "[safe]\n\tdirectory = *\n");
  const options = { env: { GIT_CONFIG_GLOBAL: trust } };
  try {
    const there = (await git.run(["ls-remote", "--", from, "HEAD", "refs/heads/*"], options)).toString();
    if (there === "") throw refused("it is empty");
    if (!/\tHEAD$/m.test(there)) throw refused("its default branch has no commit");
    await git.run([...PATIENCE, "fetch", "--quiet", "--no-write-fetch-head", "--", from, `HEAD:${MAIN}`], options);
    // From a shallow clone git takes the objects and, with no more than a warning, leaves the branch.
    if ((await git.run(["for-each-ref", MAIN])).length === 0) throw refused("only a part of its history is there");
    // One pack, and the paths of each commit in a filter: the history of years is slow to walk otherwise.
    await git.run(["repack", "-a", "-d", "--quiet"]);
    await git.run(["commit-graph", "write", "--reachable", "--changed-paths", "--no-progress"]);
  } catch (cause) {
    throw cause instanceof GitFailure ? refused(cause.message) : cause;
  } finally {
    await rm(trust);
  }
}

/** What stands between a scheme and a host is nobody's business. */
function withoutPassword(text: string): string {
  return text.replace(/(\w:\/\/)[^/@\s]+@/g, "$1");
}

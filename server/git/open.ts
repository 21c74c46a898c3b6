import { rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { WikiError } from "../errors.ts";
import { MAIN, type MainRef } from "./main-ref.ts";
import { type Git, GitFailure } from "./process.ts";

/** The first git that flushes a branch when it is told to. */
const OLDEST_GIT = [2, 36] as const;

/** The first git that merges without a work tree. */
export const OLDEST_MERGING_GIT = [2, 38] as const;

/** A clock that was set while the machine ran makes its start uncertain by less than this. */
const CLOCK_MS = 10 * 60 * 1000;

/**
 * How git treats the repository, whoever runs it: set again at every start, so that an old data folder gets what is new.
 * No log of refs: `main` never goes back, so its own history is that log, and a second file would have to be flushed.
 */
export const CONFIG: ReadonlyMap<string, string> = new Map([
  ["core.fsync", "committed,reference"],
  ["core.fsyncmethod", "fsync"],
  ["core.logallrefupdates", "false"],
  // Upkeep is never a surprise in the middle of somebody's fetch.
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["uploadpack.allowfilter", "true"],
  ["receive.fsckobjects", "true"],
  ["receive.denynonfastforwards", "true"],
  ["receive.denydeletes", "true"],
  ["receive.maxinputsize", String(100 * 1024 * 1024)],
  ["receive.autogc", "false"],
]);

/** @throws WikiError `refused` where git is missing or too old; without `oldest`, to be trusted with a branch. */
export async function checkGit(git: Git, oldest: readonly [number, number] = OLDEST_GIT): Promise<void> {
  const answer = await git.run(["version"]).then(String, () => "");
  const [, major, minor] = /^git version (\d+)\.(\d+)/.exec(answer) ?? [];
  const [least, leastMinor] = oldest;
  const needed = `git ${oldest.join(".")} or newer is needed`;
  if (major === undefined || minor === undefined) throw new WikiError("refused", `${needed}, and none can be run`);
  if (Number(major) > least || (Number(major) === least && Number(minor) >= leastMinor)) return;
  throw new WikiError("refused", `${needed}; this one is ${major}.${minor}`);
}

/**
 * Makes sure that `dir` is a repository as the wiki needs it, and configures it.
 *
 * A `main.lock` of git's that was there before the machine started is nobody's any more: it is removed and `warn` is told.
 * A younger one may be another git at work: it stays, reading goes on, and commits are refused while it is there.
 *
 * @throws WikiError `refused` where it is no bare repository with a commit on `main`, in the formats that are read here.
 */
export async function checkAndConfigure(
  dir: string,
  git: Git,
  main: Pick<MainRef, "read">,
  warn: (message: string) => void,
): Promise<void> {
  try {
    await checkFormat(dir, git);
    await freeMain(dir, warn);
    const tip = await main.read();
    if (!tip) throw refusal(dir, "it has no branch main");
    await git.run(["rev-parse", "--quiet", "--verify", `${tip}^{commit}`]);
    // What a clone checks out.
    if ((await readHead(git)) !== MAIN) await git.run(["symbolic-ref", "HEAD", MAIN]);
    await configure(git);
  } catch (cause) {
    if (!(cause instanceof GitFailure)) throw cause;
    throw refusal(dir, cause.message || "the commit on main is not in it");
  }
}

async function checkFormat(dir: string, git: Git): Promise<void> {
  const [bare, format] = (await git.run(["rev-parse", "--is-bare-repository", "--show-object-format"]))
    .toString()
    .split("\n");
  if (bare !== "true") throw refusal(dir, "it has a work tree, and a bare repository is needed");
  if (format !== "sha1") throw refusal(dir, `its objects are named by ${format}`);
  const storage = (await readConfig(git)).get("extensions.refstorage") ?? "files";
  if (storage !== "files") throw refusal(dir, `its branches are kept as ${storage}`);
}

/** The branch that HEAD names, or null where it names a commit. */
async function readHead(git: Git): Promise<string | null> {
  try {
    return (await git.run(["symbolic-ref", "--quiet", "HEAD"])).toString().trim();
  } catch (cause) {
    if (cause instanceof GitFailure && cause.exitCode === 1) return null;
    throw cause;
  }
}

function refusal(dir: string, reason: string): WikiError {
  return new WikiError("refused", `${dir} cannot be the repository of the notes: ${reason}`);
}

/** Sets what is not set so. */
export async function configure(git: Git): Promise<void> {
  const config = await readConfig(git);
  for (const [key, value] of CONFIG) {
    if (config.get(key) !== value) await git.run(["config", "--local", "--replace-all", key, value]);
  }
}

async function readConfig(git: Git): Promise<ReadonlyMap<string, string>> {
  const entries = (await git.run(["config", "--local", "--list", "-z"])).toString().split("\0").filter(Boolean);
  return new Map(
    entries.map((entry) => {
      const [key = "", ...value] = entry.split("\n");
      return [key, value.join("\n")];
    }),
  );
}

async function freeMain(dir: string, warn: (message: string) => void): Promise<void> {
  const lock = path.join(dir, `${MAIN}.lock`);
  const made = await stat(lock).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );
  if (made === null) return;
  const started = Date.now() - os.uptime() * 1000;
  if (made > started - CLOCK_MS) {
    warn(`another git holds ${lock}; if none runs there, remove it: commits are refused until it is gone`);
    return;
  }
  await rm(lock, { force: true });
  warn(`removed ${lock}: it is older than the machine's start, so the git that made it is gone`);
}

import path from "node:path";
import { syncFolder } from "./disk.ts";
import { type Git, GitFailure, lastWords } from "./process.ts";
import type { RefCommand } from "./push-request.ts";
import type { Refs } from "./push-rules.ts";

/** The branches and tags of a repository. A process. */
export async function refsOf(git: Git): Promise<Refs> {
  const said = await git.run(["for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/tags"]);
  const lines = said.toString().split("\n").filter(Boolean);
  return new Map(lines.map((line) => line.split(" ") as [string, string]));
}

/**
 * Moves refs in one transaction of git's, all or none, and has them on disk. Nobody's leaving cuts it short: a git that is
 * killed would leave its locks behind. Call it under the writer lock.
 *
 * @param dir the bare repository, absolute.
 * @throws GitFailure where one of them is not where it is said to be, or git cannot write.
 */
export async function moveRefs(git: Git, dir: string, commands: readonly RefCommand[]): Promise<void> {
  await transact(git, commands);
  const folders = new Set(commands.map(({ ref }) => path.join(dir, path.dirname(ref))));
  for (const folder of folders) await syncFolder(folder).catch(ifThere);
}

function transact(git: Git, commands: readonly RefCommand[]): Promise<void> {
  const child = git.spawn(["-c", "core.filesRefLockTimeout=3000", "update-ref", "--stdin", "-z"], { apart: true });
  const said = lastWords(child);
  child.stdin.on("error", () => {});
  child.stdin.end(commands.map(({ ref, from, to }) => `update ${ref}\0${to}\0${from}\0`).join(""));
  child.stdout.resume();
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => reject(new GitFailure(`git cannot be run: ${cause.message}`, null)));
    child.once("close", (code) => (code === 0 ? resolve() : reject(new GitFailure(said(), code ?? -1))));
  });
}

/** The folder of a ref that was deleted may be gone with it. */
function ifThere(cause: NodeJS.ErrnoException): void {
  if (cause.code !== "ENOENT") throw cause;
}

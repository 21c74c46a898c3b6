import path from "node:path";
import { syncFolder } from "./durable-fs.ts";
import { GitFailure, spawnGit } from "./process.ts";
import { MAIN } from "./read.ts";

/** What came of an attempt to move `main`. */
export type Move = "moved" | "lost";

const NO_COMMIT = "0".repeat(40);

/**
 * Moves `main` from one commit to another by git's own transaction, so that git's lock is respected and nobody's
 * move in between is overwritten. "lost" where `main` is not at `from` any more, or another process holds its lock.
 *
 * @param from null where there is no `main` yet.
 * @throws GitFailure where git cannot write.
 */
export async function moveMain(dir: string, from: string | null, to: string): Promise<Move> {
  const steps = ["start", `update ${MAIN} ${to} ${from ?? NO_COMMIT}`, "prepare", "commit"];
  const { code, stderr } = await updateRef(dir, `${steps.join("\n")}\n`);
  if (code === 0) {
    // Git flushes the file it writes and renames; that the folder has the new name is ours to see to.
    await syncFolder(path.join(dir, path.dirname(MAIN)));
    return "moved";
  }
  if (
    /but expected|reference already exists|unable to resolve reference|Unable to create .*\.lock': File exists/.test(
      stderr,
    )
  ) {
    return "lost";
  }
  throw new GitFailure(stderr, code);
}

function updateRef(dir: string, input: string): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawnGit(["--git-dir", dir, "update-ref", "--stdin"]);
    let stderr = "";
    child.stderr.on("data", (data: Buffer) => {
      stderr += data.toString();
    });
    child.stdout.resume();
    // A git that ends early closes its input; its exit tells why.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stderr }));
  });
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Real git, in a folder, away from the settings of whoever runs the tests. Rejects with git's words. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run("git", [...args], {
    cwd: folder,
    maxBuffer: 256 * 1024 * 1024,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_TERMINAL_PROMPT: "0",
      GIT_AUTHOR_NAME: "Tester",
      GIT_AUTHOR_EMAIL: "tester@example.org",
      GIT_COMMITTER_NAME: "Tester",
      GIT_COMMITTER_EMAIL: "tester@example.org",
    },
  });
  return stdout;
}

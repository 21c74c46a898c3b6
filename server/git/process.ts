import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

/**
 * The system's git, away from the settings of whoever starts the wiki: no system or personal configuration, no prompt,
 * no replaced objects, and an owner check that does not stand in the way of a folder we were told to use.
 */
const SETTINGS = [
  "-c",
  "safe.directory=*",
  "-c",
  "core.fsync=committed,reference",
  "-c",
  "core.fsyncMethod=fsync",
  "-c",
  "protocol.ext.allow=never",
];

/** What git needs of the environment, and nothing that could point it at another repository. */
const PASSED_ON = ["PATH", "HOME", "TMPDIR", "LANG", "SSH_AUTH_SOCK", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"];

export interface GitOptions {
  /** Only what is given here is added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A git process, its three streams open. */
export function spawnGit(args: readonly string[], options: GitOptions = {}): ChildProcessWithoutNullStreams {
  const passed = PASSED_ON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return spawn("git", [...SETTINGS, ...args], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      ...Object.fromEntries(passed),
      LC_ALL: "C.UTF-8",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_NO_REPLACE_OBJECTS: "1",
      GIT_TERMINAL_PROMPT: "0",
      ...options.env,
    },
  });
}

/** Git ended with something else than 0. The message is the last thing it said. */
export class GitFailure extends Error {
  readonly exitCode: number | null;

  constructor(stderr: string, exitCode: number | null) {
    const said = stderr.trim().split("\n").at(-1) ?? "";
    super(said === "" ? `git ended with ${exitCode}` : said.replace(/^(?:fatal|error): /, ""));
    this.exitCode = exitCode;
  }
}

/** Runs git to its end and gives what it wrote. Throws GitFailure. */
export function runGit(args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawnGit(args, options);
    const out: Buffer[] = [];
    let err = "";
    child.stdout.on("data", (data: Buffer) => out.push(data));
    child.stderr.on("data", (data: Buffer) => {
      // The end is what matters, and a clone's progress can be long.
      err = (err + data.toString()).slice(-4096);
    });
    child.stdin.end();
    child.once("error", (cause) => reject(new GitFailure(`git cannot be run: ${cause.message}`, null)));
    child.once("close", (code) => {
      if (code === 0) resolve(Buffer.concat(out));
      else reject(new GitFailure(err, code));
    });
  });
}

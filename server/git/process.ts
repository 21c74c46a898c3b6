import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { Socket } from "node:net";

/**
 * Settings for every git that is started here, over whatever the repository says. Its owner is not asked about: the
 * operator named the folder. What commits and readers rest on is flushed, a pack's index too, and no upkeep starts by itself.
 */
const SETTINGS = [
  "safe.directory=*",
  "core.fsync=committed,derived-metadata,reference",
  "core.fsyncMethod=fsync",
  "gc.auto=0",
  "maintenance.auto=false",
].flatMap((setting) => ["-c", setting]);

/** What git needs of our environment. Nothing that could point it at another repository or another configuration. */
const PASSED_ON = [
  ...["PATH", "HOME", "TMPDIR", "SSH_AUTH_SOCK", "SSL_CERT_FILE", "SSL_CERT_DIR"],
  ...["http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"],
];

/** Fixed, so that what git says can be read by a program, and so that it never asks a person anything. */
const FIXED = {
  LC_ALL: "C",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_NO_REPLACE_OBJECTS: "1",
  // An object that is missing is missing: it is not fetched from a place that the repository names.
  GIT_NO_LAZY_FETCH: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_SSH_COMMAND: "ssh -oBatchMode=yes",
  GIT_ALLOW_PROTOCOL: "file:git:http:https:ssh",
} as const;

/**
 * Runs a program with the fourth of its streams as its output. It is not given as the second right away: that one is made to
 * block, for us too, and whoever sends on it could then stop the whole server. Git waits by itself where it would block.
 */
const ONTO_THE_FOURTH = ["sh", "-c", 'exec "$0" "$@" >&3 3>&-'];

/** How much of what git says is kept: the end, where the reason stands. */
const SAID = 4096;

export interface SpawnOptions {
  /** Added to the little that git is given anyway. */
  readonly env?: Readonly<Record<string, string>>;
  /** In a process group of its own: a Ctrl-C meant for the wiki does not reach it, and its children can be ended with it. */
  readonly apart?: boolean;
  /** Where its output goes instead of to us: it then shares the connection, as it is, with this process. */
  readonly straight?: Socket;
}

/** The system's git, away from the settings of whoever starts the wiki, on one repository. */
export interface Git {
  /** A process with its three streams open. Its `error` event must be listened to. */
  spawn(args: readonly string[], options?: SpawnOptions): ChildProcessWithoutNullStreams;
  /** Runs to the end, with little input or none, and gives what was written. Throws GitFailure. */
  run(args: readonly string[], options?: Pick<SpawnOptions, "env"> & { readonly input?: Uint8Array }): Promise<Buffer>;
}

/** @param dir the bare repository, absolute. @param binary the program to run as git. */
export function createGit(dir: string, binary = "git"): Git {
  function start(args: readonly string[], { env = {}, apart = false, straight }: SpawnOptions = {}) {
    const command = [binary, `--git-dir=${dir}`, ...SETTINGS, ...args];
    const [program = "", ...words] = straight ? [...ONTO_THE_FOURTH, ...command] : command;
    return spawn(program, words, {
      stdio: ["pipe", "pipe", "pipe", ...(straight ? [straight] : [])],
      detached: apart,
      env: { ...passedOn(), ...FIXED, ...env },
    }) as ChildProcessWithoutNullStreams;
  }

  return {
    spawn: start,
    run(args, options) {
      return new Promise((resolve, reject) => {
        const child = start(args, options);
        const out: Buffer[] = [];
        const said = lastWords(child);
        child.stdout.on("data", (data: Buffer) => out.push(data));
        // A git that ends early closes its input; its exit tells why.
        child.stdin.on("error", () => {});
        child.stdin.end(options?.input);
        child.once("error", (cause) => reject(new GitFailure(`git cannot be run: ${cause.message}`, null)));
        child.once("close", (code) => {
          if (code === 0) resolve(Buffer.concat(out));
          else reject(new GitFailure(said(), code ?? -1));
        });
      });
    },
  };
}

/** Git ended with something else than 0. The message is the first reason it gave, in one line, "" where it gave none. */
export class GitFailure extends Error {
  /** Null where it could not be started at all; -1 where a signal ended it. */
  readonly exitCode: number | null;
  /** Everything it said, for whoever has to tell one failure from another. */
  readonly said: string;

  constructor(said: string, exitCode: number | null) {
    const lines = said.trim().split("\n");
    const reason = lines.find((line) => /^(?:fatal|error): /.test(line)) ?? lines.at(-1) ?? "";
    super(reason.replace(/^(?:fatal|error): /, ""));
    this.exitCode = exitCode;
    this.said = said;
  }
}

/** False where git's answer is no, by one of these exit codes; what keeps it from answering is thrown. */
export async function succeeds(answer: Promise<unknown>, no: readonly number[] = [1]): Promise<boolean> {
  try {
    await answer;
    return true;
  } catch (cause) {
    if (cause instanceof GitFailure && cause.exitCode !== null && no.includes(cause.exitCode)) return false;
    throw cause;
  }
}

/** Collects what a process writes to its standard error; the returned function gives the end of it. */
export function lastWords(child: ChildProcessWithoutNullStreams): () => string {
  let said = "";
  child.stderr.on("data", (data: Buffer) => {
    said = (said + data.toString()).slice(-SAID);
  });
  return () => said;
}

/** Ends a process that was started `apart`, with whatever it has started itself. Nothing where it has ended. */
export function endApart(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals = "SIGKILL"): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ESRCH") throw cause;
  }
}

function passedOn(): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const name of PASSED_ON) {
    const value = process.env[name];
    if (value !== undefined) passed[name] = value;
  }
  return passed;
}

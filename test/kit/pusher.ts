import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { git } from "./git.ts";

/** What a push said on the terminal, and whether git called it done. */
export interface Pushed {
  readonly done: boolean;
  readonly said: string;
}

/** Somebody with a clone. */
export interface Pusher {
  readonly dir: string;
  git(...args: readonly string[]): Promise<string>;
  /** Writes files, and commits them. Gives the commit. */
  commit(files: Readonly<Record<string, string | Uint8Array>>, message?: string): Promise<string>;
  /** `git push` to where the clone came from; never rejects. */
  push(...args: readonly string[]): Promise<Pushed>;
}

/** @param url of the repository, with a token in it where one is asked for. */
export async function clonePusher(url: string, dir: string, ...options: readonly string[]): Promise<Pusher> {
  await git(path.dirname(dir), "clone", "-q", ...options, url, dir);
  const run = (...args: readonly string[]): Promise<string> => git(dir, ...args);
  return {
    dir,
    git: run,
    async commit(files, message = "pushed") {
      for (const [file, content] of Object.entries(files)) {
        await mkdir(path.dirname(path.join(dir, file)), { recursive: true });
        await writeFile(path.join(dir, file), content);
      }
      await run("add", "--all");
      await run("commit", "-q", "-m", message);
      return (await run("rev-parse", "HEAD")).trim();
    },
    push: (...args) => pushFrom(dir, ...args),
  };
}

/** `git push` in a folder: its words on both streams, whatever its end. */
export function pushFrom(dir: string, ...args: readonly string[]): Promise<Pushed> {
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: dir,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
  };
  return new Promise((resolve) => {
    execFile("git", ["push", ...args], { cwd: dir, env, maxBuffer: 64 * 1024 * 1024 }, (cause, out, err) => {
      resolve({ done: cause === null, said: out + err });
    });
  });
}

import { createReadStream } from "node:fs";
import { mkdir, readdir, rename } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { syncFolder } from "./disk.ts";
import { endApart, type Git, GitFailure, lastWords } from "./process.ts";

/** The most memory git takes at a time for an object, and objects from which on it takes none: they are streamed. */
const MOST_MEMORY = "256m";
const STREAMED_FROM = "16m";

/** Objects that are looked at and not yet in the repository: nobody but who holds the quarantine sees them. */
export interface Quarantine {
  /**
   * Takes a pack in and checks each of its objects as `git fsck --strict` does, and that files have a mode that git writes.
   *
   * @throws GitFailure with git's reason.
   */
  unpack(file: string, from: number): Promise<void>;
  /** Runs git on the repository and the quarantine together, and hands on each of its output's words. Throws GitFailure. */
  words(args: readonly string[], input: string, take: (word: string) => void, end?: "\0" | "\n"): Promise<void>;
  /** The same, whole; null where it is more than `most` bytes. */
  bytes(args: readonly string[], input: string | Uint8Array, most: number): Promise<Buffer | null>;
  /** Puts the objects into the repository, on disk. */
  land(): Promise<void>;
}

/**
 * @param dir the bare repository, absolute. @param folder an empty folder on the same file system.
 * @param signal ends whatever runs.
 */
export async function createQuarantine(
  git: Git,
  dir: string,
  folder: string,
  signal: AbortSignal,
): Promise<Quarantine> {
  const own = path.join(folder, "objects");
  await mkdir(path.join(own, "pack"), { recursive: true });
  const env = {
    GIT_OBJECT_DIRECTORY: own,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: path.join(dir, "objects"),
    GIT_ALLOC_LIMIT: MOST_MEMORY,
  };

  /** What `take` throws ends git at once. */
  async function run(
    args: readonly string[],
    input: Readable | string | Uint8Array,
    take: (part: Buffer) => void,
  ): Promise<void> {
    signal.throwIfAborted();
    const child = git.spawn(["-c", `core.bigFileThreshold=${STREAMED_FROM}`, ...args], { apart: true, env });
    const stop = (): void => endApart(child);
    signal.addEventListener("abort", stop, { once: true });
    const said = lastWords(child);
    const ended = new Promise<number | null>((resolve) => {
      child.once("error", () => resolve(null));
      child.once("close", (code) => resolve(code ?? -1));
    });
    try {
      // Git may end before it has read it all; its exit tells why.
      child.stdin.on("error", () => {});
      if (input instanceof Readable) input.once("error", stop).pipe(child.stdin);
      else child.stdin.end(input);
      for await (const part of child.stdout) take(part as Buffer);
      const code = await ended;
      signal.throwIfAborted();
      if (code !== 0) throw new GitFailure(said(), code);
    } finally {
      signal.removeEventListener("abort", stop);
      stop();
      if (input instanceof Readable) input.destroy();
      await ended;
    }
  }

  return {
    unpack(file, from) {
      const args = ["index-pack", "--stdin", "--fix-thin", "--strict=badFilemode=error", "--threads=1"];
      return run(args, createReadStream(file, { start: from }), () => {});
    },
    async words(args, input, take, end = "\0") {
      const mark = end.charCodeAt(0);
      let rest: Buffer = Buffer.alloc(0);
      await run(args, input, (part) => {
        const bytes = rest.length === 0 ? part : Buffer.concat([rest, part]);
        let at = 0;
        for (let stop = bytes.indexOf(mark); stop >= 0; stop = bytes.indexOf(mark, at)) {
          take(bytes.toString("latin1", at, stop));
          at = stop + 1;
        }
        rest = bytes.subarray(at);
      });
    },
    async bytes(args, input, most) {
      const parts: Buffer[] = [];
      let size = 0;
      const enough = new Error("enough");
      try {
        await run(args, input, (part) => {
          size += part.length;
          if (size > most) throw enough;
          parts.push(part);
        });
      } catch (cause) {
        if (cause === enough) return null;
        throw cause;
      }
      return Buffer.concat(parts);
    },
    async land() {
      const [from, to] = [path.join(own, "pack"), path.join(dir, "objects", "pack")];
      await mkdir(to, { recursive: true });
      // The index last: with it the pack begins to count.
      const order = [".pack", ".rev", ".idx"];
      const files = (await readdir(from)).filter((name) => order.includes(path.extname(name)));
      files.sort((a, b) => order.indexOf(path.extname(a)) - order.indexOf(path.extname(b)));
      for (const name of files) await rename(path.join(from, name), path.join(to, name));
      await syncFolder(to);
    },
  };
}

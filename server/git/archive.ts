import type { Writable } from "node:stream";
import { WikiError } from "../errors.ts";
import { createGate } from "./gate.ts";
import { createGit, GitFailure } from "./process.ts";
import { stream } from "./streamed.ts";

/** Archives that are packed at a time, and readers that may wait for theirs: packing takes a core. */
const AT_ONCE = 2;
const MAY_WAIT = 20;

/** The formats that git packs by itself. */
export type ArchiveFormat = "zip" | "tar.gz";

export interface ArchiveOrder {
  /** A commit's full id. */
  readonly commit: string;
  readonly format: ArchiveFormat;
  /** The folder that all of it is in, in the archive; ends with a slash. */
  readonly prefix: string;
  /** Files and folders that go in, by their paths; all of them where it is empty. Each is there. */
  readonly paths: readonly string[];
  readonly output: Writable;
  /** Aborted when the client goes away: the packing ends at once. */
  readonly signal: AbortSignal;
}

/** The wiki as it was at one commit, as files to take away. */
export interface Archives {
  /** The paths of the files that lie right in a folder ("" for the root); empty where there is none. A process. */
  filesIn(commit: string, folder: string): Promise<string[]>;
  /**
   * Streams the archive, and ends the output; returns as well when the client is gone.
   *
   * @throws WikiError `busy` where too many wait; `not-found` where a path is not there. Then nothing has been written.
   */
  pack(order: ArchiveOrder): Promise<void>;
}

/** @param dir the bare repository, absolute. */
export function createArchives(dir: string, gitBinary?: string): Archives {
  const git = createGit(dir, gitBinary);
  const packing = createGate(AT_ONCE, MAY_WAIT);

  async function send({ commit, format, prefix, paths, output, signal }: ArchiveOrder): Promise<void> {
    const args = ["--literal-pathspecs", "archive", `--format=${format}`, `--prefix=${prefix}`, commit, "--", ...paths];
    const child = git.spawn(args, { apart: true });
    child.stdin.on("error", () => {});
    child.stdin.end();
    try {
      await stream(child, output, signal);
    } catch (cause) {
      if (!(cause instanceof GitFailure) || !cause.said.includes("did not match any files")) throw cause;
      throw new WikiError("not-found", "that version has nothing at this path");
    }
  }

  return {
    async filesIn(commit, folder) {
      const where = folder === "" ? [] : [`${folder}/`];
      const said = await git.run(["--literal-pathspecs", "ls-tree", "-z", commit, "--", ...where]);
      const entries = said.toString().split("\0").filter(Boolean);
      return entries.flatMap((entry) => /^100\d{3} blob \S+\t(.+)$/s.exec(entry)?.[1] ?? []);
    },
    async pack(order) {
      try {
        await packing.run(() => send(order), order.signal);
      } catch (cause) {
        if (!order.signal.aborted) throw cause;
      }
    },
  };
}

import assert from "node:assert/strict";
import path from "node:path";
import { type Blame, createBlame } from "../../server/git/blame.ts";
import type { Compare } from "../../server/git/blame-walk.ts";
import { createHistory } from "../../server/git/history.ts";
import { createMainRef } from "../../server/git/main-ref.ts";
import { createObjectReader } from "../../server/git/object-reader.ts";
import { createGit } from "../../server/git/process.ts";
import { createReading } from "../../server/git/read.ts";
import { hunksBetween } from "../../server/text/diff.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { gitWith } from "./plumbing.ts";

/** A repository, and blames of it. */
export interface Place {
  readonly dir: string;
  /** A blame that knows nothing yet, and what it has done so far. */
  open(compare?: Compare): { readonly blame: Blame; readonly done: Done };
}

/** What a blame has done. */
export interface Done {
  /** Pairs of versions. */
  compared: number;
  /** Times that git was started. */
  walks: number;
}

/** @param stream for `git fast-import`. */
export async function usingHistory(stream: string, run: (place: Place) => Promise<void>): Promise<void> {
  const folder = await temporaryFolder();
  const dir = path.join(folder.path, "notes.git");
  await git(folder.path, "init", "--quiet", "--bare", "--initial-branch=main", dir);
  await gitWith(dir, stream, "fast-import", "--quiet", "--force");
  const plain = createGit(dir);
  const objects = createObjectReader(plain);
  const reading = createReading({
    git: plain,
    objects,
    main: createMainRef(plain, dir),
    isIndexed: () => false,
  });
  const history = createHistory(plain, reading, { file: null, warn: assert.fail });
  await history.indexed();
  try {
    await run({
      dir,
      open(compare = hunksBetween) {
        const done = { compared: 0, walks: 0 };
        const counting: Compare = (...sides) => {
          done.compared += 1;
          return compare(...sides);
        };
        const walking = {
          ...plain,
          run(args: readonly string[]) {
            done.walks += 1;
            return plain.run(args);
          },
        };
        return { blame: createBlame({ git: walking, reading, history }, counting), done };
      },
    });
  } finally {
    await history.close();
    await objects.close();
    await folder.remove();
  }
}

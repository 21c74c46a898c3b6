import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { createGit, GitFailure } from "./process.ts";
import { createQuarantine, type Quarantine } from "./quarantine.ts";

/** What stands at a path in one of three versions. */
export interface Stage {
  readonly mode: string;
  readonly oid: string;
}

/** A path that git leaves to others. Absent where a version has nothing there. */
export interface Conflict {
  /** Raw, as in `trees.ts`. */
  readonly path: string;
  readonly base?: Stage;
  readonly first?: Stage;
  readonly second?: Stage;
}

/** Renames are followed, those of whole folders are not guessed at; the repository's own settings are not asked. */
const SETTINGS = [
  ...["-c", "merge.renames=true", "-c", "merge.directoryRenames=false", "-c", "merge.renameLimit=1000"],
  ...["-c", "diff.renames=true", "-c", "diff.algorithm=myers", "-c", "core.commentChar=#"],
];

/**
 * A repository of nothing but objects, which reads through to the one that is merged in: git's merge finds no setting and
 * no attribute there but ours. By these it joins no text of its own, so it never writes a conflict marker: a file that both
 * sides changed is left to us.
 *
 * @param dir the bare repository, absolute. @param folder a quarantine's, whose objects are seen too.
 */
export async function openWorkshop(
  dir: string,
  folder: string,
  signal: AbortSignal,
  gitBinary?: string,
): Promise<Quarantine> {
  const own = path.join(folder, "workshop");
  for (const name of ["objects", "refs", "info"]) await mkdir(path.join(own, name), { recursive: true });
  await writeFile(path.join(own, "HEAD"), "ref: refs/heads/none\n");
  await writeFile(path.join(own, "config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
  await writeFile(path.join(own, "info", "attributes"), "* -merge\n");
  return createQuarantine(createGit(own, gitBinary), dir, folder, signal);
}

/** Merges two commits as far as git can, by `git merge-tree --write-tree`. */
export async function mergeTrees(
  of: Quarantine,
  first: string,
  second: string,
): Promise<{ readonly tree: string; readonly conflicts: readonly Conflict[] }> {
  const words: string[] = [];
  const merge = [...SETTINGS, "merge-tree", "--write-tree", "-z", "--no-messages", first, second];
  await of
    .words(merge, "", (word) => words.push(word))
    .catch((cause) => {
      // It tells of conflicts by its exit.
      if (!(cause instanceof GitFailure) || cause.exitCode !== 1) throw cause;
    });
  const [tree = "", ...entries] = words;
  return { tree, conflicts: conflictsIn(entries) };
}

const STAGES = { 1: "base", 2: "first", 3: "second" } as const;

function conflictsIn(entries: readonly string[]): Conflict[] {
  const found = new Map<string, Conflict>();
  for (const entry of entries) {
    const [, mode, oid, stage, file] = /^(\d{6}) ([0-9a-f]{40}) ([123])\t(.+)$/s.exec(entry) ?? [];
    if (!mode || !oid || !stage || !file) continue;
    const name = STAGES[stage as unknown as keyof typeof STAGES];
    found.set(file, { ...(found.get(file) ?? { path: file }), [name]: { mode, oid } });
  }
  return [...found.values()];
}

import { readAddress } from "./addresses.ts";
import { type ChangedPart, type ChangeParts, type Compared, isUnshown, MOST_FILES } from "./change-parts.ts";
import { type FileDiff, type Gap, type HunkModel, NO_DIFF } from "./diff.ts";
import { gapName } from "./diff-rows.ts";
import type { TakingBack } from "./taking-back.ts";

/** Equal lines that are left out, and the ways to see them. */
interface GapModel {
  readonly words: string;
  /** For each of the two tables, with the place in it. */
  readonly one: string;
  readonly two: string;
}

/** One file of a change, ready for the `diff-one` and `diff-two` partials. */
export interface FileModel extends Omit<FileDiff, "marks" | "folded" | "moved" | "end" | "hunks"> {
  readonly hunks: readonly (Omit<HunkModel, "gap"> & { readonly gap: GapModel | null })[];
  readonly end: GapModel | null;
  /** Both tables are there. */
  readonly sides: boolean;
  readonly path: string;
  readonly href: string | null;
  /** "new", "removed"; null for one that was there before and is there after. */
  readonly fate: string | null;
  readonly takingBack: TakingBack | null;
}

export const TOO_MUCH = "These two versions differ too much to be compared here. Git does it in a clone.";

/** What comparing gave for a file, or why there is nothing to show of it. */
export function diffOf(file: ChangedPart, index: number, { files }: Compared): FileDiff {
  if (file.binary) return { ...NO_DIFF, plain: "Not text: there are no lines to compare." };
  if (isUnshown(file, index))
    return { ...NO_DIFF, plain: `Only the first ${MOST_FILES} files are shown line by line.` };
  return files[index] ?? { ...NO_DIFF, plain: TOO_MUCH };
}

/** @param index its place among the files of the change. */
export function fileModel(
  file: ChangedPart,
  index: number,
  diff: FileDiff,
  { look, address, takingBack: ways, aside }: ChangeParts,
): FileModel {
  const { marks: _, folded: __, moved: ___, ...shown } = diff;
  const takingBack = ways[index] ?? null;
  const made = file.before === null && !file.binary ? "a new file" : null;
  const fate = file.after === null && !file.binary ? "taken away" : made;
  const gapModel = (gap: Gap | null): GapModel | null => {
    if (gap === null) return null;
    const href = address({ ...look, opened: [...look.opened, `${index}-${gap.number}`] });
    const place = (table: "o" | "t"): string => `${href}#${gapName(table, index, gap.number)}`;
    return { words: gap.words, one: place("o"), two: place("t") };
  };
  return {
    ...shown,
    hunks: diff.hunks.map((hunk) => ({ ...hunk, gap: gapModel(hunk.gap) })),
    end: gapModel(diff.end),
    sides: look.view === "side",
    path: file.path,
    href: file.after === null || aside !== null ? null : readAddress(file.path),
    fate,
    takingBack,
  };
}

import type { PageDiff } from "../../render/page-diff.ts";
import type { Commit } from "../../wiki/ports.ts";
import type { SaveOfSeveral } from "./change-authors.ts";
import type { DiffWish, FileDiff } from "./diff.ts";
import type { Look } from "./look.ts";
import type { TakingBack } from "./taking-back.ts";

/** One file's part of what is shown. */
export interface ChangedPart {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly binary: boolean;
}

/** What a page of changes is made of. */
export interface ChangeParts {
  readonly files: readonly ChangedPart[];
  /** The title of the page, where one page is shown; "" for a commit of several files. */
  readonly title: string;
  /** Titles of the talks that were touched in it. */
  readonly talks: readonly string[];
  /** The one commit that is shown, or the last of a save's; null for what lies between two versions. */
  readonly commit: Commit | null;
  /** Null for all but a save of several people. */
  readonly save: SaveOfSeveral | null;
  /** For two versions: their commits, the older one first. */
  readonly between: { readonly from: Commit; readonly to: Commit } | null;
  /** The save of the same page before this one. */
  readonly previous: { readonly href: string; readonly date: number } | null;
  /** What can be done about the save, for each file; none where no save is shown, or only a part of one. */
  readonly takingBack: readonly (TakingBack | null)[];
  /** The branch or tag that has it, where the notes have not; else null. */
  readonly aside: string | null;
  readonly look: Look;
  /** The same page of changes, looked at in another way. */
  readonly address: (look: Look) => string;
}

/** What comparing gave. */
export interface Compared {
  /** One for each file; null for one that would have taken too long. None where the page is shown as rendered. */
  readonly files: readonly (FileDiff | null)[];
  /** The page as rendered; null where it was not asked for, or would have taken too long. */
  readonly page: PageDiff | null;
}

/** Lines that stay around a change. */
const CONTEXT = 3;
/** The most files of one commit that are shown line by line. */
export const MOST_FILES = 40;

/** How each file is to be compared; null for one of which no lines are shown. */
export function wishesOf({ files, look }: Pick<ChangeParts, "files" | "look">): readonly (DiffWish | null)[] {
  return files.map((file, index) => {
    if (isUnshown(file, index)) return null;
    const opened = look.opened.map((gap) => gap.split("-").map(Number));
    return {
      page: file.path.endsWith(".md"),
      context: look.whole ? Number.POSITIVE_INFINITY : CONTEXT,
      opened: opened.flatMap(([of, gap = 0]) => (of === index ? [gap] : [])),
      hideSpace: look.hideSpace,
      sides: look.view === "side",
      talk: look.talk,
      file: index,
    };
  });
}

/** Whether a page of changes can be shown as rendered: one page, in two versions. */
export function isRenderable({ files }: Pick<ChangeParts, "files">): boolean {
  const [file, ...others] = files;
  return file !== undefined && others.length === 0 && file.path.endsWith(".md") && !file.binary;
}

/** It is no text, or one of too many. */
export function isUnshown(file: ChangedPart, index: number): boolean {
  return file.binary || index >= MOST_FILES;
}

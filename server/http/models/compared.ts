import { type PageDiff, pageDiff } from "../../render/page-diff.ts";
import { type DiffWish, type FileDiff, fileDiff } from "./diff.ts";

/** Two versions to be compared: as source, line by line, or as rendered. */
export type Comparison =
  | {
      readonly kind: "lines";
      /** Null where there was no file. */
      readonly before: string | null;
      readonly after: string | null;
      readonly wish: DiffWish;
    }
  | { readonly kind: "page"; readonly before: string; readonly after: string };

export type Compared = FileDiff | PageDiff;

/** Compares at once. Time is bounded whatever the texts are, at about a second. */
export function compared(comparison: Comparison): Compared {
  const { kind, before, after } = comparison;
  return kind === "lines" ? fileDiff(before, after, comparison.wish) : pageDiff(before, after);
}

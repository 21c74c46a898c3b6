import type { Mark } from "../../wiki/wiki.ts";
import { counted } from "./words.ts";

/** The page laid on its side, 120 units long and 12 high, as the `ribbon` partial draws it. */
export interface Ribbon {
  /** Path data of what was added; "" for nothing. */
  readonly add: string;
  /** Path data of what was removed; "" for nothing. */
  readonly del: string;
  /** The same in words: "7 lines added, 4 removed, near the end". */
  readonly label: string;
}

const LENGTH = 120;
/** The shortest mark that can still be seen. */
const SHORTEST = 2;

/** Draws where a save changed its page. */
export function ribbonOf(save: {
  readonly marks: readonly Mark[];
  readonly added: number;
  readonly removed: number;
}): Ribbon {
  return { add: pathOf(save.marks, "add"), del: pathOf(save.marks, "del"), label: labelOf(save) };
}

function pathOf(marks: readonly Mark[], kind: Mark["kind"]): string {
  const top = kind === "add" ? 1 : 6;
  return marks
    .filter((mark) => mark.kind === kind)
    .map((mark) => {
      const width = Math.max(SHORTEST, round((mark.to - mark.from) * LENGTH));
      const left = Math.max(0, Math.min(round(mark.from * LENGTH), LENGTH - width));
      return `M${round(left)} ${top}v5h${width}v-5z`;
    })
    .join("");
}

function labelOf(save: { marks: readonly Mark[]; added: number; removed: number }): string {
  const parts = [];
  if (save.added > 0) parts.push(`${counted(save.added, "line")} added`);
  if (save.removed > 0)
    parts.push(save.added > 0 ? `${save.removed} removed` : `${counted(save.removed, "line")} removed`);
  if (parts.length === 0) return "nothing that shows";
  if (save.marks.length > 0) parts.push(placeOf(save.marks));
  return parts.join(", ");
}

function placeOf(marks: readonly Mark[]): string {
  const from = Math.min(...marks.map((mark) => mark.from));
  const to = Math.max(...marks.map((mark) => mark.to));
  if (to - from > 0.6) return "all over the page";
  if (from > 0.85) return "at the end";
  if (from > 0.66) return "near the end";
  if (to < 0.15) return "at the start";
  if (to < 0.34) return "in the first third";
  if (from > 0.5) return "in the second half";
  return to < 0.5 ? "in the first half" : "in the middle";
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Changes of the page as changes of the stretch of it that an editor holds. Pure. */
import { ChangeSet, Text } from "@codemirror/state";
import type { Edit } from "../../server/text/edit.ts";
import type { Span } from "./talk-range.ts";

/** The page's edits as changes of the old slice; they lead to the text of `mapped`. */
export function clip(was: Span, edits: readonly Edit[], mapped: Span): ChangeSet {
  const inside: { from: number; to: number; insert: Text }[] = [];
  let shift = 0;
  for (const { from, to, insert } of edits) {
    const at = from + shift;
    const kept = at >= mapped.from && at + insert.length <= mapped.to && from <= was.to && to >= was.from ? insert : "";
    const left = clamp(from, was);
    const right = clamp(to, was);
    if (right > left || kept !== "") inside.push({ from: left - was.from, to: right - was.from, insert: asText(kept) });
    shift += insert.length - (to - from);
  }
  return ChangeSet.of(inside, was.to - was.from);
}

/** From the text of `mapped` to that of `range`. */
export function trim(mapped: Span, range: Span, text: string): ChangeSet {
  const length = mapped.to - mapped.from;
  const slice = (from: number, to: number) => asText(text.slice(from, to));
  if (range.to < mapped.from || range.from > mapped.to) {
    return ChangeSet.of({ from: 0, to: length, insert: slice(range.from, range.to) }, length);
  }
  const start = Math.max(0, range.from - mapped.from);
  const end = Math.min(length, range.to - mapped.from);
  const ends: { from: number; to: number; insert: Text }[] = [];
  if (range.from !== mapped.from) ends.push({ from: 0, to: start, insert: slice(range.from, mapped.from) });
  if (range.to !== mapped.to) ends.push({ from: end, to: length, insert: slice(mapped.to, range.to) });
  return ChangeSet.of(ends, length);
}

function asText(text: string): Text {
  return Text.of(text.split("\n"));
}

function clamp(offset: number, span: Span): number {
  return Math.min(Math.max(offset, span.from), span.to);
}

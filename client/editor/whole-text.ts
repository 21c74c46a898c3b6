/**
 * Edits a room can take: no carriage return, no half of a surrogate pair. A half in a Y.Text makes peers differ for
 * ever, so an edit that touches one half is widened to the whole pair.
 */
import type { ChangeSet } from "@codemirror/state";
import type { Edit } from "../../server/text/edit.ts";

/** One step of a Yjs text event, as `event.delta` lists them. */
export interface DeltaStep {
  readonly retain?: number | undefined;
  readonly delete?: number | undefined;
  readonly insert?: unknown;
}

/** Reads a stretch of a text. `String.slice` and CodeMirror's `sliceString` both fit. */
export type Slice = (from: number, to: number) => string;

const LONE = /\p{Surrogate}/gu;
const PAIR = /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/;

/** Text as it may stand in a room: LF only, and well-formed. */
export function roomText(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(LONE, "");
}

/**
 * The edit on whole pairs. It leads to the same text, unless that text would hold a half: then without the half, and
 * what was put inside a pair behind it.
 */
export function wholeEdit(edit: Edit, slice: Slice): Edit {
  let { from, to, insert } = edit;
  const pure = from === to;
  if (splitsPair(from, slice)) {
    if (!pure) insert = slice(from - 1, from) + insert;
    from += pure ? 1 : -1;
    to = pure ? from : to;
  }
  if (splitsPair(to, slice)) {
    insert += slice(to, to + 1);
    to += 1;
  }
  return { from, to, insert: roomText(insert) };
}

/** Whether the edit would leave a text no room takes: `wholeEdit` then leads somewhere else than the edit itself. */
export function isBroken(edit: Edit, slice: Slice): boolean {
  const whole = wholeEdit(edit, slice);
  const kept = edit.from - whole.from + (whole.to - edit.to);
  return whole.from > edit.from || whole.insert.length !== edit.insert.length + kept || edit.insert.includes("\r");
}

/** A CodeMirror change as edits `shift` further right. */
export function editsOfChanges(changes: ChangeSet, shift: number): Edit[] {
  const edits: Edit[] = [];
  changes.iterChanges((from, to, _fromNew, _toNew, inserted) => {
    edits.push({ from: from + shift, to: to + shift, insert: inserted.sliceString(0, inserted.length, "\n") });
  });
  return edits;
}

/** A Yjs delta as edits; a deletion and an insertion at one place are one edit. What is no text takes no room. */
export function editsOfDelta(delta: readonly DeltaStep[]): Edit[] {
  const edits: Edit[] = [];
  let at = 0;
  for (const step of delta) {
    if (step.retain !== undefined) {
      at += step.retain;
      continue;
    }
    const last = edits.at(-1);
    const open = last?.to === at ? last : { from: at, to: at, insert: "" };
    if (open === last) edits.pop();
    at += step.delete ?? 0;
    edits.push({ from: open.from, to: at, insert: open.insert + (typeof step.insert === "string" ? step.insert : "") });
  }
  return edits;
}

function splitsPair(at: number, slice: Slice): boolean {
  return at > 0 && PAIR.test(slice(at - 1, at + 1));
}

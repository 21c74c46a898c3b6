/** Changes of a text as data: what a diff finds, a document applies, and a cursor is carried through. */

/** Replaces `from` to `to` of the old text by `insert`. Lists of edits are ascending and do not overlap. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/**
 * The text after the edits, all of whose offsets are in the text before.
 * Throws RangeError where they overlap, run backwards or leave the text: such a list was made wrongly.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const edit of edits) {
    if (edit.from < done || edit.to < edit.from || edit.to > text.length) throw new RangeError("edits out of order");
    parts.push(text.slice(done, edit.from), edit.insert);
    done = edit.to;
  }
  parts.push(text.slice(done));
  return parts.join("");
}

/**
 * Where an offset of the old text is in the new one.
 *
 * Inside replaced text it goes to the near side of what came in its place (`assoc` -1) or to the far side (1). At the
 * start of replaced text it stays before, at the end after; at a pure insertion `assoc` decides.
 */
export function mapOffset(offset: number, edits: readonly Edit[], assoc: -1 | 1): number {
  let shift = 0;
  for (const edit of edits) {
    if (edit.from > offset) break;
    const near = edit.from + shift;
    const far = near + edit.insert.length;
    const removed = edit.to - edit.from;
    if (edit.to > offset) return offset === edit.from || assoc < 0 ? near : far;
    if (edit.to === offset && removed === 0 && assoc < 0) return near;
    shift += edit.insert.length - removed;
  }
  return offset + shift;
}

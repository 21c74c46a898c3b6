/** What keys and the phone's bar do to the text: lists that go on, marks, code. State in, transaction out. */
import type { ChangeSpec, EditorState, Line, StateCommand } from "@codemirror/state";

/** A list line: its indent, its mark with the space after it. */
const ITEM = /^([ \t]*)([-*+]|(\d{1,9})([.)]))([ \t]+)/;
/** A box to tick, at the start of an item's words. */
const BOX = /^\[[ xX]\](?:[ \t]+|$)/;
const QUOTE = /^ {0,3}(?:>[ \t]?)+/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const STEP = "  ";

/** What stands first in an item to make it something to do, or to ask. */
export type Mark = "TODO" | "Q:";
const MARKED = /^(TODO\b:?|Q:)[ \t]*/;

/** Makes the lines of the selection things to do or questions; takes the mark away where all of them have it. */
export function toggleMark(mark: Mark): StateCommand {
  return ({ state, dispatch }) => {
    const lines = selectedLines(state).filter((line, _n, all) => all.length === 1 || line.text.trim() !== "");
    const marked = lines.map((line) => {
      const after = ITEM.exec(line.text)?.[0].length ?? /^[ \t]*/.exec(line.text)?.[0].length ?? 0;
      return { at: line.from + after, old: MARKED.exec(line.text.slice(after)) };
    });
    const off = marked.every(({ old }) => old?.[1]?.startsWith(mark) === true);
    const changes = marked.map(({ at, old }) => ({
      from: at,
      to: at + (old?.[0].length ?? 0),
      insert: off ? "" : `${mark} `,
    }));
    dispatch(state.update({ changes, selection: carried(state, changes), scrollIntoView: true, userEvent: "input" }));
    return true;
  };
}

/** A list item of every selected line; plain lines again where all of them are items already. */
export const toggleItem: StateCommand = ({ state, dispatch }) => {
  const lines = selectedLines(state);
  const off = lines.every((line) => ITEM.test(line.text));
  const changes = lines.map((line) => {
    const indent = /^[ \t]*/.exec(line.text)?.[0].length ?? 0;
    const mark = ITEM.exec(line.text)?.[0].length ?? indent;
    return off || mark > indent
      ? { from: line.from + indent, to: line.from + mark, insert: off ? "" : "- " }
      : { from: line.from + indent, to: line.from + indent, insert: "- " };
  });
  dispatch(state.update({ changes, selection: carried(state, changes), scrollIntoView: true, userEvent: "input" }));
  return true;
};

/** The selection as code: back quotes in a line, a fence around several; an empty fence on an empty line. */
export const toggleCode: StateCommand = ({ state, dispatch }) => {
  const { from, to, empty } = state.selection.main;
  const [first, last] = [state.doc.lineAt(from), state.doc.lineAt(to)];
  if (first.number === last.number && (!empty || first.text.trim() !== "")) {
    const text = state.sliceDoc(from, to);
    const bare = /^`([^`]+)`$/.exec(text)?.[1];
    const insert = bare ?? `\`${text}\``;
    const anchor = empty ? from + 1 : from + insert.length;
    dispatch(state.update({ changes: { from, to, insert }, selection: { anchor }, userEvent: "input" }));
    return true;
  }
  const changes = [
    { from: first.from, insert: "```\n" },
    { from: last.to, insert: "\n```" },
  ];
  dispatch(state.update({ changes, selection: { anchor: to + 4 }, scrollIntoView: true, userEvent: "input" }));
  return true;
};

/** Enter: the next item or box of a list, the next line of a quote; out of either from an empty one; the end of a fence just opened. */
export const goOn: StateCommand = ({ state, dispatch }) => {
  const { head, empty } = state.selection.main;
  if (!empty || state.selection.ranges.length > 1) return false;
  const line = state.doc.lineAt(head);
  const fence = openFence(state, line);
  if (fence !== null) {
    if (head !== line.to || fence.line !== line.number || closedBelow(state, line, fence.mark)) return false;
    const changes = { from: head, insert: `\n\n${fence.mark}` };
    dispatch(state.update({ changes, selection: { anchor: head + 1 }, scrollIntoView: true, userEvent: "input" }));
    return true;
  }
  const next = nextLine(line.text);
  if (next === null || head < line.from + next.words) return false;
  if (next.empty) {
    dispatch(state.update({ changes: { from: line.from, to: line.to, insert: next.out }, userEvent: "delete" }));
    return true;
  }
  const insert = `\n${next.start}`;
  const selection = { anchor: head + insert.length };
  const changes = [{ from: head, insert }, ...countedOn(state, line)];
  dispatch(state.update({ changes, selection, scrollIntoView: true, userEvent: "input" }));
  return true;
};

/** The numbers of the items below one in its list, each one higher, as far as they count on from it without a gap. */
function countedOn(state: EditorState, item: Line): ChangeSpec[] {
  const first = numberIn(item.text);
  const changes: ChangeSpec[] = [];
  if (first === null) return changes;
  let expected = first.count + 1;
  for (let number = item.number + 1; number <= state.doc.lines; number++) {
    const line = state.doc.line(number);
    const inner = line.text.startsWith(first.before) ? line.text.slice(first.before.length) : null;
    const found = numberIn(line.text);
    if (found?.before !== first.before) {
      // What stands further in belongs to the item above it.
      if (inner !== null && /^[ \t]+\S/.test(inner)) continue;
      return changes;
    }
    if (found.count !== expected) return changes;
    const from = line.from + found.before.length;
    changes.push({ from, to: from + found.written.length, insert: String(++expected) });
  }
  return changes;
}

/** What stands before an ordered item's number, and the number; null for other lines. */
function numberIn(text: string): { before: string; count: number; written: string } | null {
  const quote = QUOTE.exec(text)?.[0] ?? "";
  const [, indent = "", , written] = ITEM.exec(text.slice(quote.length)) ?? [];
  return written === undefined ? null : { before: quote + indent, count: Number(written), written };
}

/** How a line of a list or of a quote goes on. */
interface NextLine {
  /** Where its words begin. */
  readonly words: number;
  /** It has none. */
  readonly empty: boolean;
  /** What the next line begins with. */
  readonly start: string;
  /** What an empty line becomes: one step further out. */
  readonly out: string;
}

/** Null for lines that are neither. */
function nextLine(text: string): NextLine | null {
  const quote = QUOTE.exec(text)?.[0] ?? "";
  const inner = text.slice(quote.length);
  const item = ITEM.exec(inner);
  if (item === null) {
    if (quote === "") return null;
    const out = quote.trimEnd().slice(0, -1);
    return { words: quote.length, empty: inner.trim() === "", start: quote, out: out.trim() === "" ? "" : out };
  }
  const [all, indent = "", sign = "", count, stop = "", space = ""] = item;
  const box = BOX.exec(inner.slice(all.length))?.[0] ?? "";
  const rest = inner.slice(all.length + box.length);
  const mark = count === undefined ? sign : `${Number(count) + 1}${stop}`;
  return {
    words: quote.length + all.length + box.length,
    empty: rest.replace(MARKED, "").trim() === "",
    start: `${quote}${indent}${mark}${space}${box === "" ? "" : "[ ] "}`,
    out: quote + (indent === "" ? "" : indent.slice(STEP.length) + all.slice(indent.length) + box),
  };
}

/** Moves list items (and lines of code) one step in. Elsewhere it does nothing, so that Tab goes on to the next part of the page. */
export const moveIn: StateCommand = ({ state, dispatch }) => {
  const lines = selectedLines(state).filter((line) => line.text.trim() !== "" || openFence(state, line) !== null);
  if (lines.length === 0 || !lines.every((line) => ITEM.test(line.text) || inFence(state, line))) return false;
  const changes = lines.map((line) => ({ from: line.from, insert: STEP }));
  dispatch(state.update({ changes, userEvent: "input.indent" }));
  return true;
};

/** Moves them one step out again. */
export const moveOut: StateCommand = ({ state, dispatch }) => {
  const lines = selectedLines(state).filter((line) => ITEM.test(line.text) || inFence(state, line));
  if (lines.length === 0) return false;
  const changes: ChangeSpec[] = lines.map((line) => {
    const space = /^(?:\t| {1,2})/.exec(line.text)?.[0].length ?? 0;
    return { from: line.from, to: line.from + space };
  });
  dispatch(state.update({ changes, userEvent: "delete.dedent" }));
  return true;
};

function selectedLines(state: EditorState): Line[] {
  const { from, to } = state.selection.main;
  const lines: Line[] = [];
  for (let at = from; ; ) {
    const line = state.doc.lineAt(at);
    lines.push(line);
    if (line.to >= to || line.number === state.doc.lines) return lines;
    at = line.to + 1;
  }
}

/** The selection after changes at its lines, behind what they put at a caret. */
function carried(state: EditorState, changes: ChangeSpec) {
  const set = state.changes(changes);
  const { anchor, head } = state.selection.main;
  return { anchor: set.mapPos(anchor, 1), head: set.mapPos(head, 1) };
}

/** The fence that is open at the end of a line, and the line it opened on. */
function openFence(state: EditorState, upTo: Line): { mark: string; line: number } | null {
  let open: { mark: string; line: number } | null = null;
  for (let number = 1; number <= upTo.number; number++) {
    const mark = FENCE.exec(state.doc.line(number).text)?.[1];
    if (mark === undefined) continue;
    if (open === null) open = { mark, line: number };
    else if (closes(state.doc.line(number).text, open.mark)) open = null;
  }
  return open;
}

/** Whether a line is code in a fence, which may be open still. */
export function inFence(state: EditorState, line: Line): boolean {
  const open = openFence(state, line);
  return open !== null && open.line < line.number;
}

/** Whether a fence comes to its end before the next title could: another fence line that closes it. */
function closedBelow(state: EditorState, line: Line, mark: string): boolean {
  let fences = 0;
  for (let number = line.number + 1; number <= state.doc.lines; number++) {
    if (FENCE.test(state.doc.line(number).text)) fences++;
  }
  // An even number of fence lines below are pairs of their own: this one is still to be closed.
  return fences % 2 === 1 && mark !== "";
}

function closes(text: string, mark: string): boolean {
  const run = FENCE.exec(text);
  return run?.[1]?.startsWith(mark) === true && text.slice(run[0].length).trim() === "";
}

/** Marks around words: bold, italic and links, put there and taken away again. State in, transaction out. */
import {
  type ChangeSpec,
  EditorSelection,
  type EditorState,
  type SelectionRange,
  type StateCommand,
} from "@codemirror/state";
import { inFence } from "./commands.ts";

/** A stretch of one line. */
interface Piece {
  readonly from: number;
  readonly to: number;
}

/** Words between two equal runs of `*` or `_`, with the runs. */
interface Emphasis extends Piece {
  /** Characters of each run, 1 to 3: italic, bold, both. */
  readonly run: number;
}

const EMPHASIS =
  /(?<![*\\])(\*{1,3})(?=[^\s*])(.*?[^\s*]|[^\s*])\1(?!\*)|(?<![\w\\])(_{1,3})(?=[^\s_])(.*?[^\s_]|[^\s_])\3(?!\w)/g;
const CODE = /(`+)[^`]+\1/g;
const LINK = /(?<![!\\])\[((?:[^[\]\\]|\\.|\[[^[\]]*\])*)\]\((<[^<>]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\)/g;
const ADDRESS = /^(?:https?:\/\/|mailto:)[^\s<>]+$/i;
/** What stands before a line's words: quote signs, a list mark, a box, hashes. */
const BEFORE_WORDS = /^[ \t]*(?:>[ \t]?)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)?(?:#{1,6}[ \t]+)?/;
/** Marks are looked for in lines up to this many characters: one that is longer was not written by hand. */
const LONGEST_LINE = 10_000;

/** Words in bold, or no longer: those selected, or the one at the caret; each line of a selection on its own. */
export const toggleBold: StateCommand = (target) => toggleRun(target, 2);

/** Words in italics, or no longer. */
export const toggleItalic: StateCommand = (target) => toggleRun(target, 1);

/**
 * A link of the words selected or of the word at the caret, with the caret where the address goes; of an address, with
 * the caret where the words go. A link the caret is in becomes its words again.
 */
export const toggleLink: StateCommand = ({ state, dispatch }) => {
  const transaction = state.changeByRange((range) => {
    const link = linkAt(state, range);
    if (link !== null) {
      const selection = EditorSelection.range(link.from, link.from + link.words.length);
      return { changes: { from: link.from, to: link.to, insert: link.words }, range: selection };
    }
    const { from, to } = trimmed(state, range.empty ? (state.wordAt(range.head) ?? range) : range);
    const words = state.sliceDoc(from, to);
    if (inCode(state, range) || /\n[ \t]*\n/.test(words)) return { range };
    if (ADDRESS.test(words)) {
      return { changes: { from, to, insert: `[](${targetOf(words)})` }, range: EditorSelection.cursor(from + 1) };
    }
    const insert = `[${escaped(words)}]()`;
    const caret = words === "" ? from + 1 : from + insert.length - 1;
    return { changes: { from, to, insert }, range: EditorSelection.cursor(caret) };
  });
  dispatch(state.update(transaction, { scrollIntoView: true, userEvent: "input" }));
  return true;
};

/** Makes the words selected a link to a pasted address. False where something else is pasted, or nothing is selected. */
export function pasteLink(pasted: string): StateCommand {
  return ({ state, dispatch }) => {
    const address = pasted.trim();
    if (!ADDRESS.test(address) || !state.selection.ranges.every((range) => mayBeLink(state, range))) return false;
    const transaction = state.changeByRange((range) => {
      const { from, to } = trimmed(state, range);
      const insert = `[${escaped(state.sliceDoc(from, to))}](${targetOf(address)})`;
      return { changes: { from, to, insert }, range: EditorSelection.cursor(from + insert.length) };
    });
    dispatch(state.update(transaction, { scrollIntoView: true, userEvent: "input.paste" }));
    return true;
  };
}

function mayBeLink(state: EditorState, range: SelectionRange): boolean {
  const words = state.sliceDoc(range.from, range.to).trim();
  const plain = words !== "" && !words.includes("\n") && !ADDRESS.test(words);
  return plain && !inCode(state, range) && linkAt(state, range) === null;
}

function toggleRun({ state, dispatch }: Parameters<StateCommand>[0], run: 1 | 2): boolean {
  const mark = "*".repeat(run);
  const pieces = once(state.selection.ranges.flatMap((range) => piecesOf(state, range)));
  const off = pieces.length > 0 && pieces.every((piece) => around(state, piece, run) !== null);
  const changes = off
    ? once(pieces.flatMap((piece) => around(state, piece, run) ?? [])).flatMap((one) => taken(one, run))
    : pieces.filter((piece) => around(state, piece, run) === null).flatMap((piece) => put(state, piece, run, mark));
  const set = state.changes(changes);
  const ranges = state.selection.ranges.map((range) => {
    if (!range.empty) return EditorSelection.range(set.mapPos(range.from, 1), set.mapPos(range.to, -1));
    const [piece] = piecesOf(state, range);
    if (!off && piece !== undefined && piece.from === piece.to)
      return EditorSelection.cursor(set.mapPos(range.head, -1) + run);
    return EditorSelection.cursor(set.mapPos(range.head, piece?.from === range.head ? 1 : -1));
  });
  const selection = EditorSelection.create(ranges, state.selection.mainIndex);
  dispatch(state.update({ changes: set, selection, scrollIntoView: true, userEvent: "input" }));
  return true;
}

/** The words of each line of a selection; the word at a caret, or the caret's place. Nothing of code. */
function piecesOf(state: EditorState, range: SelectionRange): Piece[] {
  if (range.empty) {
    const { from, to } = state.wordAt(range.head) ?? range;
    return inFence(state, state.doc.lineAt(range.head)) ? [] : [{ from, to }];
  }
  const pieces: Piece[] = [];
  for (let at = range.from; at <= range.to; ) {
    const line = state.doc.lineAt(at);
    const words = line.from + (BEFORE_WORDS.exec(line.text)?.[0].length ?? 0);
    const piece = trimmed(state, { from: Math.max(range.from, words), to: Math.min(range.to, line.to) });
    if (piece.from < piece.to && !inFence(state, line)) pieces.push(piece);
    at = line.to + 1;
  }
  return pieces;
}

/** The marks around a piece that make it bold (2) or italic (1); of an empty place, the empty marks it stands in. */
function around(state: EditorState, piece: Piece, run: 1 | 2): Emphasis | null {
  const line = state.doc.lineAt(piece.from);
  if (piece.from === piece.to) {
    const [left, right] = [state.sliceDoc(line.from, piece.from), state.sliceDoc(piece.to, line.to)];
    const [before, behind] = [/\*+$/.exec(left)?.[0].length ?? 0, /^\*+/.exec(right)?.[0].length ?? 0];
    if (before === behind && has(before, run)) return { from: piece.from - before, to: piece.to + before, run: before };
  }
  const all = emphasesIn(line.text, line.from).filter((one) => has(one.run, run));
  return all.find(({ from, to }) => from <= piece.from && piece.to <= to) ?? null;
}

function has(length: number, run: 1 | 2): boolean {
  return length === run || length === 3;
}

/** Takes `run` characters away at both ends. */
function taken({ from, to, run: length }: Emphasis, run: 1 | 2): ChangeSpec[] {
  return [
    { from: from + length - run, to: from + length },
    { from: to - length, to: to - length + run },
  ];
}

/** Puts the mark around a piece, and takes away what is so marked in it already. */
function put(state: EditorState, { from, to }: Piece, run: 1 | 2, mark: string): ChangeSpec[] {
  const line = state.doc.lineAt(from);
  const inner = emphasesIn(line.text, line.from).filter((one) => has(one.run, run) && one.from >= from && one.to <= to);
  return [{ from, insert: mark }, ...inner.flatMap((one) => taken(one, run)), { from: to, insert: mark }];
}

/** All of a line, those in others too. What looks like one in code is none. */
function emphasesIn(text: string, from: number): Emphasis[] {
  if (text.length > LONGEST_LINE) return [];
  const words = text.replace(CODE, (code) => "x".repeat(code.length));
  return [...words.matchAll(EMPHASIS)].flatMap((match) => {
    const run = (match[1] ?? match[3] ?? "").length;
    const at = from + match.index;
    const inner = match[2] ?? match[4] ?? "";
    return [{ from: at, to: at + match[0].length, run }, ...emphasesIn(inner, at + run)];
  });
}

/** The link a selection lies in; null where it lies in none. */
function linkAt(state: EditorState, { from, to }: Piece): (Piece & { readonly words: string }) | null {
  const line = state.doc.lineAt(from);
  if (line.text.length > LONGEST_LINE) return null;
  for (const match of line.text.matchAll(LINK)) {
    const at = line.from + match.index;
    const end = at + match[0].length;
    if (at <= from && to <= end) return { from: at, to: end, words: (match[1] ?? "").replace(/\\([[\]])/g, "$1") };
  }
  return null;
}

function inCode(state: EditorState, { from, to }: Piece): boolean {
  const line = state.doc.lineAt(from);
  if (inFence(state, line)) return true;
  if (line.text.length > LONGEST_LINE) return false;
  return [...line.text.matchAll(CODE)].some(({ index, 0: { length } }) => {
    const at = line.from + index;
    return at < from && to < at + length;
  });
}

function trimmed(state: EditorState, { from, to }: Piece): Piece {
  const text = state.sliceDoc(from, to);
  const start = from + text.length - text.trimStart().length;
  return { from: start, to: Math.max(start, from + text.trimEnd().length) };
}

function escaped(words: string): string {
  return words.replace(/(?<!\\)[[\]]/g, "\\$&");
}

/** An address between round brackets; in angles where it has such brackets of its own. */
function targetOf(address: string): string {
  return /[()]/.test(address) ? `<${address}>` : address;
}

function once<T extends Piece>(pieces: readonly T[]): T[] {
  return [...new Map(pieces.map((piece) => [`${piece.from} ${piece.to}`, piece])).values()];
}

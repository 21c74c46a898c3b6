/** List items as containers: which column their content starts in, and which of them a line still belongs to. */
import type { Range } from "./lines.ts";
import { skipSpace } from "./lines.ts";

/** Items may be nested on one line (`- - - a`); more than this many are read as text, to bound the work. */
const ITEMS_A_LINE = 16;

const TAB = 4;

/** Columns of white space before the line's text. */
export function indentOf(text: string, line: Range): number {
  return columnAt(text, line.from, skipSpace(text, line), 0);
}

/**
 * Follows a non-blank line into its list items. `items` holds the content columns of the open items, outermost first;
 * those further right than the line are closed, those the line begins are added.
 *
 * @returns offset of the line's own content after its markers, or null where it is indented code.
 */
export function enterItems(text: string, line: Range, items: number[]): number | null {
  let at = skipSpace(text, line);
  let column = columnAt(text, line.from, at, 0);
  while (column < (items.at(-1) ?? 0)) items.pop();
  for (let depth = 0; depth < ITEMS_A_LINE; depth++) {
    if (column - (items.at(-1) ?? 0) >= TAB) return null;
    const end = depth === 0 && isRule(text, at, line.to) ? at : markerEnd(text, at, line.to);
    if (end === at) return at;
    const content = skipSpace(text, { from: end, to: line.to });
    const after = column + (end - at);
    const contentColumn = columnAt(text, end, content, after);
    // An empty item, or code inside one, starts one column after its marker.
    const near = content === line.to || contentColumn - after > TAB;
    items.push(near ? after + 1 : contentColumn);
    if (near) return content === line.to ? content : null;
    at = content;
    column = contentColumn;
  }
  return at;
}

/** Whether a list item's marker stands at the offset: a bullet or a number, and then white space or the line's end. */
export function isItem(text: string, at: number, to: number): boolean {
  return !isRule(text, at, to) && markerEnd(text, at, to) > at;
}

/** Whether the rest of the line is `-`, `*` or `_` alone: a rule (`* * *`) or a title's underline, never an item. */
export function isRule(text: string, from: number, to: number): boolean {
  const mark = text[from];
  if (mark !== "-" && mark !== "*" && mark !== "_") return false;
  let marks = 0;
  let spaced = false;
  for (let at = from; at < to; at++) {
    if (text[at] === mark) marks++;
    else if (text[at] === " " || text[at] === "\t") spaced = true;
    else return false;
  }
  return marks >= 3 || (mark === "-" && !spaced);
}

/** Offset after the marker, or `at` where there is none. */
function markerEnd(text: string, at: number, to: number): number {
  let end = at;
  if (end < to && "-+*".includes(text.charAt(end))) {
    end++;
  } else {
    while (end < to && end - at < 9 && isDigit(text.charCodeAt(end))) end++;
    if (end === at || end === to || !".)".includes(text.charAt(end))) return at;
    end++;
  }
  return end === to || text[end] === " " || text[end] === "\t" ? end : at;
}

/** The column reached by the white space (or marker) between two offsets, counting on from `column`. */
function columnAt(text: string, from: number, to: number, column: number): number {
  let reached = column;
  for (let at = from; at < to; at++) reached += text[at] === "\t" ? TAB - (reached % TAB) : 1;
  return reached;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

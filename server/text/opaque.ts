/**
 * The one awareness of what is not to be read as notes: code fences, `<pre|script|style|textarea>` elements and HTML
 * comments. Slides, titles and previews all look at a text through `scanLines`, so they cannot disagree about it.
 *
 * It follows CommonMark where a block opens and closes, lists included: a fence inside an item ends with its item.
 * Work is linear in the text; nothing is looked at twice.
 */
import { isBlank, type Line, lineAt, skipSpace } from "./lines.ts";
import { enterItems, indentOf } from "./list-items.ts";

/** A line as the grammar sees it. */
export interface ScannedLine extends Line {
  /** `opaque`: part of code or of a comment, its first and last line included, whatever it holds. */
  readonly kind: "blank" | "plain" | "opaque";
  /** Columns of white space before the text, tabs reaching to the next multiple of four. 0 on a blank line. */
  readonly indent: number;
  /** The line belongs to a list item (or is one). */
  readonly nested: boolean;
}

/** A block that is still open at a line's end. */
interface OpenBlock {
  readonly kind: "fence" | "comment" | "element";
  /** Content column of the list item it began in; a line further left ends the item and with it the block. */
  readonly floor: number;
  /** The line that would close it: "```", "-->", "</pre>". */
  readonly closer: string;
  /** Where its closer may begin at the earliest. */
  readonly after: number;
}

/** A closing fence further in than this is code. */
const DEEPEST_INDENT = 3;

/** Elements whose text is verbatim (CommonMark's HTML blocks of type 1). */
const VERBATIM = ["pre", "script", "style", "textarea"];

/** Lines from the offset `from`, which must be a line's start outside any block (0, or the end of front matter). */
export function* scanLines(text: string, from = 0): Generator<ScannedLine, OpenBlock | null> {
  const items: number[] = [];
  let open: OpenBlock | null = null;
  for (let at = from; at < text.length; ) {
    const line = lineAt(text, at);
    at = line.next;
    if (isBlank(text, line)) {
      yield scanned(line, open === null ? "blank" : "opaque", 0, items);
      continue;
    }
    const indent = indentOf(text, line);
    if (open !== null && indent < open.floor) open = null;
    if (open !== null) {
      if (closes(text, line, indent, open)) open = null;
      yield scanned(line, "opaque", indent, items);
      continue;
    }
    const content = enterItems(text, line, items);
    const block: OpenBlock | null = content === null ? null : opening(text, content, line, items.at(-1) ?? 0);
    if (block !== null && !closesAtOnce(text, line, block)) open = block;
    yield scanned(line, block === null ? "plain" : "opaque", indent, items);
  }
  return open;
}

function scanned(line: Line, kind: ScannedLine["kind"], indent: number, items: readonly number[]): ScannedLine {
  return { from: line.from, to: line.to, next: line.next, kind, indent, nested: items.length > 0 };
}

/** The line that closes what the text leaves open at its end; null where nothing is, or where any line would. */
export function closerOf(text: string, from = 0): string | null {
  const lines = scanLines(text, from);
  let step = lines.next();
  while (step.done !== true) step = lines.next();
  const open = step.value;
  return open !== null && open.floor === 0 ? open.closer : null;
}

/** Whether notes begin to be code or comment at this offset of the line. */
export function opensBlock(text: string, at: number, line: Line): boolean {
  return opening(text, at, line, 0) !== null;
}

function opening(text: string, at: number, line: Line, floor: number): OpenBlock | null {
  const first = text[at];
  if (first === "`" || first === "~") return openingFence(text, at, line, floor);
  if (first !== "<") return null;
  // `<!-->` is a whole comment: its closer begins in its opener.
  if (text.startsWith("<!--", at)) return { kind: "comment", floor, closer: "-->", after: at + 2 };
  const element = VERBATIM.find((name) => isTag(text, at + 1, line, name));
  return element === undefined ? null : { kind: "element", floor, closer: `</${element}>`, after: at };
}

function openingFence(text: string, at: number, line: Line, floor: number): OpenBlock | null {
  const end = runEnd(text, at, line.to);
  // A backtick in the info string makes it inline code.
  if (end - at < 3 || (text[at] === "`" && text.slice(end, line.to).includes("`"))) return null;
  return { kind: "fence", floor, closer: text.slice(at, end), after: line.next };
}

/** Whether `name` stands at the offset as a tag's whole name. */
function isTag(text: string, at: number, line: Line, name: string): boolean {
  const end = at + name.length;
  if (end > line.to || text.slice(at, end).toLowerCase() !== name) return false;
  return end === line.to || " \t>".includes(text.charAt(end));
}

function closes(text: string, line: Line, indent: number, open: OpenBlock): boolean {
  if (open.kind === "fence") return indent - open.floor <= DEEPEST_INDENT && closesFence(text, line, open.closer);
  return containsCloser(text.slice(line.from, line.to), open);
}

/** Comments and elements may end on the line they begin on. */
function closesAtOnce(text: string, line: Line, block: OpenBlock): boolean {
  return block.kind !== "fence" && containsCloser(text.slice(block.after, line.to), block);
}

function containsCloser(part: string, block: OpenBlock): boolean {
  if (block.kind === "comment") return part.includes(block.closer);
  const lower = part.toLowerCase();
  return VERBATIM.some((name) => lower.includes(`</${name}>`));
}

function closesFence(text: string, line: Line, fence: string): boolean {
  const at = skipSpace(text, line);
  if (text[at] !== fence[0]) return false;
  const end = runEnd(text, at, line.to);
  return end - at >= fence.length && isBlank(text, { from: end, to: line.to });
}

/** End of the run of the character at `at`. */
export function runEnd(text: string, at: number, limit: number): number {
  let end = at;
  while (end < limit && text[end] === text[at]) end++;
  return end;
}

/** Formulas in the notes: `$x$` within a line, `$$x$$` set apart. Prices, shell variables and code stay what they are. */
import type { MarkdownIt, StateBlock, StateInline } from "markdown-it";
import { blockLine } from "./block-rules.ts";
import { MAX_MATH } from "./limits.ts";

const DOLLAR = 0x24;
const BACKSLASH = 0x5c;

/** Lines of a formula set apart. */
const MAX_LINES = 100;

/** No formula begins right behind these: `US$`, `\$`, `$$$`. */
const BEFORE = /[\p{L}\p{N}_$\\]/u;

/** What follows a formula is no word, number or further dollar; but `the $n$th` is read. */
const AFTER = /^(?:(?:th|st|nd|rd)(?![\p{L}\p{N}]))|^(?![\p{L}\p{N}_${@]|\.[\p{L}\p{N}])/u;

/** Of two prices, or of two marks in other text, not of a formula: a word by itself, code, a tag, an address. */
const PROSE = /\s\p{L}{2,}\s|`|<\/?[a-z]|:\/\/|\]\(/iu;

export function addMathRules(md: MarkdownIt): void {
  md.block.ruler.before("table", "math_block", mathBlock, { alt: ["paragraph", "reference", "blockquote", "list"] });
  md.inline.ruler.before("link", "math", math);
}

/** Lines from `$$` to `$$`, no blank one among them. */
function mathBlock(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const first = blockLine(state, startLine);
  if (first.indent - state.blkIndent > 3 || !state.src.startsWith("$$", first.from)) return false;
  const last = lastLine(state, startLine, endLine);
  if (last === null) return false;
  const to = state.skipSpacesBack(blockLine(state, last).to, first.from) - 2;
  const content = state
    .getLines(startLine, last + 1, state.blkIndent, false)
    .trim()
    .slice(2, -2);
  if (to < first.from + 2 || content.trim() === "" || content.includes("$$")) return false;
  if (silent) return true;
  state.line = last + 1;
  const token = state.push("math_block", "math", 0);
  token.content = content;
  token.markup = "$$";
  token.map = [startLine, state.line];
  return true;
}

/** The line that ends what begins with `$$` on the first one; null where none does. */
function lastLine(state: StateBlock, startLine: number, endLine: number): number | null {
  const first = blockLine(state, startLine).from;
  for (let line = startLine; line < Math.min(endLine, startLine + MAX_LINES); line++) {
    const { from, to, indent } = blockLine(state, line);
    if (from >= to || indent < state.blkIndent || to - first > MAX_MATH) return null;
    const end = state.skipSpacesBack(to, from);
    const start = line === startLine ? first + 2 : from;
    if (end - 2 >= start && state.src.slice(end - 2, end) === "$$") return line;
  }
  return null;
}

function math(state: StateInline, silent: boolean): boolean {
  if (state.src.charCodeAt(state.pos) !== DOLLAR || BEFORE.test(state.src.charAt(state.pos - 1))) return false;
  const mark = state.src.charCodeAt(state.pos + 1) === DOLLAR ? "$$" : "$";
  const from = state.pos + mark.length;
  const to = nextDollar(state, from);
  if (to === null || !state.src.startsWith(mark, to) || to + mark.length > state.posMax) return false;
  const content = state.src.slice(from, to);
  const after = state.src.slice(to + mark.length, to + mark.length + 4);
  if (!(mark === "$" ? isFormula(content, after) : content.trim() !== "" && !after.startsWith("$"))) return false;
  if (!silent) {
    const token = state.push("math", "math", 0);
    token.content = content;
    token.markup = mark;
  }
  state.pos = to + mark.length;
  return true;
}

function isFormula(content: string, after: string): boolean {
  if (content === "" || /^\s|\s$/.test(content) || !AFTER.test(after)) return false;
  return !PROSE.test(content.replace(/\\[a-z]*(?:text|mbox|operatorname)[a-z]*\s*\{[^{}]*\}/g, ""));
}

/** Only the very next one counts, so that many of them cost no more than one look each. */
function nextDollar(state: StateInline, from: number): number | null {
  const end = Math.min(state.posMax, from + MAX_MATH);
  for (let at = from; at < end; at++) {
    const code = state.src.charCodeAt(at);
    if (code === DOLLAR) return at;
    if (code === BACKSLASH) at++;
  }
  return null;
}

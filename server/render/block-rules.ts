/**
 * Where the notes' markdown differs from CommonMark in its blocks. Titles agree with `text/headings.ts`, which cuts a
 * page into talks by the same rules.
 */
import type { MarkdownIt, StateBlock } from "markdown-it";
import { isHashed } from "../text/headings.ts";
import { MAX_NESTING } from "./limits.ts";

/** A line of the block being read: offsets of its text, and how far in it starts. */
export interface BlockLine {
  readonly from: number;
  readonly to: number;
  readonly indent: number;
}

/** Text further in than this is code. */
const DEEPEST_INDENT = 3;

/** What a rule may interrupt. */
const INTERRUPTS = ["paragraph", "reference", "blockquote", "list"];

const DEFINITION =
  /^\[(?:[^[\]\\]|\\.){1,999}\]:[ \t]*(?:<[^<>]*>|[^\s<]\S*)(?:[ \t]+(?:"[^"]*"|'[^']*'|\([^()]*\)))?$/;

/** Adds the rules. Those of the same name replace markdown-it's. */
export function addBlockRules(md: MarkdownIt): void {
  const { ruler } = md.block;
  ruler.before("table", "too_deep", tooDeep);
  ruler.at("heading", numberedHeading, { alt: INTERRUPTS });
  ruler.at("lheading", underlinedHeading, { alt: INTERRUPTS });
  ruler.before("reference", "definition", definition, { alt: ["paragraph"] });
}

/** The line without the white space around it; a blank or missing one is empty. */
export function blockLine(state: StateBlock, line: number): BlockLine {
  const from = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
  return { from, to: state.eMarks[line] ?? from, indent: state.sCount[line] ?? 0 };
}

/** Deeper quotes and lists would be dropped by markdown-it: they stay readable as they are written. */
function tooDeep(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (silent || state.level < MAX_NESTING) return false;
  state.line = endLine;
  const token = state.push("code_block", "code", 0);
  token.content = state.getLines(startLine, endLine, state.blkIndent, true);
  token.map = [startLine, endLine];
  return true;
}

/** `## Title`, and `##Title`; a single `#tag` is text. */
function numberedHeading(state: StateBlock, startLine: number, _endLine: number, silent: boolean): boolean {
  const line = blockLine(state, startLine);
  if (line.indent - state.blkIndent > DEEPEST_INDENT || !isHashed(state.src, line.from, line)) return false;
  if (silent) return true;
  const from = state.skipChars(line.from, 0x23);
  const to = state.skipSpacesBack(line.to, from);
  const unsigned = state.skipCharsBack(to, 0x23, from);
  const closed = unsigned === from || " \t".includes(state.src.charAt(unsigned - 1));
  state.line = startLine + 1;
  pushHeading(state, from - line.from, "#", state.src.slice(from, closed ? unsigned : to), startLine);
  return true;
}

/** The one line above an underline is the title; lines above it are a paragraph of their own. */
function underlinedHeading(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const title = blockLine(state, startLine);
  const underline = blockLine(state, startLine + 1);
  const level = startLine + 1 < endLine ? underlineLevel(state, underline) : 0;
  if (level === 0 || title.indent - state.blkIndent > DEEPEST_INDENT) return false;
  // A title further left than the list item or quote it would continue ends that; it is read again outside.
  const margin = silent ? Math.min(title.indent, state.blkIndent) : state.blkIndent;
  if (title.indent < margin || underline.indent < margin || underline.indent - margin > DEEPEST_INDENT) return false;
  if (silent) return true;
  state.line = startLine + 2;
  pushHeading(state, level, level === 1 ? "=" : "-", state.src.slice(title.from, title.to), startLine);
  return true;
}

function underlineLevel(state: StateBlock, line: BlockLine): 0 | 1 | 2 {
  const mark = line.from < line.to ? state.src.charCodeAt(line.from) : 0;
  if (mark !== 0x2d && mark !== 0x3d) return 0;
  if (state.skipSpaces(state.skipChars(line.from, mark)) < line.to) return 0;
  return mark === 0x3d ? 1 : 2;
}

function pushHeading(state: StateBlock, level: number, mark: string, title: string, startLine: number): void {
  const open = state.push("heading_open", `h${level}`, 1);
  open.markup = mark;
  open.map = [startLine, state.line];
  const words = state.push("inline", "", 0);
  words.content = title.trim();
  words.map = [startLine, state.line];
  words.children = [];
  state.push("heading_close", `h${level}`, -1).markup = mark;
}

/** A definition ends a paragraph (in CommonMark it would be part of it); markdown-it's own rule then reads it. */
function definition(state: StateBlock, startLine: number, _endLine: number, silent: boolean): boolean {
  const line = blockLine(state, startLine);
  if (!silent || state.src[line.from] !== "[") return false;
  return DEFINITION.test(state.src.slice(line.from, line.to).trimEnd());
}

/**
 * Blocks of HTML with markdown inside (`<div class="row"><h2>[Talks](talks/index.md)</h2>`), and lines that show other
 * pages. Tags stay tags for the sanitiser; what is between them is read as markdown, line by line.
 */
import type { MarkdownIt, StateBlock } from "markdown-it";
import { type Preview, previewsIn } from "../text/previews.ts";
import { blockLine } from "./block-rules.ts";

/** CommonMark's HTML blocks of type 6: they begin with one of these tags and end at a blank line. */
const BLOCK_TAGS =
  "address|article|aside|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|" +
  "figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|" +
  "noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul";

const BLOCK_TAG = new RegExp(`^</?(?:${BLOCK_TAGS})(?:\\s|/?>|$)`, "i");

/** With these inside, the text between the tags is not markdown. */
const VERBATIM = /<(?:pre|script|style|textarea)\b|<!--/i;

export function addHtmlRules(md: MarkdownIt): void {
  const { ruler } = md.block;
  ruler.before("table", "preview", previewLine, { alt: ["paragraph", "reference", "blockquote", "list"] });
  ruler.before("html_block", "html_markdown", htmlWithMarkdown, { alt: ["paragraph", "reference", "blockquote"] });
}

/** A line of previews and includes alone. */
function previewLine(state: StateBlock, startLine: number, _endLine: number, silent: boolean): boolean {
  if (blockLine(state, startLine).indent - state.blkIndent > 3) return false;
  const previews = previewsOf(state, startLine);
  if (previews.length === 0) return false;
  if (silent) return true;
  state.line = startLine + 1;
  pushPreviews(state, previews);
  return true;
}

function htmlWithMarkdown(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const first = blockLine(state, startLine);
  if (first.indent - state.blkIndent > 3 || state.src[first.from] !== "<") return false;
  if (!BLOCK_TAG.test(state.src.slice(first.from, first.to))) return false;
  if (silent) return true;
  let end = startLine + 1;
  while (end < endLine && !state.isEmpty(end) && blockLine(state, end).indent >= state.blkIndent) end++;
  state.line = end;
  const source = state.getLines(startLine, end, state.blkIndent, true);
  if (VERBATIM.test(source)) state.push("html_block", "", 0).content = source;
  else pushLines(state, startLine, end);
  return true;
}

/** Lines between previews as words without a paragraph around them. */
function pushLines(state: StateBlock, startLine: number, endLine: number): void {
  let from = startLine;
  for (let line = startLine; line < endLine; line++) {
    const previews = previewsOf(state, line);
    if (previews.length === 0) continue;
    pushWords(state, from, line);
    pushPreviews(state, previews);
    from = line + 1;
  }
  pushWords(state, from, endLine);
}

function pushWords(state: StateBlock, startLine: number, endLine: number): void {
  if (startLine === endLine) return;
  const words = state.push("inline", "", 0);
  words.content = state.getLines(startLine, endLine, state.blkIndent, true);
  words.map = [startLine, endLine];
  words.children = [];
  words.meta = { html: true };
}

function pushPreviews(state: StateBlock, previews: readonly Preview[]): void {
  for (const preview of previews) state.push("preview", "", 0).meta = { preview };
}

/** The line's previews where it holds nothing else. */
function previewsOf(state: StateBlock, line: number): Preview[] {
  const { from, to } = blockLine(state, line);
  if (state.src[from] !== "[") return [];
  const source = state.src.slice(from, to);
  const previews = previewsIn(source);
  let rest = source;
  for (const preview of previews.toReversed()) rest = rest.slice(0, preview.from) + rest.slice(preview.to);
  return rest.trim() === "" ? previews : [];
}

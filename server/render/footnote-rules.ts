/** Footnotes in the notes: `[^label]` in the text, `[^label]: words` anywhere in the page, further paragraphs set in. */
import type { Env, MarkdownIt, MarkdownItOptions, StateBlock, StateInline, Token } from "markdown-it";
import { blockLine } from "./block-rules.ts";
import { escapeHtml } from "./highlight.ts";
import { footnotesOf, scopeOf } from "./scope.ts";

const DEFINITION = /^\[\^([^\s[\]][^[\]]{0,99})\]:[ \t]*/;
const REFERENCE = /\[\^([^\s[\]][^[\]\n]{0,99})\]/y;

/** Paragraphs after the first are set in at least so far. */
const SET_IN = 2;
const MOST_SET_IN = 4;

export function addFootnoteRules(md: MarkdownIt): void {
  md.block.ruler.before("table", "footnote", definition, { alt: ["paragraph", "reference"] });
  md.inline.ruler.before("link", "footnote", reference);
  md.renderer.rules["footnote"] = referenceHtml;
}

/** A definition shows nothing where it stands. */
function definition(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const first = blockLine(state, startLine);
  if (first.indent - state.blkIndent > 3 || !state.src.startsWith("[^", first.from)) return false;
  const match = DEFINITION.exec(state.src.slice(first.from, first.to));
  if (match === null) return false;
  if (silent) return true;
  const end = endOf(state, startLine, endLine);
  const words = state.src.slice(first.from + match[0].length, first.to);
  const more = state.getLines(startLine + 1, end, state.blkIndent, false);
  const source = more === "" ? words : `${words}\n${more.replace(new RegExp(`^ {1,${MOST_SET_IN}}`, "gm"), "")}`;
  footnotesOf(state.env).define(match[1] ?? "", source.trimEnd());
  state.line = end;
  return true;
}

/** The line after the definition's last: it goes on to a blank line or another block, and with what is set in below. */
function endOf(state: StateBlock, startLine: number, endLine: number): number {
  let end = startLine + 1;
  let blank = false;
  for (let line = startLine + 1; line < endLine; line++) {
    const { from, to, indent } = blockLine(state, line);
    if (from >= to) {
      blank = true;
      continue;
    }
    const isSetIn = indent - state.blkIndent >= SET_IN;
    if (!isSetIn && (blank || indent < state.blkIndent || interrupts(state, line, endLine))) break;
    end = line + 1;
    blank = false;
  }
  return end;
}

/** Whether another block begins on the line, as it would end a paragraph. */
function interrupts(state: StateBlock, line: number, endLine: number): boolean {
  return state.md.block.ruler.getRules("paragraph").some((rule) => rule(state, line, endLine, true));
}

function reference(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith("[^", state.pos)) return false;
  REFERENCE.lastIndex = state.pos;
  const [source, label] = REFERENCE.exec(state.src) ?? [];
  if (source === undefined || label === undefined || state.pos + source.length > state.posMax) return false;
  if (!footnotesOf(state.env).isDefined(label)) return false;
  if (!silent) {
    const token = state.push("footnote", "sup", 0);
    token.content = label;
    token.markup = source;
  }
  state.pos += source.length;
  return true;
}

/** The number, on a page as a link; as it is written where the page shows more of footnotes than it may. */
function referenceHtml(tokens: Token[], at: number, _options: Required<MarkdownItOptions>, env?: Env): string {
  const { content, markup } = tokens[at] ?? { content: "", markup: "" };
  const { tally, outline, deck } = scopeOf(env);
  const footnotes = footnotesOf(env);
  const cost = footnotes.cost(content);
  const found = cost > tally.footnotes ? null : footnotes.refer(content, outline);
  if (found === null) return escapeHtml(markup);
  tally.footnotes -= cost;
  const { number, id, backId } = found.footnote;
  // On a slide the footnote stands in sight.
  if (deck) return `<sup class="fnref">${number}</sup>`;
  const place = found.first ? ` id="${escapeHtml(backId)}"` : "";
  const words = `<span class="vh">Footnote </span>${number}`;
  return `<sup class="fnref"${place}><a href="#${encodeURIComponent(id)}">${words}</a></sup>`;
}

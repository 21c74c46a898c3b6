/** What is done to the tokens of a fragment once its words are read: headings placed, lines marked, pages shown. */
import type { MarkdownIt, StateCore, Token } from "markdown-it";
import type { Preview } from "../text/previews.ts";
import { markParagraph } from "./marks.ts";
import type { Outline } from "./outline.ts";
import { scopeOf } from "./scope.ts";
import { placeElements } from "./slide-comments.ts";
import { wordsOf } from "./tokens.ts";

export function addCoreRules(md: MarkdownIt): void {
  // Fragments come as blocks already, so that definitions of later ones are known when words are read.
  md.core.ruler.disable(["normalize", "block"]);
  md.core.ruler.push("notes", finish);
}

/** One pass, top to bottom: the outline depends on the order. */
function finish(state: StateCore): void {
  const scope = scopeOf(state.env);
  for (let at = 0; at < state.tokens.length; at++) {
    const token = state.tokens[at];
    if (token === undefined) continue;
    if (token.type === "inline") finishWords(state.tokens, at, token, scope.deck);
    else if (token.type === "heading_open") placeHeading(state.tokens.slice(at, at + 3), scope.outline);
    else if (token.type === "preview") token.content = scope.show(token.meta?.preview as Preview, scope);
    else if (token.type === "th_open" || token.type === "td_open") alignCell(token);
  }
  if (scope.deck) placeElements(state.tokens);
}

function finishWords(tokens: readonly Token[], at: number, words: Token, deck: boolean): void {
  markParagraph(tokens, at);
  if (words.meta?.html === true) keepLineEnds(words);
  const paragraph = tokens[at - 1];
  const close = tokens[at + 1];
  if (paragraph?.type !== "paragraph_open" || close === undefined || !showsNothing(words, deck)) return;
  paragraph.hidden = true;
  close.hidden = true;
  words.children = [];
}

/** Between tags written by hand a line's end is white space. */
function keepLineEnds(words: Token): void {
  for (const child of words.children ?? []) {
    if (child.type !== "softbreak") continue;
    child.type = "text";
    child.content = "\n";
  }
}

/** Only gimmicks or comments: no paragraph. A deck's `.element:` comment still has its say. */
function showsNothing(words: Token, deck: boolean): boolean {
  for (const { type, content } of words.children ?? []) {
    if (type === "text" ? content.trim() !== "" : type !== "softbreak" && type !== "html_inline") return false;
    if (type === "html_inline" && (deck || !content.startsWith("<!--"))) return false;
  }
  return true;
}

/** Gives a heading (its opening, words and closing) the place the outline has for it. */
function placeHeading([open, words, close]: readonly Token[], outline: Outline): void {
  if (open === undefined || close === undefined) return;
  const place = outline.heading(wordsOf(words?.children ?? []), Number(open.tag.slice(1)));
  open.tag = `h${place.level}`;
  close.tag = open.tag;
  open.attrSet("id", place.id);
  if (place.rank !== null) open.attrSet("aria-level", place.rank);
  if (place.oldId !== null) open.meta = { oldId: place.oldId };
}

/** An alignment as a class: the site's policy allows no style attributes. */
function alignCell(cell: Token): void {
  const side = /^text-align:(right|center)$/.exec(String(cell.attrGet("style") ?? ""))?.[1];
  cell.attrs = side === undefined ? null : [["class", `is-${side}`]];
}

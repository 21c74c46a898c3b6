/**
 * One page on its way to HTML. Its fragments (slides, notes, titles) are added top to bottom, settled together, and
 * written one by one: a definition in the last counts in the first, and what one leaves open never reaches the next.
 */
import type { Token } from "markdown-it";
import type { Footnote } from "./footnotes.ts";
import { escapeHtml } from "./highlight.ts";
import { MAX_FRAGMENT, MAX_FRAGMENTS, MAX_TAGS } from "./limits.ts";
import { parser } from "./parser.ts";
import { isWrittenHtml } from "./renderer-rules.ts";
import { sanitise, sanitiseInline } from "./sanitise.ts";
import { newEnv, type RenderEnv, type Scope } from "./scope.ts";
import { unseal } from "./seals.ts";
import { newToken } from "./tokens.ts";

/** What the headings of a fragment are like. */
export interface Place {
  /** The level they have at least. */
  readonly floor: number;
  /** The rank the first of them has for those who hear the page; null: it goes on from the fragment before. */
  readonly rank: number | null;
}

/** A piece of markdown that is rendered on its own. */
export interface Fragment extends Place {
  /** Blocks as soon as it is added; their words once all are settled. */
  readonly tokens: Token[];
  /** Words without blocks: what may stand in a heading or a paragraph. */
  readonly words: boolean;
}

export class Rendering {
  readonly scope: Scope;
  readonly #env: RenderEnv;
  readonly #fragments: Fragment[] = [];

  constructor(scope: Scope) {
    this.scope = scope;
    this.#env = newEnv(scope);
  }

  /** Reads the blocks of a fragment. Linear in it; what is over the limits is taken as text. */
  add(markdown: string, place: Place): Fragment {
    const source = withoutNull(markdown);
    const { floor, rank } = place;
    const fragment: Fragment = { floor, rank, tokens: [], words: false };
    if (this.#isTooMuch(source)) fragment.tokens.push(whole("code_block", source));
    else parser.block.parse(source, parser, this.#env, fragment.tokens);
    this.#fragments.push(fragment);
    return fragment;
  }

  /** Takes in words without blocks: a title, a speaker line. */
  addWords(markdown: string): Fragment {
    const source = withoutNull(markdown);
    const token = whole(this.#isTooMuch(source) ? "text" : "inline", source);
    const fragment: Fragment = { floor: 1, rank: null, tokens: [token], words: true };
    this.#fragments.push(fragment);
    return fragment;
  }

  /** Reads the words of all fragments, once every definition is known. Call it once, after the last was added. */
  settle(): void {
    for (const fragment of this.#fragments) this.#settle(fragment);
  }

  /** A settled fragment as safe HTML. Call it once for each: some limits count what was written. */
  html({ tokens, floor, words }: Fragment): string {
    const tags = tagsIn(tokens);
    if (tags > MAX_TAGS) showTags(tokens);
    const { sealed } = this.#env;
    sealed.length = 0;
    const html = parser.renderer.render(tokens, parser.options, this.#env);
    if (tags === 0 || tags > MAX_TAGS) return unseal(html, sealed);
    return unseal(words ? sanitiseInline(html, this.scope) : sanitise(html, this.scope, floor), sealed);
  }

  /**
   * The footnotes that what was written since the last call refers to, as a list; "" where there are none. On a deck
   * each slide has its own: numbers begin again.
   */
  footnotesHtml(): string {
    const { footnotes } = this.#env;
    let items = "";
    let start = 0;
    // A footnote may refer to another.
    for (let waiting = footnotes.take(); waiting.length > 0; waiting = footnotes.take()) {
      start ||= waiting[0]?.number ?? 1;
      for (const footnote of waiting) items += this.#footnoteHtml(footnote);
    }
    if (this.scope.deck) footnotes.restart();
    return items === ""
      ? ""
      : `<div class="footnotes">\n<ol${start > 1 ? ` start="${start}"` : ""}>\n${items}</ol>\n</div>\n`;
  }

  #footnoteHtml({ source, number, id, backId }: Footnote): string {
    const fragment = this.add(source, { floor: this.scope.outline.floor, rank: null });
    this.#settle(fragment);
    const html = this.html(fragment).trimEnd();
    if (this.scope.deck) return `<li>${html}</li>\n`;
    const back = `<a class="fnback" href="#${encodeURIComponent(backId)}" aria-label="Back to reference ${number}">↩</a>`;
    const end = html.endsWith("</p>") ? html.length - "</p>".length : html.length;
    return `<li id="${escapeHtml(id)}">${html.slice(0, end)} ${back}${html.slice(end)}</li>\n`;
  }

  #settle({ tokens, floor, rank }: Fragment): void {
    if (rank !== null) this.scope.outline.begin(floor, rank);
    const state = new parser.core.State("", parser, this.#env);
    state.tokens = tokens;
    parser.core.process(state);
  }

  #isTooMuch(source: string): boolean {
    return source.length > MAX_FRAGMENT || this.#fragments.length >= MAX_FRAGMENTS;
  }
}

/** HTML has no NUL. */
function withoutNull(markdown: string): string {
  return markdown.replaceAll("\0", "\uFFFD");
}

/** All of the source as one token. */
function whole(type: "code_block" | "inline" | "text", source: string): Token {
  const token = newToken(type);
  token.content = source;
  token.children = [];
  return token;
}

/** How many tags written by hand there are, at least. */
function tagsIn(tokens: readonly Token[]): number {
  let tags = 0;
  for (const token of tokens) {
    if (token.type === "inline" && token.children !== null) tags += tagsIn(token.children);
    else if (isWrittenHtml(token)) tags += token.content.split("<").length - 1;
  }
  return tags;
}

/** Shows the tags as text instead. */
function showTags(tokens: readonly Token[]): void {
  for (const token of tokens) {
    if (token.type === "inline") showTags(token.children ?? []);
    else if (token.type === "html_inline") token.type = "text";
    else if (token.type === "html_block") token.type = "code_block";
  }
}

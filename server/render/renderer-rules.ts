/** How tokens become HTML where markdown-it's own way is not the look's. Everything here is escaped or ours. */
import type { Env, MarkdownIt, MarkdownItOptions, Renderer, Token } from "markdown-it";
import { pageAddress } from "../text/page-path.ts";
import { previewsIn } from "../text/previews.ts";
import { escapeHtml, highlight, languageOf } from "./highlight.ts";
import { mathFault, mathHtml } from "./math.ts";
import { scopeOf, sealedOf } from "./scope.ts";
import { seal } from "./seals.ts";
import { linkAttributes, pictureAttributes } from "./targets.ts";

type Options = Required<MarkdownItOptions>;

/** A whole comment: it shows nothing. */
const COMMENT = /^\s*<!--(?:[^-]|-(?!->))*-->\s*$/;

export function addRendererRules(md: MarkdownIt): void {
  Object.assign(md.renderer.rules, {
    code_block: (tokens: Token[], at: number) => preformatted(escapeHtml(tokens[at]?.content ?? ""), null),
    fence,
    heading_open: headingOpen,
    html_block: html,
    html_inline: html,
    image,
    link_open: linkOpen,
    math: (tokens: Token[], at: number, _options: Options, env: Env) =>
      formula(tokens[at], env) ?? asWritten(tokens[at]) + fault(tokens[at], env),
    math_block: mathBlock,
    preview: (tokens: Token[], at: number, _options: Options, env: Env) =>
      seal(sealedOf(env), tokens[at]?.content ?? ""),
    softbreak: (_tokens: Token[], _at: number, _options: Options, env: Env) => (scopeOf(env).deck ? "\n" : "<br>\n"),
    table_close: () => "</table>\n</div>\n",
    table_open: () => '<div class="table" tabindex="0">\n<table>\n',
  });
}

/** Code, which the reader can scroll by keys where it is wide. @param code escaped. */
function preformatted(code: string, language: string | null): string {
  const classes = language === null ? "" : ` class="hljs language-${language}"`;
  return `<pre tabindex="0"><code${classes}>${code}</code></pre>\n`;
}

function fence(tokens: Token[], at: number, _options: Options, env: Env): string {
  const { content, info } = tokens[at] ?? { content: "", info: "" };
  const name = info.trim().split(/\s/, 1)[0] ?? "";
  if (name.toLowerCase() === "mermaid") return diagram(content);
  const language = languageOf(name);
  const { tally } = scopeOf(env);
  tally.code -= language === null ? 0 : content.length;
  const coloured = language !== null && tally.code >= 0;
  return preformatted(coloured ? highlight(content, language) : escapeHtml(content), coloured ? language : null);
}

/** The source of a diagram, which the browser draws over it where it can. */
function diagram(source: string): string {
  return `<div class="diagram">\n<pre tabindex="0"><code class="language-mermaid">${escapeHtml(source)}</code></pre>\n</div>\n`;
}

function mathBlock(tokens: Token[], at: number, _options: Options, env: Env): string {
  const html = formula(tokens[at], env);
  if (html === null) return preformatted(asWritten(tokens[at]), null) + fault(tokens[at], env);
  return `<div class="formula">${html}</div>\n`;
}

/** The formula under its seal; null where it cannot be set, or the page has had its share. */
function formula(token: Token | undefined, env: Env): string | null {
  const { content, markup } = token ?? { content: "", markup: "" };
  const { tally } = scopeOf(env);
  tally.math -= content.length;
  const html = tally.math < 0 ? null : mathHtml(content, markup === "$$");
  return html === null ? null : seal(sealedOf(env), html);
}

/** What a writer is told of a formula that cannot be set; "" for readers. */
function fault(token: Token | undefined, env: Env): string {
  if (token === undefined || scopeOf(env).context.faults !== true) return "";
  const tag = token.type === "math" ? "small" : "p";
  return seal(sealedOf(env), `<${tag} class="fault">${escapeHtml(mathFault(token.content))}</${tag}>`);
}

function asWritten(token: Token | undefined): string {
  return token === undefined ? "" : escapeHtml(token.markup + token.content + token.markup);
}

function headingOpen(tokens: Token[], at: number, options: Options, _env: Env, renderer: Renderer): string {
  const oldId = tokens[at]?.meta?.oldId;
  const tag = renderer.renderToken(tokens, at, options);
  return typeof oldId === "string" ? `${tag}<span id="${escapeHtml(oldId)}"></span>` : tag;
}

/** Written HTML goes to the sanitiser as it is, comments excepted. */
function html(tokens: Token[], at: number): string {
  const content = tokens[at]?.content ?? "";
  return COMMENT.test(content) ? "" : content;
}

/** Whether the sanitiser has to see the token. */
export function isWrittenHtml(token: Token): boolean {
  return (token.type === "html_inline" || token.type === "html_block") && !COMMENT.test(token.content);
}

function image(tokens: Token[], at: number, options: Options, env: Env, renderer: Renderer): string {
  const token = tokens[at];
  if (token === undefined) return "";
  const alt = renderer.renderInlineAsText((token.children ?? []).map(spoken), options, env);
  const attributes = pictureAttributes(scopeOf(env), String(token.attrGet("src") ?? ""));
  if (attributes === null) return escapeHtml(alt);
  const title = token.attrGet("title");
  const classes = token.attrGet("class");
  token.attrs = Object.entries({ src: attributes.src ?? "", alt });
  if (title !== null) token.attrPush(["title", title]);
  if (classes !== null) token.attrPush(["class", classes]);
  for (const [name, value] of Object.entries(attributes)) if (name !== "src") token.attrPush([name, value]);
  return renderer.renderToken(tokens, at, options);
}

/** In a picture's description a formula is its source, and a footnote nothing to go to. */
function spoken(token: Token): Token {
  if (token.type === "math" || token.type === "footnote") token.type = "text";
  if (token.tag === "math") token.content = token.markup + token.content + token.markup;
  else if (token.tag === "sup") token.content = token.markup;
  return token;
}

function linkOpen(tokens: Token[], at: number, options: Options, env: Env, renderer: Renderer): string {
  const token = tokens[at];
  if (token === undefined) return "";
  const scope = scopeOf(env);
  const href = previewInText(tokens, at) ?? String(token.attrGet("href") ?? "");
  const [title, name] = [token.attrGet("title"), token.attrGet("class")];
  token.attrs = Object.entries(linkAttributes(scope, href) ?? {});
  if (title !== null) token.attrPush(["title", title]);
  if (name !== null) token.attrPush(["class", name]);
  hideHandle(tokens, at);
  return renderer.renderToken(tokens, at, options);
}

/** `[preview:3](path.md)` within a line shows no page, but leads to it by its name. Returns its address. */
function previewInText(tokens: Token[], at: number): string | null {
  const label = tokens[at + 1];
  if (label?.type !== "text" || !/^(?:preview(?::\d+)?|include)$/.test(label.content)) return null;
  const [preview] = previewsIn(`[${label.content}](${tokens[at]?.attrGet("href")})`);
  if (preview === undefined || preview.path === null) return null;
  label.content = preview.path.replace(/\.md$/, "");
  return pageAddress(preview.path);
}

/** A link of nothing but a handle is a handle itself. */
function hideHandle(tokens: Token[], at: number): void {
  const open = tokens[at + 1];
  const close = tokens[at + 3];
  if (open?.type !== "handle_open" || close?.type !== "handle_close" || tokens[at + 4]?.type !== "link_close") return;
  open.hidden = true;
  close.hidden = true;
  tokens[at]?.attrSet("class", "handle");
}

/**
 * The strictest reader of HTML there is: it knows the tags, attributes and addresses the renderer may write, in the one
 * form it writes them, and fails on everything else. Browsers forgive; this does not.
 */
import assert from "node:assert/strict";

const VOID = new Set(["br", "hr", "img", "input", "wbr", "col"]);

const TAGS = new Set(
  (
    "a abbr aside b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 " +
    "h3 h4 h5 h6 hr i img input ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot " +
    "th thead time tr u ul var wbr " +
    "math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt mstyle msub " +
    "msubsup msup mtable mtd mtext mtr munder munderover none"
  ).split(" "),
);

const ATTRIBUTES = new Set(
  (
    "alt aria-label aria-level checked class colspan datetime decoding dir disabled height href id lang loading open rel " +
    "reversed rowspan scope span src start tabindex title type value width " +
    "accent accentunder alttext depth display displaystyle fence largeop linethickness lspace mathbackground mathcolor " +
    "mathvariant maxsize minsize movablelimits notation rspace scriptlevel separator stretchy symmetric voffset"
  ).split(" "),
);

const ADDRESS = /^(?:https?:|ftp:|mailto:|tel:|ircs?:|xmpp:|[/#?]|data:image\/(?:png|gif|jpeg|webp);base64,)/i;

const CLASS =
  /^(?:hljs(?:-[a-z_-]+)?|language-[a-z0-9+#-]+|[a-z]+_{1,2}|handle|vh|sidenote|table|preview|included|cols?|cut|todo|ask|more|callout(?:--[a-z]+)?|slide__by|is-(?:right|center|left|address)|formula|diagram|footnotes|fnref|fnback|fragment|fade-[a-z-]+|grow|shrink|strike|semi-fade-out|highlight-[a-z-]+|current-visible|r-[a-z-]+)$/;

const TOKEN =
  /<(\/?)([a-z][a-z0-9]*)((?: (?:[a-z-]+="[^"<>]*"|(?:checked|disabled|open|reversed)(?=[ />])))*)( \/)?>|([^<>]+)/y;

/** Fails unless the HTML is well-formed, balanced and made of nothing but what is allowed. */
export function assertSafe(html: string, what: string): void {
  const open: string[] = [];
  const context = `${what}\n${html.slice(0, 2000)}`;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < html.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(html);
    assert.ok(match, `not HTML at ${at}: ${html.slice(at, at + 60)}\n${context}`);
    const [, closing, tag = "", attributes = "", , text] = match;
    if (text !== undefined) {
      assert.ok(!/&(?![a-z]+;|#\d+;|#x[\da-f]+;)/i.test(text), `a bare & in ${text.slice(0, 60)}\n${context}`);
      continue;
    }
    assert.ok(TAGS.has(tag), `<${tag}>\n${context}`);
    if (closing === "/") assert.equal(open.pop(), tag, context);
    else if (!VOID.has(tag)) open.push(tag);
    for (const [, name = "", value = ""] of attributes.matchAll(/ ([a-z-]+)="([^"]*)"/g))
      assertAttribute(name, value, context);
  }
  assert.deepEqual(open, [], context);
}

function assertAttribute(name: string, value: string, context: string): void {
  assert.ok(ATTRIBUTES.has(name), `${name}="${value}"\n${context}`);
  if ((name === "href" || name === "src") && value !== "") assert.match(decoded(value), ADDRESS, context);
  if (name === "class") for (const word of value.split(" ")) assert.match(word, CLASS, context);
}

function decoded(value: string): string {
  return value
    .replace(/&#x([\da-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll("&amp;", "&");
}

/** The words of the HTML, without tags, in single spaces. */
export function wordsIn(html: string): string {
  return html
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ")
    .trim();
}

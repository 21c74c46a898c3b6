/**
 * HTML that people wrote, made harmless: what is not on these lists falls away, what stays is balanced. Markdown's own
 * output passes unchanged (a test holds the renderer to that), so only fragments with written HTML need to come here.
 */
import sanitizeHtml, { type Attributes, type IOptions, type Tag } from "sanitize-html";
import { MAX_TAG_DEPTH } from "./limits.ts";
import type { Scope } from "./scope.ts";
import { ELEMENT_CLASS } from "./slide-comments.ts";
import { linkAttributes, pictureAttributes } from "./targets.ts";

const INLINE_TAGS =
  "a abbr b br cite code del dfn em i img ins kbd mark q s samp small span strong sub sup time u var wbr";

const BLOCK_TAGS =
  "aside blockquote caption col colgroup dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr input li ol p pre " +
  "summary table tbody td tfoot th thead tr ul";

/** Elements that go with all they hold: it is no text of the page. */
const SILENT_TAGS = "script style textarea option xmp svg math template object applet noembed noframes title";

/** Embedded things become links to them. */
const EMBEDS = ["iframe", "embed", "video", "audio", "source"];

/** What each element may keep. Addresses, ids and classes have been through `rewritten` before. */
const ATTRIBUTES: Readonly<Record<string, string[]>> = {
  "*": ["id", "title", "lang", "dir"],
  a: ["href", "rel"],
  aside: ["aria-label"],
  col: ["span"],
  details: ["open"],
  div: ["tabindex"],
  img: ["src", "alt", "width", "height", "loading", "decoding"],
  input: ["type", "disabled", "checked", "aria-label"],
  li: ["value"],
  ol: ["start", "reversed", "type"],
  pre: ["tabindex"],
  td: ["colspan", "rowspan"],
  th: ["colspan", "rowspan", "scope"],
  time: ["datetime"],
  ...Object.fromEntries(["h1", "h2", "h3", "h4", "h5", "h6"].map((tag) => [tag, ["aria-level"]])),
};

/** Classes of ours, of highlight.js, and those of reveal.js that a slide may ask for. */
const CLASSES: IOptions["allowedClasses"] = {
  "*": [ELEMENT_CLASS],
  a: ["handle", "is-address"],
  aside: ["sidenote"],
  code: ["hljs", /^language-/],
  div: ["table", "preview", "included", "cols", "col", "diagram", "formula"],
  hr: ["cut"],
  li: ["todo", "ask"],
  p: ["todo", "ask", "more", "callout", /^callout--/, "slide__by"],
  span: ["handle", "vh", /^hljs-/, /^[a-z]+_{1,2}$/],
  sup: ["fnref"],
  td: ["is-right", "is-center"],
  th: ["is-right", "is-center"],
};

const OPTIONS: IOptions = {
  allowedAttributes: { ...ATTRIBUTES },
  allowedClasses: CLASSES,
  allowedSchemes: ["http", "https", "mailto", "tel", "ftp", "irc", "ircs", "xmpp"],
  allowedSchemesByTag: { img: ["http", "https", "data"] },
  nonTextTags: SILENT_TAGS.split(" "),
  nestingLimit: MAX_TAG_DEPTH,
};

const BLOCKS: IOptions = { ...OPTIONS, allowedTags: `${INLINE_TAGS} ${BLOCK_TAGS}`.split(" ") };
const INLINES: IOptions = { ...OPTIONS, allowedTags: INLINE_TAGS.split(" ") };

/**
 * Harmless, balanced HTML. Its cost is about that of rendering the same markdown.
 *
 * @param floor the level that headings have at least.
 */
export function sanitise(html: string, scope: Scope, floor: number): string {
  return sanitizeHtml(html, { ...BLOCKS, transformTags: transforms(scope, floor) });
}

/** The same, with nothing but what may stand in a heading or a paragraph. */
export function sanitiseInline(html: string, scope: Scope): string {
  return sanitizeHtml(html, { ...INLINES, transformTags: transforms(scope, 1) });
}

function transforms(scope: Scope, floor: number): NonNullable<IOptions["transformTags"]> {
  const transform: NonNullable<IOptions["transformTags"]> = {
    "*": (tagName, attributes) => rewritten(scope, floor, tagName, attributes),
    img: (tagName, attributes) => picture(scope, tagName, attributes),
  };
  for (const tag of EMBEDS) transform[tag] = (_, { src = "" }) => linkTo(scope, src);
  return transform;
}

/** A link to what is embedded; it goes through `rewritten` like any other. */
function linkTo(scope: Scope, src: string): Tag {
  const leads = linkAttributes(scope, src) !== null;
  return leads ? { tagName: "a", attribs: { href: src }, text: src } : { tagName: "span", attribs: {} };
}

function rewritten(scope: Scope, floor: number, written: string, attributes: Attributes): Tag {
  const heading = /^h([1-6])$/.exec(written);
  const tagName = heading === null ? written : `h${Math.max(Number(heading[1]), floor)}`;
  const { id, name, href, class: classes, ...attribs } = attributes;
  const anchor = id ?? (tagName === "a" ? name : undefined);
  if (anchor !== undefined && anchor !== "") attribs.id = idOf(scope, anchor);
  if (classes !== undefined && classes !== "") attribs.class = tagName === "div" ? columnsOf(classes) : classes;
  if (tagName === "a" && href !== undefined) Object.assign(attribs, linkAttributes(scope, href));
  if (tagName === "input") return tickBox(attribs);
  return { tagName, attribs };
}

function picture(scope: Scope, tagName: string, { src = "", alt = "", ...rest }: Attributes): Tag {
  const attributes = pictureAttributes(scope, src);
  if (attributes === null) return { tagName: "span", attribs: {}, text: alt };
  return { tagName, attribs: { ...rest, alt, ...attributes } };
}

/** An id of ours stays; one that a person chose is set apart from ours. */
function idOf(scope: Scope, id: string): string {
  return scope.outline.has(id) ? id : scope.outline.unique(id.replace(/\s+/g, "-"));
}

/** The old wiki's grid (`row`, `col-md-6`) as our columns. */
function columnsOf(classes: string): string {
  const names = classes.split(/\s+/);
  return names.map((name) => (name === "row" ? "cols" : /^col-[a-z]+-\d+$/.test(name) ? "col" : name)).join(" ");
}

/** Boxes may be looked at, not ticked: the page is its text. */
function tickBox(attributes: Attributes): Tag {
  if (attributes.type !== "checkbox") return { tagName: "span", attribs: {} };
  return { tagName: "input", attribs: { ...attributes, disabled: "" } };
}

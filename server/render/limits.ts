/**
 * How much one page may ask of the renderer. Each step is linear in its text; these bound what a hostile page could
 * still multiply. Beyond a limit the text is shown as it is written, never lost.
 */

/** Characters of one fragment (a slide, or its notes) that are read as markdown; a longer one is shown as text. */
export const MAX_FRAGMENT = 256 * 1024;

/** Fragments of a page that are read as markdown; more slides than anybody gives are shown as text. */
export const MAX_FRAGMENTS = 10_000;

/** Depth of quotes and lists (each takes a level or two) below which the rest is shown as text. */
export const MAX_NESTING = 60;

/** HTML tags written by hand in one fragment; with more of them all are shown as text. Closing them is quadratic. */
export const MAX_TAGS = 2000;

/** Elements within elements that written HTML may open; deeper tags fall away, their text stays. */
export const MAX_TAG_DEPTH = 60;

/**
 * Code that gets colours: characters of a block, of its longest line, and of all blocks of a page together. The grammars
 * of highlight.js are quadratic on some texts and worse on long lines (53 s for 20,000 characters of `[a](` as
 * markdown); within these limits the worst found took 0.1 s a block.
 */
export const MAX_CODE = 5000;
export const MAX_CODE_LINE = 200;
export const MAX_CODE_PER_PAGE = 20_000;

/**
 * Formulas: characters of one, elements within elements in one, and characters of all of a page together. Others are
 * shown as they are written.
 */
export const MAX_MATH = 2000;
export const MAX_MATH_DEPTH = 100;
export const MAX_MATH_PER_PAGE = 40_000;

/** Characters of footnotes a page shows; a deck shows one again on each slide that refers to it. */
export const MAX_FOOTNOTES = 256 * 1024;

/** Characters of other pages that previews and includes may bring into one page; what is over is a link. */
export const MAX_INCLUDED = 512 * 1024;

/** Blocks a preview may ask for. */
export const MAX_PREVIEW_BLOCKS = 20;

/** Characters of HTML that a page or a deck may become, and slides of a deck; beyond, the page is shown as it is written. */
export const MAX_HTML = 8_000_000;
export const MAX_SLIDES = 5000;

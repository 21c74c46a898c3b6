/**
 * TeX as MathML. Browsers set MathML themselves: it needs no fonts of ours and no styles in the page, which the site's
 * policy forbids, and those who hear the page hear the formula.
 */
import { createRequire } from "node:module";
import type Katex from "katex";
import type { KatexOptions } from "katex";
import { escapeHtml } from "./highlight.ts";
import { MAX_MATH } from "./limits.ts";
import { mathMarkup } from "./math-markup.ts";

/** A formula is one thing to look at: it defines no commands, neither for itself nor for those after it. */
const DEFINES = /\\(?:[egx]?def|let|futurelet|global|long|(?:re)?newcommand|providecommand)(?![a-zA-Z@])/;

/** Replacements of commands by others in one formula. */
const MAX_EXPANSIONS = 500;

/** Characters of a formula that may be wider than a phone: the reader can scroll it by keys. */
const LONG = 24;

/** The longest kern or rule, in em. */
const MAX_SIZE = 20;

const OPTIONS: KatexOptions = {
  output: "mathml",
  throwOnError: true,
  strict: "ignore",
  maxExpand: MAX_EXPANSIONS,
  maxSize: MAX_SIZE,
  trust: refuse,
};

/** Read when the first formula is met: it takes 70 ms and 3 MB, and most wikis have none. */
let katex: typeof Katex | null = null;

/**
 * The formula as a `math` element of nothing but what `math-markup.ts` lists, or null where it is no TeX, defines or
 * links something, or is more than the limits allow. Costs about 0.3 ms per 100 characters.
 */
export function mathHtml(tex: string, display: boolean): string | null {
  if (tex.length > MAX_MATH || DEFINES.test(tex)) return null;
  katex ??= createRequire(import.meta.url)("katex") as typeof Katex;
  try {
    const markup = mathMarkup(katex.renderToString(tex, { ...OPTIONS, displayMode: display }));
    if (markup === null) return null;
    const attributes = `${display ? ' display="block"' : ""}${tex.length > LONG ? ' tabindex="0"' : ""}`;
    return `<math${attributes} alttext="${escapeHtml(tex.trim())}">${markup}</math>`;
  } catch {
    // Whatever it stumbles over, stack depth included: the source is shown.
    return null;
  }
}

/** Why `mathHtml` has no formula for this source, in a sentence; where the reader of TeX says so, from which character on. */
export function mathFault(tex: string): string {
  if (tex.length > MAX_MATH) return `A formula has ${MAX_MATH} characters at most.`;
  if (DEFINES.test(tex)) return "A formula defines no commands.";
  katex ??= createRequire(import.meta.url)("katex") as typeof Katex;
  try {
    katex.renderToString(tex, OPTIONS);
  } catch (error) {
    if (!(error instanceof katex.ParseError)) return "This formula cannot be set.";
    // The source up to it, the dollar signs left out, as an editor counts.
    const at = typeof error.position === "number" ? ` from character ${error.position + 1} on` : "";
    return `This formula cannot be read${at}.`;
  }
  return "This formula is more than a page can set.";
}

/** Asked for `\href`, `\htmlData`, `\includegraphics` and their like. KaTeX would show such a command in red. */
function refuse(): never {
  throw new Error("a formula leads nowhere and brings nothing along");
}

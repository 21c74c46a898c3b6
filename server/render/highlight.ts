/** Colours for code, as classes of highlight.js: `<span class="hljs-keyword">`. The languages of `lib/common`. */
import hljs from "highlight.js/lib/common";
import { MAX_CODE, MAX_CODE_LINE } from "./limits.ts";

const LONG_LINE = new RegExp(`[^\\n]{${MAX_CODE_LINE + 1}}`);

/**
 * Code as escaped HTML with spans. Plain escaped text where the language is unknown or "", or the code or one of its
 * lines too long (`limits.ts`). The language is never guessed. Costs about 0.1 ms per 1000 characters.
 */
export function highlight(code: string, lang: string): string {
  if (languageOf(lang) === null || code.length > MAX_CODE || LONG_LINE.test(code)) return escapeHtml(code);
  return hljs.highlight(code, { language: lang, ignoreIllegals: true }).value;
}

/** The language's name as highlight.js knows it under this name or alias, or null. */
export function languageOf(lang: string): string | null {
  return lang !== "" && hljs.getLanguage(lang) !== undefined ? lang.toLowerCase() : null;
}

/** Text as HTML text or a quoted attribute's value. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** The one markdown parser: markdown-it with the rules of the notes. It is made once and holds nothing of any page. */
import Parser, { type MarkdownIt } from "markdown-it";
import { addBlockRules } from "./block-rules.ts";
import { addCoreRules } from "./core-rules.ts";
import { addFootnoteRules } from "./footnote-rules.ts";
import { addHtmlRules } from "./html-rules.ts";
import { addInlineRules } from "./inline-rules.ts";
import { MAX_NESTING } from "./limits.ts";
import { addMathRules } from "./math-rules.ts";
import { addRendererRules } from "./renderer-rules.ts";
import { isAddress } from "./targets.ts";

/** Blocks go a few levels beyond ours before markdown-it would drop them; see `tooDeep`. */
const SPARE_LEVELS = 10;

export const parser = newParser();

function newParser(): MarkdownIt {
  const md = new Parser({ html: true, linkify: true, maxNesting: MAX_NESTING + SPARE_LEVELS });
  // Addresses with a scheme and e-mail addresses are linked; `samsclass.info` and `// a comment` are text.
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: true }).add("//", null);
  md.validateLink = isAddress;
  addBlockRules(md);
  addHtmlRules(md);
  addInlineRules(md);
  addMathRules(md);
  addFootnoteRules(md);
  addCoreRules(md);
  addRendererRules(md);
  return md;
}

/** What a formula may be made of: MathML by allow-list, read strictly, written anew. */
import { MAX_MATH_DEPTH } from "./limits.ts";

const TAGS = new Set(
  (
    "menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt mstyle msub msubsup " +
    "msup mtable mtd mtext mtr munder munderover none"
  ).split(" "),
);

const LENGTH = /^[+-]?\d{1,2}(?:\.\d+)?(?:em|ex|mu|pt|px)?$/;
const SWITCH = /^(?:true|false)$/;
const COLOUR = /^(?:#[0-9a-f]{3,8}|[a-z]{3,24})$/i;

/** Attributes and what they may say. Whatever is not here falls away, `class`, `style` and `href` with it. */
const ATTRIBUTES = new Map<string, RegExp>([
  ["accent", SWITCH],
  ["accentunder", SWITCH],
  ["depth", LENGTH],
  ["displaystyle", SWITCH],
  ["fence", SWITCH],
  ["height", LENGTH],
  ["largeop", SWITCH],
  ["linethickness", LENGTH],
  ["lspace", LENGTH],
  ["mathbackground", COLOUR],
  ["mathcolor", COLOUR],
  ["mathvariant", /^[a-z-]{1,30}$/],
  ["maxsize", LENGTH],
  ["minsize", LENGTH],
  ["movablelimits", SWITCH],
  ["notation", /^[a-z ]{1,60}$/],
  ["rspace", LENGTH],
  ["scriptlevel", /^[+-]?\d$/],
  ["separator", SWITCH],
  ["stretchy", SWITCH],
  ["symmetric", SWITCH],
  ["voffset", LENGTH],
  ["width", LENGTH],
]);

/** The formula itself within what KaTeX writes; its source follows. */
const FORMULA =
  /^<span class="katex"><math [^<>]*><semantics>(.*)<annotation [^<>]*>[^<>]*<\/annotation><\/semantics><\/math><\/span>$/s;

const TOKEN = /<(\/?)([a-z]+)((?: [a-z-]+="[^"<>]*")*)(\/?)>|[^<>]+/y;

interface Table {
  /** Alignment of each column, as far as it is told. */
  readonly columns: readonly string[];
  column: number;
}

/** The formula out of KaTeX's answer, or null where it holds anything but known elements, or goes too deep. */
export function mathMarkup(answer: string): string | null {
  const source = FORMULA.exec(answer)?.[1];
  if (source === undefined) return null;
  const open: string[] = [];
  const tables: Table[] = [];
  let markup = "";
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    if (match === null) return null;
    const [text, closing, tag, attributes = "", empty] = match;
    if (tag === undefined) {
      markup += text;
      continue;
    }
    if (!TAGS.has(tag)) return null;
    if (closing !== "") {
      if (open.pop() !== tag) return null;
      if (tag === "mtable") tables.pop();
      markup += text;
      continue;
    }
    markup += `<${tag}${alignment(tag, attributes, tables)}${kept(attributes)}>`;
    if (empty !== "") {
      markup += `</${tag}>`;
      if (tag === "mtable") tables.pop();
    } else if (open.push(tag) > MAX_MATH_DEPTH) return null;
  }
  return open.length === 0 ? markup : null;
}

function kept(attributes: string): string {
  let written = "";
  for (const [attribute, name = "", value = ""] of attributes.matchAll(/ ([a-z-]+)="([^"]*)"/g)) {
    if (ATTRIBUTES.get(name)?.test(value) === true) written += attribute;
  }
  return written;
}

/** Columns are aligned by class, cell by cell: browsers know no `columnalign`. */
function alignment(tag: string, attributes: string, tables: Table[]): string {
  const table = tables.at(-1);
  if (tag === "mtable")
    tables.push({ columns: /columnalign="([a-z ]*)"/.exec(attributes)?.[1]?.split(" ") ?? [], column: 0 });
  if (table === undefined) return "";
  if (tag === "mtr") table.column = 0;
  if (tag !== "mtd") return "";
  const side = table.columns[table.column++];
  return side === "left" || side === "right" ? ` class="is-${side}"` : "";
}

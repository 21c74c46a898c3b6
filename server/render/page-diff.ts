/** Two versions of a page as rendered, in one: what has come in `ins`, what is gone in `del`, by blocks and by words. */
import { areVersions, hunksBetween, pairLines } from "../text/diff.ts";
import { tokensOf } from "../text/words.ts";
import { type HtmlElement, type HtmlNode, htmlOf, htmlTree, wordsOf } from "./html-tree.ts";

export interface PageDiff {
  readonly html: string;
  /** Blocks and runs of words that differ. */
  readonly changes: number;
}

/** What may stand in a line of text. Anything else is a block. */
const INLINE = new Set(
  "a abbr b br cite code del dfn em i img ins kbd mark q s samp small span strong sub sup time u var wbr input".split(
    " ",
  ),
);

/** Shown whole, old beside new: there are no words in them that could be marked. */
const WHOLE = new Set(["img", "math", "svg", "input", "hr"]);
const WHOLE_CLASS = /\sclass="(?:[^"]* )?(?:diagram|formula|katex|preview|included)[ "]/;

/** What stands only right inside of certain elements, so that no `ins` or `del` can stand around it. */
const BOUND = new Set("li tr td th thead tbody tfoot dt dd caption col colgroup summary figcaption".split(" "));

/** What holds blocks: two of a kind in one place are versions of one another, however many of those differ. */
const CONTAINERS = new Set("ul ol dl table thead tbody".split(" "));

/** For one page, in comparisons. */
const EFFORT = 4_000_000;

/**
 * The newer version with what was in the older one put where it was. Nothing is in it that is in neither of them but `ins`,
 * `del` and the classes `is-ins`, `is-del` and `is-alt`; what is gone has no ids. Linear but for the comparing, which is bounded.
 *
 * @param before safe, balanced HTML, as `after`.
 */
export function pageDiff(before: string, after: string): PageDiff {
  const effort = { left: EFFORT };
  let changes = 0;

  function compareAll(old: readonly HtmlNode[], now: readonly HtmlNode[]): string {
    if (isText(old) && isText(now)) return compareWords(old, now);
    const [olds, news] = [blocksOf(old), blocksOf(now)];
    const hunks = hunksBetween(olds.map(keyOf), news.map(keyOf), effort);
    let html = "";
    let at = 0;
    for (const { oldFrom, oldTo, newFrom, newTo } of hunks) {
      html += news.slice(at, newFrom).map(allHtml).join("");
      html += compareSome(olds.slice(oldFrom, oldTo), news.slice(newFrom, newTo));
      at = newTo;
    }
    return html + news.slice(at).map(allHtml).join("");
  }

  /** Blocks of which no two are the same: versions of one another go together, the others have come or are gone. */
  function compareSome(olds: readonly Block[], news: readonly Block[]): string {
    const rows = pairLines(olds.map(lineOf), news.map(lineOf), { left: 0 });
    let [old, now] = [0, 0];
    let html = "";
    for (const row of rows) {
      const was = row.old === null ? undefined : olds[old++];
      const is = row.new === null ? undefined : news[now++];
      if (was !== undefined && is !== undefined && isVersion(was, is)) html += compareTwo(was, is);
      else html += (was === undefined ? "" : told(was, "del")) + (is === undefined ? "" : told(is, "ins"));
    }
    return html;
  }

  function compareTwo(was: Block, is: Block): string {
    const [a, b] = [was[0], is[0]];
    if (was.length !== 1 || is.length !== 1 || typeof a !== "object" || typeof b !== "object")
      return compareWords(was, is);
    const before = changes;
    const html = compareAll(a.children, b.children);
    if (changes > before) return b.open + html + b.close;
    // The words are the same: a link leads elsewhere, a word has got another weight.
    changes++;
    return withClass(b.open, "is-alt") + html + b.close;
  }

  /** Two lines of text: the newer one's elements stay as they are, and the words in them are marked. */
  function compareWords(old: readonly HtmlNode[], now: readonly HtmlNode[]): string {
    const [was, is] = [piecesOf(old), piecesOf(now)];
    const hunks = hunksBetween(was, is, effort);
    let html = "";
    let at = 0;
    for (const { oldFrom, oldTo, newFrom, newTo } of hunks) {
      html += is.slice(at, newFrom).join("");
      const gone = was.slice(oldFrom, oldTo).filter(isRead).map(withoutIds).join("");
      const come = is.slice(newFrom, newTo);
      if (gone.trim() !== "") html += `<del>${gone}</del>`;
      html += insertedPieces(come);
      if (gone.trim() !== "" || come.some(isMarked)) changes++;
      at = newTo;
    }
    return html + is.slice(at).join("");
  }

  function told(block: Block, how: "ins" | "del"): string {
    if (block.every((node) => typeof node === "string" && node.trim() === ""))
      return how === "ins" ? allHtml(block) : "";
    changes++;
    return block.map((node) => wrapped(node, how, true)).join("");
  }

  return { html: compareAll(htmlTree(before), htmlTree(after)), changes };
}

/** An element that is a block, or a run of text and what stands in it. */
type Block = readonly HtmlNode[];

function blocksOf(nodes: readonly HtmlNode[]): Block[] {
  const blocks: HtmlNode[][] = [];
  let run: HtmlNode[] | null = null;
  for (const node of nodes) {
    if (!isInline(node)) {
      run = null;
      blocks.push([node]);
    } else if (run === null) {
      run = [node];
      blocks.push(run);
    } else run.push(node);
  }
  return blocks;
}

function isInline(node: HtmlNode): boolean {
  return typeof node === "string" || (INLINE.has(node.name) && node.children.every(isInline));
}

function isText(nodes: readonly HtmlNode[]): boolean {
  return nodes.length > 0 && nodes.every(isInline);
}

function isWhole({ name, open }: HtmlElement): boolean {
  return WHOLE.has(name) || WHOLE_CLASS.test(open);
}

/** Ids and numbers of footnotes change with what stands above them. */
function keyOf(block: Block): string {
  return block
    .map((node) => withoutIds(htmlOf(node)).replace(/\s+/g, " "))
    .join("")
    .trim();
}

function allHtml(block: Block): string {
  return block.map(htmlOf).join("");
}

/** A block as a line, for telling which are versions of one another; its element counts as a word of it. */
function lineOf(block: Block): string {
  return block.map((node) => wordsOf(node).replace(/\s+/g, " ")).join(" ");
}

function isVersion(was: Block, is: Block): boolean {
  const [a, b] = [was[0], is[0]];
  const elements = typeof a === "object" && typeof b === "object" && was.length === 1 && is.length === 1;
  if (elements && (isWhole(a) || isWhole(b))) return false;
  const alike = elements ? a.name === b.name : was.every(isInline) && is.every(isInline);
  if (elements && alike && CONTAINERS.has(a.name)) return true;
  return alike && areVersions(lineOf(was), lineOf(is));
}

/** Tags, words and spaces. What is shown whole is one piece. */
function piecesOf(nodes: readonly HtmlNode[]): string[] {
  return nodes.flatMap((node) => {
    if (typeof node === "string")
      return node.split(/(&[#\w]+;)/).flatMap((part) => (part.startsWith("&") ? [part] : tokensOf(part)));
    if (isWhole(node)) return [htmlOf(node)];
    return [node.open, ...piecesOf(node.children), ...(node.close === "" ? [] : [node.close])];
  });
}

function isTag(piece: string): boolean {
  return piece.startsWith("<");
}

/** A word or a picture: what can be marked. */
function isRead(piece: string): boolean {
  return !isTag(piece) || /^<(?:img|input)\b/.test(piece) || />.*</s.test(piece);
}

function isMarked(piece: string): boolean {
  return isRead(piece) && piece.trim() !== "";
}

/** Words that have come, in an `ins` for each run between two tags. */
function insertedPieces(pieces: readonly string[]): string {
  let html = "";
  let run = "";
  const close = (): void => {
    html += run.trim() === "" ? run : `<ins>${run}</ins>`;
    run = "";
  };
  for (const piece of pieces) {
    if (isRead(piece)) run += piece;
    else {
      close();
      html += piece;
    }
  }
  close();
  return html;
}

/** A whole block that has come or is gone; the outermost carries the class. */
function wrapped(node: HtmlNode, how: "ins" | "del", outermost: boolean): string {
  const bare = how === "del" ? withoutIds : (html: string) => html;
  if (isInline(node)) return isBlankText(node) ? htmlOf(node) : `<${how}>${bare(htmlOf(node))}</${how}>`;
  if (typeof node === "string") return node;
  if (isWhole(node) && !BOUND.has(node.name)) return `<${how} class="is-${how}">${bare(htmlOf(node))}</${how}>`;
  const open = outermost ? withClass(bare(node.open), `is-${how}`) : bare(node.open);
  return (
    open +
    blocksOf(node.children)
      .map((block) => inside(block, how, bare))
      .join("") +
    node.close
  );
}

function inside(block: Block, how: "ins" | "del", bare: (html: string) => string): string {
  const [only] = block;
  if (block.length === 1 && only !== undefined && !isInline(only)) return wrapped(only, how, false);
  const html = allHtml(block);
  return html.trim() === "" ? html : `<${how}>${bare(html)}</${how}>`;
}

function isBlankText(node: HtmlNode): boolean {
  return typeof node === "string" && node.trim() === "";
}

function withClass(open: string, name: string): string {
  if (/\sclass="/.test(open)) return open.replace(/\sclass="/, ` class="${name} `);
  return open.replace(/^<[\w-]+/, `$& class="${name}"`);
}

function withoutIds(html: string): string {
  return html.replace(/(<[^>]*?)\sid="[^"]*"/g, "$1");
}

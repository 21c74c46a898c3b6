/** Our own HTML as a tree, to be compared. It is balanced, and every `<` and `>` in its texts and attributes is escaped. */

export interface HtmlElement {
  readonly name: string;
  /** The tag as written: `<li class="todo">`. */
  readonly open: string;
  readonly children: readonly HtmlNode[];
  /** "" for an element without an end. */
  readonly close: string;
}

/** An element, or text as written, entities and all. */
export type HtmlNode = HtmlElement | string;

const VOID = new Set("area base br col embed hr img input link meta source track wbr".split(" "));

const PIECE = /<!--[\s\S]*?-->|<(\/?)([A-Za-z][A-Za-z0-9-]*)(?:"[^"]*"|[^">])*>|[^<]+|</g;

interface Opening {
  readonly name: string;
  readonly open: string;
  readonly children: HtmlNode[];
}

/** Total: an end without its element falls away, an element without its end goes on to the end. Linear in the HTML. */
export function htmlTree(html: string): readonly HtmlNode[] {
  const root: Opening = { name: "", open: "", children: [] };
  const path = [root];
  const here = (): Opening => path.at(-1) ?? root;
  const end = (): void => {
    const done = path.pop();
    if (done !== undefined) here().children.push({ ...done, close: `</${done.name}>` });
  };
  for (const [piece, slash, raw] of html.matchAll(PIECE)) {
    const name = raw?.toLowerCase();
    if (piece.startsWith("<!--")) continue;
    if (name === undefined) here().children.push(piece === "<" ? "&lt;" : piece);
    else if (slash === "/") {
      if (here() !== root && here().name === name) end();
    } else if (VOID.has(name) || piece.endsWith("/>"))
      here().children.push({ name, open: piece, children: [], close: "" });
    else path.push({ name, open: piece, children: [] });
  }
  while (path.length > 1) end();
  return root.children;
}

export function htmlOf(node: HtmlNode): string {
  return typeof node === "string" ? node : node.open + node.children.map(htmlOf).join("") + node.close;
}

/** What is read in it, entities and all; pictures by their tags. */
export function wordsOf(node: HtmlNode): string {
  if (typeof node === "string") return node;
  return node.name === "img" ? node.open : node.children.map(wordsOf).join(" ");
}

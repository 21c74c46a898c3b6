/** Places where a page shows another: `[preview:3](events/2016/06/dockercon16.md)` and `[include](notes/setup.md)`. */
import { frontMatterOf } from "./front-matter.ts";
import type { Range } from "./lines.ts";
import { scanLines } from "./opaque.ts";
import { type PagePath, parsePagePath } from "./page-path.ts";

/** One of them, from its `[` to its `)`. */
export interface Preview extends Range {
  /** `preview`: the beginning of the page and a link to it; `include`: all of it. */
  readonly kind: "preview" | "include";
  /** How many block elements of the page a preview shows; 0 for an include, which has no such limit. */
  readonly count: number;
  /** The page, from the root of the wiki; null where the address is none. */
  readonly path: PagePath | null;
}

/** Blocks a preview shows that names no number. */
const USUAL = 3;

/** More than this is an include in disguise. */
const MOST = 100;

const PREVIEW = /\[(?:(preview)(?::(\d{1,6}))?|include)\]\(([^()\s]{1,1024})\)/g;

/** All of them, in order, outside code and comments. Linear in the text. */
export function previewsIn(text: string): Preview[] {
  if (!text.includes("[preview") && !text.includes("[include")) return [];
  const previews: Preview[] = [];
  for (const { kind, from, to } of scanLines(text, frontMatterOf(text)?.to)) {
    if (kind !== "plain") continue;
    const line = withoutCode(text.slice(from, to));
    for (const match of line.matchAll(PREVIEW)) previews.push(previewOf(match, from));
  }
  return previews;
}

function previewOf(match: RegExpExecArray, lineFrom: number): Preview {
  const [source, preview, count, address = ""] = match;
  const from = lineFrom + match.index;
  const range = { from, to: from + source.length };
  if (preview === undefined) return { kind: "include", count: 0, path: pageAt(address), ...range };
  const blocks = Math.min(Math.max(Number(count ?? USUAL), 1), MOST);
  return { kind: "preview", count: blocks, path: pageAt(address), ...range };
}

function pageAt(address: string): PagePath | null {
  try {
    return parsePagePath(decodeURIComponent(address));
  } catch {
    return null;
  }
}

/** The line with inline code blanked, so that offsets stay. */
function withoutCode(line: string): string {
  let code = "";
  let from = 0;
  const runs = [...line.matchAll(/`+/g)];
  const closers = new Map<number, number>();
  const closerOf = runs.map(() => -1);
  for (let i = runs.length - 1; i >= 0; i--) {
    const length = runs[i]?.[0].length ?? 0;
    closerOf[i] = closers.get(length) ?? -1;
    closers.set(length, i);
  }
  for (let i = 0; i < runs.length; i++) {
    const closer = runs[closerOf[i] ?? -1];
    const opener = runs[i];
    if (closer === undefined || opener === undefined) continue;
    const to = closer.index + closer[0].length;
    code += line.slice(from, opener.index) + " ".repeat(to - opener.index);
    from = to;
    i = closerOf[i] ?? i;
  }
  return code + line.slice(from);
}

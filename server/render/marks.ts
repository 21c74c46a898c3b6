/** Marks people put before a line, as the look shows them: `TODO`, `Q:`, tick boxes, and callouts such as `Warning:`. */
import type { Token } from "markdown-it";
import { newToken, textToken } from "./tokens.ts";

/** The start of a line, and the class of the line it makes. */
interface Mark {
  readonly start: RegExp;
  readonly className: string;
}

const MARKS: readonly Mark[] = [
  { start: /^(TODO)(?![\p{L}\p{N}_])[:\s]*/u, className: "todo" },
  { start: /^(Q):\s*/, className: "ask" },
];

const BOX = /^\[([ xX])\]\s+/;

/** Words of the old wiki, in the languages it knew that its readers wrote. `Note:` at a line's start is a slide's notes. */
const CALLOUTS: readonly Mark[] = [
  { start: /^(note|notice|important|beachte|wichtig)[:!]\s*/i, className: "callout callout--note" },
  { start: /^(hint|tip|hinweis|tipp)[:!]\s*/i, className: "callout callout--hint" },
  {
    start: /^(warning|attention|caution|danger|achtung|warnung|vorsicht|gefahr)[:!]\s*/i,
    className: "callout callout--warning",
  },
];

/** Marks the paragraph whose words are the inline token at `at`, and the list item it begins. */
export function markParagraph(tokens: readonly Token[], at: number): void {
  const paragraph = tokens[at - 1];
  const words = tokens[at];
  const first = words?.children?.[0];
  if (paragraph?.type !== "paragraph_open" || first?.type !== "text") return;
  const item = itemBegunBy(tokens, at - 1);
  if (item !== null && putBox(item, words, first)) return;
  const marked = item ?? paragraph;
  const marks = paragraph.level === 0 ? [...MARKS, ...CALLOUTS] : MARKS;
  for (const mark of marks) if (putMark(marked, words, first, mark)) return;
}

/** The list item whose first block is at the index, or null. */
function itemBegunBy(tokens: readonly Token[], at: number): Token | null {
  let before = at - 1;
  while (tokens[before]?.type === "reference_definition") before--;
  const token = tokens[before];
  return token?.type === "list_item_open" ? token : null;
}

function putMark(marked: Token, words: Token | undefined, first: Token, mark: Mark): boolean {
  const match = mark.start.exec(first.content);
  if (match === null) return false;
  first.content = first.content.slice(match[0].length);
  marked.attrJoin("class", mark.className);
  const word = [newToken("mark_open", "b", 1), textToken(match[1] ?? ""), newToken("mark_close", "b", -1)];
  words?.children?.unshift(...word, textToken(" "));
  return true;
}

/** `- [ ] to do` and `- [x] done`, as GFM has them. */
function putBox(item: Token, words: Token | undefined, first: Token): boolean {
  const match = BOX.exec(first.content);
  if (match === null) return false;
  first.content = first.content.slice(match[0].length);
  item.attrJoin("class", "todo");
  const done = match[1] !== " ";
  const box = newToken("tick_box", "input");
  box.attrSet("type", "checkbox");
  box.attrSet("disabled", "");
  box.attrSet("aria-label", done ? "Done" : "To do");
  if (done) box.attrSet("checked", "");
  words?.children?.unshift(box, textToken(" "));
  return true;
}

/** Marks people put before a line, as the look shows them: `TODO`, `Q:`, tick boxes, and callouts such as `Warning:`. */
import type { StateCore, Token } from "markdown-it";

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
  { start: /^(note|beachte)[:!]\s*/i, className: "callout callout--note" },
  { start: /^(hint|tip|hinweis|tipp)[:!]\s*/i, className: "callout callout--hint" },
  { start: /^(warning|attention|caution|achtung|warnung)[:!]\s*/i, className: "callout callout--warning" },
];

/** Marks the paragraph whose words are the inline token at `at`, and the list item it begins. */
export function markParagraph(state: StateCore, at: number): void {
  const paragraph = state.tokens[at - 1];
  const words = state.tokens[at];
  const first = words?.children?.[0];
  if (paragraph?.type !== "paragraph_open" || first?.type !== "text") return;
  const item = itemBegunBy(state.tokens, at - 1);
  if (item !== null && tickBox(state, item, words, first)) return;
  const marked = item ?? paragraph;
  const marks = paragraph.level === 0 ? [...MARKS, ...CALLOUTS] : MARKS;
  for (const mark of marks) if (putMark(state, marked, words, first, mark)) return;
}

/** The list item whose first block is at the index, or null. */
function itemBegunBy(tokens: readonly Token[], at: number): Token | null {
  let before = at - 1;
  while (tokens[before]?.type === "reference_definition") before--;
  const token = tokens[before];
  return token?.type === "list_item_open" ? token : null;
}

function putMark(state: StateCore, marked: Token, words: Token | undefined, first: Token, mark: Mark): boolean {
  const match = mark.start.exec(first.content);
  if (match === null) return false;
  first.content = first.content.slice(match[0].length);
  marked.attrJoin("class", mark.className);
  const word = new state.Token("text", "", 0);
  word.content = match[1] ?? "";
  const space = new state.Token("text", "", 0);
  space.content = " ";
  words?.children?.unshift(new state.Token("mark_open", "b", 1), word, new state.Token("mark_close", "b", -1), space);
  return true;
}

/** `- [ ] to do` and `- [x] done`, as GFM has them. */
function tickBox(state: StateCore, item: Token, words: Token | undefined, first: Token): boolean {
  const match = BOX.exec(first.content);
  if (match === null) return false;
  first.content = first.content.slice(match[0].length);
  item.attrJoin("class", "todo");
  const done = match[1] !== " ";
  const box = new state.Token("tick_box", "input", 0);
  box.attrs = [
    ["type", "checkbox"],
    ["disabled", ""],
    ["aria-label", done ? "Done" : "To do"],
  ];
  if (done) box.attrPush(["checked", ""]);
  const space = new state.Token("text", "", 0);
  space.content = " ";
  words?.children?.unshift(box, space);
  return true;
}

import { WikiError } from "../errors.ts";
import type { MentionsQuery } from "../wiki/looking-back.ts";
import type { Saves, Wiki } from "../wiki/wiki.ts";
import type { FoundWord } from "./models/word-search.ts";

/** Characters of a word that is searched for: a sentence, at the most. */
const LONGEST_WORD = 100;

/**
 * The word that a history is searched for; null for none. Throws `bad-request` for one that is too long or holds what no line
 * can, and where a talk is asked for beside it.
 */
export function wordIn(query: URLSearchParams): string | null {
  const word = (query.get("word") ?? "").trim();
  if (word === "") return null;
  if ([...word].length > LONGEST_WORD) {
    throw new WikiError("bad-request", `a word has at most ${LONGEST_WORD} characters`, { field: "word" });
  }
  if (/[\p{Cc}\p{Cs}]/u.test(word)) {
    throw new WikiError("bad-request", "a word holds no line ends and no control characters", { field: "word" });
  }
  if (query.get("talk")) {
    throw new WikiError("bad-request", "a word is searched for in the whole page, not in one talk", { field: "word" });
  }
  return word;
}

/** The saves by which a word came and went, as a history. */
export async function foundWord(
  wiki: Pick<Wiki, "mentions">,
  query: MentionsQuery,
): Promise<{ readonly history: Saves; readonly found: FoundWord }> {
  const { mentions, next, searched } = await wiki.mentions(query);
  const counts = new Map(mentions.map(({ save, before, after }) => [save.commit, { before, after }]));
  return { history: { saves: mentions.map(({ save }) => save), next }, found: { word: query.word, counts, searched } };
}

/** What an edit touched, in words: for commit messages, history and lists of saves. */
import { parseEvent } from "./event.ts";

/** Talks named in a message; beyond them it counts. */
const NAMED = 2;

/** Characters of a title in a message; a longer one is cut. */
const LONGEST_TITLE = 60;

/** A talk reduced to what comparing needs. */
interface TalkText {
  readonly title: string;
  /** All of it, without the blank lines at its end. */
  readonly text: string;
  /** The same without title and underline. */
  readonly body: string;
}

/**
 * Titles of the talks whose text differs, in the order of the page, each once; then those of talks that are gone. A
 * talk that only moved is not touched; one that only got another title goes by the new one. Where no talk differs and
 * the texts do, the page's title; nothing where it has none, or where the texts are equal.
 */
export function talksTouched(before: string, after: string): string[] {
  if (before === after) return [];
  const old = talkTexts(before);
  const now = talkTexts(after);
  const changed = without(now, old);
  const changedTitles = new Set(changed.map(({ title }) => title));
  const gone = without(old, now).filter((talk) => !changedTitles.has(talk.title));
  const lost = old.length === now.length ? [] : gone.filter((talk) => !changed.some(({ body }) => body === talk.body));
  const titles = [...new Set([...changed, ...lost].map(({ title }) => title))];
  if (titles.length > 0) return titles;
  const title = parseEvent(after).title || parseEvent(before).title;
  return title === "" ? [] : [title];
}

/**
 * The first line of a commit: "DockerCon 2016: Golden Ticket", "DockerCon 2016: Golden Ticket and Expo", "DockerCon
 * 2016: Golden Ticket, Expo and 3 more". The page's title alone where only its head changed.
 *
 * @param after the text as saved. @param touched what `talksTouched` says.
 */
export function saveMessage(after: string, touched: readonly string[]): string {
  const title = clipped(parseEvent(after).title);
  const talks = listed(touched.map(clipped));
  if (talks === "" || talks === title) return title || "Notes";
  return title === "" ? talks : `${title}: ${talks}`;
}

function listed(titles: readonly string[]): string {
  const named = titles.slice(0, NAMED);
  const more = titles.length - named.length;
  if (more > 0) return `${named.join(", ")} and ${more} more`;
  return named.join(" and ");
}

function clipped(title: string): string {
  const characters = [...title];
  return characters.length <= LONGEST_TITLE ? title : `${characters.slice(0, LONGEST_TITLE - 1).join("")}…`;
}

function talkTexts(text: string): TalkText[] {
  return parseEvent(text).talks.map(({ title, from, bodyFrom, to }) => ({
    title,
    text: text.slice(from, to).trimEnd(),
    body: text.slice(bodyFrom, to).trim(),
  }));
}

/** Those of `talks` whose text is not among `others`; of two alike, one is taken by each. */
function without(talks: readonly TalkText[], others: readonly TalkText[]): TalkText[] {
  const left = new Map<string, number>();
  for (const { text } of others) left.set(text, (left.get(text) ?? 0) + 1);
  return talks.filter(({ text }) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}

/** What an edit touched, in words: for commit messages, history and lists of saves. */
import { type EventFile, parseEvent } from "./event.ts";

/** Talks named in a message; beyond them it counts. */
const NAMED = 2;

/** Characters of a title in a message; a longer one is cut. */
const LONGEST_TITLE = 60;

/** A talk by the names it goes by, in lists and in addresses. */
export interface TouchedTalk {
  /** Without markdown; never empty. */
  readonly title: string;
  /** In the page after the edit; in the page before it for a talk that is gone. */
  readonly slug: string;
}

/** A talk reduced to what comparing needs. */
interface TalkText extends TouchedTalk {
  /** All of it, without the blank lines at its end. */
  readonly text: string;
  /** The same without title and underline. */
  readonly body: string;
}

/** What makes a talk of the page before one of the page after, the surest first. */
const SAME_BY: readonly ((talk: TalkText) => string)[] = [({ slug }) => slug, ({ title }) => title, ({ body }) => body];

/** What an edit did to a page. */
export interface Touch {
  /** The page's; its old one where it has none any more. */
  readonly title: string;
  /**
   * The talks whose text differs, in the order of the page; then those that are gone. Talks that share a title are talks of
   * their own. A talk that only moved is not touched; one that only got another title goes by the new one.
   */
  readonly talks: readonly TouchedTalk[];
}

/** Reads each of the texts once. */
export function touchOf(before: string, after: string): Touch {
  const now = parseEvent(after);
  if (before === after) return { title: now.title, talks: [] };
  const was = parseEvent(before);
  return { title: now.title || was.title, talks: touched(talkTexts(before, was), talkTexts(after, now)) };
}

function touched(old: readonly TalkText[], now: readonly TalkText[]): TouchedTalk[] {
  const changed = without(now, old, wholeText);
  const lost = old.length === now.length ? [] : unpaired(without(old, now, wholeText), changed);
  return [...changed, ...lost].map(({ title, slug }) => ({ title, slug }));
}

/**
 * Titles of the touched talks, each once. Where no talk differs and the texts do, the page's title; nothing where it
 * has none, or where the texts are equal.
 */
export function talksTouched(before: string, after: string): string[] {
  if (before === after) return [];
  const { title, talks } = touchOf(before, after);
  const titles = new Set(talks.map((talk) => talk.title));
  if (titles.size > 0) return [...titles];
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

function talkTexts(text: string, { talks }: EventFile): TalkText[] {
  return talks.map(({ title, slug, from, bodyFrom, to }) => ({
    title,
    slug,
    text: text.slice(from, to).trimEnd(),
    body: text.slice(bodyFrom, to).trim(),
  }));
}

/** Those of `gone` that none of the changed talks can have been. */
function unpaired(gone: readonly TalkText[], changed: readonly TalkText[]): readonly TalkText[] {
  let lost = gone;
  let fresh = changed;
  for (const key of SAME_BY) [lost, fresh] = [without(lost, fresh, key), without(fresh, lost, key)];
  return lost;
}

function wholeText({ text }: TalkText): string {
  return text;
}

/** Those of `talks` whose key is not among the `others`'; of two alike, one is taken by each. */
function without(
  talks: readonly TalkText[],
  others: readonly TalkText[],
  key: (talk: TalkText) => string,
): readonly TalkText[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(key(other), (left.get(key(other)) ?? 0) + 1);
  return talks.filter((talk) => {
    const count = left.get(key(talk)) ?? 0;
    left.set(key(talk), count - 1);
    return count <= 0;
  });
}

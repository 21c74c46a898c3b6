import type { Save } from "../../wiki/wiki.ts";
import { commitAddress, diffAddress } from "./addresses.ts";
import { lookQuery, PLAIN_LOOK } from "./look.ts";
import { listed } from "./words.ts";

/** The save made the page. */
export function isNewPage({ before }: Pick<Save, "before">): boolean {
  return before === null;
}

/** What a save is called in a list: the talks it touched; the page where it touched none, or made it. */
export function titleOfSave(save: Pick<Save, "talks" | "title" | "before">): string {
  return isNewPage(save) ? save.title : titleOfTalks(save.talks, save.title);
}

/** "Golden Ticket", "Golden Ticket and Expo", "Golden Ticket and 3 more"; `otherwise` for none. */
export function titleOfTalks(talks: readonly string[], otherwise: string): string {
  const [first] = talks;
  if (first === undefined) return otherwise;
  return talks.length > 2 ? `${first} and ${talks.length - 1} more` : listed(talks);
}

/**
 * The address of what it changed: in its page, where that is one and there was a commit before it; else the commit.
 *
 * @param talk slug of the one talk to show; null for all.
 */
export function addressOfSave(save: Pick<Save, "commit" | "parent" | "path">, talk: string | null = null): string {
  const look = lookQuery({ ...PLAIN_LOOK, talk });
  if (save.parent === null || !save.path.endsWith(".md")) return commitAddress(save.commit, { look });
  return diffAddress(save.path, { from: save.parent, to: save.commit }, look);
}

/** The wiki's own messages cut long titles; so far they are compared. */
const COMPARED = 50;

/**
 * The words of the person who saved; null where the message is one that the wiki writes by itself, which only says
 * again which talks were touched.
 */
export function ownWords(save: Pick<Save, "message" | "title" | "talks">): string | null {
  const subject = save.message.split("\n", 1)[0]?.trim() ?? "";
  return subject === "" || isAutomatic(subject, save) ? null : subject;
}

/** A save of several people has the message of its last commit, which may name any of the talks first, or only the page. */
function isAutomatic(subject: string, { title, talks }: Pick<Save, "title" | "talks">): boolean {
  if (!subject.startsWith(title.slice(0, COMPARED))) return false;
  if (subject === title) return true;
  if (talks.length === 0) return title.length > COMPARED;
  return talks.some((talk) => subject.includes(`: ${talk.slice(0, COMPARED)}`));
}

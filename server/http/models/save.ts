import type { Save } from "../../wiki/wiki.ts";
import { commitAddress, diffAddress } from "./addresses.ts";
import { listed } from "./words.ts";

/** What a save is called in a list: the talks it touched, or the page where it touched none. */
export function titleOfSave(save: Pick<Save, "talks" | "title">): string {
  const [first, second] = save.talks;
  if (first === undefined) return save.title;
  if (save.talks.length === 2) return listed(save.talks);
  return second === undefined ? first : `${first} and ${save.talks.length - 1} more`;
}

/** The address of what it changed: in its page, where that is one and there was a commit before it; else the commit. */
export function addressOfSave(save: Pick<Save, "commit" | "parent" | "path">): string {
  if (save.parent === null || !save.path.endsWith(".md")) return commitAddress(save.commit);
  return diffAddress(save.path, { from: save.parent, to: save.commit });
}

/** The wiki's own messages cut long titles; so far they are compared. */
const COMPARED = 50;

/**
 * The words of the person who saved; null where the message is one that the wiki writes by itself, which only says
 * again which talks were touched.
 */
export function ownWords(save: Pick<Save, "message" | "title" | "talks">): string | null {
  const subject = save.message.split("\n", 1)[0]?.trim() ?? "";
  const [first] = save.talks;
  const automatic = subject.startsWith(save.title.slice(0, COMPARED))
    ? first === undefined
      ? save.title.length > COMPARED || subject === save.title
      : subject.includes(`: ${first.slice(0, COMPARED)}`)
    : false;
  return subject === "" || automatic ? null : subject;
}

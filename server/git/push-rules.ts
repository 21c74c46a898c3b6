import { MAIN } from "./main-ref.ts";
import { NO_OBJECT, type RefCommand } from "./push-request.ts";

/** A ref's name, characters, and how many there may be of them. */
const NAME_LENGTH = 200;
const MOST_REFS = 2000;

/** How the refs stand: name -> object. */
export type Refs = ReadonlyMap<string, string>;

/** Why a ref may not be moved so, as far as can be told without its objects; null where it may. */
export function refusalOfCommand({ ref, from, to }: RefCommand, refs: Refs): string | null {
  const kind = /^refs\/(heads|tags)\/./.exec(ref)?.[1];
  if (!kind) return "only branches and tags are taken here";
  const name = ref.slice(`refs/${kind}/`.length);
  const now = refs.get(ref) ?? NO_OBJECT;
  if (to === NO_OBJECT) {
    if (ref === MAIN) return "main is the wiki: it cannot be deleted";
    if (now === NO_OBJECT) return "there is nothing of this name";
  }
  if (now === NO_OBJECT) {
    const reason = refusalOfName(name) ?? twinOf(ref, refs);
    if (reason !== null) return reason;
    if (refs.size >= MOST_REFS) return `there are ${MOST_REFS} branches and tags already`;
  }
  return from === now ? null : "fetch first";
}

/** As `git check-ref-format`, and no name that reads as a version's id or as an option. */
function refusalOfName(name: string): string | null {
  if (name.length > NAME_LENGTH) return `a name has at most ${NAME_LENGTH} characters`;
  const isOdd = /[\p{Cc}\p{Surrogate}\uFFFD\s~^:?*[\\]|\.\.|@\{|^-/u.test(name);
  const isPart = (part: string): boolean => part !== "" && !part.startsWith(".") && !/\.(?:lock)?$/.test(part);
  if (isOdd || !name.split("/").every(isPart)) return "that is no name of a branch or tag";
  if (name === "HEAD" || name === "@") return "that name is git's own";
  return /^[0-9a-f]{4,40}(?:\/|$)/i.test(name) ? "that name could be a version's id" : null;
}

/** A ref is a file: a name that differs only by case or Unicode form is the same one in many a clone, and none is a folder. */
function twinOf(ref: string, refs: Refs): string | null {
  const fold = (name: string): string => name.normalize("NFC").toLowerCase();
  const wanted = fold(ref);
  for (const there of refs.keys()) {
    const name = fold(there);
    if (name.startsWith(`${wanted}/`) || wanted.startsWith(`${name}/`)) {
      return `it cannot be beside ${there.replace(/^refs\/\w+\//, "")}`;
    }
    if (name === wanted) return `it differs from ${there.replace(/^refs\/\w+\//, "")} only by case or Unicode form`;
  }
  return null;
}

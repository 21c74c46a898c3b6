import { parseFilePath } from "../text/page-path.ts";
import { folded } from "./clash.ts";

/** Folders in one another. */
const DEEPEST = 32;

/** What the names of pushed files must be, as `PathRules` of `git/push-check.ts`. */
export const pushedNames = {
  refusal(path: string): string | null {
    if (path.split("/").length > DEEPEST) return `more than ${DEEPEST} folders deep`;
    return parseFilePath(path) === null || path.startsWith("/") ? "no name of a file here" : null;
  },
  folded,
};

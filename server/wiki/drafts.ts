import { creditsOf, messageOf } from "./credits.ts";
import type { Capture, Share } from "./live-ports.ts";
import { bytesOf, type PageFile } from "./page-file.ts";
import type { Draft, Person } from "./ports.ts";

/** A save by more people than this is one commit that names them all: nobody reads a chain that long. */
export const MOST_AUTHORS = 8;

/** What a save of a live room is made of. */
export interface SaveParts {
  readonly path: string;
  /** The page as it is in git now; null where it is not. */
  readonly file: PageFile | null;
  readonly capture: Capture;
  /** Null for one commit of all: by one author, by too many, or where who typed what cannot be told. */
  readonly shares: readonly Share[] | null;
  /** Who asked for the save; null for one that the wiki makes by itself. */
  readonly by: Person | null;
  /** The person's own words. */
  readonly message: string | undefined;
}

/** The save as commits, one for each author who changed something, in order of last touch; see decision 5. */
export function draftsOf(parts: SaveParts): Draft[] {
  const saveId = newSaveId();
  const { shares, capture, file } = parts;
  if (shares === null) {
    return [{ ...stepOf(parts, file?.text ?? "", capture.text), ...creditsOf(capture.authors, parts.by), saveId }];
  }
  const drafts: Draft[] = [];
  let before = file?.text ?? "";
  for (const { author, text } of shares) {
    if (text !== before) drafts.push({ ...stepOf(parts, before, text), author, coAuthors: [], saveId });
    before = text;
  }
  return drafts;
}

/** Whether it is asked who typed what, which costs a load of the page: two authors at least, and not too many. */
export function areToldApart(authors: readonly Person[]): boolean {
  return authors.length > 1 && authors.length <= MOST_AUTHORS;
}

function stepOf({ path, file, message }: SaveParts, before: string, text: string): Pick<Draft, "files" | "message"> {
  // Always from the file as it is in git, so that a line's end is the same in every step.
  return { files: new Map([[path, bytesOf(text, file)]]), message: messageOf(before, text, message) };
}

/** Sixteen hex digits of chance. */
function newSaveId(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString("hex");
}

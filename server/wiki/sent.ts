/** What people send to the wiki, and what becomes of it. */
import type { FilePath, PagePath } from "../text/page-path.ts";
import type { Oid, Person } from "./ports.ts";

export interface NewPicture {
  /** What it is called, without its ending and for nobody's file system yet; "" for nothing in particular. */
  readonly name: string;
  /** "png", "jpg", … */
  readonly ending: string;
  readonly bytes: Uint8Array;
  /** The id that git gives these bytes. */
  readonly oid: Oid;
  readonly by: Person;
}

export interface AddedPicture {
  readonly path: FilePath;
  /** Its name in the page's folder: how the page's text refers to it. */
  readonly file: string;
}

export interface Submission {
  readonly text: string;
  /** The commit whose text the writer started from. */
  readonly base: Oid;
  /** "" for the message the wiki would write. */
  readonly message: string;
  readonly by: Person;
}

/** What became of a text that was sent. */
export interface Submitted {
  /** The commit that holds it; the page's newest where it changed nothing. */
  readonly commit: Oid;
  /** Others had changed the page since its base. */
  readonly merged: boolean;
  /** A commit of somebody else's that changed the same line: both are kept. Null where there is none. */
  readonly met: Oid | null;
}

/** A page that was here and is not. */
export interface Gone {
  /** The commit that took it away. */
  readonly commit: Oid;
  /** Its new path, where it was renamed. */
  readonly to: PagePath | null;
  /** Text that no commit holds is kept, and comes back with the page. */
  readonly unsaved: boolean;
}

import { newEventText } from "../../text/event-edit.ts";
import type { PagePath } from "../../text/page-path.ts";
import type { Gone, Save } from "../../wiki/wiki.ts";
import { commitAddress, historyAddress, oldAddress, restoreAddress } from "./addresses.ts";
import { type Crumb, crumbsOf } from "./crumbs.ts";
import { facesOf } from "./people.ts";
import { type Clock, dateLine, momentOf } from "./time.ts";
import { listed, sentence } from "./words.ts";

/** The form that makes a page, as the `begin` partial draws it. */
export interface BeginModel {
  /** Where the page will lie; null where title and date decide it. */
  readonly path: PagePath | null;
  /** It asks for a date and a first talk. */
  readonly event: boolean;
  readonly title: string;
  readonly date: string;
  /** "2026/11", where an event of today goes. */
  readonly folder: string;
  /** The file as it will begin. */
  readonly example: string;
}

export interface MissingModel {
  readonly title: string;
  readonly crumbs: readonly Crumb[];
  readonly form: BeginModel;
  /** Null where it never was. */
  readonly gone: GoneModel | null;
}

/** When and by whom a page was taken away, and what can be done about it. */
interface GoneModel {
  readonly iso: string;
  readonly when: string;
  readonly who: string;
  readonly commit: string;
  readonly history: string;
  readonly was: string | null;
  /** Brings it back, by a form. */
  readonly restore: string;
  /** Text that was never saved comes back with it. */
  readonly unsaved: boolean;
}

/** A page that is not there. @param gone what became of it, and the save that took it away; null where it never was. */
export function missingModel(
  path: PagePath,
  gone: (Gone & { readonly save: Save }) | null,
  clock: Clock,
): MissingModel {
  return {
    title: gone === null ? "Nothing here yet" : "Not here any more",
    crumbs: crumbsOf(path),
    form: beginModel(path, clock),
    gone: gone && goneModel(path, gone, clock),
  };
}

function goneModel(path: PagePath, gone: Gone & { readonly save: Save }, clock: Clock): GoneModel {
  const { authors, date, parent } = gone.save;
  const moment = momentOf(date, clock);
  return {
    iso: moment.iso,
    when: moment.long,
    who: listed(facesOf(authors.map((author) => author.name)).faces.map((face) => face.name)),
    commit: commitAddress(gone.commit),
    history: historyAddress(path),
    was: parent === null ? null : oldAddress(path, parent),
    restore: restoreAddress(path),
    unsaved: gone.unsaved,
  };
}

/** The form for a page at `path`, or for an event that has no address yet. */
export function beginModel(path: PagePath | null, clock: Clock): BeginModel {
  const event = path === null || /^events\/\d{4}\/\d\d\//.test(path);
  const title = path === null ? "" : guessedTitle(path);
  const date = event ? dateLine(clock.now, clock.zone) : "";
  return {
    path,
    event,
    title,
    date,
    folder: momentOf(clock.now, clock).dayKey.slice(0, 7).replace("-", "/"),
    example: newEventText({
      title: title || "Name of the event",
      date: event ? date : null,
      talk: event ? "First talk" : null,
      speaker: event ? "Speaker @handle" : null,
    }),
  };
}

/** What a page of this name may be called: "events/2026/11/lanternfish-days" -> "Lanternfish days". */
function guessedTitle(path: PagePath): string {
  const name = (path.split("/").at(-1) ?? "").replace(/\.md$/, "");
  return sentence(name.replaceAll(/[-_]+/g, " "));
}

import { newEventText } from "../../text/event-edit.ts";
import type { PagePath } from "../../text/page-path.ts";
import type { Save } from "../../wiki/wiki.ts";
import { historyAddress, oldAddress } from "./addresses.ts";
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
  /** When and by whom it was taken away; null where it never was. */
  readonly gone: {
    readonly iso: string;
    readonly when: string;
    readonly who: string;
    readonly history: string;
    readonly was: string | null;
  } | null;
}

/** A page that is not there. @param last the newest save that touched it, null where there is none. */
export function missingModel(path: PagePath, last: Save | null, clock: Clock): MissingModel {
  const moment = last === null ? null : momentOf(last.date, clock);
  return {
    title: last === null ? "Nothing here yet" : "Not here any more",
    crumbs: crumbsOf(path),
    form: beginModel(path, clock),
    gone:
      last === null || moment === null
        ? null
        : {
            iso: moment.iso,
            when: moment.long,
            who: listed(facesOf(last.authors.map((author) => author.name)).faces.map((face) => face.name)),
            history: historyAddress(path),
            was: last.parent === null ? null : oldAddress(path, last.parent),
          },
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

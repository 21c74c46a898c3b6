import { parseEvent, talkBySlug } from "../../text/event.ts";
import type { Page } from "../../wiki/wiki.ts";
import type { Viewer } from "../viewer.ts";
import {
  editAddress,
  followAddress,
  historyAddress,
  previewAddress,
  readAddress,
  saveAddress,
  slidesAddress,
  uploadAddress,
} from "./addresses.ts";

/** What the editor's page is made of. */
export interface EditorParts {
  /** The newest text, live edits included. */
  readonly page: Page;
  /** The page as the newest commit has it. */
  readonly committed: Page;
  /** The name of the page's room. */
  readonly room: string;
  readonly me: Viewer;
  /** The slug of the talk to write in; null for the whole page. */
  readonly talk: string | null;
  /** The newest save of the page; null where none is known. */
  readonly newest: { readonly commit: string; readonly date: number } | null;
  /** Most text a page may hold, in bytes of UTF-8. */
  readonly limit: number;
}

/** What the editor's script is given, as JSON in the page. Addresses are from the site's root. */
export interface EditorData {
  readonly room: string;
  /** The file, with ".md". */
  readonly path: string;
  /** The page's title. */
  readonly title: string;
  /** Slug of the talk that is edited; null for the whole page. */
  readonly talk: string | null;
  readonly talks: readonly { readonly slug: string; readonly title: string }[];
  readonly me: { readonly name: string; readonly guest: boolean };
  /** The newest commit of the page. */
  readonly commit: string;
  /** When it was made, in milliseconds since the epoch; null where the wiki does not know. */
  readonly commitTime: number | null;
  /** Most text the page may hold, in bytes of UTF-8. */
  readonly limit: number;
  readonly api: {
    /** Folder of the live door; the room's name goes behind it. */
    readonly live: string;
    readonly save: string;
    readonly preview: string;
    readonly upload: string;
    readonly name: string;
    readonly follow: string;
    readonly edit: string;
    readonly page: string;
    readonly slides: string;
    readonly history: string;
  };
}

export interface EditorModel {
  /** Of the talk, or of the page where all of it is edited. */
  readonly title: string;
  /** The page's title. */
  readonly event: string;
  /** Who speaks, as names and handles in one line; "" where nobody is named or all of the page is edited. */
  readonly by: string;
  readonly talk: string | null;
  readonly talks: readonly {
    readonly slug: string;
    readonly title: string;
    readonly href: string;
    readonly current: boolean;
  }[];
  /** Where one goes back to: the page, at the talk. */
  readonly back: string;
  readonly slides: string;
  readonly history: string;
  readonly me: { readonly name: string; readonly guest: boolean };
  /** The form for browsers without scripts: the whole page as committed, and where it came from. */
  readonly form: { readonly action: string; readonly text: string; readonly base: string };
  readonly data: EditorData;
}

/** The editor's page. `talk` must be one of the page's. */
export function editorModel({ page, committed, room, me, talk, newest, limit }: EditorParts): EditorModel {
  const { path } = page;
  const event = parseEvent(page.text);
  const title = event.title || path;
  const current = talk === null ? null : talkBySlug(event, talk);
  const talks = event.talks.map(({ slug, title: name }) => ({ slug, title: name }));
  const asked = talk ?? undefined;
  const writer = { name: me.name, guest: me.guest };
  const addresses = {
    page: readAddress(path),
    slides: slidesAddress(path, asked),
    history: historyAddress(path, talk === null ? {} : { talk }),
  };
  return {
    title: current?.title ?? title,
    event: title,
    by: (current?.speakers ?? []).map(({ name, handle }) => [name, handle].filter(Boolean).join(" ")).join(", "),
    talk,
    talks: talks.map((entry) => ({ ...entry, href: editAddress(path, entry.slug), current: entry.slug === talk })),
    back: talk === null ? addresses.page : `${addresses.page}#${encodeURIComponent(talk)}`,
    slides: addresses.slides,
    history: addresses.history,
    me: writer,
    form: { action: editAddress(path), text: committed.text, base: committed.commit },
    data: {
      room,
      path,
      title,
      talk,
      talks,
      me: writer,
      commit: newest?.commit ?? committed.commit,
      commitTime: newest?.date ?? null,
      limit,
      api: {
        live: "/-/live/",
        save: saveAddress(path),
        preview: previewAddress(path),
        upload: uploadAddress(path),
        name: "/-/name",
        follow: followAddress(path),
        edit: editAddress(path),
        ...addresses,
      },
    },
  };
}

/** What the server puts into the editor's page. */
import { type PagePath, pageAddress } from "../../server/text/page-path.ts";

export interface EditorData {
  readonly room: string;
  /** The file, with ".md". Another one once the page is moved, and so are the addresses: they are read when they are used. */
  path: string;
  /** The page's title. */
  readonly title: string;
  /** Slug of the talk to open; null for the whole page. */
  readonly talk: string | null;
  readonly me: { readonly name: string; readonly guest: boolean };
  /** The page's newest commit. */
  readonly commit: string;
  /** When it was made, in milliseconds since the epoch; null where the wiki does not know. */
  readonly commitTime: number | null;
  /** Most text the page may hold, in bytes of UTF-8. */
  readonly limit: number;
  api: Addresses;
}

/** From the site's root. */
export interface Addresses {
  readonly live: string;
  readonly save: string;
  readonly preview: string;
  readonly upload: string;
  readonly name: string;
  readonly follow: string;
  readonly edit: string;
  readonly page: string;
  readonly slides: string;
}

/** The page is at another path now: its addresses are those of that path. */
export function moveTo(data: EditorData, path: string): void {
  const [old, now] = [encoded(data.path), encoded(path)];
  const follow = ([key, address]: [string, string]): [string, string] => {
    const at = address.indexOf(`/${old}`);
    return [key, at < 0 ? address : `${address.slice(0, at + 1)}${now}${address.slice(at + 1 + old.length)}`];
  };
  const api = Object.fromEntries(Object.entries(data.api).map(follow)) as unknown as Addresses;
  data.api = { ...api, page: pageAddress(path as PagePath) };
  data.path = path;
}

/** A page's path as it stands in addresses. */
function encoded(path: string): string {
  const segments = path.replace(/\.md$/, "").split("/");
  return segments.map(encodeURIComponent).join("/");
}

/** Throws where the page was not made by this wiki. */
export function readEditorData(): EditorData {
  return JSON.parse(part("editor-data").textContent ?? "") as EditorData;
}

/** The nonce that style elements of this page must carry. */
export function readNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}

/** An element of the page by its id. Throws where there is none: page and script are of one build. */
export function part<E extends HTMLElement = HTMLElement>(id: string): E {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element as E;
}

/** The address of a talk's view, or with null of the whole page's: editor, slides. */
export function addressOf(base: string, talk: string | null): string {
  const [path = ""] = base.split("?");
  return talk === null ? path : `${path}?${new URLSearchParams({ talk })}`;
}

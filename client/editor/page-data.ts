/** What the server puts into the editor's page. */

export interface EditorData {
  readonly room: string;
  /** The file, with ".md". */
  readonly path: string;
  /** The page's title. */
  readonly title: string;
  /** Slug of the talk to open; null for the whole page. */
  readonly talk: string | null;
  readonly me: { readonly name: string; readonly guest: boolean };
  /** The page's newest commit. */
  readonly commit: string;
  /** Addresses from the site's root. */
  readonly api: {
    readonly live: string;
    readonly save: string;
    readonly preview: string;
    readonly name: string;
    readonly follow: string;
    readonly edit: string;
    readonly page: string;
    readonly slides: string;
  };
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

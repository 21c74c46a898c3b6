import type { Request, RequestHandler } from "express";
import { COPY_TYPE, WIDTHS } from "../pictures/copies.ts";
import type { PictureSize } from "../pictures/decoding.ts";
import { type Dress, dressed } from "../pictures/dress.ts";
import { type FilePath, parseFilePath } from "../text/page-path.ts";
import { decoded, pathOf, queryOf } from "./address.ts";
import type { HttpDeps } from "./deps.ts";
import { answer, versionOf } from "./etag.ts";
import { makeInert } from "./files.ts";

/** Where a rendered page is shown. */
export type Place = "page" | "preview" | "slides";

/** How pictures are put into pages. */
export interface PagePictures {
  /** Changes whenever a picture of the wiki does; part of the ETag of every page that shows some. */
  version(): Promise<string>;
  /** A page's HTML with its pictures' sizes and smaller copies; on a page each is a link to its file. */
  dress(html: string, place: Place): Promise<string>;
}

/** A column of notes is 37rem wide at most; a slide and the preview may fill what there is. */
const DRESSES: Readonly<Record<Place, Pick<Dress, "sizes" | "linked">>> = {
  page: { sizes: "(max-width: 40rem) 100vw, 44rem", linked: true },
  preview: { sizes: "(max-width: 48rem) 100vw, 36rem", linked: false },
  slides: { sizes: "100vw", linked: false },
};

export function pagePictures({ wiki, pictures }: Pick<HttpDeps, "wiki" | "pictures">): PagePictures {
  const versions = new WeakMap<ReadonlyMap<string, string>, string>();

  async function size(address: string): Promise<PictureSize | null> {
    const path = address.startsWith("/") ? parseFilePath(decoded(address.replace(/[?#].*$/, "")) ?? "") : null;
    const oid = path === null ? undefined : (await wiki.pictures()).get(path);
    if (path === null || oid === undefined) return null;
    return pictures.size(oid, async () => (await wiki.file(path))?.bytes ?? null);
  }

  return {
    async version() {
      const all = await wiki.pictures();
      const version = versions.get(all) ?? versionOf(all);
      versions.set(all, version);
      return version;
    },
    dress: (html, place) => dressed(html, { ...DRESSES[place], size }),
  };
}

/**
 * `GET /PATH?w=WIDTH`: a picture of the wiki at one of a few widths, as webp. What cannot be had in that width is left to whoever
 * sends files as they are.
 */
export function picturesAtWidths({ wiki, pictures }: Pick<HttpDeps, "wiki" | "pictures">): RequestHandler {
  return async (req, res, next) => {
    const width = widthAsked(req);
    if (width === null) return next();
    const path = parseFilePath(pathOf(req, "/"));
    const oid = path === null ? undefined : (await wiki.pictures()).get(path);
    if (path === null || oid === undefined) return next();
    const bytes = async () => (await wiki.file(path))?.bytes ?? null;
    const natural = await pictures.size(oid, bytes);
    if (natural === null || natural.width <= width) return next();
    makeInert(res);
    await answer(req, res, ["copy", oid, width], () => pictures.copy(oid, width, () => blob(path, bytes)), COPY_TYPE);
  };
}

async function blob(path: FilePath, read: () => Promise<Uint8Array | null>): Promise<Uint8Array> {
  const bytes = await read();
  if (bytes === null) throw new Error(`the picture ${path} went while a copy of it was made`);
  return bytes;
}

/** Null where no width is asked for, or none that there is. */
function widthAsked(req: Request): number | null {
  const query = queryOf(req);
  if (query === "" || (req.method !== "GET" && req.method !== "HEAD")) return null;
  const asked = new URLSearchParams(query).get("w");
  return WIDTHS.find((width) => String(width) === asked) ?? null;
}

import type { Request, Response } from "express";
import { answer } from "./etag.ts";

/** What a browser may show by itself. Everything else is handed over as a download. */
const SHOWN: Readonly<Record<string, string>> = {
  avif: "image/avif",
  csv: "text/plain; charset=utf-8",
  gif: "image/gif",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  json: "text/plain; charset=utf-8",
  m4a: "audio/mp4",
  mp3: "audio/mpeg",
  mp4: "video/mp4",
  ogg: "audio/ogg",
  png: "image/png",
  txt: "text/plain; charset=utf-8",
  webm: "video/webm",
  webp: "image/webp",
};

/** A picture inside a page is never run, whatever is in it; opened by itself it is a download. */
const DRAWN = "image/svg+xml";

/** Nothing in a file of the wiki may run, load, frame or send anything, were it opened as a page. */
const INERT = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'none'; form-action 'none'; sandbox";

/** The media type a file is sent as, and whether as a download: by its name, never by what is in it. */
export function fileType(path: string): { readonly type: string; readonly download: boolean } {
  const extension = /\.([a-z0-9]+)$/.exec(path.toLowerCase())?.[1] ?? "";
  if (extension === "svg") return { type: DRAWN, download: true };
  const type = Object.hasOwn(SHOWN, extension) ? SHOWN[extension] : undefined;
  return type === undefined ? { type: "application/octet-stream", download: true } : { type, download: false };
}

/** What is sent as this answer does nothing by itself, whatever is in it and however it is opened. */
export function makeInert(res: Response): void {
  res.set({ "Content-Security-Policy": INERT, "X-Content-Type-Options": "nosniff" });
}

/** Sends a file of the wiki, inert. */
export async function sendFile(
  req: Request,
  res: Response,
  path: string,
  file: { readonly oid: string; readonly bytes: Uint8Array },
): Promise<void> {
  const { type, download } = fileType(path);
  makeInert(res);
  if (download) res.set("Content-Disposition", "attachment");
  await answer(req, res, [file.oid, type], () => file.bytes, type);
}

/** Sends the markdown of a page. */
export async function sendMarkdown(
  req: Request,
  res: Response,
  source: { readonly version: string; readonly bytes: Uint8Array },
): Promise<void> {
  makeInert(res);
  await answer(req, res, [source.version], () => source.bytes, "text/markdown; charset=utf-8");
}

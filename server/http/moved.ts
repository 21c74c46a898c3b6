import type { ErrorRequestHandler, Request } from "express";
import { WikiError } from "../errors.ts";
import { type PagePath, pageAddress } from "../text/page-path.ts";
import type { Wiki } from "../wiki/wiki.ts";
import { pathOf, queryOf } from "./address.ts";

const READING = new Set(["GET", "HEAD"]);

/** Leads readers of a page that has moved to where it is now, by whichever door they came: the page, its slides, its text. */
export function movedPages({ wiki }: { readonly wiki: Wiki }): ErrorRequestHandler {
  return async (error: unknown, req, res, next) => {
    const path = error instanceof WikiError && error.code === "not-found" ? error.data.path : undefined;
    const to = path !== undefined && READING.has(req.method) ? ((await wiki.gone(path as PagePath))?.to ?? null) : null;
    if (path === undefined || to === null) return next(error);
    res.set("Cache-Control", "no-store").redirect(302, movedAddress(req, path, to));
  };
}

/** The address that was asked for, with the page's new path in the place of the old one. */
export function movedAddress(req: Request, path: string, to: PagePath): string {
  const asked = pathOf(req, "/");
  const [was, is] = [withoutEnding(path), withoutEnding(to)];
  const at = asked.lastIndexOf(was);
  if (at < 0) return pageAddress(to);
  const address = asked.slice(0, at) + is + asked.slice(at + was.length);
  const query = queryOf(req);
  return `/${address.split("/").map(encodeURIComponent).join("/")}${query === "" ? "" : `?${query}`}`;
}

function withoutEnding(path: string): string {
  return path.replace(/\.md$/, "");
}

import { join } from "node:path";
import express, { Router } from "express";
import type { HttpDeps } from "./deps.ts";

/** A file name that holds the hash of what is in it: the same name is the same bytes for ever. */
const hashed = /-[A-Z0-9]{8}\.[a-z0-9]+(?:\.map)?$/;

/** `GET /-/assets/NAME-HASH.EXT`: the client's built files, to be kept for a year without asking again. */
export function assetsRouter({ built }: Pick<HttpDeps, "built">): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const files = express.static(join(built, "client"), {
    dotfiles: "ignore",
    etag: false,
    immutable: true,
    index: false,
    lastModified: false,
    maxAge: "365d",
    redirect: false,
    // The frame that draws diagrams has no origin of its own (`diagram.ts`).
    setHeaders: (res) => res.setHeader("Access-Control-Allow-Origin", "*"),
  });
  router.use("/-/assets", (req, res, next) => {
    if (hashed.test(req.path)) files(req, res, next);
    else next();
  });
  return router;
}

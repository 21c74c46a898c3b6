import express, { Router } from "express";
import type { z } from "zod";
import { WikiError } from "../errors.ts";
import { pathOf } from "./address.ts";
import type { rescued } from "./api-schemas.ts";
import type { HttpDeps } from "./deps.ts";
import { writerOf } from "./viewer.ts";

/** Largest state that is taken, bytes: as large as a frame of the live door. */
const MAX_STATE = 8 * 1024 * 1024;

const OCTETS = "application/octet-stream";

/**
 * `POST /-/rescue/ROOM`: what a client still has of a room whose page has begun a new history, as a whole Yjs state. It is
 * merged into the page, on disk when the answer comes, and told where the page is now. The same again changes nothing.
 */
export function rescueRouter({ wiki }: Pick<HttpDeps, "wiki">): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.post("/-/rescue/:room", express.raw({ type: OCTETS, limit: MAX_STATE }), async (req, res) => {
    const body: unknown = req.body;
    if (!Buffer.isBuffer(body)) throw new WikiError("bad-request", `body: is to be a Yjs state, as ${OCTETS}`);
    const { person } = await writerOf(req);
    const done: z.infer<typeof rescued> = await wiki.rescue(pathOf(req, "/-/rescue/"), new Uint8Array(body), person);
    res.set("Cache-Control", "no-store").json(done);
  });
  return router;
}

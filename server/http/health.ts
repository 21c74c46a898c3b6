import { Router } from "express";
import type { HttpDeps } from "./deps.ts";

/** `GET /-/health` for operators: 200, the newest commit and the rooms in memory while the repository can be read. */
export function healthRouter({ wiki }: Pick<HttpDeps, "wiki">): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get("/-/health", async (_req, res) => {
    const head = await wiki.head();
    const uptime = Math.floor(process.uptime());
    res.set("Cache-Control", "no-store").json({ status: "ok", head, rooms: wiki.loaded(), uptime });
  });
  return router;
}

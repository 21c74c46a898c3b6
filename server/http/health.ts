import { Router } from "express";
import type { HttpDeps } from "./deps.ts";

/** `GET /-/health` for operators: 200 and the newest commit while the repository can be read. */
export function healthRouter({ wiki }: Pick<HttpDeps, "wiki">): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get("/-/health", async (_req, res) => {
    const head = await wiki.head();
    res.set("Cache-Control", "no-store").json({ status: "ok", head, uptime: Math.floor(process.uptime()) });
  });
  return router;
}

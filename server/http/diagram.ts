import { Router } from "express";
import type { Views } from "./views.ts";

/**
 * The frame's own policy: mermaid may style what it draws, and run from our files. The document has no origin, so it
 * shares nothing with the page around it; it has no network and shows no pictures.
 */
const policy = [
  "default-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  "sandbox allow-scripts",
].join("; ");

/** `GET /-/diagram`: the empty document in which a page has its diagrams drawn. */
export function diagramRouter({ views }: { readonly views: Views }): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const html = views.render("diagram", {});
  router.get("/-/diagram", (_req, res) => {
    res.set("Content-Security-Policy", policy).set("Cache-Control", "no-cache").type("html").send(html);
  });
  return router;
}

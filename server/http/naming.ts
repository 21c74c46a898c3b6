import { Router } from "express";
import { addressFault } from "./address.ts";
import { wantsJson } from "./fail.ts";
import { nameViewer } from "./viewer.ts";

/** `POST /-/name` (`name`, `back`): the viewer's name from now on. A form goes back to the page it stood on. */
export function namingRouter(): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.post("/-/name", (req, res) => {
    const body: { name?: unknown; back?: unknown } = req.body ?? {};
    const { name } = nameViewer(req, body.name);
    if (wantsJson(req)) res.json({ name });
    else res.redirect(303, backOf(body.back));
  });
  return router;
}

/** Where to go back to: an address of this site, or home. */
function backOf(raw: unknown): string {
  return typeof raw === "string" && addressFault(raw) === null ? raw : "/";
}

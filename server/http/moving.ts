import { type Request, type Response, Router } from "express";
import type { z } from "zod";
import { WikiError } from "../errors.ts";
import { parseEvent } from "../text/event.ts";
import { type PagePath, pageAddress } from "../text/page-path.ts";
import type { Page } from "../wiki/wiki.ts";
import { pagePathIn, pagePathOf } from "./address.ts";
import type { relocated } from "./api-schemas.ts";
import { bodyOf, moving, restoring, typedIn, undoing } from "./bodies.ts";
import type { HttpDeps } from "./deps.ts";
import { refusalOf, wantsJson } from "./fail.ts";
import { commitNamed } from "./history-versions.ts";
import { commitAddress, metAddress, readAddress } from "./models/addresses.ts";
import { movingModel, type RefusedMove } from "./models/moving.ts";
import { surroundings } from "./site.ts";
import { writerOf } from "./viewer.ts";
import type { Views } from "./views.ts";

/**
 * Pages that change their place or go back: `POST /-/move/PATH` (`to`), `/-/delete/PATH`, `/-/restore/PATH` (`rev`, or
 * without it a deleted page comes back), `/-/undo/PATH` (`commit`: one save is taken back). Each is one commit. A form goes on to
 * the page, JSON gets the commit. `GET /-/move/PATH` has the forms for moving and deleting.
 *
 * `GET /-/met/PATH?theirs=SHA&yours=SHA` tells who saved a form that its lines met another change.
 */
export function movingRouter({ wiki, views }: Pick<HttpDeps, "wiki"> & { readonly views: Views }): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const around = surroundings({ wiki });

  router.get("/-/move/*page", async (req, res) => {
    const path = pagePathOf(req, "/-/move/");
    const page = await wiki.page(path);
    if (page === null) throw new WikiError("not-found", "there is no page to move", { path });
    await sendForm(req, res, page, null);
  });

  router.post("/-/move/*page", async (req, res) => {
    const path = pagePathOf(req, "/-/move/");
    try {
      const to = pagePathIn(bodyOf(moving, req.body).to);
      const { person } = await writerOf(req);
      const { commit } = await wiki.move(path, to, person);
      done(req, res, to, commit);
    } catch (error) {
      const page = error instanceof WikiError && !wantsJson(req) ? await wiki.page(path) : null;
      if (page === null) throw error;
      const { status, reason } = refusalOf(error);
      const there = error instanceof WikiError && error.code === "exists" ? error.data.path : undefined;
      const existing = there === undefined ? null : readAddress(there);
      res.status(status);
      await sendForm(req, res, page, { to: typedIn(req.body)("to"), reason, existing });
    }
  });

  router.post("/-/delete/*page", async (req, res) => {
    const path = pagePathOf(req, "/-/delete/");
    const { person } = await writerOf(req);
    const { commit } = await wiki.remove(path, person);
    // To the address itself: it says what has become of the page, and brings it back.
    done(req, res, path, commit);
  });

  router.post("/-/restore/*page", async (req, res) => {
    const path = pagePathOf(req, "/-/restore/");
    const { rev } = bodyOf(restoring, req.body);
    const oid = rev === "" ? null : await commitNamed(wiki, rev);
    const { person } = await writerOf(req);
    const { commit } = await wiki.restore(path, oid, person);
    done(req, res, path, commit);
  });

  router.post("/-/undo/*page", async (req, res) => {
    const path = pagePathOf(req, "/-/undo/");
    const save = await commitNamed(wiki, bodyOf(undoing, req.body).commit);
    const { person } = await writerOf(req);
    const { commit, met } = await wiki.undo(path, save, person);
    if (met === null || wantsJson(req)) return done(req, res, path, commit);
    res.redirect(303, metAddress(path, { theirs: met, yours: commit }));
  });

  router.get("/-/met/*page", async (req, res) => {
    const path = pagePathOf(req, "/-/met/");
    const page = await wiki.page(path);
    if (page === null) throw new WikiError("not-found", "the page is not here any more", { path });
    const [theirs, yours] = await Promise.all([named(req, "theirs"), named(req, "yours")]);
    const { site } = await around(req);
    const model: MetModel = {
      title: parseEvent(page.text).title || path,
      address: pageAddress(path),
      theirs: commitAddress(theirs),
      yours: commitAddress(yours),
    };
    res.set("Cache-Control", "no-store").send(views.render("met", { ...model, site }));
  });

  async function sendForm(req: Request, res: Response, page: Page, refused: RefusedMove | null): Promise<void> {
    const { site } = await around(req);
    res.set("Cache-Control", "no-store").send(views.render("moving", { ...movingModel(page, refused), site }));
  }

  async function named(req: Request, field: string): Promise<string> {
    const name = req.query[field];
    return commitNamed(wiki, typeof name === "string" ? name : "");
  }

  return router;
}

function done(req: Request, res: Response, path: PagePath, commit: string): void {
  const told: z.infer<typeof relocated> = { path, commit };
  res.set("Cache-Control", "no-store");
  if (wantsJson(req)) res.json(told);
  else res.redirect(303, pageAddress(path));
}

interface MetModel {
  readonly title: string;
  readonly address: string;
  /** The commits that changed the same line. */
  readonly theirs: string;
  readonly yours: string;
}

import { type Request, type Response, Router } from "express";
import { WikiError } from "../errors.ts";
import { toRoomText } from "../text/endings.ts";
import { parseEvent, talkBySlug } from "../text/event.ts";
import { type PagePath, pageAddress } from "../text/page-path.ts";
import type { Page } from "../wiki/wiki.ts";
import { pagePathOf } from "./address.ts";
import { bodyOf, checkSize, saving, submission, typedIn } from "./bodies.ts";
import type { HttpDeps } from "./deps.ts";
import { giveBackIfRefused, wantsJson } from "./fail.ts";
import { missingPage } from "./missing.ts";
import { editAddress, metAddress } from "./models/addresses.ts";
import { editorModel } from "./models/editor.ts";
import { nonceOf } from "./security.ts";
import { surroundings } from "./site.ts";
import { writerOf } from "./viewer.ts";
import type { Views } from "./views.ts";

/**
 * Writing on a page that is there: the editor, the form for browsers without scripts, and "save now".
 *
 * The form's text is always a commit's text, never the live one: a save is merged as a change from its base, so what
 * was live and not yet in the base would come back as the writer's own and be in the page twice.
 */
export function editingRouter(deps: HttpDeps & { readonly views: Views }): Router {
  const { wiki, views, maxTextBytes } = deps;
  const around = surroundings(deps);
  const sendMissing = missingPage(deps);
  const router = Router({ caseSensitive: true });

  router.get("/-/edit/*page", async (req, res) => {
    const path = pagePathOf(req, "/-/edit/");
    const page = await wiki.page(path);
    res.set("Cache-Control", "no-store");
    if (page === null) {
      await sendMissing(req, res, path);
      return;
    }
    const talk = talkAsked(req, page);
    const [room, committed, me, newest] = await Promise.all([
      wiki.room(path),
      committedPage(page),
      writerOf(req),
      wiki.lastSave(path),
    ]);
    const model = editorModel({ page, committed, room, me, talk, newest, limit: maxTextBytes });
    res.send(views.render("editor", { ...model, nonce: nonceOf(res) }));
  });

  router.post("/-/edit/*page", async (req, res) => {
    const path = pagePathOf(req, "/-/edit/");
    noteText(req, res, path);
    const save = bodyOf(submission, req.body);
    checkSize(save.text, maxTextBytes);
    const { person } = await writerOf(req);
    try {
      const { commit, met } = await wiki.submit(path, { ...save, by: person });
      res.redirect(303, met === null ? pageAddress(path) : metAddress(path, { theirs: met, yours: commit }));
    } catch (error) {
      const at = wantsJson(req) ? null : await unmergedAt(path, error);
      if (at === null) throw error;
      await keepBoth(req, res, at, { ...save, moved: at !== path });
    }
  });

  router.post("/-/save/*page", async (req, res) => {
    const path = pagePathOf(req, "/-/save/");
    const { message } = bodyOf(saving, req.body);
    if ((await wiki.page(path)) === null) throw new WikiError("not-found", "there is no page to save", { path });
    const { person } = await writerOf(req);
    const { commit } = await wiki.save(path, person, message || undefined);
    res.json({ commit });
  });

  /** Where the page is that a text could not be merged into; null where an error is about something else. */
  async function unmergedAt(path: PagePath, error: unknown): Promise<PagePath | null> {
    if (!(error instanceof WikiError)) return null;
    if (error.code === "unknown-base") return path;
    return error.code === "not-found" ? ((await wiki.gone(path))?.to ?? null) : null;
  }

  /** A save that cannot be merged loses nothing: the writer gets the own text back, beside the page's newest. */
  async function keepBoth(
    req: Request,
    res: Response,
    path: PagePath,
    save: Pick<ConflictModel, "message" | "moved"> & { readonly text: string },
  ): Promise<void> {
    const page = await wiki.page(path);
    if (page === null) throw new WikiError("not-found", "the page is not here any more", { path });
    const [committed, { site }] = await Promise.all([committedPage(page), around(req)]);
    const model: ConflictModel = {
      title: parseEvent(committed.text).title || path,
      address: pageAddress(path),
      action: editAddress(path),
      moved: save.moved,
      mine: toRoomText(save.text),
      message: save.message,
      theirs: committed.text,
      base: committed.commit,
    };
    res
      .status(409)
      .set("Cache-Control", "no-store")
      .send(views.render("conflict", { ...model, site }));
  }

  /** The page without what is typed and not yet committed. */
  async function committedPage(page: Page): Promise<Page> {
    return page.live ? ((await wiki.page(page.path, page.commit)) ?? page) : page;
  }

  return router;
}

/** What was written goes back to the writer with the reason, whatever a save is refused for. */
function noteText(req: Request, res: Response, path: PagePath): void {
  const body: { readonly text?: unknown } | undefined = req.body;
  // A form without a text is none of ours, and an empty one would empty the page when it is sent again.
  if (typeof body?.text !== "string") return;
  const typed = typedIn(body);
  giveBackIfRefused(res, {
    path,
    address: pageAddress(path),
    action: editAddress(path),
    text: toRoomText(body.text),
    base: typed("base"),
    message: typed("message"),
  });
}

/** A save that names a version the page never had, or never had at the address where it is now. */
interface ConflictModel {
  readonly title: string;
  readonly address: string;
  readonly action: string;
  /** The text was begun when the page was at another address. */
  readonly moved: boolean;
  /** What the writer sent, whole. */
  readonly mine: string;
  readonly message: string;
  /** The page's newest committed text. */
  readonly theirs: string;
  /** The commit of `theirs`: a second save from this page is merged from there. */
  readonly base: string;
}

/** The slug of `?talk=`, null for the whole page. Throws `not-found` for a talk the page does not have. */
function talkAsked(req: Request, page: Page): string | null {
  const { talk } = req.query;
  if (typeof talk !== "string" || talk === "") return null;
  if (talkBySlug(parseEvent(page.text), talk) !== null) return talk;
  throw new WikiError("not-found", "there is no talk by this name on the page", { path: page.path });
}

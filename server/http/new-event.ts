import { type Request, type Response, Router } from "express";
import { WikiError } from "../errors.ts";
import { parseEvent } from "../text/event.ts";
import { newEventText } from "../text/event-edit.ts";
import { eventPath, parsePagePath } from "../text/page-path.ts";
import { pagePathIn } from "./address.ts";
import { bodyOf, newEvent, typedIn } from "./bodies.ts";
import type { HttpDeps } from "./deps.ts";
import { refusalOf, wantsJson } from "./fail.ts";
import { type Month, monthIn } from "./loose-date.ts";
import { editAddress, readAddress } from "./models/addresses.ts";
import { type BeginModel, beginModel } from "./models/missing.ts";
import { surroundings } from "./site.ts";
import { writerOf } from "./viewer.ts";
import type { Views } from "./views.ts";

/** The form with what was typed in it, and why it came back. */
interface Attempt extends BeginModel {
  readonly talk: string;
  readonly speaker: string;
  /** One sentence without its full stop. */
  readonly error: string;
  /** The page that is there already; null where that is not the trouble. */
  readonly existing: string | null;
}

/** `GET` and `POST /-/new`: a new page, by title and date or at a path, one commit, and on to its editor. */
export function newEventRouter(deps: HttpDeps & { readonly views: Views }): Router {
  const { wiki, views } = deps;
  const around = surroundings(deps);
  const router = Router({ caseSensitive: true, strict: true });

  router.get("/-/new", async (req, res) => {
    const { site, clock } = await around(req);
    const asked = typeof req.query["path"] === "string" ? pagePathIn(req.query["path"]) : null;
    res.set("Cache-Control", "no-store");
    res.send(views.render("new", { title: "A new event", site, form: beginModel(asked, clock) }));
  });

  router.post("/-/new", async (req, res) => {
    try {
      await begin(req, res);
    } catch (error) {
      if (!(error instanceof WikiError) || wantsJson(req)) throw error;
      await tryAgain(req, res, error);
    }
  });

  async function begin(req: Request, res: Response): Promise<void> {
    const wanted = bodyOf(newEvent, req.body);
    const path =
      wanted.path === "" ? eventPath(wanted.title, monthIn(wanted.date, thisMonth())) : pagePathIn(wanted.path);
    const text = newEventText({
      title: wanted.title,
      date: wanted.date || null,
      talk: wanted.talk || null,
      speaker: wanted.speaker || null,
    });
    const { person } = await writerOf(req);
    const { commit } = await wiki.create({ path, text, by: person });
    const talk = parseEvent(text).talks[0];
    if (wantsJson(req)) res.status(201).location(readAddress(path)).json({ path, commit });
    else res.redirect(303, editAddress(path, talk?.slug));
  }

  /** The same form again, nothing typed lost. */
  async function tryAgain(req: Request, res: Response, error: WikiError): Promise<void> {
    const { site, clock } = await around(req);
    const typed = typedIn(req.body);
    const { status, reason } = refusalOf(error);
    const form: Attempt = {
      ...beginModel(parsePagePath(typed("path")), clock),
      title: typed("title"),
      date: typed("date"),
      talk: typed("talk"),
      speaker: typed("speaker"),
      error: reason,
      existing: error.code === "exists" && error.data.path !== undefined ? readAddress(error.data.path) : null,
    };
    res.status(status).set("Cache-Control", "no-store");
    res.send(views.render("new", { title: "A new event", site, form }));
  }

  return router;
}

function thisMonth(): Month {
  const now = new Date();
  return { year: now.getFullYear(), month: now.getMonth() + 1 };
}

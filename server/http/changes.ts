import { type Request, type Response, Router } from "express";
import type { z } from "zod";
import { WikiError } from "../errors.ts";
import type { Since } from "../wiki/looking-back.ts";
import { queryOf } from "./address.ts";
import type { changesSince } from "./changes-schema.ts";
import type { HttpDeps } from "./deps.ts";
import { answer, answerJson } from "./etag.ts";
import { wantsJson } from "./fail.ts";
import { commitNamed } from "./history-versions.ts";
import { type ChangesParts, changesModel, diffOfFile } from "./models/changes.ts";
import { type Asked, sinceAsked, startOfDay } from "./since-asked.ts";
import { surroundings } from "./site.ts";
import type { Views } from "./views.ts";
import { lastVisit } from "./visits.ts";

/** Files on one page of changes. */
const SHOWN = 50;

/** `GET /-/changes`: what changed in the wiki since a day, a time, a commit, or the viewer's last visit; by page. */
export function changesRouter({ wiki, views }: Pick<HttpDeps, "wiki"> & { readonly views: Views }): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const around = surroundings({ wiki });

  async function send(req: Request, res: Response): Promise<void> {
    const now = Date.now();
    const query = new URLSearchParams(queryOf(req));
    const json = wantsJson(req);
    // A script that looks every hour is no visit.
    const visit = json ? null : lastVisit(req, res, now);
    const skip = skipIn(query);
    const asked = await sinceAsked(wiki, query.get("since"), visit, now);
    const to = query.get("until") ? await commitNamed(wiki, query.get("until") ?? "") : await wiki.head();
    if (to === null) throw new WikiError("not-found", "nothing was ever saved here");
    const { from } = asked;
    const since = await wiki.since({ from, to, skip, limit: SHOWN });
    if (json) return answerJson(req, res, ["changes", from, to, skip], () => told(asked, to, since, skip));
    const here = await around(req);
    const parts: ChangesParts = {
      ...{ beginning: asked.beginning, since, from, to, skip, visit, asked: query.get("since") || null },
      ...{ pinned: query.has("until"), today: startOfDay(now, 0) },
      ...{ yesterday: startOfDay(now, 1), lastWeek: startOfDay(now, 7) },
    };
    const key = [...here.key, "changes", from, to, asked.beginning.at, visit, req.originalUrl];
    await answer(req, res, key, () => {
      const model = changesModel(parts, here.clock);
      return views.render("changes", { ...here, here: { changes: true }, title: model.heading, ...model });
    });
  }

  router.get("/-/changes", send);
  return router;
}

function skipIn(query: URLSearchParams): number {
  const skip = query.get("skip") ?? "0";
  if (/^\d{1,6}$/.test(skip)) return Number(skip);
  throw new WikiError("bad-request", "skip is a number of pages", { field: "skip" });
}

function told({ from }: Asked, to: string, since: Since, skip: number): z.infer<typeof changesSince> {
  const end = skip + since.files.length;
  return {
    from,
    to,
    saves: since.saves,
    count: since.count,
    untold: since.untold,
    pages: since.files.map((file) => ({
      path: file.path,
      was: file.was,
      fate: file.fate,
      title: file.title,
      talks: [...file.talks],
      authors: file.authors.map(({ name, email }) => ({ name, email })),
      saves: file.saves,
      added: file.added,
      removed: file.removed,
      commit: file.commit,
      date: new Date(file.date).toISOString(),
      diff: diffOfFile(file, from),
    })),
    next: end < since.count ? end : null,
  };
}

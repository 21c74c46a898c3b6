import { type Request, type Response, Router } from "express";
import { WikiError } from "../errors.ts";
import { parseEvent, talkBySlug } from "../text/event.ts";
import { linesOf } from "../text/lines.ts";
import type { Commit } from "../wiki/ports.ts";
import type { BlamedPage } from "../wiki/wiki.ts";
import { pagePathOf, queryOf } from "./address.ts";
import type { HttpDeps } from "./deps.ts";
import { answer, answerJson, type KeyPart } from "./etag.ts";
import { wantsJson } from "./fail.ts";
import { changeNamed, commitNamed } from "./history-versions.ts";
import { blameModel, runsIn } from "./models/blame.ts";
import type { Rendering } from "./rendering.ts";
import { surroundings } from "./site.ts";

/** Who wrote each line of a page. */
export function blameRouter({ wiki, views }: Pick<HttpDeps, "wiki"> & Pick<Rendering, "views">): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const around = surroundings({ wiki });

  /** Throws `not-found` where there is no such page, or was none in that version. */
  async function blamed(req: Request, at: string | null): Promise<{ page: BlamedPage; old: Commit | null }> {
    const path = pagePathOf(req, "/-/blame/");
    if (at === null) {
      const page = await wiki.blame(path);
      if (page === null) throw new WikiError("not-found", "there is no page at this address", { path });
      return { page, old: null };
    }
    const oid = await commitNamed(wiki, at);
    const [page, { commit }] = await Promise.all([wiki.blame(path, oid), changeNamed(wiki, oid)]);
    if (page === null) throw new WikiError("not-found", "that version has no page at this address");
    return { page, old: commit };
  }

  async function send(req: Request, res: Response): Promise<void> {
    const query = new URLSearchParams(queryOf(req));
    const talk = query.get("talk") || null;
    const { page, old } = await blamed(req, query.get("at") || null);
    const noTalk = (): never => {
      throw new WikiError("not-found", "there is no talk of this name on the page");
    };
    const version: KeyPart[] = [
      page.path,
      page.blob,
      talk,
      JSON.stringify(page.runs.map(({ from, commit }) => [from, commit])),
    ];
    if (wantsJson(req)) {
      return answerJson(req, res, ["blame", page.commit, ...version], () => told(page, talk) ?? noTalk());
    }
    const [here, now] = await Promise.all([around(req), old === null ? wiki.page(page.path) : null]);
    const unsaved = now?.live ?? false;
    await answer(req, res, [...here.key, "blame", old?.oid ?? "", unsaved, ...version], () => {
      const model = blameModel({ page, talk, old, unsaved }, here.clock) ?? noTalk();
      return views.render("blame", { ...here, here: { changes: true }, title: model.heading, ...model });
    });
  }

  router.get("/-/blame/*page", send);
  return router;
}

/** The same for a program; null where the page has no such talk. Lines are numbered from 1, `to` is the last of a run. */
function told(page: BlamedPage, slug: string | null): object | null {
  const talk = slug === null ? null : talkBySlug(parseEvent(page.text), slug);
  if (slug !== null && !talk) return null;
  const lines = linesOf(page.text).map(({ from, to }) => page.text.slice(from, to));
  const runs = runsIn(page, talk ?? null).map(({ from, to, by, path, previous, older }) => ({
    from: from + 1,
    to,
    commit: by.oid,
    path,
    previous,
    older,
    authors: [by.author, ...by.coAuthors],
    date: new Date(by.date).toISOString(),
    message: by.message,
    lines: lines.slice(from, to),
  }));
  return { path: page.path, commit: page.commit, runs };
}

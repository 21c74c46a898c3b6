import { type Request, type Response, Router } from "express";
import { WikiError } from "../errors.ts";
import { parseEvent } from "../text/event.ts";
import type { PagePath } from "../text/page-path.ts";
import type { Page, SavesQuery } from "../wiki/wiki.ts";
import { pagePathOf, pathOf, queryOf } from "./address.ts";
import type { Comparing } from "./comparing.ts";
import type { HttpDeps } from "./deps.ts";
import { answer } from "./etag.ts";
import { type AsideVersion, asideNamed, shownAside, shownAsideDiff } from "./history-aside.ts";
import { changeSender, lookOf } from "./history-change.ts";
import { shownCommit, shownDiff } from "./history-changes.ts";
import { changeNamed, commitNamed, pageThen, versionsOf } from "./history-versions.ts";
import { commitAddresses, diffAddresses } from "./models/change-views.ts";
import { type HistoryParts, historyModel } from "./models/history.ts";
import type { Rendering } from "./rendering.ts";
import { surroundings } from "./site.ts";
import { foundWord, wordIn } from "./word-search.ts";

/** Saves on one page of a history, and the most that can be asked for. */
const USUAL = 50;
const MOST = 500;

/** Histories, commits and diffs. */
export function historyRouter(
  house: Pick<HttpDeps, "wiki" | "named" | "aside"> & Rendering & { readonly comparing: Comparing },
): Router {
  const { wiki, views } = house;
  const router = Router({ caseSensitive: true, strict: true });
  const around = surroundings({ wiki });
  const sendChange = changeSender(house);

  async function sendHistory(req: Request, res: Response, path: PagePath | null): Promise<void> {
    const asked = historyQuery(req);
    const before = asked.before === null ? null : await commitNamed(wiki, asked.before);
    const query: SavesQuery = {
      limit: asked.limit,
      ...(path === null ? {} : { path }),
      ...(path === null || asked.talk === null ? {} : { talk: asked.talk }),
      ...(before === null ? {} : { before }),
    };
    const [here, { history, found }, page, { tags }] = await Promise.all([
      around(req),
      path !== null && asked.word !== null
        ? foundWord(wiki, { ...query, path, word: asked.word })
        : { history: await wiki.saves(query), found: undefined },
      path === null ? null : wiki.page(path),
      house.named(),
    ]);
    if (path !== null && page === null && history.saves.length === 0 && !found?.searched) {
      throw new WikiError("not-found", "there is no page at this address, and never was", { path });
    }
    const parts: HistoryParts = {
      page:
        path === null
          ? null
          : { path, now: page?.editable ? page.blob : null, ...namesOf(page, history.saves[0]?.title ?? path) },
      talk: asked.talk,
      before,
      limit: asked.limit === USUAL ? null : String(asked.limit),
      history,
      ...(found && { found }),
      tags,
    };
    const shown = history.saves.map(({ commit, path }) => [commit, path, ...(tags.get(commit) ?? [])].join(":")).join();
    const key = [
      ...here.key,
      "history",
      path,
      page?.version ?? "",
      page?.blob ?? "",
      shown,
      history.next,
      req.originalUrl,
    ];
    await answer(req, res, key, () => {
      const model = historyModel(parts, here.clock);
      return views.render("history", { ...here, here: { changes: true }, title: model.heading, ...model });
    });
  }

  /** Null for a version of the notes, and for what is none: the one is found where that is looked for, the other missed. */
  async function asideIn(name: string | null): Promise<AsideVersion | null> {
    if (!name || (await wiki.resolve(name)) !== null) return null;
    return asideNamed(house.aside, name);
  }

  async function sendCommit(req: Request, res: Response): Promise<void> {
    const name = pathOf(req, "/-/commit/");
    const aside = await asideIn(name);
    if (aside !== null) {
      const address = commitAddresses(aside.oid, false);
      return sendChange(req, res, { ...(await shownAside(wiki, aside)), look: lookOf(req), address });
    }
    const oid = await commitNamed(wiki, name);
    const alone = new URLSearchParams(queryOf(req)).has("alone");
    await sendChange(req, res, {
      ...(await shownCommit(wiki, await changeNamed(wiki, oid), alone)),
      look: lookOf(req),
      address: commitAddresses(oid, alone),
    });
  }

  async function sendDiff(req: Request, res: Response): Promise<void> {
    const path = pagePathOf(req, "/-/diff/");
    const query = new URLSearchParams(queryOf(req));
    const [asideFrom, asideTo] = [await asideIn(query.get("from")), await asideIn(query.get("to"))];
    const on = (asideTo ?? asideFrom)?.on;
    if (on !== undefined) {
      const versions = await versionsOf(wiki, path, query, { from: asideFrom?.oid, to: asideTo?.oid });
      const address = diffAddresses(path, versions.from ?? "", versions.to);
      const shown = await shownAsideDiff(wiki, path, { ...versions, on });
      return sendChange(req, res, { ...shown, look: lookOf(req), address });
    }
    const { from, to } = await versionsOf(wiki, path, query);
    const [before, after] = await Promise.all([from === null ? null : pageThen(wiki, path, from), wiki.page(path, to)]);
    if (before === null && after === null) {
      throw new WikiError("not-found", "the page is in neither of the two versions", { path });
    }
    await sendChange(req, res, {
      ...(await shownDiff(wiki, path, { from, to }, { before, after })),
      look: lookOf(req),
      address: diffAddresses(path, from ?? "", to),
    });
  }

  router.get("/-/history", (req, res) => sendHistory(req, res, null));
  router.get("/-/history/*page", (req, res) => sendHistory(req, res, pagePathOf(req, "/-/history/")));
  router.get("/-/commit/:commit", sendCommit);
  router.get("/-/diff/*page", sendDiff);
  return router;
}

/** What a request asks of a history. Throws `bad-request` for a limit that is no number, and for what can be no word. */
function historyQuery(req: Request): {
  talk: string | null;
  word: string | null;
  before: string | null;
  limit: number;
} {
  const query = new URLSearchParams(queryOf(req));
  const limit = query.get("limit") ?? String(USUAL);
  if (!/^[1-9]\d{0,5}$/.test(limit)) {
    throw new WikiError("bad-request", "the limit is a number of saves", { field: "limit" });
  }
  return {
    talk: query.get("talk") || null,
    word: wordIn(query),
    before: query.get("before"),
    limit: Math.min(Number(limit), MOST),
  };
}

/** A page's title and talks, or what is left of them when it is gone. */
function namesOf(page: Page | null, title: string): { title: string; talks: { slug: string; title: string }[] } {
  if (page === null) return { title, talks: [] };
  const event = parseEvent(page.text);
  return { title: event.title || title, talks: event.talks.map((talk) => ({ slug: talk.slug, title: talk.title })) };
}

import { type Request, Router } from "express";
import type { z } from "zod";
import { WikiError, type WikiErrorCode } from "../errors.ts";
import { parseEvent } from "../text/event.ts";
import type { PagePath } from "../text/page-path.ts";
import type { Page, SavesQuery } from "../wiki/wiki.ts";
import { pagePathOf } from "./address.ts";
import type { pageDetail, pageHistory, pageList, saved } from "./api-schemas.ts";
import { bodyOf, checkSize, submission } from "./bodies.ts";
import type { HttpDeps } from "./deps.ts";
import { answerJson } from "./etag.ts";
import { apiRoot, openApi } from "./openapi.ts";
import { writerOf } from "./viewer.ts";

const defaultLimit = 50;
const longestHistory = 200;

/** The JSON API under `/-/api/v1`, as `openapi.ts` describes it. */
export function apiRouter({ wiki, maxTextBytes }: Pick<HttpDeps, "wiki" | "maxTextBytes">): Router {
  const router = Router({ caseSensitive: true });
  const description = JSON.stringify(openApi());

  router.get(`${apiRoot}/openapi.json`, (req, res) =>
    answerJson(req, res, [description], () => JSON.parse(description)),
  );

  router.get(`${apiRoot}/pages`, async (req, res) => {
    const pages = (await wiki.pages()).map(({ path, title, date }) => ({ path, title, date }));
    const list: z.infer<typeof pageList> = { pages };
    await answerJson(req, res, [JSON.stringify(list)], () => list);
  });

  router.get(`${apiRoot}/pages/*page`, async (req, res) => {
    const page = await committedPage(pagePathOf(req, `${apiRoot}/pages/`));
    const room = await roomOf(page);
    await answerJson(req, res, [page.path, page.version, page.commit, room], () => detailOf(page, room));
  });

  router.put(`${apiRoot}/pages/*page`, async (req, res) => {
    const path = pagePathOf(req, `${apiRoot}/pages/`);
    const save = bodyOf(submission, req.body);
    checkSize(save.text, maxTextBytes);
    const { person } = await writerOf(req);
    const { commit } = await wiki.submit(path, { ...save, by: person });
    const done: z.infer<typeof saved> = { commit };
    res.set("Cache-Control", "no-store").json(done);
  });

  router.get(`${apiRoot}/history/*page`, async (req, res) => {
    const path = pagePathOf(req, `${apiRoot}/history/`);
    const { saves, next } = await wiki.saves(await savesAsked(req, path));
    if (saves.length === 0 && (await wiki.page(path)) === null) throw noPage(path);
    const history: z.infer<typeof pageHistory> = {
      saves: saves.map(({ commit, authors, date, message, talks }) => ({
        commit,
        authors: authors.map(({ name, email }) => ({ name, email })),
        date: new Date(date).toISOString(),
        message,
        talks: [...talks],
      })),
      next,
    };
    await answerJson(req, res, [JSON.stringify(history)], () => history);
  });

  /** The page as committed: `text` and `commit` belong together, so that one can be changed and sent with the other. */
  async function committedPage(path: PagePath): Promise<Page> {
    const newest = await wiki.page(path);
    const page = newest?.live ? await wiki.page(path, newest.commit) : newest;
    if (page === null) throw noPage(path);
    return page;
  }

  async function roomOf(page: Page): Promise<string | null> {
    if (!page.editable) return null;
    try {
      return await wiki.room(page.path);
    } catch (error) {
      if (error instanceof WikiError && withoutRoom.has(error.code)) return null;
      throw error;
    }
  }

  async function savesAsked(req: Request, path: PagePath): Promise<SavesQuery> {
    const { limit, before, talk } = req.query;
    return {
      path,
      limit: limitIn(limit),
      ...(typeof talk === "string" && talk !== "" ? { talk } : {}),
      ...(before === undefined ? {} : { before: await commitNamed(before) }),
    };
  }

  async function commitNamed(name: unknown): Promise<string> {
    if (typeof name !== "string" || !/^[0-9a-f]{4,40}$/i.test(name)) {
      throw new WikiError("bad-request", "before: is no commit's id", { field: "before" });
    }
    const oid = await wiki.resolve(name.toLowerCase());
    if (oid === null) throw new WikiError("not-found", "before: there is no such commit", { field: "before" });
    return oid;
  }

  return router;
}

function limitIn(raw: unknown): number {
  if (raw === undefined) return defaultLimit;
  const limit = typeof raw === "string" && /^\d{1,3}$/.test(raw) ? Number(raw) : 0;
  if (limit >= 1 && limit <= longestHistory) return limit;
  throw new WikiError("bad-request", `limit: is a number from 1 to ${longestHistory}`, { field: "limit" });
}

/** Why a page may have no room and be read all the same: by its size, by what became of its live text, by a full disk. */
const withoutRoom: ReadonlySet<WikiErrorCode> = new Set(["too-large", "damaged", "cannot-write"]);

function detailOf(page: Page, room: string | null): z.infer<typeof pageDetail> {
  const event = parseEvent(page.text);
  return {
    path: page.path,
    title: event.title || (page.path.split("/").at(-1) ?? page.path),
    date: event.dates[0] ?? null,
    talks: event.talks.map(({ slug, title, speakers, from, to }) => ({
      slug,
      title,
      speakers: speakers.map(({ name, handle, site }) => ({ name, handle, site })),
      from,
      to,
    })),
    commit: page.commit,
    room,
    text: page.text,
  };
}

function noPage(path: PagePath): WikiError {
  return new WikiError("not-found", "there is no page at this address", { path });
}

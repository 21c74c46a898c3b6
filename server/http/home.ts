import { type Request, type Response, Router } from "express";
import { pageHtml } from "../render/page-html.ts";
import { parsePagePath } from "../text/page-path.ts";
import type { Page, Wiki } from "../wiki/wiki.ts";
import type { HttpDeps } from "./deps.ts";
import { answer, versionOf } from "./etag.ts";
import { type HomeParts, homeModel } from "./models/home.ts";
import { surroundings } from "./site.ts";
import type { Views } from "./views.ts";

const INDEX = parsePagePath("index");
/** Saves listed under "Changed lately". */
const LATELY = 6;

/** `GET /`: who writes now, the events, what changed lately, and the root's own page around them. */
export function homeRouter({ wiki, views }: Pick<HttpDeps, "wiki"> & { readonly views: Views }): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const around = surroundings({ wiki });

  async function home(req: Request, res: Response): Promise<void> {
    const [here, index, head] = await Promise.all([around(req), indexOf(wiki), wiki.head()]);
    const writing = wiki.writing();
    const includes = index === null ? new Map<string, string>() : await wiki.includes(index);
    const key = [...here.key, "home", head, index?.version ?? "", versionOf(includes), JSON.stringify(writing)];
    await answer(req, res, key, async () => {
      const [events, { saves }] = await Promise.all([wiki.events(), wiki.saves({ limit: LATELY })]);
      const parts = { index: await indexHtml(wiki, index), events, saves: saves.slice(0, LATELY), writing };
      return views.render("home", { ...here, here: { home: true }, ...homeModel(parts, here.clock) });
    });
  }

  router.get("/", home);
  router.get("/index.html", (_req, res) => res.redirect(302, "/"));
  return router;
}

async function indexOf(wiki: Wiki): Promise<Page | null> {
  return INDEX === null ? null : wiki.page(INDEX);
}

async function indexHtml(wiki: Wiki, index: Page | null): Promise<HomeParts["index"]> {
  if (index === null) return null;
  const html = pageHtml(index.text, { path: index.path, includes: await wiki.includes(index) });
  const talks = html.talks.map((talk) => `<h2>${talk.titleHtml}</h2>\n${talk.byHtml}\n${talk.html}`);
  return { title: html.title, introHtml: html.introHtml, talksHtml: talks.join("\n") };
}

import { type Request, type Response, Router } from "express";
import type { PageHtml } from "../render/page-html.ts";
import { type PagePath, parsePagePath } from "../text/page-path.ts";
import type { Page, Wiki } from "../wiki/wiki.ts";
import type { HttpDeps } from "./deps.ts";
import { answer, versionOf } from "./etag.ts";
import { type HomeParts, homeModel } from "./models/home.ts";
import type { Rendering } from "./rendering.ts";
import { surroundings } from "./site.ts";

const INDEX = parsePagePath("index");
/** Saves listed under "Changed lately". */
const LATELY = 6;

/** `GET /`: who writes now, the events, what changed lately, and the root's own page around them. */
export function homeRouter({ wiki, views, press, remote }: Pick<HttpDeps, "wiki" | "remote"> & Rendering): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const around = surroundings({ wiki });

  async function home(req: Request, res: Response): Promise<void> {
    const [here, index, head] = await Promise.all([around(req), indexOf(wiki), wiki.head()]);
    const writing = wiki.writing();
    const includes = index === null ? new Map<PagePath, string>() : await wiki.includes(index);
    const mirrored = remote !== null;
    const key = [
      ...here.key,
      "home",
      mirrored,
      head,
      index?.version ?? "",
      versionOf(includes),
      JSON.stringify(writing),
    ];
    await answer(req, res, key, async () => {
      const [events, { saves }] = await Promise.all([wiki.events(), wiki.saves({ limit: LATELY })]);
      const printed = index === null ? null : await press.page(index.text, { path: index.path, includes });
      const shown = printed === null ? null : indexHtml(printed.html);
      const parts = { index: shown, events, saves: saves.slice(0, LATELY), writing };
      const body = views.render("home", { ...here, here: { home: true }, mirrored, ...homeModel(parts, here.clock) });
      return printed?.rendered === false ? { passing: body } : body;
    });
  }

  router.get("/", home);
  router.get("/index.html", (_req, res) => res.redirect(302, "/"));
  return router;
}

async function indexOf(wiki: Wiki): Promise<Page | null> {
  return INDEX === null ? null : wiki.page(INDEX);
}

function indexHtml(html: PageHtml): HomeParts["index"] {
  const talks = html.talks.map((talk) => `<h2>${talk.titleHtml}</h2>\n${talk.byHtml}\n${talk.html}`);
  return { title: html.title, introHtml: html.introHtml, talksHtml: talks.join("\n") };
}

import { Router } from "express";
import { WikiError } from "../errors.ts";
import { pageHtml } from "../render/page-html.ts";
import { pagePathOf } from "./address.ts";
import { bodyOf, checkSize, preview } from "./bodies.ts";
import type { HttpDeps } from "./deps.ts";
import { pagePictures } from "./pictures.ts";
import type { Views } from "./views.ts";

/**
 * `POST /-/preview/PATH` (`{ text, talk }` -> `{ html }`): the page as it would be read if it held `text`, or one talk
 * of it. The text is the whole page's either way, since a talk's links may be defined anywhere in it.
 */
export function previewRouter(deps: HttpDeps & { readonly views: Views }): Router {
  const { wiki, views, maxTextBytes } = deps;
  const pictures = pagePictures(deps);
  const router = Router({ caseSensitive: true });
  router.post("/-/preview/*page", async (req, res) => {
    const path = pagePathOf(req, "/-/preview/");
    const { text, talk } = bodyOf(preview, req.body);
    checkSize(text, maxTextBytes);
    const page = await wiki.page(path);
    if (page === null) throw new WikiError("not-found", "there is no page to preview", { path });
    const includes = await wiki.includes({ ...page, text });
    const html = pageHtml(text, { path, includes });
    const talks = talk === null ? html.talks : html.talks.filter(({ slug }) => slug === talk);
    const head = talk === null ? { title: html.title, introHtml: html.introHtml } : null;
    res
      .set("Cache-Control", "no-store")
      .json({ html: await pictures.dress(views.render("preview", { head, talks }), "preview") });
  });
  return router;
}

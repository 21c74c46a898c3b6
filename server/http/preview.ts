import { Router } from "express";
import { WikiError } from "../errors.ts";
import type { Press } from "../render/press.ts";
import type { RenderContext } from "../render/scope.ts";
import { parseEvent } from "../text/event.ts";
import { parseSlides } from "../text/slides.ts";
import { pagePathOf } from "./address.ts";
import { bodyOf, checkSize, preview } from "./bodies.ts";
import type { HttpDeps } from "./deps.ts";
import { deckModel } from "./models/deck.ts";
import { pagePictures } from "./pictures.ts";
import type { Rendering } from "./rendering.ts";

/**
 * `POST /-/preview/PATH` (`{ text, talk }` -> `{ html }`): the page as it would be read if it held `text`, or one talk
 * of it. The text is the whole page's either way, since a talk's links may be defined anywhere in it. With `at`, an offset of the
 * text, it is the slide there, as the page's deck would show it.
 */
export function previewRouter(deps: HttpDeps & Rendering): Router {
  const { wiki, views, press, maxTextBytes } = deps;
  const pictures = pagePictures(deps);
  const router = Router({ caseSensitive: true });
  router.post("/-/preview/*page", async (req, res) => {
    const path = pagePathOf(req, "/-/preview/");
    const { text, talk, at } = bodyOf(preview, req.body);
    checkSize(text, maxTextBytes);
    const page = await wiki.page(path);
    if (page === null) throw new WikiError("not-found", "there is no page to preview", { path });
    const includes = await wiki.includes({ ...page, text });
    res.set("Cache-Control", "no-store");
    if (at !== null) {
      const slide = await slideAt(press, text, at, { path, includes });
      res.json({ html: await pictures.dress(views.render("preview-slide", { slide }), "slides") });
      return;
    }
    const { html } = await press.page(text, { path, includes });
    const talks = talk === null ? html.talks : html.talks.filter(({ slug }) => slug === talk);
    const head = talk === null ? { title: html.title, introHtml: html.introHtml } : null;
    res.json({ html: await pictures.dress(views.render("preview", { head, talks }), "preview") });
  });
  return router;
}

/** The slide of the whole deck that an offset lies on or comes after; the first where it comes before all. */
async function slideAt(press: Press, text: string, at: number, context: RenderContext) {
  const event = parseEvent(text);
  const { html: deck } = await press.deck(text, context, null);
  const { columns } = deckModel({ path: context.path, talk: null, event, deck, view: "screen", theme: "" });
  const number = parseSlides(text)
    .flat()
    .findLastIndex(({ from }) => from <= at);
  return columns.flatMap(({ slides }) => slides)[Math.max(number, 0)];
}

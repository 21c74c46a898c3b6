import { Router } from "express";
import { WikiError } from "../errors.ts";
import { deckAsWritten, pageAsWritten } from "../render/as-written.ts";
import type { PageHtml } from "../render/page-html.ts";
import type { Press, Printed } from "../render/press.ts";
import type { RenderContext } from "../render/scope.ts";
import { parseEvent, talkBySlug } from "../text/event.ts";
import { frontMatterOf } from "../text/front-matter.ts";
import { parseSlides } from "../text/slides.ts";
import { pagePathOf } from "./address.ts";
import { bodyOf, checkSize, preview } from "./bodies.ts";
import type { HttpDeps } from "./deps.ts";
import { deckModel, themeOf } from "./models/deck.ts";
import { pagePictures } from "./pictures.ts";
import type { Rendering } from "./rendering.ts";

/**
 * `POST /-/preview/PATH` (`{ text, talk }` -> `{ parts, rendered }`): the page as it would be read if it held `text`, or one
 * talk of it. A part is one element of HTML: what is before the talks, or the talk named by its `talk`. The text is the whole
 * page's either way, since a talk's links may be defined anywhere in it. `rendered` is false where it is shown as it is
 * written, because the page takes too long to lay out (decision 30).
 *
 * With `at`, an offset of the text, it is the slide there, as the page's deck would show it: `{ html, rendered, theme }`.
 * `theme` is the page's own choice of colours for its deck; null where it makes none.
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
      const { slide, rendered } = await slideAt(press, text, at, { path, includes });
      const theme = themeOf(frontMatterOf(text)?.settings["theme"] ?? "");
      const html = await pictures.dress(views.render("preview-slide", { slide }), "slides");
      res.json({ html, rendered, theme });
      return;
    }
    // Without a formula it is what readers see, and may be at hand.
    const { html, rendered } = await press.page(text, { path, includes, faults: text.includes("$") });
    const parts = partsOf({ html, rendered }, text, talk).map(async ({ slug, model }) => {
      return { talk: slug, html: await pictures.dress(views.render("preview", model).trim(), "preview") };
    });
    res.json({ parts: await Promise.all(parts), rendered });
  });
  return router;
}

/** What is shown of a page, top to bottom. */
interface Part {
  /** Null for what is before the talks. */
  readonly slug: string | null;
  readonly model: { readonly head: object | null; readonly talks: readonly object[] };
}

function partsOf({ html, rendered }: Printed<PageHtml>, text: string, talk: string | null): Part[] {
  const head = ({ title, introHtml }: PageHtml): Part => ({
    slug: null,
    model: { head: { title, introHtml }, talks: [] },
  });
  const talks = html.talks.map((one): Part => ({ slug: one.slug, model: { head: null, talks: [one] } }));
  if (talk === null) return [head(html), ...talks];
  const asked = rendered ? null : talkBySlug(parseEvent(text), talk);
  if (asked === null) return talks.filter(({ slug }) => slug === talk);
  return [head({ ...pageAsWritten(text.slice(asked.from, asked.to)), title: "" })];
}

/** The slide of the whole deck that an offset lies on or comes after; the first where it comes before all. */
async function slideAt(press: Press, text: string, at: number, context: RenderContext) {
  const event = parseEvent(text);
  const printed = await press.deck(text, context, null);
  const all = parseSlides(text).flat();
  const number = Math.max(
    all.findLastIndex(({ from }) => from <= at),
    0,
  );
  const { from = 0, to = text.length } = all[number] ?? {};
  const deck = printed.rendered ? printed.html : deckAsWritten(text.slice(from, to));
  const { columns } = deckModel({ path: context.path, talk: null, event, deck, view: "screen", theme: "" });
  const slides = columns.flatMap((column) => column.slides);
  return { slide: printed.rendered ? slides[number] : slides[0], rendered: printed.rendered };
}

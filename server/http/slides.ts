import { type Request, type Response, Router } from "express";
import { WikiError } from "../errors.ts";
import { parseEvent, talkBySlug } from "../text/event.ts";
import { frontMatterOf } from "../text/front-matter.ts";
import type { PagePath } from "../text/page-path.ts";
import { decoded, pagePathIn, pagePathOf, queryOf } from "./address.ts";
import { createInliner, fileHead, leftOutLine } from "./deck-file.ts";
import type { HttpDeps } from "./deps.ts";
import { answer, versionOf } from "./etag.ts";
import type { AskedCut } from "./models/addresses.ts";
import { type DeckModel, type DeckView, deckModel } from "./models/deck.ts";
import { pagePictures } from "./pictures.ts";
import type { Rendering } from "./rendering.ts";

/** Which slides, and for what. */
interface DeckAsked {
  readonly path: PagePath;
  /** Slug of one talk; null for the whole page. */
  readonly talk: string | null;
  readonly view: DeckView;
  /** Where it is to be cut; undefined: as the page says. */
  readonly cut: AskedCut | undefined;
  /** As one file that needs no network. */
  readonly file: boolean;
}

/** A page, or one talk of it, as slides: on the screen, on paper, as one file, and with the notes for who speaks. */
export function slidesRouter(deps: Pick<HttpDeps, "wiki" | "pictures" | "built"> & Rendering): Router {
  const { wiki, views, built, press } = deps;
  const pictures = pagePictures(deps);
  const router = Router({ caseSensitive: true, strict: true });

  router.get("/slides.html", (req, res) => show(req, res, oldAddress(queryOf(req))));

  router.get("/-/slides/*page", (req, res) => {
    return show(req, res, deckAsked(pagePathOf(req, "/-/slides/"), queryOf(req)));
  });

  router.get("/-/speaker/*page", (req, res) => {
    const asked = deckAsked(pagePathOf(req, "/-/speaker/"), queryOf(req));
    return show(req, res, { ...asked, view: "speaker", file: false });
  });

  async function show(req: Request, res: Response, { path, talk, view, cut, file }: DeckAsked): Promise<void> {
    const page = await wiki.page(path);
    if (page === null) throw new WikiError("not-found", "there is no page to show as slides", { path });
    const includes = await wiki.includes(page);
    const event = parseEvent(page.text);
    if (talk !== null && talkBySlug(event, talk) === null) {
      throw new WikiError("not-found", "there is no talk by this name on the page", { path });
    }
    const modelled = async (): Promise<{ readonly model: DeckModel; readonly rendered: boolean }> => {
      const { html: deck, rendered } = await press.deck(page.text, { path, includes, ...(cut && { cut }) }, talk);
      const theme = frontMatterOf(page.text)?.settings["theme"] ?? "";
      return { model: deckModel({ path, talk, event, deck, view, theme, cut }), rendered };
    };
    const key = ["deck", view, path, talk, cut ?? "", page.version, versionOf(includes), await pictures.version()];
    if (!file) {
      await answer(req, res, key, async () => {
        const { model, rendered } = await modelled();
        const body = await pictures.dress(views.render(view === "speaker" ? "speaker" : "deck", model), "slides");
        return rendered ? body : { passing: body };
      });
      return;
    }
    const origin = `${req.protocol}://${req.get("host") ?? "localhost"}`;
    res.attachment(`${talk ?? path.replace(/^.*\/|\.md$/g, "")}-slides.html`);
    await answer(req, res, [...key, "file", origin, await wiki.head()], async () => {
      const { model, rendered } = await modelled();
      const body = await deckFile(model, origin);
      return rendered ? body : { passing: body };
    });
  }

  async function deckFile(model: DeckModel, origin: string): Promise<string> {
    const inliner = createInliner(wiki, origin);
    const columns: unknown[] = [];
    for (const { stack, slides } of model.columns) {
      const alone: unknown[] = [];
      for (const slide of slides) {
        const [html, notesHtml] = [await inliner.html(slide.html), await inliner.html(slide.notesHtml)];
        const attributes: { name: string; value: string }[] = [];
        for (const { name, value } of slide.attributes) {
          const own = name === "data-background-image" ? await inliner.picture(value) : value;
          if (own !== null) attributes.push({ name, value: own });
        }
        alone.push({ ...slide, html, notesHtml, attributes, edit: origin + slide.edit });
      }
      columns.push({ stack, slides: alone });
    }
    const head = await fileHead(built, views.asset("deck.css"), views.asset("slides.js"));
    const leftOut = leftOutLine(inliner.leftOut());
    const page = origin + model.page;
    return views.render("deck", { ...model, columns, page, follow: null, file: { head, leftOut } });
  }

  return router;
}

/**
 * The deck that an old address asks for: `slides.html?PATH`, or `slides.html?PATH&talk=…`. The path may come encoded,
 * and with the `#!` that old links end in, where something encoded that too.
 */
function oldAddress(query: string): DeckAsked {
  const [first = "", ...rest] = query.split("&");
  const path = decoded(first)?.replace(/#.*$/, "").replace(/=$/, "");
  if (!path) throw new WikiError("bad-path", "slides.html is followed by a question mark and a page's path");
  return deckAsked(pagePathIn(path), rest.join("&"));
}

function deckAsked(path: PagePath, query: string): DeckAsked {
  const asked = new URLSearchParams(query);
  const view = asked.get("view") === "print" ? "print" : "screen";
  const cut = asked.get("cut") === "headings" ? "headings" : undefined;
  return { path, talk: asked.get("talk"), view, cut, file: view === "screen" && asked.has("download") };
}

import { type Request, type Response, Router } from "express";
import { WikiError } from "../errors.ts";
import { deckHtml } from "../render/deck-html.ts";
import { parseEvent, talkBySlug } from "../text/event.ts";
import type { PagePath } from "../text/page-path.ts";
import { decoded, pagePathIn, pagePathOf, queryOf } from "./address.ts";
import type { HttpDeps } from "./deps.ts";
import { answer, versionOf } from "./etag.ts";
import { type DeckView, deckModel } from "./models/deck.ts";
import { pagePictures } from "./pictures.ts";
import type { Views } from "./views.ts";

/** Which slides, and for what. */
interface DeckAsked {
  readonly path: PagePath;
  /** Slug of one talk; null for the whole page. */
  readonly talk: string | null;
  readonly view: DeckView;
}

/** A page, or one talk of it, as slides: on the screen, on paper, and with the notes for who speaks. */
export function slidesRouter(deps: Pick<HttpDeps, "wiki" | "pictures"> & { readonly views: Views }): Router {
  const { wiki, views } = deps;
  const pictures = pagePictures(deps);
  const router = Router({ caseSensitive: true, strict: true });

  router.get("/slides.html", (req, res) => show(req, res, oldAddress(queryOf(req))));

  router.get("/-/slides/*page", (req, res) => {
    return show(req, res, deckAsked(pagePathOf(req, "/-/slides/"), queryOf(req)));
  });

  router.get("/-/speaker/*page", (req, res) => {
    const talk = new URLSearchParams(queryOf(req)).get("talk");
    return show(req, res, { path: pagePathOf(req, "/-/speaker/"), talk, view: "speaker" });
  });

  async function show(req: Request, res: Response, { path, talk, view }: DeckAsked): Promise<void> {
    const page = await wiki.page(path);
    if (page === null) throw new WikiError("not-found", "there is no page to show as slides", { path });
    const includes = await wiki.includes(page);
    const event = parseEvent(page.text);
    if (talk !== null && talkBySlug(event, talk) === null) {
      throw new WikiError("not-found", "there is no talk by this name on the page", { path });
    }
    const shown = [page.version, versionOf(includes), await pictures.version()];
    await answer(req, res, ["deck", view, path, talk, ...shown], () => {
      const deck = deckHtml(page.text, { path, includes }, talk === null ? {} : { talk });
      const model = deckModel({ path, talk, event, deck, view });
      return pictures.dress(views.render(view === "speaker" ? "speaker" : "deck", model), "slides");
    });
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
  return { path, talk: asked.get("talk"), view: asked.get("view") === "print" ? "print" : "screen" };
}

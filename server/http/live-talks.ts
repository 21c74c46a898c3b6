import type { PageHtml } from "../render/page-html.ts";
import type { PagePath } from "../text/page-path.ts";
import type { HttpDeps } from "./deps.ts";
import { nounFor } from "./models/addresses.ts";
import { pageActs } from "./models/page.ts";
import { talkModels } from "./models/talk.ts";
import { pagePictures } from "./pictures.ts";
import type { Rendering } from "./rendering.ts";

/** A talk as the page shows it now. */
export interface LiveTalk {
  readonly slug: string;
  /** All of it, as in the page. */
  readonly html: string;
}

/**
 * The talks that differ since it was last asked; null where more than talks does, or where nothing is known yet: the page
 * is then read anew.
 */
export type ChangedTalks = () => Promise<readonly LiveTalk[] | null>;

/** Watches the talks of pages. Each asking costs a rendering, which the next reader of the page finds at hand. */
export function liveTalks(deps: Pick<HttpDeps, "wiki" | "pictures"> & Rendering): (path: PagePath) => ChangedTalks {
  const { wiki, views, press } = deps;
  const pictures = pagePictures(deps);
  return (path) => {
    let shown: PageHtml | null = null;

    async function htmlNow(): Promise<{ readonly html: PageHtml; readonly editable: boolean } | null> {
      const page = await wiki.page(path);
      if (page === null) return null;
      const { html, rendered } = await press.page(page.text, { path, includes: await wiki.includes(page) });
      return rendered ? { html, editable: page.editable } : null;
    }

    return async () => {
      const before = shown;
      const now = await htmlNow();
      shown = now?.html ?? null;
      if (before === null || now === null || frameOf(before) !== frameOf(now.html)) return null;
      const { talks } = now.html;
      const speakers = wiki.knownSpeakers()?.index ?? null;
      const [acts, noun, writing] = [pageActs(path, now.editable, now.html.uncut), nounFor(path), wiki.writing(path)];
      const changed = talkModels(talks, { path, acts, noun, writing, speakers }).filter((_, at) => {
        const [old, is] = [before.talks[at], talks[at]];
        return old?.html !== is?.html || old?.titleHtml !== is?.titleHtml || old?.byHtml !== is?.byHtml;
      });
      return Promise.all(
        changed.map(async (model) => ({
          slug: model.slug,
          html: await pictures.dress(views.render("talk", model), "page"),
        })),
      );
    };
  };
}

/** All of the page but what stands in its talks: what the head and the list at the side are made of. */
function frameOf({ title, dates, introHtml, talks }: PageHtml): string {
  const list = talks.map((talk) => [talk.slug, talk.title, talk.day, talk.speakers]);
  return JSON.stringify([title, dates, introHtml, list]);
}

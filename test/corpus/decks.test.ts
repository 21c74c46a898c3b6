import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { deckHtml } from "../../server/render/deck-html.ts";
import { contextOf, pagePath } from "../render/contexts.ts";
import { assertSafe, wordsIn } from "../render/safe-html.ts";
import { filesIn, GOLD, gold, pages, roomText } from "./gold.ts";

/** A slide of reveal.js, and of the old site where it had one. */
interface GoldSlide {
  readonly html: string;
  readonly original?: { readonly html: string };
}

describe("every slide of the corpus", () => {
  /** What the old site's slides could not do. */
  const OTHERWISE: Readonly<Record<string, string>> = {
    "index.md 0 0": "markdown between tags is read",
    "navigation.md 0 0": "a gimmick shows nothing",
    "talks/dockercon16.md 2 0": "an embedded player is a link to it",
  };

  for (const name of filesIn(path.join(GOLD, "slides"), ".slides.json")) {
    const file = name.replace(".slides.json", ".md");
    const right = path.join(GOLD, "slides", name.replace(".slides.json", ".right.json"));
    // Reveal.js cuts this one file otherwise than it is right; its cut is tested with the slides of `text/`.
    if (existsSync(right)) continue;
    it(`has the words it had: ${file}`, () => {
      const { columns } = deckHtml(pages.get(pagePath(file)) ?? "", contextOf(file));
      for (const [h, column] of gold<GoldSlide[][]>(path.join("slides", name)).entries()) {
        for (const [v, theirs] of column.entries()) {
          const html = columns[h]?.slides[v]?.html ?? "<missing>";
          assertSafe(html, `${file} ${h} ${v}`);
          const same = bare(html) === bare(theirs.original?.html ?? theirs.html);
          assert.equal(
            same,
            OTHERWISE[`${file} ${h} ${v}`] === undefined,
            `${file} ${h} ${v}\n${html}\n${theirs.html}`,
          );
        }
      }
    });
  }

  it("is right in the edge cases", () => {
    interface Case {
      readonly name: string;
      readonly rightHtml?: readonly { readonly where: string; readonly must?: string; readonly mustNot?: string }[];
    }
    for (const file of filesIn(path.join(GOLD, "edge-cases"), ".json")) {
      const { name, rightHtml = [] } = gold<Case>(path.join("edge-cases", file));
      const text = roomText(path.join(GOLD, "edge-cases", `${name}.md`));
      const { columns } = deckHtml(text, contextOf());
      for (const { where, must, mustNot } of rightHtml) {
        const [h, v, part] = where.split(".");
        const slide = columns[Number(h)]?.slides[Number(v)];
        const html = (part === "notes" ? slide?.notesHtml : slide?.html) ?? "<missing>";
        if (must !== undefined) assert.match(html, new RegExp(must), name);
        if (mustNot !== undefined) assert.doesNotMatch(html, new RegExp(mustNot), name);
      }
    }
  });
});

/** The words without white space, and without what stands for a mark or for a page that is shown. */
function bare(html: string): string {
  return wordsIn(
    html.replace(/<a href="[^"]*">preview(?::\d+)?<\/a>|<p class="more">.*?<\/p>/gs, "").replaceAll("&#39;", "'"),
  )
    .replace(/TODO:?|Q:?/g, "")
    .replace(/\s+/g, "");
}

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Outline } from "../../server/render/outline.ts";

describe("an outline", () => {
  it("gives every heading an id of its own, whatever its words", () => {
    const outline = new Outline();
    const titles = ["a", "a", "a-2", "a 2", "constructor", "__proto__", "…", "", "a", "user-content-a", "日本"];
    const ids = titles.map((title) => outline.heading(title, 2).id);
    assert.equal(new Set(ids).size, titles.length, ids.join(" "));
    for (const id of ids) assert.match(id, /^user-content-[\p{L}\p{N}-]+$/u);
  });

  it("ranks headings without gaps, equals alike", () => {
    const outline = new Outline();
    outline.begin(3, 3);
    const ranks = [1, 6, 6, 4, 3, 5, 2].map((level) => {
      const place = outline.heading("x", level);
      return [place.level, place.rank ?? place.level];
    });
    assert.deepEqual(ranks, [
      [3, 3],
      [6, 4],
      [6, 4],
      [4, 4],
      [3, 3],
      [5, 4],
      [3, 3],
    ]);
  });

  it("leads fragments to talks first, then to headings, in the old form and encoded", () => {
    const outline = new Outline();
    assert.equal(outline.talk("Big Day", "big-day"), "Big_Day");
    assert.equal(outline.heading("Big Day", 3).oldId, null);
    outline.heading("Größe & Wert", 3);
    const lead: Record<string, string> = {
      "big-day": "big-day",
      Big_Day: "big-day",
      "größe-wert": "user-content-größe-wert",
      "Gr%C3%B6%C3%9Fe_&_Wert": "user-content-größe-wert",
      "100%": "user-content-100%",
      elsewhere: "user-content-elsewhere",
    };
    for (const [fragment, id] of Object.entries(lead)) assert.equal(outline.anchor(fragment), id);
  });

  it("gives no second id that could be one of the site's", () => {
    const outline = new Outline();
    for (const title of ["main", "editor-data", "expo"]) assert.equal(outline.heading(title, 2).oldId, null);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rendered, shape } from "./contexts.ts";

describe("links and pictures", () => {
  const cases: [markdown: string, address: string][] = [
    ["[a](../06/quayside.md)", "/events/2026/06/quayside"],
    ["[a](other.md#the-talk)", "/events/2026/10/other#the-talk"],
    ["[a](/talks/index.md)", "/talks/"],
    ["[a](../../../../../x.md)", "/x"],
    ["[a](index.html#!talks/git.md)", "/talks/git"],
    ["[a](slides.html?events/2026/10/mergehaven.md#!)", "/slides.html?events/2026/10/mergehaven.md#!"],
    ["[a](../slides.html?talks/git.md#!)", "/slides.html?talks/git.md#!"],
    ["[a](notes.pdf)", "/events/2026/10/notes.pdf"],
    ["![a](room.jpg)", "/events/2026/10/room.jpg"],
    ["![a](../map.png)", "/events/2026/map.png"],
    ["![a](https://example.org/x.png)", "https://example.org/x.png"],
    ["![a](data:image/png;base64,AAAA)", "data:image/png;base64,AAAA"],
    ['<a href="../06/quayside.md">a</a>', "/events/2026/06/quayside"],
    ['<img src="room.jpg" alt="a">', "/events/2026/10/room.jpg"],
    ["[a]\n\n[a]: ../06/quayside.md", "/events/2026/06/quayside"],
  ];
  for (const [markdown, address] of cases) {
    it(`${JSON.stringify(markdown)} leads to ${address}`, () => {
      assert.equal(/(?:href|src)="([^"]*)"/.exec(shape(markdown))?.[1], address);
    });
  }

  it("a picture loads when it comes near", () => {
    assert.equal(
      shape('![the room](room.jpg "at nine")'),
      '<p><img src="/events/2026/10/room.jpg" alt="the room" title="at nine" loading="lazy" decoding="async"></p>',
    );
  });

  it("a picture that may not be shown leaves its words", () => {
    assert.equal(
      shape("![the room](data:image/svg+xml;base64,AAAA)"),
      "<p>![the room](data:image/svg+xml;base64,AAAA)</p>",
    );
    assert.equal(shape('<img src="javascript:x" alt="the room"> here'), "<p><span>the room</span> here</p>");
  });

  it("only what leaves the site is told apart", () => {
    assert.ok(shape("[a](//example.org)").includes('rel="noopener"'));
    assert.ok(!shape("[a](x.md)").includes("rel="));
  });
});

describe("anchors", () => {
  it("a heading has an id by its words, and one of the old form", () => {
    assert.equal(
      rendered("### Rerere & you"),
      '<h3 id="user-content-rerere-you" aria-level="2"><span id="Rerere_&amp;_you"></span>Rerere &amp; you</h3>\n',
    );
  });

  it("equal headings have ids of their own", () => {
    const ids = [...rendered("### Lunch\n\n### Lunch\n\n### Lunch 2").matchAll(/ id="(user[^"]*)"/g)].map(
      (match) => match[1],
    );
    assert.deepEqual(ids, ["user-content-lunch", "user-content-lunch-2", "user-content-lunch-2-2"]);
  });

  it("links within the page lead to the heading in either form", () => {
    for (const fragment of ["golden-ticket", "Golden_Ticket", "user-content-golden-ticket"]) {
      const html = rendered(`[a](#${fragment})\n\n[b](mergehaven.md#${fragment})\n\n### Golden Ticket`);
      assert.equal(html.match(/href="#user-content-golden-ticket"/g)?.length, 2, fragment);
    }
  });

  it("ids in HTML are set apart from the site's", () => {
    assert.equal(
      shape('<a name="main"></a> [x](#main)').replace("<p>", ""),
      '<a></a> <a href="#user-content-main">x</a></p>',
    );
    assert.match(rendered('<a name="main"></a>'), /<a id="user-content-main"><\/a>/);
  });
});

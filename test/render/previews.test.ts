import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MAX_INCLUDED, MAX_PREVIEW_BLOCKS } from "../../server/render/limits.ts";
import { pageHtml } from "../../server/render/page-html.ts";
import { contextOf, rendered } from "./contexts.ts";
import { wordsIn } from "./safe-html.ts";

const TRAIN = `Packfiles on a train
--------------------
######Thu Oct 8 2026

Words with a [link](../x.md#part) and [this](#below).

- a
- b

### Below



last [d]

[d]: https://example.org
`;

describe("a preview", () => {
  it("shows the first three blocks of a page and a way on", () => {
    assert.equal(
      rendered("[preview](talks/train.md)", { "talks/train.md": TRAIN }),
      '<div class="preview">\n' +
        '<h2 id="user-content-packfiles-on-a-train"><span id="Packfiles_on_a_train"></span>Packfiles on a train</h2>\n' +
        '<h6 id="user-content-thu-oct-8-2026" aria-level="3"><span id="Thu_Oct_8_2026"></span>Thu Oct 8 2026</h6>\n' +
        '<p>Words with a <a href="/x#part">link</a> and <a href="/talks/train#below">this</a>.</p>\n' +
        '<p class="more"><a href="/talks/train">Read more<span class="vh">: Packfiles on a train</span></a></p>\n</div>\n',
    );
  });

  it("shows as many blocks as it asks for, within bounds", () => {
    const blocks = (count: string): number => {
      const page = Array.from({ length: 60 }, (_, i) => `paragraph ${i}`).join("\n\n");
      return rendered(`[preview${count}](a.md)`, { "a.md": page }).match(/<p>paragraph/g)?.length ?? 0;
    };
    assert.deepEqual([blocks(""), blocks(":1"), blocks(":7"), blocks(":9999")], [3, 1, 7, MAX_PREVIEW_BLOCKS]);
  });

  it("knows the definitions of all of its page, and goes on over slides", () => {
    const html = rendered("[preview:9](talks/train.md)", { "talks/train.md": TRAIN });
    assert.match(html, /last <a href="https:\/\/example\.org"/);
    assert.ok(!html.includes("<hr"));
  });

  it("may stand right below words, beside another, in a list's place and between tags", () => {
    const pages = { "a.md": "A\n-", "b.md": "B\n-" };
    for (const markdown of [
      "words\n[preview:1](a.md)\n[preview:1](b.md)\nmore",
      "words\n[preview:1](a.md) [preview:1](b.md)",
      "<div>\n[preview:1](a.md)\n</div><div>\n[preview:1](b.md)\n</div>",
    ]) {
      const html = rendered(markdown, pages);
      assert.equal(html.match(/<div class="preview">/g)?.length, 2, html);
      assert.ok(!/<p>[^<]*<div/.test(html), html);
    }
  });

  it("in the middle of a line is a link by the page's name", () => {
    assert.equal(
      rendered("see [preview:3](talks/train.md) now", { "talks/train.md": TRAIN }),
      '<p>see <a href="/talks/train">talks/train</a> now</p>\n',
    );
  });

  it("in code is code", () => {
    assert.equal(rendered("`[preview:3](a.md)`", { "a.md": "A" }), "<p><code>[preview:3](a.md)</code></p>\n");
  });
});

describe("an include", () => {
  it("shows all of a page", () => {
    const html = rendered("[include](talks/train.md)", { "talks/train.md": TRAIN });
    assert.match(html, /^<div class="included">\n<h2 /);
    assert.equal(wordsIn(html), "Packfiles on a train Thu Oct 8 2026 Words with a link and this . a b Below last d");
    assert.match(html, /<hr class="cut">/);
  });

  it("ranks its headings below those around it", () => {
    const text = "E\n-\n\n\n\nT\n-\nwords of the talk itself.\n\n[include](a.md)";
    const [talk] = pageHtml(text, contextOf(undefined, { "a.md": "A\n=\n\n## b" })).talks;
    assert.match(talk?.html ?? "", /<h3 id="user-content-a">.*A<\/h3>\n<h3 id="user-content-b">b<\/h3>/);
  });

  it("never makes two ids the same", () => {
    const html = rendered("### a\n\n[include](a.md)\n\n[include](a.md)", { "a.md": "### a" });
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
    assert.equal(ids.length, 3);
    assert.equal(new Set(ids).size, 3);
  });
});

describe("where a page cannot be shown", () => {
  const link = '<p class="more"><a href="/talks/train">talks/train.md</a></p>\n';

  it("a missing one is a quiet link", () => {
    assert.equal(rendered("[preview:3](talks/train.md)"), link);
    assert.equal(rendered("[include](talks/train.md)"), link);
  });

  it("one that no address means is nothing", () => {
    assert.equal(rendered("[include](../../etc/passwd)\n\n[include](.git/config)"), "");
  });

  it("a page within a page within a page is a link, whoever includes whom", () => {
    const pages = { "a.md": "[include](b.md)", "b.md": "[include](a.md)" };
    assert.equal(
      rendered("[include](a.md)", pages),
      '<div class="included">\n<p class="more"><a href="/b">b.md</a></p>\n</div>\n',
    );
    const own = { "events/2026/10/mergehaven.md": "words" };
    assert.match(rendered("[include](events/2026/10/mergehaven.md)", own), /^<p class="more">/);
  });

  it("a page shows only so much of others", () => {
    const pages = { "a.md": "x".repeat(MAX_INCLUDED / 4) };
    const html = rendered("[include](a.md)\n\n".repeat(40), pages);
    assert.equal(html.match(/<div class="included">/g)?.length, 4);
    assert.equal(html.match(/<p class="more">/g)?.length, 36);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deckHtml } from "../../server/render/deck-html.ts";
import { pageHtml } from "../../server/render/page-html.ts";
import { contextOf, rendered } from "./contexts.ts";
import { assertSafe, wordsIn } from "./safe-html.ts";

/** The footnotes shown, as words. */
function footnotes(html: string): string[] {
  assertSafe(html, html);
  const lists = [...html.matchAll(/<div class="footnotes">\n<ol[^>]*>([\s\S]*?)<\/ol>\n<\/div>/g)];
  const items = lists.flatMap(([, list = ""]) => list.split(/(?=<li id=|<li><p>)/));
  return items.map(wordsIn).filter((words) => words !== "");
}

const event = `Title
-----

Intro[^a]



First
-----
Ann[^by]

words[^a] and more[^b]

[^a]: of the intro



Second
------

- item[^b]

Note: said[^c]

[^b]: in *two* talks
[^c]: beside the slide
[^by]: a speaker
`;

describe("footnotes", () => {
  it("are numbers that lead to them, and they lead back", () => {
    const html = rendered("word[^x]\n\n[^x]: what it means");
    assert.equal(
      html,
      '<p>word<sup class="fnref" id="user-content-fnref-x"><a href="#user-content-fn-x"><span class="vh">Footnote </span>1</a></sup></p>\n' +
        '<div class="footnotes">\n<ol>\n<li id="user-content-fn-x"><p>what it means <a class="fnback" href="#user-content-fnref-x" aria-label="Back to reference 1">↩</a></p></li>\n</ol>\n</div>\n',
    );
  });

  it("count in the order they are met, and a second reference is no second footnote", () => {
    assert.deepEqual(footnotes(rendered("a[^2] b[^1] c[^2]\n\n[^1]: one\n[^2]: two")), ["two ↩", "one ↩"]);
  });

  it("may hold paragraphs, lists, code and each other", () => {
    const html = rendered("a[^x]\n\n[^x]: first\n\n    second[^y]\n\n    - item\n\n[^y]: *other* [^x]\n\nafter");
    assert.deepEqual(footnotes(html), ["first second Footnote 2 item ↩", "other Footnote 1 ↩"]);
    assert.match(html, /<p>after<\/p>\n<div class="footnotes">/);
  });

  it("end where another block begins", () => {
    const html = rendered("a[^x]\n\n[^x]: words\ngo on\n- item\n\n[^none]: never referred to");
    assert.deepEqual(footnotes(html), ["words go on ↩"]);
    assert.match(html, /<ul>\n<li>item<\/li>/);
    assert.doesNotMatch(html, /never/);
  });

  it("that are not defined are text, and code is code", () => {
    assert.equal(rendered("a[^x] `[^y]`\n\n[^y]: z"), "<p>a[^x] <code>[^y]</code></p>\n");
  });

  it("have any label, in any case", () => {
    for (const label of ["constructor", "__proto__", "toString", "1", "ä ö", "a:b", "user-content-x"]) {
      const html = rendered(`a[^${label.toUpperCase()}] b[^${label}]\n\n[^${label}]: words`);
      assert.deepEqual(footnotes(html), ["words ↩"], label);
    }
    assert.deepEqual(footnotes(rendered("[^constructor] [^__proto__] [^valueOf]")), []);
  });

  it("never take the place of an id that is there", () => {
    const html = rendered("## fn x\n\na[^x] b[^X!]\n\n[^x]: y\n[^X!]: z");
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, ids.join(" "));
  });

  it("keep what they leave open to themselves", () => {
    const html = rendered("a[^x] b[^y]\n\n[^x]: <b><div>open\n[^y]: </li></ol>closed");
    assertSafe(html, "open");
    assert.equal(html.match(/<li id/g)?.length, 2);
  });

  it("of a page stand below the talk that refers to them first", () => {
    const { introHtml, talks } = pageHtml(event, contextOf());
    assert.deepEqual(footnotes(introHtml), ["of the intro ↩"]);
    assert.deepEqual(footnotes(talks[0]?.html ?? ""), ["a speaker ↩", "in two talks ↩"]);
    assert.match(talks[0]?.html ?? "", /<ol start="2">/);
    assert.deepEqual(footnotes(talks[1]?.html ?? ""), ["beside the slide ↩"]);
  });

  it("of a slide stand on it, those of its notes below the notes", () => {
    const slides = deckHtml(event, contextOf()).columns.flatMap((column) => column.slides);
    assert.deepEqual(
      slides.map(({ html }) => footnotes(html)),
      [["of the intro"], ["a speaker", "of the intro", "in two talks"], ["in two talks"]],
    );
    assert.deepEqual(footnotes(slides[2]?.notesHtml ?? ""), ["beside the slide"]);
    assert.ok(slides.every(({ html }) => !html.includes("fnback")));
  });

  it("of a deck of one talk are there, wherever they are defined", () => {
    const [column] = deckHtml(event, contextOf(), { talk: "second" }).columns;
    assert.deepEqual(footnotes(column?.slides[0]?.html ?? ""), ["in two talks"]);
  });

  it("of a page shown within a page stay in its frame", () => {
    const html = rendered("host[^x]\n\n[include](other.md)\n\n[^x]: host's", {
      "other.md": "guest[^x]\n\n[^x]: guest's",
    });
    assert.deepEqual(footnotes(html), ["guest's ↩", "host's ↩"]);
  });

  it("of a title stay out of the link it is", () => {
    const [talk] = pageHtml("Title\n-----\n\n\n\nTalk[^x]\n--------\n\nwords\n\n[^x]: y", contextOf()).talks;
    assert.equal(talk?.titleHtml, "Talk");
  });
});

describe("boxes", () => {
  it("are there to be read, on pages and on slides", () => {
    const text = "- [ ] open\n- [x] done\n\n1. [X] too";
    for (const html of [rendered(text), deckHtml(text, contextOf()).columns[0]?.slides[0]?.html ?? ""]) {
      assertSafe(html, text);
      assert.equal(html.match(/<input type="checkbox" disabled="" aria-label="(?:To do|Done)"/g)?.length, 3);
      assert.equal(html.match(/checked=""/g)?.length, 2);
    }
  });
});

describe("diagrams", () => {
  it("are code, for the browser to draw over", () => {
    for (const info of ["mermaid", "Mermaid", "mermaid wide"]) {
      assert.equal(
        rendered(`\`\`\`${info}\ngraph TD\n  a --> b\n\`\`\``),
        '<div class="diagram">\n<pre tabindex="0"><code class="language-mermaid">graph TD\n  a --&gt; b\n</code></pre>\n</div>\n',
      );
    }
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rendered, shape } from "./contexts.ts";

describe("headings", () => {
  it("two to six signs need no space", () => {
    for (const level of [2, 3, 4, 5, 6]) {
      const open = level === 2 ? "<h2>" : `<h${level} aria-level="2">`;
      assert.equal(shape(`${"#".repeat(level)}Mon Oct 5 2026`), `${open}Mon Oct 5 2026</h${level}>`);
    }
  });

  it("a single sign without a space is text", () => {
    assert.equal(shape("#mergehaven is the tag"), "<p>#mergehaven is the tag</p>");
  });

  it("more than six signs are text", () => {
    assert.equal(shape("#######deep"), "<p>#######deep</p>");
  });

  it("signs after the words close a heading, signs in the last word do not", () => {
    assert.equal(shape("## Why C# ##"), "<h2>Why C#</h2>");
    assert.equal(shape("## Why C#"), "<h2>Why C#</h2>");
  });

  it("a heading by signs ends the paragraph above it", () => {
    assert.equal(shape("words\n####Thu Oct 8"), '<p>words</p><h4 aria-level="2">Thu Oct 8</h4>');
  });

  it("the line above an underline is the title, the lines above that are a paragraph", () => {
    assert.equal(shape("words\nmore words\nThe Title\n---"), "<p>words<br>more words</p><h2>The Title</h2>");
  });

  it("a title ends the list item or the quote above it", () => {
    assert.equal(shape("- item\nTalk\n----\nwords"), "<ul><li>item</li></ul><h2>Talk</h2><p>words</p>");
    assert.equal(shape("> said\nTalk\n----"), "<blockquote><p>said</p></blockquote><h2>Talk</h2>");
  });

  it("a rule under a list item is a rule", () => {
    assert.equal(shape("- item\n---"), "<ul><li>item</li></ul><hr>");
  });

  it("a title of the first level in the middle stays in place, below the page's own", () => {
    assert.equal(shape("words\n\nSaturday\n========\nmore"), "<p>words</p><h2>Saturday</h2><p>more</p>");
  });

  it("levels that are left out are not heard", () => {
    assert.equal(
      shape("## a\n###### b\n### c\n###### d"),
      '<h2>a</h2><h6 aria-level="3">b</h6><h3>c</h3><h6 aria-level="4">d</h6>',
    );
  });
});

describe("lists", () => {
  it("an item right after a paragraph line starts a list", () => {
    assert.equal(shape("Keynotes:\n- large\n- loud"), "<p>Keynotes:</p><ul><li>large</li><li>loud</li></ul>");
  });

  it("two blank lines end a list, and both halves are tight", () => {
    assert.equal(shape("- a\n- b\n\n\n- c"), '<ul><li>a</li><li>b</li></ul><hr class="cut"><ul><li>c</li></ul>');
  });

  it("an ordered list that goes on after a break keeps its number", () => {
    assert.equal(
      shape("1. a\n2. b\n\n\n3. c\n4. d"),
      '<ol><li>a</li><li>b</li></ol><hr class="cut"><ol start="3"><li>c</li><li>d</li></ol>',
    );
  });

  it("nested items after a break are a list with its own nesting, not code", () => {
    assert.equal(
      shape("- a\n\n\n    - deep\n      - deeper\n    - deep\n- b"),
      '<ul><li>a</li></ul><hr class="cut"><ul><li>deep<ul><li>deeper</li></ul></li><li>deep</li><li>b</li></ul>',
    );
  });

  it("an indented line that is no item is code", () => {
    assert.equal(shape("\tgit clone x"), '<pre tabindex="0"><code>git clone x</code></pre>');
  });
});

describe("lines", () => {
  it("a newline in a paragraph is a line break", () => {
    assert.equal(shape("Heat\nLike config"), "<p>Heat<br>Like config</p>");
  });

  it("a bare address and an e-mail address are links", () => {
    assert.equal(
      shape("see https://example.org/a_b_c and ann@example.org"),
      '<p>see <a href="https://example.org/a_b_c" rel="noopener">https://example.org/a_b_c</a> and ' +
        '<a href="mailto:ann@example.org">ann@example.org</a></p>',
    );
  });

  it("a naked domain is text", () => {
    assert.equal(
      shape("samsclass.info, www.example.org // nothing"),
      "<p>samsclass.info, www.example.org // nothing</p>",
    );
  });

  it("underscores in names are no emphasis", () => {
    assert.equal(shape("__ck0n3 and snake_case_name"), "<p>__ck0n3 and snake_case_name</p>");
    assert.equal(
      shape("@dyn__ and @__ck0n3__ met"),
      '<p><span class="handle">@dyn__</span> and <span class="handle">@__ck0n3__</span> met</p>',
    );
  });

  it("handles are marked, addresses and packages are not", () => {
    assert.equal(shape("(@tophj-ibm)"), '<p>(<span class="handle">@tophj-ibm</span>)</p>');
    assert.equal(shape("@ann@social.example."), '<p><span class="handle">@ann@social.example</span>.</p>');
    assert.equal(shape("a@b, @scope/package, x/@y"), "<p>a@b, @scope/package, x/@y</p>");
  });

  it("a link of a handle is a handle", () => {
    assert.equal(
      shape("[@ann](https://example.org)"),
      '<p><a href="https://example.org" rel="noopener" class="handle">@ann</a></p>',
    );
  });

  it("a gimmick shows nothing, whatever its arguments", () => {
    for (const gimmick of [
      "[gimmick:theme](readable)",
      "[gimmick:Disqus](a b (c))",
      "[gimmick:maths]()",
      "[gimmick:x]",
    ]) {
      assert.equal(shape(`${gimmick}\n\nwords ${gimmick} here`), "<p>words  here</p>");
    }
  });

  it("a comment shows nothing", () => {
    assert.equal(shape("a <!-- b --> c\n\n<!-- d -->\n\n<!--\n\ne -->"), "<p>a  c</p>");
  });
});

describe("definitions", () => {
  it("a definition right after words is none of them", () => {
    assert.equal(
      shape("See [the site].\n[the site]: https://example.org"),
      '<p>See <a href="https://example.org" rel="noopener">the site</a>.</p>',
    );
  });

  it("a definition is known in the whole page and in notes", () => {
    const html = rendered("[x]\n\n\n\nNote: [x]\n\n\n\n[x]: https://example.org\n\n\n\n- [x]");
    assert.equal(html.match(/href="https:\/\/example\.org"/g)?.length, 3);
  });

  it("what only begins like a definition is text", () => {
    assert.equal(shape("words\n[sic]: this is said"), "<p>words<br>[sic]: this is said</p>");
  });

  it("a label is nothing but its letters", () => {
    assert.equal(
      shape("[constructor] [__proto__] [toString][] [a][hasOwnProperty]"),
      "<p>[constructor] [<strong>proto</strong>] [toString][] [a][hasOwnProperty]</p>",
    );
    assert.match(shape("[__proto__]\n\n[__proto__]: https://example.org"), /<a href="https:\/\/example\.org"/);
  });
});

describe("any text", () => {
  it("is a page", () => {
    assert.equal(rendered(""), "");
    assert.equal(rendered("\n\n\n"), "");
    assert.equal(rendered("---\ntitle: x\n---\n\nwords"), "<p>words</p>\n");
    assert.equal(rendered("a\0b"), "<p>a\uFFFDb</p>\n");
  });
});

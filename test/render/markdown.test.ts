import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rendered } from "./contexts.ts";
import { assertSafe, wordsIn } from "./safe-html.ts";

/** Without line ends, ids and anchors, which other tests look at. */
function shape(markdown: string): string {
  const html = rendered(markdown);
  assertSafe(html, markdown);
  return html
    .replace(/\n/g, "")
    .replace(/ id="[^"]*"/g, "")
    .replaceAll("<span></span>", "");
}

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

describe("marks", () => {
  it("a task and a question carry their word", () => {
    assert.equal(
      shape("- TODO try it\n- TODO: and this\n- Q: why?\n- TODOs are plain"),
      '<ul><li class="todo"><b>TODO</b> try it</li><li class="todo"><b>TODO</b> and this</li>' +
        '<li class="ask"><b>Q</b> why?</li><li>TODOs are plain</li></ul>',
    );
  });

  it("a mark is one outside lists too, and not in code", () => {
    assert.equal(shape("TODO tidy\n\n`TODO` x"), '<p class="todo"><b>TODO</b> tidy</p><p><code>TODO</code> x</p>');
  });

  it("tick boxes can be seen, not ticked", () => {
    assert.equal(
      shape("- [x] done\n- [ ] open"),
      '<ul><li class="todo"><input type="checkbox" disabled="" aria-label="Done" checked=""> done</li>' +
        '<li class="todo"><input type="checkbox" disabled="" aria-label="To do"> open</li></ul>',
    );
  });

  it("a paragraph that starts with a warning word is a callout", () => {
    for (const [word, kind] of [
      ["Hint", "hint"],
      ["Tip", "hint"],
      ["Warning", "warning"],
      ["Attention", "warning"],
      ["Hinweis", "hint"],
    ]) {
      assert.equal(
        shape(`${word}: mind the gap`),
        `<p class="callout callout--${kind}"><b>${word}</b> mind the gap</p>`,
      );
    }
    assert.equal(shape("Warnings: none"), "<p>Warnings: none</p>");
    assert.equal(shape("- Warning: in a list"), "<ul><li>Warning: in a list</li></ul>");
  });
});

describe("notes", () => {
  it("speaker notes stand in the margin, each with its own name", () => {
    assert.equal(
      shape("- a\n\nNote: slides by **Monday**.\n\n\n- b\n\nNotes:\n- x\n\ny"),
      '<ul><li>a</li></ul><aside class="sidenote" aria-label="Speaker note"><b>Note</b> slides by <strong>Monday</strong>.</aside>' +
        '<hr class="cut"><ul><li>b</li></ul>' +
        '<aside class="sidenote" aria-label="Speaker note 2"><b>Note</b> <ul><li>x</li></ul><p>y</p></aside>',
    );
  });

  it("the link to the deck can be seen", () => {
    assert.equal(
      shape('Note: <a href="slides.html?events/2026/10/mergehaven.md#!">View this as slides</a>'),
      '<aside class="sidenote" aria-label="Speaker note"><b>Note</b> ' +
        '<a href="/slides.html?events/2026/10/mergehaven.md#!">View this as slides</a></aside>',
    );
  });

  it("`Note:` in code is code", () => {
    assert.equal(shape("```\nNote: this\n```"), '<pre tabindex="0"><code>Note: this</code></pre>');
  });
});

describe("code and tables", () => {
  it("code has colours where its language is known", () => {
    assert.match(
      shape("```js\nconst a = 1;\n```"),
      /^<pre tabindex="0"><code class="hljs language-js"><span class="hljs-keyword">const/,
    );
    assert.equal(shape("```nonsense\na < b\n```"), '<pre tabindex="0"><code>a &lt; b</code></pre>');
    assert.equal(shape("```constructor\na\n```"), '<pre tabindex="0"><code>a</code></pre>');
  });

  it("blank lines in code cut nothing", () => {
    assert.equal(rendered("```\na\n\n\n\nb\n```"), '<pre tabindex="0"><code>a\n\n\n\nb\n</code></pre>\n');
  });

  it("a table scrolls by itself and aligns by classes", () => {
    assert.equal(
      shape("| a | b | c |\n|---|--:|:-:|\n| 1 | 2 | 3 |"),
      '<div class="table" tabindex="0"><table><thead><tr><th>a</th><th class="is-right">b</th><th class="is-center">c</th></tr>' +
        '</thead><tbody><tr><td>1</td><td class="is-right">2</td><td class="is-center">3</td></tr></tbody></table></div>',
    );
  });

  it("quotes, emphasis and strikes are as in GFM", () => {
    assert.equal(shape("> *a* **b** ~~c~~"), "<blockquote><p><em>a</em> <strong>b</strong> <s>c</s></p></blockquote>");
  });
});

describe("written HTML", () => {
  it("markdown between block tags is read, and the old grid becomes columns", () => {
    assert.equal(
      shape('<div class="row"><div class="col-md-6"><h2>[Talks](talks/index.md)</h2>\n**bold** words\n</div></div>'),
      '<div class="cols"><div class="col"><h2><a href="/events/2026/10/talks/">Talks</a></h2><strong>bold</strong> words</div></div>',
    );
  });

  it("what one slide leaves open, the next does not see", () => {
    assert.equal(shape('<div class="row">a\n\n\nb</div>'), '<div class="cols">a</div><hr class="cut"><p>b</p>');
  });

  it("what is not allowed falls away, its words stay", () => {
    assert.equal(shape('<font color="red" onclick="x()">a</font> <u style="x">b</u>'), "<p>a <u>b</u></p>");
  });

  it("text that is no tag is text", () => {
    assert.equal(shape("disk free < 10% && load > 2"), "<p>disk free &lt; 10% &amp;&amp; load &gt; 2</p>");
    assert.equal(wordsIn(rendered("<div>\ndisk free < 10%\n</div>")), "disk free < 10%");
  });

  it("an embedded player is a link to it", () => {
    assert.equal(
      shape('<iframe width="8" src="https://video.example/v?a=1&b=2"></iframe>'),
      '<a href="https://video.example/v?a=1&amp;b=2" rel="noopener">https://video.example/v?a=1&amp;b=2</a>',
    );
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

describe("any text", () => {
  it("is a page", () => {
    assert.equal(rendered(""), "");
    assert.equal(rendered("\n\n\n"), "");
    assert.equal(rendered("---\ntitle: x\n---\n\nwords"), "<p>words</p>\n");
    assert.equal(rendered("a\0b"), "<p>a\uFFFDb</p>\n");
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rendered, shape } from "./contexts.ts";
import { wordsIn } from "./safe-html.ts";

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

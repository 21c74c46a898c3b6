import assert from "node:assert/strict";
import { test } from "node:test";
import { htmlOf, htmlTree } from "../../server/render/html-tree.ts";
import { pageDiff } from "../../server/render/page-diff.ts";
import { pageHtml } from "../../server/render/page-html.ts";
import type { PagePath } from "../../server/text/page-path.ts";
import { createRandom } from "../kit/random.ts";

function rendered(text: string): string {
  const { introHtml, talks } = pageHtml(text, { path: "a.md" as PagePath, includes: new Map() });
  return introHtml + talks.map(({ titleHtml, html }) => `<h2>${titleHtml}</h2>${html}`).join("");
}

test("words that came stand in ins, words that are gone in del, in the newer page's elements", () => {
  assert.equal(
    pageDiff("<p>Anything over <b>forty</b> seconds</p>", "<p>Anything under <b>fifty</b> seconds</p>").html,
    "<p>Anything <del>over</del><ins>under</ins> <b><del>forty</del><ins>fifty</ins></b> seconds</p>",
  );
});

test("blocks that came or are gone are marked as blocks, list items inside", () => {
  const { html } = pageDiff("<ul><li>a</li><li>b b b</li></ul>", '<ul><li>a</li><li id="c">see</li></ul><p>new</p>');
  assert.match(
    html,
    /<ul><li>a<\/li><li class="is-del"><del>b b b<\/del><\/li><li class="is-ins" id="c"><ins>see<\/ins>/,
  );
  assert.match(html, /<p class="is-ins"><ins>new<\/ins><\/p>$/);
});

test("what is gone has no ids, and equal pages have no marks", () => {
  assert.doesNotMatch(pageDiff('<p id="x">gone</p>', "").html, /id=/);
  const page = "<h2>One</h2><p>two <em>three</em></p><hr><ul><li>four</li></ul>";
  assert.deepEqual(pageDiff(page, page), { html: page, changes: 0 });
});

test("a link that leads elsewhere is a change, though it reads the same", () => {
  const { html, changes } = pageDiff('<p><a href="/a">x</a></p>', '<p><a href="/b">x</a></p>');
  assert.equal(html, '<p class="is-alt"><a href="/b">x</a></p>');
  assert.equal(changes, 1);
});

test("of any two pages the marks are balanced, and without them the newer page is left", (context) => {
  const random = createRandom();
  context.diagnostic(`seed ${random.seed}`);
  const lines = [
    "- one *two* `three`",
    "  - [link](https://example.org/) & <b>more</b>",
    "| a | b |\n|---|---|\n| c | d |",
    "> quoted",
    "```js\nlet a = 1;\n```",
    "Talk\n----",
    "",
    "plain <script>alert(1)</script> words",
    "![x](x.png)",
    "- [ ] box",
    "1. first",
    "$x^2$ and more",
    "<details><summary>s</summary>d</details>",
    "***",
    "text[^1]\n\n[^1]: note",
  ];
  const text = (): string => Array.from({ length: random.int(14) }, () => random.pick(lines)).join("\n");
  for (let round = 0; round < 300; round += 1) {
    const [before, after] = [text(), text()];
    const [old, now] = [rendered(before), rendered(after)];
    const { html } = pageDiff(old, now);
    const say = `seed ${random.seed}: ${JSON.stringify([before, after])}`;
    assert.equal(htmlTree(html).map(htmlOf).join(""), html, say);
    assert.equal(stripped(html), stripped(now), say);
    assert.doesNotMatch(html, /<script|\son\w+=/, say);
  }
});

/** Without what is gone and without marks; white space between blocks is nobody's. */
function stripped(html: string): string {
  const keep = (nodes: ReturnType<typeof htmlTree>): string =>
    nodes
      .map((node) => {
        if (typeof node === "string") return node;
        if (node.name === "del" || /class="is-del[ "]/.test(node.open)) return "";
        const inner = keep(node.children);
        return node.name === "ins"
          ? inner
          : `${node.open.replace(/ class="is-(?:ins|alt)"|(?<=class=")is-(?:ins|alt) /g, "")}${inner}${node.close}`;
      })
      .join("");
  return keep(htmlTree(html)).replace(/\s+/g, "");
}

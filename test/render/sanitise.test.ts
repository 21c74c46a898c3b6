import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newRendering } from "../../server/render/previews.ts";
import { sanitise, sanitiseInline } from "../../server/render/sanitise.ts";
import { createRandom, type Random } from "../kit/random.ts";
import { contextOf } from "./contexts.ts";
import { assertSafe } from "./safe-html.ts";

const scope = newRendering(contextOf(), false).scope;

/** HTML in the one form that both writers agree on: attributes in order, empty ones bare. */
function normal(html: string): string {
  return html
    .replaceAll("&quot;", '"')
    .replace(/<([a-z0-9]+)((?: [a-z-]+(?:="[^"]*")?)+) ?\/?>/g, (_, tag: string, attributes: string) => {
      const sorted = attributes.match(/[a-z-]+(?:="[^"]*")?/g)?.map((attribute) => attribute.replace(/=""$/, "")) ?? [];
      return `<${tag} ${sorted.sort().join(" ")}>`;
    })
    .replace(/ \/>/g, ">");
}

describe("written HTML", () => {
  const kept = [
    "<p>a <b>b</b> <i>c</i> <kbd>d</kbd> <sub>e</sub> <q>f</q></p>",
    '<ol start="3" reversed><li value="5">a</li></ol>',
    '<table><thead><tr><th scope="col" colspan="2">a</th></tr></thead><tbody><tr><td rowspan="2">b</td></tr></tbody></table>',
    "<details open><summary>a</summary>b</details>",
    '<span class="hljs-title function_">a</span>',
    '<p lang="de" title="a &lt; b">c</p>',
    "<dl><dt>a</dt><dd>b</dd></dl>",
  ];
  for (const html of kept) it(`keeps ${html}`, () => assert.equal(normal(sanitise(html, scope, 1)), normal(html)));

  const changed: [html: string, becomes: string][] = [
    ['<div class="row bar"><div class="col-md-6 x">a</div></div>', '<div class="cols"><div class="col">a</div></div>'],
    ["<h1>a</h1><h4>b</h4>", "<h3>a</h3><h4>b</h4>"],
    ["<section><article><main>a</main></article></section>", "a"],
    ["<p>a<script>b</script><style>c</style><svg><path>d</svg>e</p>", "<p>ae</p>"],
    ["<b><i>a</b>", "<b><i>a</i></b>"],
    ["</p></div>a</b>", "<p></p>a"],
    ["<input><input type=text value=x>", "<span></span><span></span>"],
    ['<p style="color:red" onclick="x" data-a="b" hidden>a</p>', "<p>a</p>"],
    ['<a name="top" target="_blank">a</a>', '<a id="user-content-top">a</a>'],
    ['<p class="sidenote bar talk">a</p>', "<p>a</p>"],
  ];
  for (const [html, becomes] of changed) {
    it(`makes ${becomes} of ${html}`, () => {
      const outlined = newRendering(contextOf(), false).scope;
      assert.equal(normal(sanitise(html, outlined, 3)), becomes);
    });
  }

  it("has no blocks within a title or a paragraph", () => {
    assert.equal(sanitiseInline("<div><p>a</p><ul><li><b>b</b></li></ul></div>", scope), "a<b>b</b>");
  });

  it("is not nested without end, and keeps its words", () => {
    const html = sanitise(`${"<div>".repeat(1000)}words${"</div>".repeat(1000)}`, scope, 1);
    assertSafe(html, "deep");
    assert.ok((html.match(/<div>/g)?.length ?? 0) < 100);
    assert.match(html, /words/);
  });
});

describe("what the renderer writes itself", () => {
  it("holds nothing that would have to be sanitised", () => {
    const random = createRandom();
    for (let run = 0; run < 300; run++) {
      const markdown = notes(random);
      const rendering = newRendering(contextOf(undefined, { "a.md": "A\n-\n\nwords\n\n- x" }), random.chance(0.3));
      const fragment = rendering.add(markdown, { floor: 2, rank: 2 });
      rendering.settle();
      const html = rendering.html(fragment);
      const what = `SEED=${random.seed} run ${run}: ${JSON.stringify(markdown)}`;
      assertSafe(html, what);
      assert.equal(normal(sanitise(html, rendering.scope, 2)), normal(html), what);
    }
  });
});

const BLOCKS = [
  "# a\n",
  "## Some Title\n",
  "######Thu Oct 8\n",
  "Title\n-----\n",
  "Day\n===\n",
  "- a\n- b\n  - c\n",
  "1. a\n2. b\n",
  "7. a\n\n8. b\n",
  "- TODO x\n- Q: y?\n- [ ] z\n- [x] w\n",
  "Warning: x\n",
  "> q\n> r\n",
  "```js\nlet a = `b` < 2;\n```\n",
  '```\n& "x"\n```\n',
  "    code\n",
  "| a | b |\n|--:|:-:|\n| 1 | *2* |\n",
  "---\n",
  '[x]: ../y.md "t & u"\n',
  "[preview:2](a.md)\n",
  "[include](a.md)\n",
  "[gimmick:x](y)\n",
  "[^f]: *note*\n",
  "```mermaid\ngraph TD; a-->b\n```\n",
  "words\nand more\n",
  "words  \nhard\\\nbreak\n",
];
const WORDS = [
  "*a*",
  "**b**",
  "~~c~~",
  "`d`",
  "[e](f.md)",
  "[x]",
  "[x][x]",
  '![g](h.png "i")',
  "![*a* @b](data:image/png;base64,AA)",
  "@ann",
  "@dyn__",
  "[@ann](z.md)",
  'https://a.example/?b=c&d="e"',
  "ann@b.example",
  "&amp;",
  "&lt;b&gt;",
  "\\*",
  '"q"',
  "'r'",
  "a & b",
  "2 > 1",
  "[j](#some-title)",
  "[k](//l.example)",
  "[m]()",
  "[^f]",
  "…",
];

/** Markdown without any HTML in it. */
function notes(random: Random): string {
  let markdown = "";
  for (let i = random.int(12) + 1; i > 0; i--) {
    if (random.chance(0.5)) markdown += random.pick(BLOCKS);
    else for (let j = random.int(5) + 1; j > 0; j--) markdown += `${random.pick(WORDS)} `;
    markdown += random.pick(["\n", "\n\n", "\n  ", "\n> ", "\n- "]);
  }
  return markdown;
}

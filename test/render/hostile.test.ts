import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deckHtml } from "../../server/render/deck-html.ts";
import { navigationOf } from "../../server/render/navigation.ts";
import { pageHtml } from "../../server/render/page-html.ts";
import { createRandom, type Random } from "../kit/random.ts";
import { contextOf, rendered } from "./contexts.ts";
import { assertSafe } from "./safe-html.ts";

const TAB = String.fromCharCode(9);

/** What has broken renderers before. Each is tried as a page, a talk's title, its speaker line, a slide, its notes. */
const VECTORS = [
  "<script>alert(1)</script>",
  "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
  "<scr<script>ipt>alert(1)</scr</script>ipt>",
  "<script>/*\n\n*/alert(1)</script>",
  "<script\n>alert(1)</script\n>",
  "<img src=x onerror=alert(1)>",
  "<img src=x onerror=alert(1)//",
  '<img src="x` `<script>alert(1)</script>"` `>',
  "<img/src/onerror=alert(1)>",
  '<img src="x" srcset="javascript:alert(1) 1x">',
  "<svg onload=alert(1)>",
  "<svg><script>alert(1)</script></svg>",
  "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
  '<svg><a xlink:href="javascript:alert(1)"><text y="1em">x</text></a></svg>',
  '<math><mi//xlink:href="data:x,<script>alert(1)</script>">',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  "<template><img src=x onerror=alert(1)></template>",
  "<textarea><script>alert(1)</script></textarea>",
  "<title><img src=x onerror=alert(1)></title>",
  "<xmp><img src=x onerror=alert(1)></xmp>",
  "<option><style></option></select><img src=x onerror=alert(1)></style>",
  "<plaintext><img src=x onerror=alert(1)>",
  "<iframe src=javascript:alert(1)></iframe>",
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
  "<video src=javascript:alert(1) onerror=alert(1)><source onerror=alert(1)></video>",
  "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button></form>",
  '<input type="image" src=x onerror=alert(1) autofocus onfocus=alert(1)>',
  "<input type=checkbox onclick=alert(1)>",
  "<details open ontoggle=alert(1)>x</details>",
  "<body onload=alert(1)><html onclick=alert(1)><head>",
  "<base href=//evil.example/><link rel=stylesheet href=//evil.example/><meta http-equiv=refresh content=0>",
  '<p style="background:url(javascript:alert(1))" class="bar talk is-here" data-x="1" id="main">x</p>',
  "<style>@import '//evil.example'</style>",
  '<a href="javascript:alert(1)">x</a>',
  '<a href="JaVaScRiPt:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href="&#x6A;avascript&colon;alert(1)">x</a>',
  `<a href="java${TAB}script:alert(1)">x</a>`,
  '<a href="java&Tab;script&NewLine;:alert(1)">x</a>',
  '<a href=" \u0001javascript:alert(1)">x</a>',
  '<a href="java\u200bscript:alert(1)">x</a>',
  '<a href="java%73cript:alert(1)">x</a>',
  '<a href="vbscript:x">x</a><a href="data:text/html,<script>alert(1)</script>">x</a><a href="file:///etc/passwd">x</a>',
  '<a href="//evil.example" target="_top" ping="//evil.example" rel="opener">x</a>',
  '<a href="x" href="javascript:alert(1)" constructor="x" __proto__="x">x</a>',
  "[x](javascript:alert(1))",
  "[x](JAVASCRIPT:alert(1))",
  "[x](<javascript:alert(1)>)",
  "[x](&#106;avascript:alert(1))",
  "[x](javascript&colon;alert(1))",
  "[x](javascript%3Aalert(1))",
  "[x](\u0001javascript:alert(1))",
  "[x](java\\script:alert(1))",
  "[x](data:text/html;base64,PHNjcmlwdD4=)",
  "![x](javascript:alert(1))",
  "![x](data:image/svg+xml;base64,PHN2Zz4=)",
  '![x](x.png"onerror="alert(1))',
  '![x"onerror="alert(1)](x.png "y\\"onload=\\"alert(1)")',
  "<javascript:alert(1)>",
  "[x]: javascript:alert(1)\n\n[x]",
  '[x]: x.md "\'><script>alert(1)</script>"\n\n[x]',
  "[x](x.md '\"><img src=x onerror=alert(1)>')",
  '``` "><script>alert(1)</script>\nx\n```',
  "```js\"onclick=\"alert(1)\nconst a = '</code></pre><script>alert(1)</script>';\n```",
  "```html\n</code></pre><img src=x onerror=alert(1)>\n```",
  "`</code><script>alert(1)</script>`",
  '|a|\n|-|\n|<img src=x onerror=alert(1)>|\n|" onclick="alert(1)|',
  "### \"><img src=x onerror=alert(1)> ' onclick=alert(1)",
  '### " id="x',
  "[preview:3](javascript:alert(1))",
  '[preview:3](a"><script>alert(1)</script>.md)',
  "[include](../../../etc/passwd)",
  "[gimmick:yuml]({<script>alert(1)</script>})",
  "[gimmick:x](<script>alert(1)</script>)",
  '<!-- .slide: class="x onload" onclick="alert(1)" data-background="javascript:alert(1)" data-background-iframe="//evil.example" -->',
  '<!-- .slide: data-background="red;background:url(//evil.example)" data-state="x" -->',
  '<!-- .slide: data-background-image="x.png\\");}body{color:red" -->',
  '- x <!-- .element: class="fragment overlay" onclick="alert(1)" style="x" -->',
  "<!--><script>alert(1)</script>-->",
  "<!-- --!><script>alert(1)</script>",
  "<!-- `<!-- --> <script>alert(1)</script> -->`",
  "<![CDATA[<script>alert(1)</script>]]>",
  "<?php echo '<script>alert(1)</script>' ?>",
  "<!DOCTYPE x [<!ENTITY y '<script>'>]>",
  "</div></article></main><script>alert(1)</script>",
  "<table><tr><td></div></table><div><p></ul></li>",
  "<p><b><a href=x><p></b></a><div></p>",
  "<a href=x><a href=y><table><a href=z>",
  "<h2><h3></h2></h3><ul><p><li></ul></p>",
  "<b\u0000 onclick=alert(1)>x</b>",
  "<a\u000bonclick=alert(1)>x</a>",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "&#60;script&#62;alert(1)&#60;/script&#62;",
  "\\<script>alert(1)\\</script>",
  '@<script>alert(1)</script> @a"onclick=alert(1)',
  "TODO <img src=x onerror=alert(1)>",
  "Warning: <img src=x onerror=alert(1)>",
  'https://example.org/"onmouseover="alert(1)',
  "$\\href{javascript:alert(1)}{x}$",
  "$\\url{javascript:alert(1)}$ $\\includegraphics{//evil.example/x.png}$",
  "$\\htmlData{x=y}{a}$ $\\htmlId{main}{a}$ $\\htmlClass{bar}{a}$ $\\htmlStyle{color:red}{a}$",
  "$\\text{<img src=x onerror=alert(1)>}$",
  '$x" onclick="alert(1)$',
  "$$\n</math><script>alert(1)</script>\n$$",
  '$\\color{red;background:url(//evil.example)}x$ $\\color{"onclick=alert(1)}x$',
  "$\\def\\a{\\a\\a}\\a$ $\\kern-1000em\\rule{9999em}{9999em}$",
  "<div title='\n$x$\n'>$y$</div><b title='$z$'>$w$",
  "<math><mi>$x$</mi></math><style>$x$</style><textarea>$y$</textarea>",
  "\u00000\u0000 &#0;0&#0; $x$ <b>\u00000\u0000</b>",
  "[^x]\n\n[^x]: <script>alert(1)</script><b>",
  "[^x]\n\n[^x]: </li></ol></div><img src=x onerror=alert(1)> [^x]",
  '[^"><script>alert(1)</script>]\n\n[^"><script>alert(1)</script>]: x',
  "[^constructor] [^__proto__] [^toString]\n\n[^__proto__]: x\n[^constructor]: [^__proto__]",
  '<sup class="fnref" id="user-content-fn-x"><a href="#x" class="fnback">1</a></sup>[^x]\n\n[^x]: y',
  "```mermaid\n</code></pre><script>alert(1)</script>\n```",
  '```mermaid\nclick a "javascript:alert(1)"\n%%{init: {"securityLevel": "loose"}}%%\n```',
  '<div class="diagram" data-x="y" onclick="alert(1)"><pre><code class="language-mermaid">x</code></pre></div>',
  "https://example.org/<script>alert(1)</script>",
  'a"onclick=alert(1)@example.org',
  '<https://example.org/"onclick=alert(1)>',
];

/** All that is made of the text, wherever it stands in a page. */
function assertHarmless(text: string, what: string): void {
  const flat = text.replace(/\n+/g, " ");
  const pages = [
    text,
    `Title\n-----\n${text}`,
    `Title\n-----\n\n${flat}\n---\n${flat}\n\n${text}\n\n\n- ${text}\n\nNote: ${text}`,
    `Title\n=====\n> ${flat}\n\n1. ${flat}\n\n| ${flat} |\n|---|\n| ${flat} |`,
    `Title\n-----\n\n${text}\n\n\n\n${text}\n\n\n[preview:3](other.md)\n\n[include](other.md)`,
  ];
  for (const page of pages) {
    const context = contextOf("events/2026/10/mergehaven.md", { "other.md": page });
    const { introHtml, talks } = pageHtml(page, context);
    assertSafe(introHtml, what);
    for (const talk of talks) for (const html of [talk.html, talk.titleHtml, talk.byHtml]) assertSafe(html, what);
    assertNoBlocks(
      talks.flatMap((talk) => [talk.titleHtml, talk.byHtml]),
      what,
    );
    for (const { slides } of deckHtml(page, context).columns) {
      for (const slide of slides) {
        assertSafe(slide.html + slide.notesHtml, what);
        for (const [name, value] of Object.entries(slide.attributes)) assertSlideAttribute(name, value, what);
      }
    }
    for (const entry of navigationOf(page, context).entries) {
      for (const item of entry.kind === "link" ? [entry] : entry.items) {
        if (item.kind === "link") assert.match(item.href, /^(?:https?:|mailto:|ftp:|tel:|ircs?:|xmpp:|[/#?])/i, what);
      }
    }
  }
}

function assertNoBlocks(htmls: readonly string[], what: string): void {
  for (const html of htmls)
    assert.ok(!/<(?:div|p|pre|ul|ol|li|h\d|table|hr|blockquote|aside)\b/.test(html), `${what}\n${html}`);
}

function assertSlideAttribute(name: string, value: string, what: string): void {
  const right: Record<string, RegExp> = {
    class: /^(?:center|has-(?:dark|light)-background)(?: (?:center|has-(?:dark|light)-background))*$/,
    "data-background-color": /^(?:#[\da-f]{3,8}|[a-z]{3,24})$/i,
    "data-background-image": /^(?:https?:|\/)[^\s"'<>]*$/i,
  };
  assert.match(value, right[name] ?? /^$/, `${what}\n${name}`);
}

describe("what is written to do harm", () => {
  for (const vector of VECTORS) it(`is harmless: ${JSON.stringify(vector)}`, () => assertHarmless(vector, vector));

  it("is harmless in any combination", () => {
    const random = createRandom();
    for (let run = 0; run < 400; run++) {
      const text = mixture(random);
      assertHarmless(text, `SEED=${random.seed} run ${run}: ${JSON.stringify(text)}`);
    }
  });

  it("never runs in another page that shows it", () => {
    const html = rendered("[include](other.md)", { "other.md": VECTORS.join("\n\n") });
    assertSafe(html, "include");
    assert.match(html, /^<div class="included">/);
  });
});

/** Vectors, pieces of them, and the markdown that holds them, in any order. */
function mixture(random: Random): string {
  const glue = [
    "\n",
    "\n\n",
    "\n\n\n",
    " ",
    "",
    "- ",
    "> ",
    "`",
    "**",
    "_",
    "[",
    "](",
    ")",
    "<",
    ">",
    '"',
    "'",
    "-->",
    "<!--",
    "\n---\n",
    "&",
    "|",
    "</",
  ];
  let text = "";
  for (let i = random.int(8) + 2; i > 0; i--) {
    const vector = random.pick(VECTORS);
    const from = random.int(vector.length);
    text += random.chance(0.5) ? vector : vector.slice(from, from + random.int(vector.length - from) + 1);
    text += random.pick(glue);
  }
  return text;
}

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deckHtml } from "../../server/render/deck-html.ts";
import { mathFault, mathHtml } from "../../server/render/math.ts";
import { pageHtml } from "../../server/render/page-html.ts";
import { contextOf, rendered, shape } from "./contexts.ts";
import { assertSafe } from "./safe-html.ts";

/** The sources of the formulas in the page, in order. */
function formulas(markdown: string): string[] {
  const html = rendered(markdown);
  assertSafe(html, markdown);
  return [...html.matchAll(/<math[^>]* alttext="([^"]*)"/g)].map(([, source = ""]) => source);
}

describe("formulas", () => {
  it("stand within a line as MathML, without a style or a class of others", () => {
    assert.equal(
      shape("so $x^2$ grows"),
      '<p>so <math alttext="x^2"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math> grows</p>',
    );
  });

  it("are set apart by two signs, on one line or on several, whatever their lines begin with", () => {
    const one = '<math display="block" alttext="x"><mrow><mi>x</mi></mrow></math>';
    assert.equal(shape("$$x$$"), `<div class="formula">${one}</div>`);
    assert.equal(shape("a $$x$$ b"), `<p>a ${one} b</p>`);
    assert.equal(formulas("words\n$$\na\n- b\n> c\n= d\n$$\nwords").length, 1);
  });

  it("stand in lists, tables, titles, links and quotes", () => {
    const markdown =
      "### About $a$\n\n- item $b$\n  $$\n  c\n  $$\n\n> $d$\n\n| x |\n|---|\n| $e$ |\n\n[f $f$](g.md) *$g$*";
    assert.deepEqual(formulas(markdown), ["a", "b", "c", "d", "e", "f", "g"]);
  });

  it("are the same on a page and on a slide", () => {
    const text = "Title\n-----\n\n\n\nA $t$ talk\n---\n\n$$y$$\n\nand <b>$z$</b>";
    const [talk] = pageHtml(text, contextOf()).talks;
    const slide = deckHtml(text, contextOf()).columns[1]?.slides[0];
    for (const html of [`${talk?.titleHtml}${talk?.html}`, slide?.html ?? ""]) {
      assertSafe(html, text);
      assert.deepEqual(
        [...html.matchAll(/alttext="(.)"/g)].map(([, source]) => source),
        ["t", "y", "z"],
      );
    }
  });

  it("align their columns by class", () => {
    const html = rendered("$$\\begin{aligned}a&=b\\\\c&=d\\end{aligned}$$");
    assert.deepEqual(html.match(/<mtd class="is-(?:right|left)">/g)?.length, 4);
    assert.doesNotMatch(html, /columnalign| style="/);
  });

  it("that cannot be read say where to who writes, and nothing to readers", () => {
    const html = (faults: boolean) =>
      pageHtml("T\n-\n\nso $x^$ or\n\n$$\n\\def\\a{b}\n$$\n", { ...contextOf(), faults }).introHtml;
    const page = pageHtml("T\n-\n\nso $\\frac{$ or $x$\n", { ...contextOf(), faults: true });
    assert.match(
      page.introHtml,
      /\$\\frac\{\$<small class="fault">This formula cannot be read( from character \d+ on)?\.<\/small>/,
    );
    assert.match(html(true), /<p class="fault">A formula defines no commands\.<\/p>/);
    assert.doesNotMatch(html(false), /fault/);
    assert.equal(mathFault("a}b"), "This formula cannot be read from character 2 on.");
  });

  it("that cannot be read are shown as they are written", () => {
    assert.equal(shape("a $\\frac{$ b"), "<p>a $\\frac{$ b</p>");
    assert.equal(shape("$$\\nothing$$"), '<pre tabindex="0"><code>$$\\nothing$$</code></pre>');
  });

  it("are words in a picture's description", () => {
    assert.match(rendered("![the $x$ axis](a.png)"), /alt="the \$x\$ axis"/);
  });

  it("in a page that is shown within one with written HTML stay", () => {
    const html = rendered("<b>a</b>\n\n[include](other.md)", { "other.md": "and $x$" });
    assertSafe(html, "include");
    assert.match(html, /<b>a<\/b>[\s\S]*alttext="x"/);
  });
});

describe("what is no formula", () => {
  const texts = [
    "it costs $5 and $10",
    "between $5-$10, $5/$6 or $100K-$200K",
    "5$ here and 6$ there",
    "$5 (or 5 and 6$)",
    "US$5 and A$AP, C$6$",
    "a $ alone $ twice",
    "$HOME/bin:$PATH and $(pwd)/$USER",
    "$('#a').hide(); $('#b').show()",
    "$.ajax/$.get and $_/$@",
    "\\$x\\$ is escaped",
    "$$ and $$$ and $$$$",
    "$<b>x</b>$",
    "$a\n\nb$",
  ];
  for (const text of texts) it(JSON.stringify(text), () => assert.deepEqual(formulas(text), []));

  it("`$x$` in code, in an address or in a fence", () => {
    assert.deepEqual(formulas("`$x$` https://a.example/$b$c [d](e$f$g.md) <https://a.example/$x$>"), []);
    assert.deepEqual(formulas("```\n$x$\n$$y$$\n```\n\n    $$\n    z\n    $$"), []);
  });

  it("a price beside one", () => {
    assert.deepEqual(formulas("$5 for $n$ of them, the $k$th costs \\$6"), ["n", "k"]);
  });
});

describe("a formula that is up to something", () => {
  const sources = [
    "\\href{javascript:alert(1)}{x}",
    "\\url{https://a.example}",
    "\\htmlData{a=b}{x}",
    "\\htmlId{main}{x}",
    "\\htmlClass{bar}{x}",
    "\\htmlStyle{color:red}{x}",
    "\\includegraphics{https://a.example/b.png}",
    "\\def\\a{b}\\a",
    "\\gdef\\a{b}\\a",
    "\\newcommand{\\a}{b}\\a",
    "\\let\\a=\\b",
  ];
  for (const source of sources) it(`is shown as text: ${source}`, () => assert.equal(mathHtml(source, false), null));

  it("does not reach over what stands around it", () => {
    const html = mathHtml("\\kern-1000em x \\rule{3em}{99999em} \\raisebox{500em}{y}", false) ?? "";
    assert.doesNotMatch(html, /="[^"\\]*\d{3,}em"/);
  });

  it("leaves nothing behind for the next", () => {
    mathHtml("\\def\\constructor{x}", false);
    assert.equal(mathHtml("\\constructor", false), null);
    assert.equal(mathHtml("\\__proto__", false), null);
    assert.equal(mathHtml("\\begin{constructor}x\\end{constructor}", false), null);
  });

  it("takes its time within bounds", () => {
    const bombs = [
      "{",
      "x^{",
      "\\sqrt{",
      "\\frac{1}{",
      "\\mathchoice{",
      "\\text{$",
      "\\left(",
      "\\begin{matrix}",
      "\\over ",
      "''''",
      "&",
      "\\\\",
      "\\dots ",
      "\\binom",
    ];
    for (const bomb of bombs) {
      for (const close of ["", "}", "$}", "\\right)"]) {
        const times = Math.floor(2000 / (bomb.length + close.length));
        const before = process.cpuUsage();
        mathHtml(bomb.repeat(times) + close.repeat(times), true);
        const spent = process.cpuUsage(before).user / 1000;
        assert.ok(spent < 500, `${bomb}…${close} took ${spent} ms`);
      }
    }
  });
});

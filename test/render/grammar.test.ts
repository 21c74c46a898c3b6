/** Each row of the tables in the grammar, as a fact. What a fact needs in depth has a test of its own elsewhere. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deckHtml } from "../../server/render/deck-html.ts";
import { navigationOf } from "../../server/render/navigation.ts";
import { pageHtml } from "../../server/render/page-html.ts";
import { toRoomText } from "../../server/text/endings.ts";
import { contextOf, shape } from "./contexts.ts";
import { wordsIn } from "./safe-html.ts";

const context = contextOf();

function slides(text: string): { html: string; notesHtml: string }[] {
  return deckHtml(text, context).columns.flatMap((column) => [...column.slides]);
}

/** Words of each slide, notes behind `!`, columns by `|`. */
function deck(text: string): string {
  const { columns } = deckHtml(text, context);
  const said = ({ html, notesHtml }: { html: string; notesHtml: string }): string => {
    const notes = wordsIn(notesHtml).trim();
    return wordsIn(html).trim().replace(/\s+/g, " ") + (notes === "" ? "" : ` ! ${notes.replace(/\s+/g, " ")}`);
  };
  return columns.map((column) => column.slides.map(said).join(" / ")).join(" | ");
}

function page(text: string, pages: Record<string, string> = {}) {
  return pageHtml(text, contextOf(undefined, pages));
}

describe("slides", () => {
  it("one blank line never breaks, two start a slide below, three or more a column", () => {
    assert.equal(deck("a\n\nb\n\n\nc\n\n\n\nd\n\n\n\n\n\n\ne"), "a b / c | d | e");
  });

  it("blank lines in a fence, a pre and a comment never cut, and an unclosed fence runs to the end", () => {
    for (const text of [
      "```\na\n\n\n\nb\n```",
      "<pre>\na\n\n\n\nb\n</pre>",
      "<!--\na\n\n\n\nb\n-->",
      "```\na\n\n\n\nb",
    ]) {
      assert.equal(slides(text).length, 1, text);
    }
  });

  it("CRLF is as LF", () => {
    const text = "a\n\n\nb\n\nNote: c\n\n\n\nd";
    assert.equal(deck(toRoomText(text.replaceAll("\n", "\r\n"))), deck(text));
  });

  it("lines of white space only are blank", () => assert.equal(deck("a\n \n\t\n  \t \nb"), "a | b"));

  it("leading and trailing runs make no slide, and an empty file is one empty slide", () => {
    assert.equal(deck("\n\n\n\na\n\n\n\n\n"), "a");
    assert.deepEqual([deck(""), slides("").length], ["", 1]);
    assert.equal(slides("\n\n \n\n").length, 1);
  });

  it("Note:, Note:x and Notes: are notes, and two on a slide are all notes", () => {
    assert.equal(deck("a\n\nNote: b\n\n\nc\n\nNote:d\n\n\ne\n\nnotes: f\n\nNote: g"), "a ! b / c ! d / e ! f g");
  });

  it("Note: in code is code, and notes holding code with a blank line are whole", () => {
    assert.equal(deck("```\nNote: a\n```"), "Note: a");
    assert.equal(deck("a\n\nNote: b\n\n```\nc\n\n\n\nd\n```\n\n\n\ne"), "a ! b c d | e");
  });

  it("front matter is settings and not shown", () => {
    assert.equal(deck("---\ntheme: dark\ntitle: T\n---\na\n\n\nb"), "a / b");
    assert.equal(page("---\ntheme: dark\n---\nwords").introHtml.includes("dark"), false);
  });

  it("an ordered list after a break keeps start and text, nested items stay nested", () => {
    const [, second] = slides("1. a\n2. b\n\n\n3. c  d\n4. e");
    assert.match(second?.html ?? "", /<ol start="3">[\s\S]*c {2}d/);
    assert.match(slides("- a\n\n\n  - b\n    - c")[1]?.html ?? "", /<ul>\s*<li>b\s*<ul>\s*<li>c/);
  });

  it("HTML across a break is closed per slide and never eats the next", () => {
    const [first, second] = slides("<div><b>a\n\n\nc</b></div> *d*");
    assert.match(first?.html ?? "", /<\/div>\s*$/);
    assert.match(second?.html ?? "", /<em>d<\/em>/);
  });

  it("scripts and event handlers are sanitised away", () => {
    const html = slides('<script>alert(1)</script><img src="a.png" onerror="alert(1)">a')
      .map((one) => one.html)
      .join("");
    assert.ok(!/<script|onerror/.test(html), html);
  });

  it("reference links are known on all slides and in notes", () => {
    const all = slides("[a][x]\n\nNote: [b][x]\n\n\n[c][x]\n\n\n\n[x]: https://x.example");
    for (const html of [all[0]?.html, all[0]?.notesHtml, all[1]?.html])
      assert.match(html ?? "", /https:\/\/x\.example/);
  });

  it("pictures are found from the page's folder", () => {
    assert.match(slides("![a](b.png)")[0]?.html ?? "", /src="\/events\/2026\/10\/b\.png"/);
  });

  it("a slide's and an element's comments set class and background only", () => {
    const [slide] =
      deckHtml('<!-- .slide: data-background="red" onclick="a" id="b" -->\nx', context).columns[0]?.slides ?? [];
    assert.deepEqual(Object.keys(slide?.attributes ?? {}), ["data-background-color"]);
  });

  it("breaks and headings are independent: a stack may hold many talks, a slide two", () => {
    assert.equal(deck("A\n-\na\n\nB\n-\nb\n\n\nC\n-\nc"), "A a B b / C c");
  });
});

describe("the event file", () => {
  it("the first underlined title is the event's, the others are talks, under any number of blank lines", () => {
    for (const blank of ["\n", "\n\n", "\n\n\n", "\n\n\n\n", "\n\n\n\n\n\n"]) {
      const { title, talks } = page(`Event\n-----\n\nwords${blank}One\n---\na${blank}Two\n---\nb`);
      assert.deepEqual([title, talks.map((talk) => talk.title)], ["Event", ["One", "Two"]], JSON.stringify(blank));
    }
  });

  it("a date stands below the title, with any number of signs, with or without a space", () => {
    for (const signs of ["######", "###### ", "#####", "##### ", "####", "#### "]) {
      for (const date of [
        "Mon Jun 20 2016",
        "Wed Sep 10 18:40:03 EDT 2014",
        "Mon May 12 - Wed May 15 2014",
        "Sun-Wed Dec 27-31 2015",
        "Tue Dec  8",
      ]) {
        assert.deepEqual(page(`Event\n---\n${signs}${date}\n\nwords`).dates, [date], signs + date);
      }
    }
  });

  it("a weekday that is wrong is left as it is written", () => {
    assert.deepEqual(page("Event\n---\n######Sun Jun 20 2016").dates, ["Sun Jun 20 2016"]);
  });

  it("a title underlined with = in the middle is a day, and so is a date heading", () => {
    const { talks } = page("E\n-\n\nSaturday\n========\n\nA\n-\na\n\n######Sun Jun 21 2016\n\nB\n-\nb");
    assert.deepEqual(
      talks.map((talk) => talk.day),
      ["Saturday", "Sun Jun 21 2016"],
    );
  });

  it("the speaker line is names, handles and sites in all their variants", () => {
    const named = (line: string): unknown[] =>
      page(`E\n-\n\nT\n-\n${line}\n\n- a`).talks[0]?.speakers.map(({ name, handle, site }) => name ?? handle ?? site) ??
      [];
    assert.deepEqual(named("Ann Lee"), ["Ann Lee"]);
    assert.deepEqual(named("Ann Lee @ann"), ["Ann Lee"]);
    assert.deepEqual(named("@ann").length, 1);
    assert.deepEqual(named("Ann Lee, Bo Kim"), ["Ann Lee", "Bo Kim"]);
    assert.deepEqual(named("Ann Lee - @ann"), ["Ann Lee"]);
    assert.deepEqual(named("Ann Lee & Bo Kim"), ["Ann Lee", "Bo Kim"]);
    assert.deepEqual(named("Ann Lee @ann https://ann.example"), ["Ann Lee"]);
    assert.deepEqual(named("This is a sentence, and nobody's name."), []);
  });

  it("a handle's underscores are no emphasis, a site without a scheme is text, and a package is no handle", () => {
    assert.equal(shape("@dyn__ and __ck0n3 at samsclass.info, tophj-ibm").includes("<strong>"), false);
    assert.ok(!shape("see samsclass.info").includes("<a"));
  });

  it("a list may follow the speaker line with no blank between", () => {
    const [talk] = page("E\n-\n\nT\n-\nAnn Lee @ann\n- one\n- two").talks;
    assert.equal(talk?.speakers[0]?.name, "Ann Lee");
    assert.match(talk?.html ?? "", /<ul>\s*<li>one/);
  });

  it("a talk within a talk is a heading of the third level in its notes", () => {
    const { talks } = page("E\n-\n\nT\n-\n\n### Bo Kim @bo\n\n- a");
    assert.equal(talks.length, 1);
    assert.match(talks[0]?.html ?? "", /<h3[^>]*>.*Bo Kim/);
  });

  it("TODO and Q: are marks", () => {
    assert.match(shape("- TODO a"), /<li class="todo"><b>TODO<\/b> a/i);
    assert.match(shape("- Q: b"), /<li class="ask"><b>Q<\/b> b/);
  });

  it("the link to the deck is seen on the page and hidden on slides", () => {
    const text = 'E\n-\n\nNote: <a href="slides.html?events/2026/10/mergehaven.md#!">View this as slides</a>\n\nwords';
    assert.match(
      page(text).introHtml,
      /<a href="\/slides\.html\?events\/2026\/10\/mergehaven\.md#!">View this as slides/,
    );
    assert.ok(!slides(text).some(({ html }) => /View this/.test(html)));
  });
});

describe("pages with signs before their titles", () => {
  const text = "# Event\n######Mon Jun 20 2016\n\n## One\nAnn Lee @ann\n\n- a\n\n### Sub\n\n## Two ##\n\nb";

  it("have their talks at ##, on the page and on the deck", () => {
    const { title, talks } = page(text);
    assert.deepEqual([title, talks.map((talk) => talk.titleHtml)], ["Event", ["One", "Two"]]);
    const one = deckHtml(text, context, { talk: "one" });
    assert.deepEqual([one.title, one.columns.length, one.uncut], ["One", 1, true]);
    assert.match(one.columns[0]?.slides[0]?.html ?? "", /class="slide__by"/);
  });

  it("are one slide, and cut at headings where that is asked for", () => {
    assert.equal(deckHtml(text, context).uncut, true);
    const cut = deckHtml(text, { ...context, cut: "headings" });
    assert.deepEqual(
      cut.columns.map(({ slides: all }) => all.map(({ id }) => id)),
      [[".1"], ["one", "one.2"], ["two"]],
    );
    assert.equal(cut.uncut, false);
  });
});

describe("pages", () => {
  it("two to six signs need no space, a single one is text", () => {
    assert.match(shape("######Mon Jun 20 2016"), /^<h[2-6][^>]*>Mon Jun 20 2016/);
    assert.match(shape("#tag"), /^<p>#tag/);
  });

  it("headings by signs are headings, of any level", () => assert.equal(page("# T\n\n## A\n\na\n\n### B").title, "T"));

  it("an item right after a paragraph line is a list", () => assert.match(shape("a\n- b"), /<p>a<\/p><ul><li>b/));

  it("a newline in a paragraph is a line break", () => assert.match(shape("a\nb"), /a<br ?\/?>b/));

  it("two blank lines between items end the list, and both are tight", () => {
    assert.match(shape("- a\n\n\n- b"), /<ul><li>a<\/li><\/ul>.*<ul><li>b<\/li><\/ul>/);
  });

  it("a bare address and an e-mail address are linked", () => {
    assert.match(shape("https://a.example and b@c.example"), /href="https:\/\/a\.example".*href="mailto:b@c\.example"/);
  });

  it("a definition right after text is one, known in the whole file", () => {
    assert.match(shape("a [b]\n[b]: https://b.example"), /<a href="https:\/\/b\.example"[^>]*>b<\/a>/);
  });

  it("a title underlined with = in the middle stays in place, and the page's title is the first heading", () => {
    const { title, introHtml } = page("First\n=====\n\na\n\nSecond\n======\n\nb");
    assert.equal(title, "First");
    assert.match(introHtml, /a[\s\S]*<h2[^>]*>[\s\S]*Second[\s\S]*b/);
  });

  it("HTML blocks with markdown inside work, sanitised", () => {
    assert.match(shape('<div onclick="a">\n\n*b*\n\n</div>'), /^<div><p><em>b<\/em><\/p><\/div>/);
  });

  it("a relative link starts at the page's folder, ../ is normalised, .md leads to the page", () => {
    assert.match(shape("[a](../09/b.md)"), /href="\/events\/2026\/09\/b"/);
    assert.match(shape("![a](c.png)"), /src="\/events\/2026\/10\/c\.png"/);
  });

  it("text, then a title, then its underline are a paragraph and a title", () => {
    assert.match(shape("text\nTalk\n---"), /^<p>text<\/p><h[23][^>]*>Talk/);
  });

  it("a preview shows a page's first blocks, three by default, and a way to the rest; an include all of it", () => {
    const pages = { "a.md": "A\n-\n\none\n\ntwo\n\nthree\n\nfour" };
    const preview = page("[preview:2](a.md)", pages).introHtml;
    assert.match(preview, /one/);
    assert.ok(!/two/.test(preview) && /href="\/a"/.test(preview), preview);
    const three = page("[preview](a.md)", pages).introHtml;
    assert.ok(/two/.test(three) && !/three/.test(three), three);
    assert.match(page("[include](a.md)", pages).introHtml, /four/);
  });

  it("a gimmick is not shown, and its arguments are never evaluated", () => {
    assert.ok(!wordsIn(shape("a\n\n[gimmick:theme](readable)\n\n[gimmick:math]({x: alert(1)})")).includes("alert"));
  });

  it("a paragraph that starts with a warning word is a callout", () => {
    const kinds = {
      note: ["Beachte:", "Beachte!", "Note!", "Wichtig:"],
      hint: ["Hint:", "Tip:", "Hinweis:", "Tipp!"],
      warning: ["Warning:", "Attention:", "Caution!", "Achtung:", "Warnung:", "Vorsicht!"],
    };
    for (const [kind, words] of Object.entries(kinds)) {
      for (const word of words) assert.ok(shape(`${word} a`).startsWith(`<p class="callout callout--${kind}">`), word);
    }
  });

  it("navigation.md is a brand, entries, menus, dividers and groups", () => {
    const text =
      "# Brand\n\n[One](one.md)\n\n[Menu]()\n\n  * # Group\n  * [Two](two.md)\n  - - - -\n  * [Three](three.md)\n";
    const made = JSON.stringify(navigationOf(text, contextOf("navigation.md")));
    for (const word of ["Brand", "One", "Menu", "Group", "Two", "Three"])
      assert.ok(made.includes(word), `${word}: ${made}`);
  });

  it("anchors are the headings' slugs, and the old form still lands", () => {
    const html = page("E\n-\n\nwords\n\n### Golden Ticket\n\na").introHtml;
    assert.match(html, /id="user-content-golden-ticket"/);
    assert.match(html, /id="Golden_Ticket"/);
  });

  it("an address of the old site, index.html#!path.md, leads to its page", () => {
    assert.match(shape("[a](index.html#!events/2026/09/b.md)"), /href="\/events\/2026\/09\/b"/);
  });
});

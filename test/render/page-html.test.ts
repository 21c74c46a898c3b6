import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type PageHtml, pageHtml, type TalkHtml } from "../../server/render/page-html.ts";
import { contextOf } from "./contexts.ts";

const PAGE = `Mergehaven 2026
---------------
######Thu Oct 8 2026

In the *old* customs house, see [the map][map].

Note: <a href="slides.html?events/2026/10/mergehaven.md#!">View this as slides</a>



Golden \`Ticket\`
---------------
Ann Lee @annlee annlee.example

- first
- TODO try it


- second, see [the train](#Packfiles_on_a_train)

Note: slides by Monday



Lunch
-----



Saturday
========

[Packfiles](x.md) on a train
----------------------------
Halvard Quist @quist

### Measured
###### on the train

words

[map]: map.md
`;

function page(text: string): PageHtml {
  return pageHtml(text, contextOf());
}

function talk(html: PageHtml, slug: string): TalkHtml {
  const found = html.talks.find((candidate) => candidate.slug === slug);
  assert.ok(found, `no talk ${slug} among ${html.talks.map((candidate) => candidate.slug)}`);
  return found;
}

/** The words of a talk after its title and speaker. */
function notes(words: string): string {
  return (
    page(`Event\n-----\n\n\n\nTalk\n----\nAnn Lee\n\n${words}`).talks[0]?.html.replace(/^<span[^>]*><\/span>/, "") ?? ""
  );
}

describe("an event's page", () => {
  const html = page(PAGE);

  it("has title and dates as plain text", () => {
    assert.equal(html.title, "Mergehaven 2026");
    assert.deepEqual(html.dates, ["Thu Oct 8 2026"]);
  });

  it("has what stands above the talks as its intro, definitions of any slide known", () => {
    assert.equal(
      html.introHtml,
      '<p>In the <em>old</em> customs house, see <a href="/events/2026/10/map">the map</a>.</p>\n' +
        '<aside class="sidenote" aria-label="Speaker note"><b>Note</b> ' +
        '<a href="/slides.html?events/2026/10/mergehaven.md#!">View this as slides</a></aside>\n',
    );
  });

  it("has each talk with its notes, slide breaks and speaker notes", () => {
    assert.equal(
      talk(html, "golden-ticket").html,
      '<span id="Golden_Ticket"></span><ul>\n<li>first</li>\n<li class="todo"><b>TODO</b> try it</li>\n</ul>\n' +
        '<hr class="cut">\n<ul>\n<li>second, see <a href="#packfiles-on-a-train">the train</a></li>\n</ul>\n' +
        '<aside class="sidenote" aria-label="Speaker note 2"><b>Note</b> slides by Monday</aside>\n',
    );
  });

  it("keeps the code of a title and none of its links", () => {
    assert.equal(talk(html, "golden-ticket").titleHtml, "Golden <code>Ticket</code>");
    assert.equal(talk(html, "packfiles-on-a-train").titleHtml, "Packfiles on a train");
    assert.equal(talk(html, "packfiles-on-a-train").title, "Packfiles on a train");
  });

  it("shows speakers as written, handles marked and sites linked", () => {
    const { byHtml, speakers } = talk(html, "golden-ticket");
    assert.equal(
      byHtml,
      'Ann Lee <span class="handle">@annlee</span> <a href="https://annlee.example" rel="noopener" class="is-address">annlee.example</a>',
    );
    assert.deepEqual(speakers, [{ name: "Ann Lee", handle: "@annlee", site: "annlee.example" }]);
    assert.equal(talk(html, "lunch").byHtml, "");
  });

  it("knows the day a talk is on", () => {
    assert.deepEqual(
      html.talks.map(({ day }) => day),
      [null, null, "Saturday"],
    );
    assert.ok(!html.talks.some((candidate) => candidate.html.includes("Saturday")));
  });

  it("ranks the headings of a talk below its title", () => {
    const { html: words } = talk(html, "packfiles-on-a-train");
    assert.match(words, /<h3 id="user-content-measured"><span id="Measured"><\/span>Measured<\/h3>/);
    assert.match(words, /<h6 id="user-content-on-the-train" aria-level="4">/);
  });

  it("knows which talks have nothing yet", () => {
    assert.deepEqual(
      html.talks.map(({ empty }) => empty),
      [false, true, false],
    );
    const bare = page("Event\n-----\n\n\n\nA\n-\nAnn Lee @ann\n\n\n\nB\n-\nAnn Lee @ann\n- x\n\n\n\nC\n-\nNote: x");
    assert.deepEqual(
      bare.talks.map(({ empty }) => empty),
      [true, false, false],
    );
  });
});

describe("a talk's notes", () => {
  it("start a list right below the speaker", () => {
    assert.equal(
      page("E\n-\n\n\n\nT\n-\nAnn Lee @ann\n- x").talks[0]?.html,
      '<span id="T"></span><ul>\n<li>x</li>\n</ul>\n',
    );
  });

  it("have no heading above h3, written in markdown or in HTML", () => {
    assert.match(notes("# a"), /^<h3 id="user-content-a">a<\/h3>\n$/);
    assert.match(notes("## a"), /^<h3 /);
    assert.match(notes("<h1>a</h1>"), /^<h3>a<\/h3>/);
    assert.match(notes("#### a"), /^<h4 [^>]*aria-level="3"/);
  });

  it("belong to the talk although they stand in the speaker notes of the one above", () => {
    const { talks } = page("E\n-\n\n\n\nA\n-\n- a\n\nNote: hush\n\nB\n-\n- b\n\nNote: too");
    assert.match(talks[0]?.html ?? "", /<li>a<\/li>\n<\/ul>\n<aside[^>]*><b>Note<\/b> hush<\/aside>\n$/);
    assert.match(talks[1]?.html ?? "", /<li>b<\/li>\n<\/ul>\n<aside[^>]*><b>Note<\/b> too<\/aside>\n$/);
  });

  it("leave nothing open for the next talk", () => {
    const { talks } = page("E\n-\n\nA\n-\n<div><b><table>\n\n```\n\nB\n-\nnot a talk: the fence is open");
    assert.equal(talks.length, 1);
    const closed = page("E\n-\n\nA\n-\n<div><b><table>\n\nB\n-\n- words");
    assert.equal(closed.talks[0]?.html, '<span id="A"></span><div><b><table></table></b></div>');
    assert.equal(closed.talks[1]?.html, '<span id="B"></span><ul>\n<li>words</li>\n</ul>\n');
  });
});

describe("the landing places of a page", () => {
  it("are the talks' slugs, and the old form where it is no slug", () => {
    const html = page(
      "E\n-\n\n[a](#lunch) [b](#Lunch) [c](#Big_Day) [d](#big-day)\n\n\n\nlunch\n-\n\n\n\nBig Day\n-\n",
    );
    assert.deepEqual(
      [...html.introHtml.matchAll(/href="([^"]*)"/g)].map((match) => match[1]),
      ["#lunch", "#lunch", "#big-day", "#big-day"],
    );
    assert.equal(html.talks[0]?.html, "");
    assert.equal(html.talks[1]?.html, '<span id="Big_Day"></span>');
  });

  it("prefer a talk to a heading in another", () => {
    const html = page("E\n-\n\n[x](#expo)\n\n### Expo\n\n\n\nExpo\n----\n- a");
    assert.match(html.introHtml, /<a href="#expo">/);
  });
});

describe("a page of any shape", () => {
  it("may have no heading", () => {
    const html = page("only words");
    assert.deepEqual(html, { title: "", dates: [], introHtml: "<p>only words</p>\n", talks: [], uncut: false });
  });

  it("may have its settings on top", () => {
    const html = page("---\nlayout: wide\n---\n\nE\n-\n\nwords");
    assert.equal(html.title, "E");
    assert.equal(html.introHtml, "<p>words</p>\n");
  });

  it("may be a title of the first level with sections", () => {
    const html = page("Notes\n=====\nwords\n\nFork me\n-------\n\tgit clone x");
    assert.equal(html.title, "Notes");
    assert.equal(
      talk(html, "fork-me").html,
      '<span id="Fork_me"></span><pre tabindex="0"><code>git clone x\n</code></pre>\n',
    );
  });
});

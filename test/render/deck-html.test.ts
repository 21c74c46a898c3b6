import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type DeckHtml, deckHtml, type SlideHtml } from "../../server/render/deck-html.ts";
import { contextOf } from "./contexts.ts";

const PAGE = `Mergehaven 2026
---------------
######Thu Oct 8 2026

Note: <a href="slides.html?events/2026/10/mergehaven.md#!">View this as slides</a>



Golden Ticket
-------------
Ann Lee @annlee annlee.example

- first [map]


- second
  went on

Note: by Monday

Notes: or Tuesday



Lunch
-----

Expo
----
- stands


- more stands



[map]: map.md
`;

function deck(text: string, talk?: string): DeckHtml {
  return deckHtml(text, contextOf(), talk === undefined ? {} : { talk });
}

function slides(html: DeckHtml): SlideHtml[] {
  return html.columns.flatMap((column) => column.slides);
}

/** The one slide of a text. */
function slide(text: string): SlideHtml {
  const [only, ...rest] = slides(deck(text));
  assert.ok(only !== undefined && rest.length === 0);
  return only;
}

describe("a deck", () => {
  const html = deck(PAGE);

  it("stands in the columns that blank lines cut", () => {
    assert.equal(html.title, "Mergehaven 2026");
    assert.deepEqual(
      html.columns.map((column) => column.slides.length),
      [1, 2, 2, 1],
    );
  });

  it("names each slide by its talk and its place in it", () => {
    assert.deepEqual(
      slides(html).map(({ id, talk }) => [id, talk]),
      [
        [".1", null],
        ["golden-ticket", "golden-ticket"],
        ["golden-ticket.2", "golden-ticket"],
        ["lunch", "lunch"],
        ["expo", "expo"],
        ["expo.2", "expo"],
      ],
    );
  });

  it("keeps the levels of headings and ranks them below the deck's title", () => {
    assert.equal(
      slides(html)[0]?.html,
      '<h2 id="user-content-mergehaven-2026"><span id="Mergehaven_2026"></span>Mergehaven 2026</h2>\n' +
        '<h6 id="user-content-thu-oct-8-2026" aria-level="3"><span id="Thu_Oct_8_2026"></span>Thu Oct 8 2026</h6>\n',
    );
    assert.match(slide("Day\n===").html, /^<h1 id="user-content-day" aria-level="2">/);
  });

  it("knows definitions of any slide, and speakers by the look's class", () => {
    assert.equal(
      slides(html)[1]?.html,
      '<h2 id="user-content-golden-ticket">Golden Ticket</h2>\n' +
        '<p class="slide__by">Ann Lee <span class="handle">@annlee</span> ' +
        '<a href="https://annlee.example" rel="noopener">annlee.example</a></p>\n' +
        '<ul>\n<li>first <a href="/events/2026/10/map">map</a></li>\n</ul>\n',
    );
  });

  it("lets lines flow, and hides all notes", () => {
    const { html: shown, notesHtml } = slides(html)[2] ?? { html: "", notesHtml: "" };
    assert.equal(shown, "<ul>\n<li>second\nwent on</li>\n</ul>\n");
    assert.equal(notesHtml, "<p>by Monday</p>\n<p>or Tuesday</p>\n");
    assert.match(slides(html)[0]?.notesHtml ?? "", /View this as slides/);
    assert.ok(!slides(html).some((one) => /View this|Monday|Tuesday/.test(one.html)));
  });

  it("gives a second talk on a slide an id to land on", () => {
    assert.match(slide("E\n-\n\nA\n-\n- a\n\nB\n-\n- b").html, /<h2 id="b">B<\/h2>/);
    assert.match(slide("E\n-\n\nA\n-\n- a\n\nB\n-\n- b").html, /<h2 id="user-content-a">A<\/h2>/);
  });

  it("never gives an id twice", () => {
    const text = "E\n-\n\n\n\na\n-\n\n\nx\n\n\n\na 2\n-\n\n\nx\n\n\n\na\n-\n\n\nx\n\n\n\na.2\n-";
    const ids = slides(deck(text)).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, ids.join(" "));
  });
});

describe("the deck of one talk", () => {
  it("holds its slides under the ids they have in the whole deck", () => {
    const html = deck(PAGE, "golden-ticket");
    assert.equal(html.title, "Golden Ticket");
    assert.deepEqual(
      html.columns.map((column) => column.slides.map(({ id }) => id)),
      [["golden-ticket", "golden-ticket.2"]],
    );
    assert.match(slides(html)[0]?.html ?? "", /<a href="\/events\/2026\/10\/map">map<\/a>/);
  });

  it("holds none of another talk on the same slide", () => {
    const text = "E\n-\n\n\n\nA\n-\n- a\n\nB\n-\n- b\n\n\n- c\n\nNote: hush";
    assert.deepEqual(
      slides(deck(text, "a")).map(({ id, html, notesHtml }) => [id, html.includes("<li>b"), notesHtml]),
      [["a", false, ""]],
    );
    assert.deepEqual(
      slides(deck(text, "b")).map(({ id, html, notesHtml }) => [id, html.includes("<li>a"), notesHtml]),
      [
        ["b", false, ""],
        ["b.2", false, "<p>hush</p>\n"],
      ],
    );
  });

  it("is the whole deck where there is no such talk", () => {
    assert.deepEqual(deck(PAGE, "nobody"), deck(PAGE));
  });
});

describe("a slide's comments", () => {
  it("may set classes of reveal.js and a background", () => {
    assert.deepEqual(slide('<!-- .slide: class="center overlay" data-background="#204060" -->\n\nx').attributes, {
      class: "center",
      "data-background-color": "#204060",
    });
    assert.deepEqual(slide("x\n\n<!-- .slide: data-background='room.jpg' data-transition='zoom' -->").attributes, {
      "data-background-image": "/events/2026/10/room.jpg",
    });
    assert.deepEqual(
      slide("x <!-- .slide: data-background-color=navy data-background-image=https://example.org/a.png -->").attributes,
      {
        "data-background-color": "navy",
        "data-background-image": "https://example.org/a.png",
      },
    );
  });

  it("set nothing else, and nothing from code", () => {
    assert.deepEqual(slide('<!-- .slide: onclick="x" data-background="javascript:x" style="y" -->').attributes, {});
    assert.deepEqual(slide('```\n<!-- .slide: class="center" -->\n```').attributes, {});
  });

  it("give classes to the element before them", () => {
    assert.equal(
      slide('- a\n- b <!-- .element: class="fragment fade-up" -->').html,
      '<ul>\n<li>a</li>\n<li class="fragment fade-up">b </li>\n</ul>\n',
    );
    assert.equal(
      slide('words <!-- .element: class="fragment bar" -->\n\n> q\n\n<!-- .element: class="shrink" -->').html,
      '<p class="fragment">words </p>\n<blockquote class="shrink">\n<p>q</p>\n</blockquote>\n',
    );
    assert.match(slide('![x](a.png) <!-- .element: class="r-stretch" -->').html, /<img [^>]*class="r-stretch"[^>]*>/);
  });

  it("are nothing on a page of notes", () => {
    assert.equal(slide('- x <!-- .element: style="color:red" data-y="1" -->').html, "<ul>\n<li>x </li>\n</ul>\n");
  });
});

describe("any text", () => {
  it("is a deck", () => {
    for (const text of ["", "\n\n\n\n", "---\na: b\n---\n"]) {
      assert.deepEqual(
        slides(deck(text)).map(({ id, html, notesHtml, talk }) => [id, html, notesHtml, talk]),
        [[".1", "", "", null]],
      );
    }
  });

  it("cuts neither code nor comments, and closes what a slide leaves open", () => {
    assert.match(slide("```\na\n\n\n\nb\n```").html, /a\n\n\n\nb/);
    const [first, second] = slides(deck("<div><b>a\n\n\nb</b></div>"));
    assert.equal(first?.html.trim(), "<div><b>a</b></div>");
    assert.equal(second?.html.trim(), "<p>b</p>");
  });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits } from "../../server/text/edit.ts";
import { type EventFile, parseEvent, pieces, talkAt } from "../../server/text/event.ts";
import { appendTalk, newEventText, talksTouched } from "../../server/text/event-edit.ts";
import { isBlank, linesOf } from "../../server/text/lines.ts";
import { previewsIn } from "../../server/text/previews.ts";
import { notesOf, parseSlides } from "../../server/text/slides.ts";
import { createRandom, type Random } from "../kit/random.ts";

const RUNS = 3000;

/** What pages are made of, and what makes parsers stumble. */
const FRAGMENTS = [
  "\n",
  "\n",
  "\n\n",
  "\n\n\n",
  "\n\n\n\n",
  " ",
  "\t",
  "    ",
  "Lunch\n-----\n",
  "Cold light\n---\nMaren Oduya @maren_o\n",
  "Saturday\n========\n",
  "######Mon Jun 20 2016\n",
  "#### Endpoints\n",
  "# ",
  "---\n",
  "---\ntitle: x\n---\n",
  "-",
  "=\n",
  "- a\n",
  "  - b\n",
  "1. c\n",
  "> d\n",
  "```\n",
  "~~~~ sh\n",
  "  ```\n",
  "<!-- ",
  "-->\n",
  "<pre>\n",
  "</pre>",
  "<script>",
  "</script>\n",
  "Note: e\n",
  "notes:\n",
  "[preview:2](a.md)\n",
  "[a]: https://x.example\n",
  "`f`",
  "@dyn__",
  "text ",
  "日本",
  "e\u0301",
  "😀",
  "\u2028",
  "\u00a0",
];

function randomText(random: Random): string {
  return Array.from({ length: random.int(40) }, () => random.pick(FRAGMENTS)).join("");
}

/** Runs a claim on many random texts; a failure names the seed and the text. */
function always(claim: (text: string, random: Random) => void): void {
  const random = createRandom();
  for (let run = 0; run < RUNS; run++) {
    const text = randomText(random);
    try {
      claim(text, random);
    } catch (error) {
      throw new Error(`SEED=${random.seed} run ${run}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
}

test("the pieces of any text are the text, in order and without gaps", () => {
  always((text) => {
    let at = 0;
    for (const { from, to } of pieces(text)) {
      assert.equal(from, at);
      assert.ok(to > from);
      at = to;
    }
    assert.equal(at, text.length);
  });
});

test("every talk's offsets are in order and say what they should", () => {
  always((text) => {
    const event = parseEvent(text);
    let end = event.head.to;
    for (const talk of event.talks) {
      const order = [end + 1, talk.from, talk.titleTo, talk.underline, talk.to, text.length];
      assert.deepEqual(
        order,
        order.toSorted((a, b) => a - b),
      );
      assert.equal(text[talk.underline], "-");
      assert.ok(talk.from === 0 || text[talk.from - 1] === "\n");
      assert.ok(talk.underline < talk.bodyFrom && talk.bodyFrom <= talk.notesFrom && talk.notesFrom <= talk.to);
      assert.equal(talkAt(event, talk.from), talk);
      assert.equal(talkAt(event, talk.to), talk);
      assert.notEqual(talk.title, "");
      end = talk.to;
    }
    assert.equal(new Set(event.talks.map(({ slug }) => slug)).size, event.talks.length);
  });
});

test("between talks there are only newlines, blank lines and day dividers", () => {
  always((text) => {
    const dividers = new Set(parseEvent(text).days.map(({ at }) => at));
    for (const piece of pieces(text).filter(({ kind }) => kind === "between")) {
      const inner = text.slice(piece.from, piece.to);
      if (inner.trim() === "") continue;
      const lines = linesOf(text).filter((line) => line.from >= piece.from && line.from < piece.to);
      const first = lines.find((line) => !isBlank(text, line));
      assert.ok(first !== undefined && dividers.has(first.from), inner);
    }
  });
});

test("slides are in order, do not overlap, and leave out only blank lines and front matter", () => {
  always((text) => {
    let at = parseEvent(text).frontMatter?.to ?? 0;
    for (const [column, slides] of parseSlides(text).entries()) {
      for (const [row, slide] of slides.entries()) {
        assert.equal(text.slice(at, slide.from).trim(), "");
        assert.deepEqual([slide.column, slide.row], [column, row]);
        assert.ok(slide.from === slide.body.from && slide.body.to <= slide.to);
        for (const part of slide.notes)
          assert.ok(slide.body.to <= part.from && part.from <= part.to && part.to <= slide.to);
        assert.equal(notesOf(text, slide), notesOf(text, slide).trimEnd());
        at = slide.to;
      }
    }
    assert.equal(text.slice(at).trim(), "");
  });
});

test("only a text that shows nothing has an empty slide", () => {
  always((text) => {
    const slides = parseSlides(text).flat();
    assert.ok(slides.length === 1 || slides.every(({ from, to }) => from < to));
  });
});

test("previews are where they say", () => {
  always((text) => {
    for (const { from, to } of previewsIn(text))
      assert.match(text.slice(from, to), /^\[(preview|include)[^\]]*\]\([^)]*\)$/);
  });
});

test("a talk can be added to any page, and changes none of those above", () => {
  always((text) => {
    const before = parseEvent(text);
    const after = parseEvent(applyEdits(text, [appendTalk(text, { title: "New one", speaker: "Ilse @ilse" })]));
    if (before.title === "") {
      assert.equal(after.title, "New one");
      return;
    }
    assert.equal(after.talks.length, before.talks.length + 1);
    assert.deepEqual(slugs(after).slice(0, -1), slugs(before));
    assert.equal(after.talks.at(-1)?.title, "New one");
    assert.deepEqual(after.talks.at(-1)?.speakers, [{ name: "Ilse", handle: "@ilse", site: null }]);
  });
});

test("a new event has the title and the talk it was given, whatever they are", () => {
  always((title, random) => {
    const talk = randomText(random);
    const text = newEventText({ title, date: "Tue Nov 24 2026", talk, speaker: randomText(random) });
    const event = parseEvent(text);
    assert.deepEqual(event.dates, ["Tue Nov 24 2026"]);
    assert.equal(event.talks.length, talk.trim() === "" ? 0 : 1);
    assert.equal(parseSlides(text).length, event.talks.length + 1);
  });
});

test("typing in a talk's notes touches that talk alone", () => {
  always((text, random) => {
    const event = parseEvent(text);
    const talk = event.talks.at(random.int(event.talks.length || 1));
    if (talk === undefined || talk.bodyFrom === talk.to) return;
    const after = applyEdits(text, [{ from: talk.bodyFrom, to: talk.bodyFrom, insert: "word\n\n" }]);
    // Words may also end or begin something; then other talks are rightly touched.
    if (slugs(parseEvent(after)).join() !== slugs(event).join()) return;
    assert.deepEqual(talksTouched(text, after), [talk.title]);
  });
});

function slugs(event: EventFile): string[] {
  return event.talks.map(({ slug }) => slug);
}

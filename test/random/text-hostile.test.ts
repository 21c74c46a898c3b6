import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { editsBetween } from "../../server/text/diff.ts";
import { applyEdits } from "../../server/text/edit.ts";
import { MAX_HEADINGS, MAX_TALKS, parseEvent, pieces } from "../../server/text/event.ts";
import { appendTalk, saveMessage, talksTouched } from "../../server/text/event-edit.ts";
import { headingsOf } from "../../server/text/headings.ts";
import { resolveLink } from "../../server/text/links.ts";
import { type PagePath, parsePagePath } from "../../server/text/page-path.ts";
import { previewsIn } from "../../server/text/previews.ts";
import { notesOf, parseSlides } from "../../server/text/slides.ts";
import { createRandom } from "../kit/random.ts";

/** Characters of the small and of the large input. */
const SMALL = 2 ** 16;
const LARGE = 2 ** 20;

/** Between the growth of linear work (16) and of quadratic work (256): room for pauses. */
const MOST_GROWTH = 64;

/** Milliseconds below which a run says more about the clock than about the work. */
const SHORTEST = 2;

/** Of processor time, for comparing two megabytes: about a second where nothing else runs. */
const MOST_MILLISECONDS = 10_000;

/** Pieces which, repeated, made one parser or another slow: nested, half-open, ambiguous, or just long. */
const HOSTILE: readonly string[] = [
  "\n",
  " ",
  "\t",
  "-",
  "- ",
  "1) ",
  "- a\n",
  "> ",
  "#",
  "# #\n",
  "=\n",
  "Lunch\n-----\nLunch 2\n-------\n",
  "*a **b _c\n-\n",
  "[",
  "[[a](",
  "[preview:3](",
  "[include](a",
  "[include](a)",
  "`",
  "` `` ",
  "```\n",
  "~~~a\n\n",
  "<",
  "<!--\n",
  "<!-- ",
  "<pre>\n",
  "<pre></pr",
  "Note:\n",
  "Note: \n\n\n",
  "a\n\n\n",
  "---\n",
  "---\na: b\n",
  "######Mon Jun 20 2016\n",
  "a\n-\n@a, @b and @c\n",
  "@a ",
  "A, ",
  "a@",
  "a.",
  "&amp;",
  "\\",
  "\u{1F600}",
  "\uD83D",
  "e\u0301\u0301",
  "\u200D",
  "\uFEFF",
  "\u0000",
];

const page = parsePagePath("events/2026/06/a") as PagePath;

function readWhole(text: string): void {
  parseEvent(text);
  for (const slide of parseSlides(text).flat()) notesOf(text, slide);
  previewsIn(text);
}

describe("work grows with the text and no faster", () => {
  for (const piece of HOSTILE) {
    test(`a megabyte of ${JSON.stringify(piece)}`, () => {
      let growth = growthOf(piece);
      // A pause of the machine is no fault of the code: one fair run of three is enough.
      for (let run = 1; run < 3 && growth > MOST_GROWTH; run++) growth = growthOf(piece);
      assert.ok(growth <= MOST_GROWTH, `16 times the text took ${Math.round(growth)} times as long`);
    });
  }
});

test("hostile text is its pieces, and takes one talk more", () => {
  for (const piece of HOSTILE) {
    const text = `Page\n----\n\n\n\n${repeated(piece, SMALL)}`;
    const parts = pieces(text).map(({ from, to }) => text.slice(from, to));
    assert.equal(parts.join(""), text, JSON.stringify(piece));
    const isFull = parseEvent(text).talks.length === MAX_TALKS || [...headingsOf(text)].length >= MAX_HEADINGS;
    if (isFull) continue;
    const talks = parseEvent(applyEdits(text, [appendTalk(text, { title: "One more", speaker: "Ann Lee" })])).talks;
    assert.equal(talks.at(-1)?.title, "One more", JSON.stringify(piece));
  }
});

test("a link of a megabyte is resolved", () => {
  for (const piece of ["/", "../", "a/", "#!", "%", "?", "index.html", ".md#"]) {
    assert.ok(resolveLink(page, repeated(piece, LARGE)).length > 0);
  }
});

const SEED = createRandom().seed;

test(`two megabytes with nothing in common are compared in seconds (seed ${SEED})`, () => {
  const random = createRandom(SEED);
  const line = (): string => Array.from({ length: 8 }, () => random.int(2 ** 20).toString(36)).join(" ");
  const strangers = (): string => Array.from({ length: LARGE / 36 }, line).join("\n");
  const [a, b] = [strangers(), strangers()];
  const spent = timeOf(() => {
    assert.equal(applyEdits(a, editsBetween(a, b)), b);
    assert.ok(saveMessage(b, talksTouched(a, b)).length > 0);
  });
  assert.ok(spent < MOST_MILLISECONDS, `${spent} ms`);
});

test(`a megabyte of shuffled lines is compared in seconds (seed ${SEED})`, () => {
  const random = createRandom(SEED);
  const lines = Array.from({ length: LARGE / 8 }, () => `- ${random.pick(["a", "b", "c", "d"])}\n`);
  const a = lines.join("");
  const b = lines.map(() => random.pick(lines)).join("");
  const spent = timeOf(() => assert.equal(applyEdits(a, editsBetween(a, b)), b));
  assert.ok(spent < MOST_MILLISECONDS, `${spent} ms`);
});

/** How many times as long the large input takes as the small one. */
function growthOf(piece: string): number {
  const small = repeated(piece, SMALL);
  const large = repeated(piece, LARGE);
  return (
    timeOf(() => readWhole(large)) /
    Math.max(
      timeOf(() => readWhole(small)),
      SHORTEST,
    )
  );
}

function repeated(piece: string, length: number): string {
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}

/** Milliseconds of processor time, so that what else the machine does counts little. */
function timeOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

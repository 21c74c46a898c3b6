import assert from "node:assert/strict";
import { test } from "node:test";
import { parseEvent, pieces, talkAt, talkBySlug } from "../../server/text/event.ts";
import { isBlank, linesOf, type Range } from "../../server/text/lines.ts";
import { previewsIn } from "../../server/text/previews.ts";
import { notesOf, parseSlides } from "../../server/text/slides.ts";
import { createRandom } from "../kit/random.ts";
import { randomNotes } from "./text-kit.ts";

const SEED = createRandom().seed;
const RUNS = Number(process.env.RUNS ?? 1_500);
const LINES = 40;

/** The same fact of many pages; a failure names the seed and shows the page. */
function ofRandomNotes(name: string, fact: (text: string) => void): void {
  test(`${name} (seed ${SEED})`, () => {
    const random = createRandom(SEED);
    for (let run = 0; run < RUNS; run++) {
      const text = randomNotes(random, LINES);
      try {
        fact(text);
      } catch (error) {
        throw new Error(`seed ${SEED}, run ${run}: ${JSON.stringify(text)}`, { cause: error });
      }
    }
  });
}

ofRandomNotes("the pieces of a page are the page, and none is empty", (text) => {
  const all = pieces(text);
  assert.equal(all.map((piece) => text.slice(piece.from, piece.to)).join(""), text);
  assert.ok(all.every(({ from, to }) => from < to));
});

ofRandomNotes("talks are apart and in order, each with its parts inside", (text) => {
  const { talks, head, talkMark } = parseEvent(text);
  let free = head.to;
  for (const [i, talk] of talks.entries()) {
    assert.ok(i === 0 ? talk.from >= free : talk.from > free, "no two talks share a boundary");
    const underline = talkMark === "-" ? talk.underline : talk.titleTo;
    assertRising(talk.from, talk.titleTo, underline, talk.bodyFrom, talk.notesFrom, talk.to);
    assert.equal(text[talk.underline], talkMark);
    assertRising(talk.from, talk.words.from, talk.words.to, talk.titleTo);
    assert.ok(talk.from === 0 || text[talk.from - 1] === "\n");
    if (talk.speakerLine) assertRising(talk.bodyFrom, talk.speakerLine.from, talk.speakerLine.to, talk.notesFrom);
    free = talk.to;
  }
  if (talks.length > 0) assert.equal(free, text.length, "the last talk ends with the page");
});

ofRandomNotes("a talk is found by its offsets and its slug, and slugs are unique", (text) => {
  const event = parseEvent(text);
  assert.equal(new Set(event.talks.map(({ slug }) => slug)).size, event.talks.length);
  for (const [i, talk] of event.talks.entries()) {
    assert.equal(talkAt(event, talk.from), talk);
    assert.equal(talkAt(event, talk.to), talk);
    assert.equal(talkBySlug(event, talk.slug), talk);
    const between = (event.talks[i - 1] ?? event.head).to + 1;
    if (between < talk.from) assert.equal(talkAt(event, between), null);
  }
});

ofRandomNotes("a talk cut out and parsed under a title alone is the same talk", (text) => {
  const { talks, talkMark } = parseEvent(text);
  const title = talkMark === "#" ? "# Page\n" : "Page\n----\n";
  for (const talk of talks) {
    const alone = parseEvent(`${title}\n\n\n${text.slice(talk.from, talk.to)}`).talks[0];
    assert.equal(alone?.title, talk.title);
    assert.deepEqual(alone.speakers, talk.speakers);
  }
});

/** A stretch without the separators of other tools' decks, which are on no slide. */
const withoutRules = (stretch: string): string => stretch.replace(/^-{3,4}[ \t]*$/gm, "");

ofRandomNotes("slides hold every line that is neither blank nor a separator exactly once", (text) => {
  const slides = parseSlides(text).flat();
  const start = parseEvent(text).frontMatter?.to ?? 0;
  let free = start;
  for (const slide of slides) {
    assert.ok(slide.from >= free);
    const left = withoutRules(text.slice(free, slide.from)).replace(/\n/g, " ");
    assert.ok(isBlank(left, { from: 0, to: left.length }), "only blank lines are left out");
    assertRising(slide.from, slide.body.from, slide.body.to, slide.to);
    assert.equal(slide.notes.length > 0, slide.notes.at(-1)?.to === slide.to);
    assertApart(slide.notes);
    assert.equal(notesOf(text, slide), notesOf(text, slide).trimEnd());
    free = slide.to;
  }
  assert.equal(withoutRules(text.slice(free)).trim(), "");
});

ofRandomNotes("columns and rows count from 0, and only an empty deck has an empty slide", (text) => {
  for (const [i, column] of parseSlides(text).entries()) {
    assert.ok(column.length > 0);
    for (const [j, slide] of column.entries()) {
      assert.deepEqual([slide.column, slide.row], [i, j]);
      const start = parseEvent(text).frontMatter?.to ?? 0;
      if (slide.from === slide.to) assert.equal(withoutRules(text.slice(start)).trim(), "");
    }
  }
});

ofRandomNotes("between talks there are only blank lines and day dividers", (text) => {
  const dividers = new Set(parseEvent(text).days.map(({ at }) => at));
  for (const { kind, from, to } of pieces(text)) {
    if (kind !== "between") continue;
    const first = linesOf(text).find((line) => line.from >= from && line.from < to && !isBlank(text, line));
    assert.ok(first === undefined || dividers.has(first.from));
  }
});

ofRandomNotes("previews are where they say", (text) => {
  for (const { kind, from, to } of previewsIn(text)) assert.ok(text.slice(from, to).startsWith(`[${kind}`));
});

ofRandomNotes("lines are the text", (text) => {
  assert.equal(
    linesOf(text)
      .map(({ from, next }) => text.slice(from, next))
      .join(""),
    text,
  );
});

function assertRising(...offsets: number[]): void {
  assert.deepEqual(
    offsets,
    offsets.toSorted((a, b) => a - b),
  );
}

function assertApart(ranges: readonly Range[]): void {
  assertRising(...ranges.flatMap(({ from, to }) => [from, to]));
}

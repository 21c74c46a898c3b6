import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits } from "../../server/text/edit.ts";
import { type EventFile, parseEvent } from "../../server/text/event.ts";
import { appendTalk, newEventText, talksTouched, touchOf } from "../../server/text/event-edit.ts";
import { isOneSlide, parseSlides } from "../../server/text/slides.ts";
import { createRandom, type Random } from "../kit/random.ts";
import { randomNotes } from "./text-kit.ts";

const SEED = createRandom().seed;
const RUNS = Number(process.env.RUNS ?? 1_500);
const LINES = 40;

/** The same fact of many pages; a failure names the seed and shows the page. */
function ofRandomNotes(name: string, fact: (text: string, random: Random) => void): void {
  test(`${name} (seed ${SEED})`, () => {
    const random = createRandom(SEED);
    for (let run = 0; run < RUNS; run++) {
      const text = randomNotes(random, LINES);
      try {
        fact(text, random);
      } catch (error) {
        throw new Error(`seed ${SEED}, run ${run}: ${JSON.stringify(text)}`, { cause: error });
      }
    }
  });
}

ofRandomNotes("a talk can be added to any page, and changes none of those above", (text) => {
  const before = parseEvent(text);
  const after = parseEvent(applyEdits(text, [appendTalk(text, { title: "New one", speaker: "Ilse @ilse" })]));
  if (before.title === "") {
    assert.equal(after.title, "New one");
    return;
  }
  assert.deepEqual(slugs(after).slice(0, -1), slugs(before));
  assert.equal(after.talks.length, before.talks.length + 1);
  assert.equal(after.talks.at(-1)?.title, "New one");
  assert.deepEqual(after.talks.at(-1)?.speakers, [{ name: "Ilse", handle: "@ilse", site: null }]);
});

ofRandomNotes("a talk added is the only one touched, and cuts the deck as it is cut", (text) => {
  const before = parseEvent(text);
  if (before.title === "") return;
  const after = applyEdits(text, [appendTalk(text, { title: "New one", speaker: null })]);
  // Closing what the page left open is a change of the last talk too.
  assert.equal(talksTouched(text, after).at(-1), "New one");
  const slides = parseSlides(after);
  if (isOneSlide(slides)) {
    assert.ok(before.talkMark === "#" && before.talks.length > 0 && isOneSlide(parseSlides(text)));
    return;
  }
  assert.equal(slides.length, parseSlides(text).length + (slides.flat().length === 1 ? 0 : 1));
  const column = slides.at(-1);
  assert.equal(column?.length, 1);
  assert.match(after.slice(column[0]?.from), before.talkMark === "#" ? /^## New one\n/ : /^New one\n-/);
});

ofRandomNotes("a new event has the title, the date and the talk it was given, whatever they are", (given, random) => {
  const lines = given.split("\n");
  const [title, talk, speaker] = [random.pick(lines), random.pick(lines), random.pick(lines)];
  const text = newEventText({ title, date: "Tue Nov 24 2026", talk, speaker });
  const event = parseEvent(text);
  assert.notEqual(event.title, "");
  assert.deepEqual(event.dates, ["Tue Nov 24 2026"]);
  assert.equal(event.talks.length, talk.trim() === "" ? 0 : 1);
  assert.equal(parseSlides(text).flat().length, event.talks.length + 1);
  assert.ok(
    parseSlides(text)
      .flat()
      .every(({ notes }) => notes.length === 0),
  );
});

ofRandomNotes("a talk taken out is named", (text) => {
  const event = parseEvent(text);
  for (const talk of event.talks) {
    const after = text.slice(0, talk.from) + text.slice(talk.to);
    const left = parseEvent(after);
    // Without it the page may read otherwise, or its last blank lines belong to the talk before.
    if (left.talks.length !== event.talks.length - 1 || left.title !== event.title) continue;
    const titles = new Set(touchOf(text, after).talks.map(({ title }) => title));
    assert.ok(titles.has(talk.title));
  }
});

ofRandomNotes("words put into a talk touch that talk alone", (text) => {
  const event = parseEvent(text);
  for (const talk of event.talks) {
    if (talk.bodyFrom === talk.to) continue;
    const after = applyEdits(text, [{ from: talk.bodyFrom, to: talk.bodyFrom, insert: "word\n\n" }]);
    assert.deepEqual(slugs(parseEvent(after)), slugs(event));
    assert.deepEqual(touchOf(text, after).talks, [{ title: talk.title, slug: talk.slug }]);
  }
});

function slugs(event: EventFile): string[] {
  return event.talks.map(({ slug }) => slug);
}

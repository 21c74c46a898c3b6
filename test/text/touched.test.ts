import assert from "node:assert/strict";
import { test } from "node:test";
import { saveMessage, talksTouched, touchOf } from "../../server/text/event-edit.ts";

/** A page of talks: "Title: body" each. */
function page(...talks: readonly string[]): string {
  const parts = talks.map((talk) => {
    const [title = "", body = ""] = talk.split(": ");
    return `\n\n\n${title}\n---\n${body}\n`;
  });
  return `Lanternfish\n-----------\n${parts.join("")}`;
}

test("a talk whose text differs is touched, others are not", () => {
  assert.deepEqual(talksTouched(page("A: a", "B: b"), page("A: a", "B: bb")), ["B"]);
  assert.deepEqual(talksTouched(page("A: a", "B: b"), page("A: aa", "B: bb")), ["A", "B"]);
});

test("equal texts touch nothing", () => {
  assert.deepEqual(talksTouched(page("A: a"), page("A: a")), []);
});

test("a new talk is touched, and the one before it is not", () => {
  assert.deepEqual(talksTouched(page("A: a"), page("A: a", "B: b")), ["B"]);
  assert.deepEqual(talksTouched(page("A: a", "C: c"), page("A: a", "B: b", "C: c")), ["B"]);
  assert.deepEqual(talksTouched("", page("A: a", "B: b")), ["A", "B"]);
});

test("a talk that is gone is named", () => {
  assert.deepEqual(talksTouched(page("A: a", "B: b"), page("A: a")), ["B"]);
  assert.deepEqual(talksTouched(page("A: a", "B: b", "C: c"), page("A: aa")), ["A", "B", "C"]);
});

test("a talk with another title goes by the new one", () => {
  assert.deepEqual(talksTouched(page("A: a", "B: b"), page("A: a", "Better: b")), ["Better"]);
  assert.deepEqual(talksTouched(page("B: b"), page("A: a", "Better: b")), ["A", "Better"]);
});

test("a talk that only moved is not touched, the page is", () => {
  assert.deepEqual(talksTouched(page("A: a", "B: b"), page("B: b", "A: a")), ["Lanternfish"]);
});

test("of talks with one title the one that differs counts, and is named once", () => {
  assert.deepEqual(talksTouched(page("Lunch: a", "Lunch: b"), page("Lunch: a", "Lunch: c")), ["Lunch"]);
  assert.deepEqual(talksTouched(page("Lunch: a", "Lunch: b"), page("Lunch: x", "Lunch: y")), ["Lunch"]);
  assert.deepEqual(talksTouched(page("Lunch: a", "B: b"), page("Lunch: new", "Lunch: a", "B: b")), ["Lunch"]);
});

test("where only the head differs the page is touched", () => {
  assert.deepEqual(talksTouched(page("A: a"), page("A: a").replace("---\n", "---\n######Jun 20\n")), ["Lanternfish"]);
  assert.deepEqual(talksTouched("a\n", "b\n"), []);
});

test("a message names the page and what was touched", () => {
  const after = page("A: a");
  assert.equal(saveMessage(after, ["Golden Ticket"]), "Lanternfish: Golden Ticket");
  assert.equal(saveMessage(after, ["Golden Ticket", "Expo"]), "Lanternfish: Golden Ticket and Expo");
  assert.equal(saveMessage(after, ["Golden Ticket", "Expo", "C"]), "Lanternfish: Golden Ticket, Expo and 1 more");
  assert.equal(
    saveMessage(after, ["Golden Ticket", "Expo", "C", "D", "E"]),
    "Lanternfish: Golden Ticket, Expo and 3 more",
  );
});

test("a message names the page alone where the page was touched", () => {
  assert.equal(saveMessage(page(), ["Lanternfish"]), "Lanternfish");
  assert.equal(saveMessage(page(), []), "Lanternfish");
});

test("a page without a title still gets a message", () => {
  assert.equal(saveMessage("a\n", []), "Notes");
  assert.equal(saveMessage("", ["A"]), "A");
});

test("a message is one line of bearable length", () => {
  const long = "word ".repeat(60);
  const message = saveMessage(`${long}\n---\n`, [long, long, "C"]);
  assert.ok(message.length < 200 && !message.includes("\n"), message);
  assert.ok(message.endsWith("… and 1 more"), message);
});

test("touched talks come with their slugs, in the order of the page", () => {
  assert.deepEqual(touchOf(page("A: a", "B b: b"), page("A: aa", "New: n", "B b: bb")).talks, [
    { title: "A", slug: "a" },
    { title: "New", slug: "new" },
    { title: "B b", slug: "b-b" },
  ]);
});

test("talks that share a title are touched each by itself", () => {
  assert.deepEqual(touchOf(page("Lunch: a", "Lunch: b"), page("Lunch: x", "Lunch: y")).talks, [
    { title: "Lunch", slug: "lunch" },
    { title: "Lunch", slug: "lunch-2" },
  ]);
  assert.deepEqual(touchOf(page("Lunch: a", "Lunch: b"), page("Lunch: a", "Lunch: y")).talks, [
    { title: "Lunch", slug: "lunch-2" },
  ]);
});

test("a talk that is gone goes by the slug it had, after those that are there", () => {
  assert.deepEqual(touchOf(page("Lunch: a", "B: b", "Lunch: c"), page("Lunch: x", "B: b")).talks, [
    { title: "Lunch", slug: "lunch" },
    { title: "Lunch", slug: "lunch-2" },
  ]);
  assert.deepEqual(touchOf(page("A: a", "B: b"), "").talks, [
    { title: "A", slug: "a" },
    { title: "B", slug: "b" },
  ]);
});

test("a talk with another title is one touched talk, by its new slug", () => {
  assert.deepEqual(touchOf(page("A: a", "B: b", "C: c"), page("A: a", "Better: b")).talks, [
    { title: "Better", slug: "better" },
    { title: "C", slug: "c" },
  ]);
});

test("no talk is touched where only the head differs or a talk moved", () => {
  assert.deepEqual(touchOf(page("A: a", "B: b"), page("B: b", "A: a")).talks, []);
  assert.deepEqual(touchOf("a\n", "b\n").talks, []);
});

test("a talk called like its page is a talk all the same", () => {
  assert.deepEqual(touchOf(page("Lanternfish: a"), page("Lanternfish: b")).talks, [
    { title: "Lanternfish", slug: "lanternfish" },
  ]);
});

test("talks with signs before their titles are touched one by one", () => {
  const text = "# T\n\n## A\n\na\n\n## B\n\nb\n";
  assert.deepEqual(talksTouched(text, text.replace("\nb", "\nc")), ["B"]);
  assert.deepEqual(talksTouched(text, text.replace("## A\n\na\n\n", "")), ["A"]);
  assert.equal(saveMessage(text, ["B"]), "T: B");
});

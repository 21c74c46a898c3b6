import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits } from "../../server/text/edit.ts";
import { parseEvent } from "../../server/text/event.ts";
import { appendTalk, newEventText } from "../../server/text/event-edit.ts";
import { parseSlides } from "../../server/text/slides.ts";

/** Words that mean something else at the start of a line. */
const TRICKY = [
  "# Hash",
  "##Hash",
  "- dash",
  "* star",
  "+ plus",
  "1. one",
  "2) two",
  "> quote",
  "---",
  "***",
  "===",
  "```",
  "~~~ sh",
  "<!-- hidden",
  "<pre>",
  "<br>",
  "![]()",
  "&nbsp;",
  "[a]: https://x.example",
  "Note: remember",
  "notes: remember",
  "| a | b |",
  "\\",
];

test("a new event is title, date, talk, speaker and an item to type into", () => {
  const text = newEventText({
    title: "Lanternfish 2026",
    date: "Tue Nov 24 2026",
    talk: "First talk",
    speaker: "Speaker @handle",
  });
  assert.equal(
    text,
    `Lanternfish 2026
----------------
######Tue Nov 24 2026



First talk
----------
Speaker @handle

- 
`,
  );
});

test("what is not known is left out", () => {
  assert.equal(newEventText({ title: "A", date: null, talk: null, speaker: null }), "A\n---\n");
  assert.equal(newEventText({ title: "A", date: " ", talk: " ", speaker: "x" }), "A\n---\n");
  assert.equal(newEventText({ title: "A", date: null, talk: "B", speaker: null }), "A\n---\n\n\n\nB\n---\n\n- \n");
});

test("a blank title still makes a heading", () => {
  assert.equal(parseEvent(newEventText({ title: " \n", date: null, talk: null, speaker: null })).title, "Untitled");
});

test("titles mean their words, whatever they begin with", () => {
  for (const title of TRICKY) {
    const text = newEventText({ title, date: null, talk: title, speaker: null });
    const event = parseEvent(text);
    assert.equal(event.talks.length, 1, text);
    assert.equal(event.title, event.talks[0]?.title, text);
    assert.notEqual(event.title, "", text);
    assert.equal(parseSlides(text).length, 2, text);
    assert.ok(
      parseSlides(text)
        .flat()
        .every((slide) => slide.notes.length === 0),
      text,
    );
  }
});

test("a title's words survive as they were given", () => {
  for (const title of [
    "# Hash",
    "1. one",
    "> quote",
    "---",
    "```",
    "<pre>",
    "Note: remember",
    "&nbsp;",
    "Q&A",
    "a_b",
    "100% @dyn__",
  ]) {
    assert.equal(parseEvent(newEventText({ title, date: null, talk: null, speaker: null })).title, title);
  }
});

test("line breaks, control characters and halves of characters do not reach the page", () => {
  const text = newEventText({ title: "A\r\n\r\nB\0C\ud800", date: "##Jun\n20", talk: null, speaker: null });
  assert.equal(text, "A B C\ufffd\n------\n######Jun 20\n");
});

test("a speaker given in any words opens no list, note or code", () => {
  for (const speaker of TRICKY) {
    const text = newEventText({ title: "T", date: null, talk: "A", speaker });
    assert.equal(parseEvent(applyEdits(text, [appendTalk(text, { title: "B", speaker: null })])).talks.length, 2, text);
    assert.ok(
      parseSlides(text)
        .flat()
        .every((slide) => slide.notes.length === 0),
      text,
    );
  }
});

test("a talk is added three blank lines below what is there", () => {
  const added = "B\n---\nMaren @m\n\n- \n";
  const texts: Readonly<Record<string, string>> = {
    "T\n-\na": "T\n-\na\n\n\n\n",
    "T\n-\na\n": "T\n-\na\n\n\n\n",
    "T\n-\na\n\n\n": "T\n-\na\n\n\n\n",
    "T\n-\na\n\n\n\n\n\n": "T\n-\na\n\n\n\n\n\n",
    "T\n-\na\n\n\n\n\n  ": "T\n-\na\n\n\n\n\n  \n",
    "": "",
    "\n": "\n",
  };
  for (const [text, before] of Object.entries(texts)) {
    assert.equal(
      applyEdits(text, [appendTalk(text, { title: "B", speaker: "Maren @m" })]),
      before + added,
      JSON.stringify(text),
    );
  }
});

test("what is there is not replaced", () => {
  assert.deepEqual(appendTalk("T\n-\n\n\n\n", { title: "B", speaker: null }), {
    from: 7,
    to: 7,
    insert: "B\n---\n\n- \n",
  });
});

test("code and comments left open are closed, so that the talk is one", () => {
  for (const open of ["```\ncode", "~~~~\n```\n", "<!-- later\n", "<pre>\n\n", "- a\n  ```\n  b", "a\n\n\n```"]) {
    const text = `T\n-\n\n${open}`;
    const after = applyEdits(text, [appendTalk(text, { title: "B", speaker: null })]);
    assert.deepEqual(
      parseEvent(after).talks.map(({ title }) => title),
      ["B"],
      after,
    );
    assert.equal(parseSlides(after).at(-1)?.length, 1, after);
  }
});

test("a talk is added with the signs, and as far below, as the page's talks are", () => {
  const added = (text: string): string => {
    const after = applyEdits(text, [appendTalk(text, { title: "New", speaker: "Ann Lee @ann" })]);
    assert.equal(parseEvent(after).talks.at(-1)?.title, "New", text);
    assert.equal(parseEvent(after).talks.length, parseEvent(text).talks.length + 1, text);
    return after.slice(text.length);
  };
  const signs = "## New\nAnn Lee @ann\n\n- \n";
  const line = "New\n---\nAnn Lee @ann\n\n- \n";
  assert.equal(added("# T\n\n## A\n\na\n"), `\n${signs}`);
  assert.equal(added("# T\n\n## A\n\na\n\n\n\n## B\n"), `\n\n\n${signs}`);
  assert.equal(added("# T\n\n## A\n\nNote: said"), `\n\n\n\n${signs}`);
  assert.equal(added("# T\n"), `\n\n\n${signs}`);
  assert.equal(added("---\ntitle: T\n---\n"), `\n\n\n${signs}`);
  assert.equal(added("# T\n\n## A\n\nUnder\n-----\n"), `\n\n\n${line}`);
  assert.equal(added("T\n===\n"), `\n\n\n${line}`);
});

test("a talk added to a deck that separators cut stands below another, and the others still cut", () => {
  const ruled = "# T\n\n---\n\n## A\n";
  const after = applyEdits(ruled, [appendTalk(ruled, { title: "New", speaker: null })]);
  assert.equal(after, `${ruled}\n---\n\n## New\n\n- \n`);
  assert.equal(parseSlides(after).length, 3);
  const named = "---\nslides: {separator: +++}\n---\nT\n---\n";
  const more = applyEdits(named, [appendTalk(named, { title: "New", speaker: null })]);
  assert.equal(more, `${named}\n+++\n\nNew\n---\n\n- \n`);
  assert.equal(parseSlides(more).length, 2);
});

test("titles mean their words behind signs too, whatever they begin or end with", () => {
  for (const title of [...TRICKY, "C #", "#", "a ##", "C#"]) {
    const after = applyEdits("# T\n", [appendTalk("# T\n", { title, speaker: title })]);
    const { talks } = parseEvent(after);
    assert.equal(talks.length, 1, after);
    assert.notEqual(talks[0]?.title, "", after);
    if (/^[\w# ]+$/.test(title)) assert.equal(talks[0]?.title, title);
    assert.ok(
      parseSlides(after)
        .flat()
        .every(({ notes }) => notes.length === 0),
      after,
    );
  }
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { linesOfNote, marksInLine } from "../../client/editor/marks.ts";
import { slidesOf } from "../../client/editor/talk-slides.ts";

/** Lines with their class, or the class of their text in brackets. */
function lines(text: string, whole = false): string[] {
  const marks = linesOfNote(text, whole);
  let at = 0;
  return text.split("\n").map((line) => {
    const mark = marks.get(at);
    at += line.length + 1;
    return mark === undefined ? "" : mark.name + (mark.text === "" ? "" : `[${mark.text}]`);
  });
}

function inside(text: string): string[] {
  return marksInLine(text, 0).map(({ from, to, name }) => `${name}:${text.slice(from, to)}`);
}

describe("lines", () => {
  test("a talk's title, underline and speakers stand out", () => {
    assert.deepEqual(lines("One\n---\nAnn Lee @annlee\n\n- a"), ["s-h", "[s-mark]", "s-by", "", ""]);
  });

  test("below a page's own title stands no speaker", () => {
    assert.deepEqual(lines("Conf\n----\nAnn Lee @annlee\n\n\nOne\n---\n@b", true).slice(2), [
      "",
      "brk",
      "brk brk--2",
      "s-h",
      "[s-mark]",
      "s-by",
    ]);
  });

  test("two blank lines cut below, three cut aside, one cuts nothing", () => {
    assert.deepEqual(lines("a\n\nb\n\n\nc\n\n\n\nd"), [
      "",
      "",
      "",
      "brk",
      "brk brk--2",
      "",
      "brk",
      "brk brk--2 brk--3",
      "brk",
      "",
    ]);
  });

  test("code is code, whatever it holds", () => {
    assert.deepEqual(lines("```\nOne\n---\n\n\n- TODO\n```"), [
      "[s-mark]",
      "[s-pre]",
      "[s-pre]",
      "[s-pre]",
      "[s-pre]",
      "[s-pre]",
      "[s-mark]",
    ]);
  });
});

describe("marks in a line", () => {
  test("stand where the grammar reads them", () => {
    assert.deepEqual(inside("- TODO buy `tea`"), ["s-mark:- ", "s-todo:TODO", "s-code:`tea`"]);
    assert.deepEqual(inside("  - Q: who?"), ["s-mark:  - ", "s-q:Q:"]);
    assert.deepEqual(inside("Note: aside"), ["s-note:Note:"]);
    assert.deepEqual(inside("see https://example.org/a."), ["s-link:https://example.org/a."]);
  });

  test("are none where they only look like it", () => {
    assert.deepEqual(inside("todo lists and q: words"), []);
    assert.deepEqual(inside("- Note: in an item"), ["s-mark:- "]);
    assert.deepEqual(inside("TODOs"), []);
  });
});

test("a talk's slides are named by their first words", () => {
  const text =
    "One\n---\nAnn Lee\n\n- The setting: a 900 MB repository\n\n\n- A clone that dies, again\n\n\n```\ngit clone\n```";
  const names = slidesOf(text, text.indexOf("\n- The")).map(({ words }) => words);
  assert.deepEqual(names, ["The setting", "A clone that dies", "git clone"]);
});

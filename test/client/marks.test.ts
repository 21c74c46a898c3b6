import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isInNote, linesOfNote, marksInLine } from "../../client/editor/marks.ts";
import { cutIn, slidesOf } from "../../client/editor/talk-slides.ts";

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

  test("front matter is no heading", () => {
    assert.deepEqual(lines("---\ntheme: dark\n---\nConf\n----\n", true), [
      "[s-mark]",
      "[s-mark]",
      "[s-mark]",
      "s-h",
      "[s-mark]",
      "",
    ]);
  });

  test("a talk's slides part where the deck of its page says", () => {
    const talk = "One\n---\n\na\n\n---\n\nb";
    const cut = cutIn(`---\nslides:\n  separator: "---"\n---\n\nConf\n----\n\n\n${talk}`, talk);
    const breaks = [...linesOfNote(talk, false, false, cut)].filter(([, mark]) => mark.name.startsWith("brk"));
    assert.deepEqual(
      breaks.map(([at]) => talk.slice(at, talk.indexOf("\n", at))),
      ["", "---", ""],
    );
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

/** The lines below which something is said. */
function warned(text: string, begun = false): string[] {
  const says = [...linesOfNote(text, false, begun)].filter(([, mark]) => mark.says !== undefined);
  return says.map(([from]) => text.slice(from).split("\n")[0] ?? "");
}

describe("a note", () => {
  test("is marked from its word to the end of the slide", () => {
    assert.deepEqual(lines("a\nNote: b\n\nc\n\n\nd"), [
      "",
      "noted noted--first",
      "noted",
      "noted",
      "brk",
      "brk brk--2",
      "",
    ]);
  });

  test("keeps its code code", () => {
    assert.deepEqual(lines("Notes: b\n```\nx\n```"), [
      "noted noted--first",
      "noted[s-mark]",
      "noted[s-pre]",
      "noted[s-mark]",
    ]);
  });

  test("says so where a title is in it", () => {
    assert.deepEqual(warned("One\n---\n\nNote: a\n\nTwo\n---\n\n### Three\n\n\nFour\n----"), ["---", "### Three"]);
    assert.deepEqual(warned("a\n\nNote: b\n\nSunday\n===="), ["===="]);
  });

  test("is silent where none is: before it, in code, in small headings", () => {
    assert.deepEqual(warned("One\n---\n\nNote: a\n\n###### b\n\n```\n# c\n```\n\n\nTwo\n---"), []);
    assert.deepEqual(warned("One\n---\n\n- Note: a\n\nTwo\n---"), []);
  });

  test("may begin in the talk above", () => {
    const page = "One\n---\n\nNote: a\n\nTwo\n---\n\nb\n\n\nThree\n-----";
    assert.equal(isInNote(page, page.indexOf("Two")), true);
    assert.equal(isInNote(page, page.indexOf("Three")), false);
    assert.equal(isInNote(page, 0), false);
    assert.deepEqual(warned("Two\n---\n\nb\n\n\nThree\n-----", true), ["---"]);
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
  const names = slidesOf(text, text.indexOf("\n- The"), cutIn(text, text)).map(({ words }) => words);
  assert.deepEqual(names, ["The setting", "A clone that dies", "git clone"]);
});

test("a talk's slides are cut as its page says, not as its own text looks", () => {
  const talk = "One\n---\n\n- a\n\n---\n\n- b\n\n\n- c";
  const names = (page: string) => slidesOf(talk, 8, cutIn(page, talk)).length;
  assert.equal(names(`---\nslides: {separator: ---}\n---\n${talk}`), 2);
  assert.equal(names(`---\ncut: headings\n---\n${talk}`), 1);
  assert.equal(names(talk), 2);
  const single = "One\n---\n\n- a\n\n---\n\n- b";
  assert.equal(slidesOf(single, 8, cutIn(single, single)).length, 2);
  assert.equal(slidesOf(single, 8, cutIn(`Conf\n----\n\n\n\n${single}`, single)).length, 1);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseEvent } from "../../server/text/event.ts";
import { isUncut, notesOf, parseSlides } from "../../server/text/slides.ts";

/** The deck in a line: columns parted by " | ", slides by " / ", newlines as "¶", notes in parentheses. */
function deck(text: string): string {
  const columns = parseSlides(text).map((column) =>
    column.map((slide) => {
      const body = text.slice(slide.body.from, slide.body.to);
      const notes = notesOf(text, slide);
      return (body + (slide.notes.length === 0 ? "" : `(${notes})`)).replaceAll("\n", "¶");
    }),
  );
  return columns.map((slides) => slides.join(" / ")).join(" | ");
}

/** Each text with its deck. */
function decks(cases: Readonly<Record<string, string>>): void {
  for (const [text, expected] of Object.entries(cases)) assert.equal(deck(text), expected, JSON.stringify(text));
}

test("one blank line never cuts, two start a slide below, three a column", () => {
  decks({
    "a\nb": "a¶b",
    "a\n\nb": "a¶¶b",
    "a\n\n\nb": "a / b",
    "a\n\n\n\nb": "a | b",
    "a\n\n\nb\n\n\n\nc\n\n\nd": "a / b | c / d",
  });
});

test("more than three blank lines are one break to the right", () => {
  decks({ "a\n\n\n\n\nb": "a | b", "a\n\n\n\n\n\nb\n\n\nc": "a | b / c", [`a${"\n".repeat(50)}b`]: "a | b" });
});

test("blank lines at the start and the end make no slide", () => {
  decks({ "\n\n\na": "a", "\n\na\n\n\nb": "a / b", "a\n\n\n\n\n": "a", "a\n\n\nb\n\n\n": "a / b", "a\n": "a" });
});

test("a text with nothing to show is one empty slide", () => {
  decks({ "": "", "\n": "", "\n\n\n\n": "", " \n\t\n": "", "---\ntitle: x\n---\n": "" });
  assert.deepEqual(parseSlides(""), [[{ from: 0, to: 0, body: { from: 0, to: 0 }, notes: [], column: 0, row: 0 }]]);
});

test("lines of spaces and tabs are blank", () => {
  decks({ "a\n \n\t\nb": "a / b", "a\n  \n\n \nb": "a | b", "a\n \nb": "a¶ ¶b" });
});

test("white space of other kinds is text", () => {
  decks({ "a\n\u00a0\n\nb": "a¶\u00a0¶¶b" });
});

test("blank lines in a fence cut nothing", () => {
  decks({
    "```\na\n\n\nb\n\n\n\nc\n```\n\n\nd": "```¶a¶¶¶b¶¶¶¶c¶``` / d",
    "~~~ sh\n\n\n~~~\n\n\nb": "~~~ sh¶¶¶~~~ / b",
    "````\n```\n\n\n````\n\n\nb": "````¶```¶¶¶```` / b",
    "```\n~~~\n\n\n```\n\n\nb": "```¶~~~¶¶¶``` / b",
    "   ```\n\n\n   ```\n\n\nb": "   ```¶¶¶   ``` / b",
  });
});

test("a fence that is not closed runs to the end", () => {
  decks({ "a\n\n\n```\nb\n\n\n\nc\n\n\n": "a / ```¶b¶¶¶¶c¶¶" });
});

test("a fence is closed only by its own sign, as long, and alone on its line", () => {
  decks({
    "````\n```\n\n\nx": "````¶```¶¶¶x",
    "```\n``` x\n\n\nx": "```¶``` x¶¶¶x",
    "```\n`````  \n\n\nx": "```¶`````   / x",
    "```\n    ```\n\n\nx": "```¶    ```¶¶¶x",
  });
});

test("backticks with more on their line are inline code", () => {
  decks({ "``` a ``` b\n\n\nc": "``` a ``` b / c", "``\n\n\nc": "`` / c" });
});

test("a fence inside a list item ends with it", () => {
  decks({
    "- a\n  ```\n  x\n\n\n  y\n  ```\n\n\nb": "- a¶  ```¶  x¶¶¶  y¶  ``` / b",
    "1. a\n\n   ```\n   x\n\n\n   y\n   ```\n\n\nb": "1. a¶¶   ```¶   x¶¶¶   y¶   ``` / b",
    "- a\n    - b\n      ```\n      x\n\n\n      y\n      ```\n": "- a¶    - b¶      ```¶      x¶¶¶      y¶      ```",
    "- ```\n  x\n\n\n  ```\n\n\nb": "- ```¶  x¶¶¶  ``` / b",
    "- a\n  ```\n  x\n- b\n\n\nc": "- a¶  ```¶  x¶- b / c",
  });
});

test("four spaces make backticks text", () => {
  decks({ "a\n\n    ```\n\n\nb": "a¶¶    ``` / b" });
});

test("blank lines in pre, script, style, textarea and comments cut nothing", () => {
  decks({
    "<pre>\n\n\n\na</pre>\n\n\nb": "<pre>¶¶¶¶a</pre> / b",
    "<PRE class='x'>\n\n\n</PRE>\n\n\nb": "<PRE class='x'>¶¶¶</PRE> / b",
    "<script>\n\n\n</script>\n\n\nb": "<script>¶¶¶</script> / b",
    "<style>\n\n\n</style>\n\n\nb": "<style>¶¶¶</style> / b",
    "<textarea\n\n\n</textarea>\n\n\nb": "<textarea¶¶¶</textarea> / b",
    "<!-- a\n\n\n\nb -->\n\n\nc": "<!-- a¶¶¶¶b --> / c",
    "<!-- a --> b\n\n\nc": "<!-- a --> b / c",
    "<!-->\n\n\nc": "<!--> / c",
    "<pre>a</pre>\n\n\nc": "<pre>a</pre> / c",
  });
});

test("other elements are cut like text", () => {
  decks({ "<div>\n\n\n</div>": "<div> / </div>", "<prefix>\n\n\nb": "<prefix> / b", "a <pre>\n\n\nb": "a <pre> / b" });
});

test("notes run from their marker to the end of the slide", () => {
  decks({
    "a\n\nNote: b\n\nc\n- d\n\n\ne": "a(b¶¶c¶- d) / e",
    "Note: a": "(a)",
    "a\nNote: b\n\n\n\nc": "a(b) | c",
  });
});

test("Note: and Notes: in any case, with or without a space, start notes", () => {
  decks({
    "a\nnote: b": "a(b)",
    "a\nNOTES:b": "a(b)",
    "a\nNotes:\n\n* b\n* c": "a(* b¶* c)",
    "a\nNote:\n\n    code": "a(    code)",
    "a\nNote:": "a()",
  });
});

test("only a line that starts with the marker starts notes", () => {
  decks({
    "a\nNoted: b": "a¶Noted: b",
    "a\n Note: b": "a¶ Note: b",
    "a\n- Note: b": "a¶- Note: b",
    "a\nNote : b": "a¶Note : b",
    "a, Note: b": "a, Note: b",
  });
});

test("a second marker goes on with the notes", () => {
  decks({ "a\n\nNote: one\n\nNote: two": "a(one¶¶two)", "a\nNote:\nNotes: two": "a(two)" });
  const text = "a\nNote: one\nNote: two";
  const [slide] = parseSlides(text).flat();
  assert.deepEqual(
    slide?.notes.map(({ from, to }) => text.slice(from, to)),
    [" one\n", " two"],
  );
});

test("a marker in code or a comment is none", () => {
  decks({
    "```\nNote: a\n```\n\n\nb\nNote: c": "```¶Note: a¶``` / b(c)",
    "<pre>\nNote: a\n</pre>": "<pre>¶Note: a¶</pre>",
    "<!--\nNote: a\n-->b": "<!--¶Note: a¶-->b",
  });
});

test("notes may hold code with blank lines", () => {
  decks({ "a\nNote: b\n```\nc\n\n\n\nd\n```\n\n\ne": "a(b¶```¶c¶¶¶¶d¶```) / e" });
});

test("front matter is no slide, and its lines cut nothing", () => {
  decks({
    "---\ntitle: x\n---\n\na\n\n\nb": "a / b",
    "---\ntitle: x\n\n\ndate: y\n---\na": "a",
    "---\n\n\na": "--- / a",
  });
});

test("breaks and headings are independent", () => {
  decks({ "A\n-\na\n\nB\n-\nb\n\n\nc": "A¶-¶a¶¶B¶-¶b / c" });
});

test("a slide that starts with indented items keeps them", () => {
  decks({ "- a\n    - b\n\n\n    - c\n- d": "- a¶    - b /     - c¶- d" });
});

test("a slide's range holds its body and its notes without the blank lines around", () => {
  const text = "\na\n\nb\n\nNote: n\n\n\n\n\nz\n";
  assert.deepEqual(parseSlides(text), [
    [{ from: 1, to: 14, body: { from: 1, to: 5 }, notes: [{ from: 12, to: 14 }], column: 0, row: 0 }],
    [{ from: 19, to: 20, body: { from: 19, to: 20 }, notes: [], column: 1, row: 0 }],
  ]);
});

test("a page or a talk of one slide that titles would cut is told from others", () => {
  const all = (text: string): boolean => isUncut(text, parseSlides(text), { from: 0, to: text.length });
  assert.equal(all("# A\n\n## B\n\nwords"), true);
  assert.equal(all("# A\n\nwords"), false);
  assert.equal(all("# A\n\n\n## B"), false);
  assert.equal(all("# A\n\n---\n\n## B"), false);
  assert.equal(all("---\ncut: headings\n---\n# A\n\n## B"), false);
  assert.equal(all(""), false);
  const text = "E\n-\n\n\n\nA\n-\n\n### one\n\n### two\n\n\n\nB\n-\n\nb";
  const slides = parseSlides(text);
  assert.deepEqual(
    parseEvent(text).talks.map((talk) => isUncut(text, slides, talk)),
    [true, false],
  );
});

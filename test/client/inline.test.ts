import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EditorSelection, EditorState, type StateCommand } from "@codemirror/state";
import { pasteLink, toggleBold, toggleItalic, toggleLink } from "../../client/editor/inline.ts";

/** `|` is a caret; `<` and `>` are the ends of a selection; there may be several. Null where the command does nothing. */
function run(command: StateCommand, text: string): string | null {
  const ranges = [];
  let doc = "";
  let start = 0;
  for (const sign of text) {
    if (sign === "|") ranges.push(EditorSelection.cursor(doc.length));
    else if (sign === "<") start = doc.length;
    else if (sign === ">") ranges.push(EditorSelection.range(start, doc.length));
    else doc += sign;
  }
  let state = EditorState.create({
    doc,
    selection: EditorSelection.create(ranges),
    extensions: EditorState.allowMultipleSelections.of(true),
  });
  const did = command({ state, dispatch: (transaction) => (state = transaction.state) });
  if (!did) return null;
  let shown = state.doc.toString();
  for (const { from, to, empty } of state.selection.ranges.toReversed()) {
    const inside = shown.slice(from, to);
    shown = `${shown.slice(0, from)}${empty ? "|" : `<${inside}>`}${shown.slice(to)}`;
  }
  return shown;
}

describe("bold and italic", () => {
  for (const [fact, command, before, after] of [
    ["go around the words selected", toggleBold, "a <few words> here", "a **<few words>** here"],
    ["leave the spaces of a selection out", toggleBold, "a< few >words", "a< **few** >words"],
    ["go around the word at the caret", toggleItalic, "one wo|rd", "one *wo|rd*"],
    ["leave a caret at a word's end in it", toggleBold, "word|", "**word|**"],
    ["leave a caret at a word's start in it", toggleBold, "|word", "**|word**"],
    ["wait for words where there are none", toggleBold, "a | b", "a **|** b"],
    ["take their empty marks away", toggleBold, "a **|** b", "a | b"],
    ["come off the words selected", toggleBold, "a **<few words>** here", "a <few words> here"],
    ["come off with their marks selected", toggleBold, "a <**few words**> here", "a <few words> here"],
    ["come off from anywhere in them", toggleBold, "**two wo|rds**", "two wo|rds"],
    ["go into each other", toggleItalic, "**<word>**", "***<word>***"],
    ["come off one by one", toggleBold, "***<word>***", "*<word>*"],
    ["come off as others wrote them", toggleItalic, "an _old| way_", "an old| way"],
    ["take in what was so before", toggleBold, "<a **b** c>", "**<a b c>**"],
    ["know what is inside of the other", toggleItalic, "**a *wor|d* b**", "**a wor|d b**"],
    ["go around several selections", toggleBold, "<a> b <c>", "**<a>** b **<c>**"],
    ["are put once where two carets are in one word", toggleBold, "wo|r|d", "**wo|r|d**"],
    ["leave code alone", toggleBold, "```\nco|de\n```", "```\nco|de\n```"],
    ["leave handles as they are", toggleItalic, "by @dyn__ and <me>", "by @dyn__ and *<me>*"],
  ] as const) {
    test(fact, () => assert.equal(run(command, before), after));
  }

  test("go around the words of each line, behind marks of lists, boxes and hashes", () => {
    assert.equal(run(toggleBold, "<- a\n- [ ] b\n\n## c>"), "<- **a**\n- [ ] **b**\n\n## **c>**");
    assert.equal(run(toggleBold, "<- **a**\n- [ ] **b**>"), "<- a\n- [ ] b>");
  });

  test("are quick in a line of a thousand marks", () => {
    const began = performance.now();
    run(toggleBold, `${"*a ".repeat(3000)}|`);
    assert.ok(performance.now() - began < 500);
  });
});

describe("a link", () => {
  for (const [fact, before, after] of [
    ["takes the selection for its words", "see <the docs> here", "see [the docs](|) here"],
    ["takes the word at the caret", "see do|cs", "see [docs](|)"],
    ["waits for its words where there are none", "see | here", "see [|]() here"],
    ["takes an address selected for its address", "<https://example.org/a>", "[|](https://example.org/a)"],
    ["is its words again", "see [the docs](https://exam|ple.org)", "see <the docs>"],
    ["is its words again while it has no address", "see [the docs](|)", "see <the docs>"],
    ["keeps brackets apart from its own", "<a [b] c>", "[a \\[b\\] c](|)"],
    ["goes to several selections", "<a> and <b>", "[a](|) and [b](|)"],
    ["is none over two paragraphs", "<a\n\nb>", "<a\n\nb>"],
    ["is none in code", "`a <b> c`", "`a <b> c`"],
  ] as const) {
    test(fact, () => assert.equal(run(toggleLink, before), after));
  }
});

describe("an address pasted", () => {
  const paste = pasteLink("https://example.org/a\n");
  for (const [fact, before, after] of [
    ["makes a link of the words selected", "see <the docs>.", "see [the docs](https://example.org/a)|."],
    ["does so for every selection", "<a> <b>", "[a](https://example.org/a)| [b](https://example.org/a)|"],
    ["is pasted as it is at a caret", "see |", null],
    ["is pasted as it is over another", "<https://example.org>", null],
    ["is pasted as it is in a link and in code", "[a](<x>)", null],
    ["is pasted as it is in code", "`a <b> c`", null],
    ["is pasted as it is over several lines", "<a\nb>", null],
  ] as const) {
    test(fact, () => assert.equal(run(paste, before), after));
  }

  test("keeps its round brackets", () => {
    assert.equal(run(pasteLink("https://a.org/b_(c)"), "<x>"), "[x](<https://a.org/b_(c)>)|");
  });

  test("is nothing else", () => {
    assert.equal(run(pasteLink("two https://example.org words"), "<x>"), null);
    assert.equal(run(pasteLink("javascript:alert(1)"), "<x>"), null);
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EditorState, type StateCommand } from "@codemirror/state";
import { goOn, moveIn, moveOut, toggleCode, toggleItem, toggleMark } from "../../client/editor/commands.ts";

/** `|` is the caret; two of them are a selection. Null where the command leaves the key to others. */
function run(command: StateCommand, text: string): string | null {
  const anchor = text.indexOf("|");
  const head = text.lastIndexOf("|") - (text.lastIndexOf("|") > anchor ? 1 : 0);
  const selection = { anchor, head: Math.max(head, anchor) };
  let state = EditorState.create({ doc: text.replaceAll("|", ""), selection });
  const did = command({ state, dispatch: (transaction) => (state = transaction.state) });
  if (!did) return null;
  const { main } = state.selection;
  const doc = state.doc.toString();
  return `${doc.slice(0, main.from)}|${doc.slice(main.from, main.to)}${main.empty ? "" : "|"}${doc.slice(main.to)}`;
}

describe("Enter", () => {
  for (const [fact, before, after] of [
    ["begins the next item", "- one|", "- one\n- |"],
    ["parts an item", "- one| two", "- one\n- | two"],
    ["keeps the depth", "- a\n  - b|", "- a\n  - b\n  - |"],
    ["counts on", "9. nine|", "9. nine\n10. |"],
    ["counts the items below on", "1. a|\n2. b\n   - in it\n3. c", "1. a\n2. |\n3. b\n   - in it\n4. c"],
    ["counts on in a quote", "> 9. a|\n> 10. b", "> 9. a\n> 10. |\n> 11. b"],
    ["counts no further than the writer did", "1. a|\n1. b\n2. c", "1. a\n2. |\n1. b\n2. c"],
    ["leaves the numbers of another list alone", "1. a|\n\nwords\n\n2. b", "1. a\n2. |\n\nwords\n\n2. b"],
    ["does not carry TODO over", "- TODO one|", "- TODO one\n- |"],
    ["leaves the list from an empty item", "- one\n- |", "- one\n|"],
    ["moves an empty inner item out first", "- a\n  - |", "- a\n- |"],
    ["leaves the list from an item that is only a mark", "- one\n- TODO |", "- one\n|"],
    ["begins the next box, unticked", "- [x] one|", "- [x] one\n- [ ] |"],
    ["parts a box", "1. [ ] one| two", "1. [ ] one\n2. [ ] | two"],
    ["leaves the list from an empty box", "- [ ] one\n- [ ] |", "- [ ] one\n|"],
    ["moves an empty inner box out first", "- [ ] a\n  - [ ] |", "- [ ] a\n- [ ] |"],
    ["goes on with a quote", "> one|", "> one\n> |"],
    ["leaves a quote from an empty line", "> one\n> |", "> one\n|"],
    ["leaves an inner quote first", "> > |", "> |"],
    ["goes on with a list in a quote", "> - one|", "> - one\n> - |"],
    ["leaves the list in a quote first", "> - |", "> |"],
    ["is left to the editor before a box", "- |[ ] one", null],
    ["closes a fence just opened", "```sh|", "```sh\n|\n```"],
    ["is left to the editor before an item's words", "|- one", null],
    ["is left to the editor in plain text", "words|", null],
    ["is left to the editor in code", "```\n- one|\n```", null],
    ["is left to the editor in a fence that is closed", "```|\ncode\n```", null],
  ] as const) {
    test(fact, () => assert.equal(run(goOn, before), after));
  }
});

describe("a mark", () => {
  for (const [fact, before, after] of [
    ["goes behind the list's", "- on|e", "- TODO on|e"],
    ["comes off again", "- TODO on|e", "- on|e"],
    ["takes a question's place", "- Q: on|e", "- TODO on|e"],
    ["goes to the start of plain words", "on|e", "TODO on|e"],
    ["goes on every line chosen", "- |a\n\n- b|", "- TODO |a\n\n- TODO b|"],
    ["is put where the caret can write on", "|", "TODO |"],
  ] as const) {
    test(fact, () => assert.equal(run(toggleMark("TODO"), before), after));
  }

  test("comes off only the own kind", () => {
    assert.equal(run(toggleMark("Q:"), "- Q: who|?"), "- who|?");
    assert.equal(run(toggleMark("Q:"), "- TODO ask|"), "- Q: ask|");
  });
});

describe("Tab", () => {
  test("moves items in and out", () => {
    assert.equal(run(moveIn, "- a\n- b|"), "- a\n  - b|");
    assert.equal(run(moveOut, "- a\n  - b|"), "- a\n- b|");
    assert.equal(run(moveIn, "- |a\n- b|"), "  - |a\n  - b|");
  });

  test("indents code", () => assert.equal(run(moveIn, "```\nco|de\n```"), "```\n  co|de\n```"));

  test("is left to the browser in plain text, and on a title", () => {
    assert.equal(run(moveIn, "wor|ds"), null);
    assert.equal(run(moveOut, "wor|ds"), null);
    assert.equal(run(moveIn, "Title|\n-----"), null);
  });
});

describe("the phone's tools", () => {
  test("make items of lines and lines of items", () => {
    assert.equal(run(toggleItem, "on|e"), "- on|e");
    assert.equal(run(toggleItem, "- on|e"), "on|e");
    assert.equal(run(toggleItem, "  - on|e"), "  on|e");
  });

  test("set words in code, and lines in a fence", () => {
    assert.equal(run(toggleCode, "run |this| now"), "run `this`| now");
    assert.equal(run(toggleCode, "words |"), "words `|`");
    assert.equal(run(toggleCode, "|"), "```\n|\n```");
    assert.equal(run(toggleCode, "|a\nb|"), "```\na\nb|\n```");
  });
});

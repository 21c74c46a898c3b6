import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as Y from "yjs";
import { docOf, forkTo, joinTexts, seedOf, textOf } from "../../server/docs/page-doc.ts";

function typeInto(state: Uint8Array, at: number, insert: string): Uint8Array {
  const doc = docOf(state);
  doc.getText("content").insert(at, insert);
  return Y.encodeStateAsUpdate(doc);
}

describe("a page's document", () => {
  it("is seeded with the same bytes for the same room and text", () => {
    assert.deepEqual(seedOf("a.1", "notes\n"), seedOf("a.1", "notes\n"));
    assert.notDeepEqual(seedOf("a.1", "notes\n"), seedOf("a.2", "notes\n"));
  });

  it("is seeded under a client id that no browser is ever given", () => {
    const doc = docOf(seedOf("a.1", "notes\n"));
    for (const client of doc.store.clients.keys()) assert.ok(client >= 2 ** 32);
  });

  it("holds the seed's text, an empty one too", () => {
    assert.equal(textOf(seedOf("a.1", "x\ny 😀\n")), "x\ny 😀\n");
    assert.equal(textOf(seedOf("a.1", "")), "");
  });
});

describe("a change from outside", () => {
  const base = seedOf("a.1", "one\ntwo\nthree\n");

  it("keeps what is typed meanwhile", () => {
    const live = docOf(typeInto(base, 4, "typed "));
    Y.applyUpdate(live, forkTo("a.1", base, "one\ntwo\nthree and a half\n").update);
    assert.equal(live.getText("content").toString(), "one\ntyped two\nthree and a half\n");
  });

  it("changes nothing more the second time, nor in another process", () => {
    const live = docOf(base);
    const text = "one\n2\nthree\nfour\n";
    for (let time = 0; time < 3; time += 1) Y.applyUpdate(live, forkTo("a.1", base, text).update);
    assert.equal(live.getText("content").toString(), text);
  });

  it("leaves a state that holds exactly the text asked for", () => {
    assert.equal(textOf(forkTo("a.1", base, "").state), "");
    assert.equal(textOf(forkTo("a.1", base, "😀\n").state), "😀\n");
  });

  it("does not touch the lines that stay", () => {
    const live = docOf(base);
    const before = Y.createRelativePositionFromTypeIndex(live.getText("content"), 9);
    Y.applyUpdate(live, forkTo("a.1", base, "zero\none\ntwo\nthree\n").update);
    assert.equal(Y.createAbsolutePositionFromRelativePosition(before, live)?.index, 14);
  });
});

describe("two texts from one", () => {
  it("are the other one where one of them changed nothing", () => {
    assert.equal(joinTexts("a\n", "a\n", "b\n"), "b\n");
    assert.equal(joinTexts("a\n", "b\n", "a\n"), "b\n");
  });

  it("are both there where they changed different lines", () => {
    assert.equal(joinTexts("1\n2\n3\n", "1 ours\n2\n3\n", "1\n2\n3 theirs\n"), "1 ours\n2\n3 theirs\n");
  });

  it("are both there, word by word, where they changed one line", () => {
    const joined = joinTexts("the red fox\n", "the quick red fox\n", "the red fox jumps\n");
    assert.equal(joined, "the quick red fox jumps\n");
  });

  it("are one where both made the same of it", () => {
    assert.equal(joinTexts("a\n", "a\nb\n", "a\nb\n"), "a\nb\n");
  });
});

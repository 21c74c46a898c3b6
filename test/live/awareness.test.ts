import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAwarenessTable, type Owner } from "../../server/live/awareness.ts";

const ada: Owner = { id: "a", name: "Ada", seat: { slot: 1, again: false }, prove() {} };
const bo: Owner = { id: "b", name: "Bo", seat: { slot: 2, again: false }, prove() {} };

const nothing = { own: [], news: [], renewals: [], recall: null };

describe("awareness", () => {
  it("is told with the session's name and colour, whatever the client claims", () => {
    const table = createAwarenessTable();
    const claim = { user: { name: "Bo", slot: 5, color: "red" }, talk: "expo" };
    const [told] = table.take(ada, [{ client: 1, clock: 1, state: claim }]).news;
    assert.deepEqual(JSON.parse(told?.json ?? ""), {
      talk: "expo",
      user: { name: "Ada", slot: 1, again: false, color: "#211fa5" },
    });
  });

  it("of a client belongs to the connection that brought it", () => {
    const table = createAwarenessTable();
    table.take(ada, [{ client: 1, clock: 1, state: {} }]);
    assert.deepEqual(table.take(bo, [{ client: 1, clock: 9, state: {} }]), nothing);
    assert.deepEqual(table.take(bo, [{ client: 1, clock: 9, state: null }]), nothing);
    assert.equal(table.all().length, 1);
    assert.equal(table.ownerOf(1), ada);
  });

  it("of a client that another claims is asked for a sign of life", () => {
    const table = createAwarenessTable();
    let asked = 0;
    table.take({ ...ada, prove: () => (asked += 1) }, [{ client: 1, clock: 1, state: {} }]);
    table.take(bo, [{ client: 1, clock: 9, state: {} }]);
    assert.equal(asked, 1);
  });

  it("that says the same again is a sign of life and no news", () => {
    const table = createAwarenessTable();
    const state = { talk: "expo" };
    for (const clock of [1, 2]) assert.equal(table.take(ada, [{ client: 1, clock, state }]).news.length, 1);
    const again = table.take(ada, [{ client: 1, clock: 3, state }]);
    assert.deepEqual([again.news.length, again.renewals.length], [0, 1]);
    assert.equal(again.renewals[0]?.clock, 3);
  });

  it("of a line's first client is called back, once: what it answers is news, and later than all that was told of it", () => {
    const table = createAwarenessTable();
    const first = table.take(ada, [{ client: 1, clock: 4, state: {} }]);
    assert.deepEqual(first.recall, { client: 1, clock: 4, json: "null" });
    const answer = table.take(ada, [{ client: 1, clock: 5, state: {} }]);
    assert.deepEqual([answer.recall, answer.news.length], [null, 1]);
    assert.equal(table.take(ada, [{ client: 2, clock: 1, state: {} }]).recall, null, "it may be another's, handed on");
    table.drop(ada);
    assert.deepEqual(table.take(ada, [{ client: 1, clock: 5, state: {} }]).recall, {
      client: 1,
      clock: 5,
      json: "null",
    });
  });

  it("of a person's dead connection is taken over by their new one", () => {
    const table = createAwarenessTable();
    const again = { ...ada };
    table.take(ada, [{ client: 1, clock: 1, state: {} }]);
    assert.equal(table.take(again, [{ client: 1, clock: 2, state: {} }]).own.length, 1);
    assert.deepEqual(table.drop(ada), []);
    assert.equal(table.drop(again).length, 1);
  });

  it("does not go back to what was said before", () => {
    const table = createAwarenessTable();
    table.take(ada, [{ client: 1, clock: 5, state: { n: 5 } }]);
    assert.deepEqual(table.take(ada, [{ client: 1, clock: 4, state: { n: 4 } }]), nothing);
    assert.deepEqual(table.take(ada, [{ client: 1, clock: 5, state: { n: 4 } }]), nothing);
  });

  it("ends with the connection, and everybody hears of it", () => {
    const table = createAwarenessTable();
    table.take(ada, [{ client: 1, clock: 5, state: {} }]);
    assert.deepEqual(table.drop(ada), [{ client: 1, clock: 5, json: "null" }]);
    assert.deepEqual(table.all(), []);
  });

  it("larger than a place can be keeps only who it is", () => {
    const table = createAwarenessTable();
    const [told] = table.take(ada, [{ client: 1, clock: 1, state: { cursor: "x".repeat(10_000) } }]).news;
    assert.deepEqual(Object.keys(JSON.parse(told?.json ?? "")), ["user"]);
  });
});

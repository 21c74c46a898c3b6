import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAwarenessTable, type Owner } from "../../server/live/awareness.ts";

const ada: Owner = { id: "a", name: "Ada", seat: { slot: 1, again: false } };
const bo: Owner = { id: "b", name: "Bo", seat: { slot: 2, again: false } };

describe("awareness", () => {
  it("is told with the session's name and colour, whatever the client claims", () => {
    const table = createAwarenessTable();
    const claim = { user: { name: "Bo", slot: 5, color: "red" }, talk: "expo" };
    assert.deepEqual(table.take(ada, [{ client: 1, clock: 1, state: claim }]), [
      { client: 1, clock: 1, state: { talk: "expo", user: { name: "Ada", slot: 1, again: false, color: "#211fa5" } } },
    ]);
  });

  it("of a client belongs to the connection that brought it", () => {
    const table = createAwarenessTable();
    table.take(ada, [{ client: 1, clock: 1, state: {} }]);
    assert.deepEqual(table.take(bo, [{ client: 1, clock: 9, state: {} }]), []);
    assert.deepEqual(table.take(bo, [{ client: 1, clock: 9, state: null }]), []);
    assert.equal(table.all().length, 1);
  });

  it("of a person's dead connection is taken over by their new one", () => {
    const table = createAwarenessTable();
    const again = { ...ada };
    table.take(ada, [{ client: 1, clock: 1, state: {} }]);
    assert.equal(table.take(again, [{ client: 1, clock: 2, state: {} }]).length, 1);
    assert.deepEqual(table.drop(ada), []);
    assert.equal(table.drop(again).length, 1);
  });

  it("does not go back to what was said before", () => {
    const table = createAwarenessTable();
    table.take(ada, [{ client: 1, clock: 5, state: { n: 5 } }]);
    assert.deepEqual(table.take(ada, [{ client: 1, clock: 4, state: { n: 4 } }]), []);
    assert.deepEqual(table.take(ada, [{ client: 1, clock: 5, state: { n: 4 } }]), []);
  });

  it("ends with the connection, and everybody hears of it", () => {
    const table = createAwarenessTable();
    table.take(ada, [{ client: 1, clock: 5, state: {} }]);
    assert.deepEqual(table.drop(ada), [{ client: 1, clock: 6, state: null }]);
    assert.deepEqual(table.all(), []);
  });

  it("larger than a place can be keeps only who it is", () => {
    const table = createAwarenessTable();
    const [told] = table.take(ada, [{ client: 1, clock: 1, state: { cursor: "x".repeat(10_000) } }]);
    assert.deepEqual(Object.keys(told?.state ?? {}), ["user"]);
  });
});

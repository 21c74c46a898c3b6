import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createWriteGroup, PACE_MS } from "../../server/docs/write-group.ts";

/** What was committed, a list for each transaction. */
function createStore() {
  const transactions: string[][] = [];
  let refusing = false;
  let current: string[] = [];
  const group = createWriteGroup(async (run) => {
    current = [];
    run();
    const written = current;
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (refusing) throw new Error("full");
    transactions.push(written);
  });
  return {
    transactions,
    group,
    put: (what: string, urgent = false) => group.add(() => current.push(what), urgent),
    refuse(yes: boolean) {
      refusing = yes;
    },
  };
}

describe("writes that share a transaction", () => {
  it("are those of one moment at once, and then those that come within the pace, in their order", async () => {
    const { put, transactions } = createStore();
    const first = ["a", "b", "c"].map((what) => put(what));
    await Promise.all(first);
    const second = [put("d")];
    await new Promise((resolve) => setTimeout(resolve, PACE_MS / 4));
    await Promise.all([...second, put("e")]);
    assert.deepEqual(transactions, [
      ["a", "b", "c"],
      ["d", "e"],
    ]);
  });

  it("of a hundred rooms that type for half a second cost a few flushes", async () => {
    const { put, transactions } = createStore();
    const all: Promise<void>[] = [];
    const began = performance.now();
    while (performance.now() - began < 500) {
      for (let room = 0; room < 10; room += 1) all.push(put(`${room}`));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(all);
    assert.ok(transactions.length <= 500 / PACE_MS + 2, `${transactions.length} for ${all.length} writes`);
  });

  it("do not wait when one is urgent, and do not let it overtake them", async () => {
    const { put, transactions } = createStore();
    const began = performance.now();
    await Promise.all([put("a"), put("b", true), put("c")]);
    assert.deepEqual(transactions.flat(), ["a", "b", "c"]);
    assert.deepEqual(transactions[0]?.slice(0, 2), ["a", "b"]);
    assert.ok(performance.now() - began < 500);
  });

  it("are refused together, each of them, and the next are not", async () => {
    const { put, transactions, refuse } = createStore();
    refuse(true);
    const outcomes = await Promise.allSettled([put("a"), put("b")]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ["rejected", "rejected"],
    );
    refuse(false);
    await put("c");
    assert.deepEqual(transactions, [["c"]]);
  });

  it("do not suffer from one that throws", async () => {
    const { put, group, transactions } = createStore();
    const broken = group.add(() => {
      throw new Error("no such table");
    }, false);
    const [first, second] = await Promise.allSettled([put("a"), broken]);
    assert.equal(first.status, "fulfilled");
    assert.ok(second.status === "rejected" && /no such table/.test(String(second.reason)));
    assert.deepEqual(transactions, [["a"]]);
  });

  it("are on disk when the group is closed", async () => {
    const { put, group, transactions } = createStore();
    const writes = [put("a", true), put("b"), put("c")];
    await group.close();
    assert.deepEqual(transactions.flat(), ["a", "b", "c"]);
    await Promise.all(writes);
  });
});

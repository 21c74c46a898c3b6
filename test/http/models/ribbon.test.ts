import assert from "node:assert/strict";
import { test } from "node:test";
import { ribbonOf } from "../../../server/http/models/ribbon.ts";

const add = (from: number, to: number) => ({ kind: "add" as const, from, to });
const del = (from: number, to: number) => ({ kind: "del" as const, from, to });

test("what was added stands above the page's line, what was removed below it", () => {
  const ribbon = ribbonOf({ marks: [add(0.5, 0.6), del(0.5, 0.55)], added: 7, removed: 4 });
  assert.equal(ribbon.add, "M60 1v5h12v-5z");
  assert.equal(ribbon.del, "M60 6v5h6v-5z");
});

test("a mark is never too short to be seen, and never sticks out", () => {
  assert.equal(ribbonOf({ marks: [add(0.5, 0.5001)], added: 1, removed: 0 }).add, "M60 1v5h2v-5z");
  assert.equal(ribbonOf({ marks: [add(1, 1)], added: 1, removed: 0 }).add, "M118 1v5h2v-5z");
  assert.equal(ribbonOf({ marks: [add(0, 1)], added: 9, removed: 0 }).add, "M0 1v5h120v-5z");
});

test("the label says in words what the ribbon shows", () => {
  const label = (marks: Parameters<typeof ribbonOf>[0]["marks"], added: number, removed: number) =>
    ribbonOf({ marks, added, removed }).label;
  assert.equal(label([add(0.7, 0.75)], 7, 4), "7 lines added, 4 removed, near the end");
  assert.equal(label([add(0.9, 1)], 1, 0), "1 line added, at the end");
  assert.equal(label([del(0.02, 0.1)], 0, 12), "12 lines removed, at the start");
  assert.equal(label([add(0.1, 0.2), add(0.8, 0.9)], 2, 0), "2 lines added, all over the page");
  assert.equal(label([add(0.4, 0.6)], 2, 0), "2 lines added, in the middle");
  assert.equal(label([], 0, 0), "nothing that shows");
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createSharedAnswers } from "../../server/git/shared-answers.ts";

/** Something to find out that a test ends itself. */
function createWork(): { find(): Promise<number>; readonly begun: number; end(failure?: Error): Promise<void> } {
  let begun = 0;
  const ends: ((failure?: Error) => void)[] = [];
  return {
    find() {
      begun += 1;
      const number = begun;
      return new Promise((resolve, reject) => ends.push((failure) => (failure ? reject(failure) : resolve(number))));
    },
    get begun() {
      return begun;
    },
    async end(failure) {
      ends.shift()?.(failure);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe("an answer that many ask for", () => {
  it("is found out twice for a crowd, and is never older than its question", async () => {
    const work = createWork();
    const ask = createSharedAnswers<number>();
    const first = ask("refs", work.find);
    const crowd = Array.from({ length: 20 }, () => ask("refs", work.find));
    assert.equal(work.begun, 1);
    await work.end();
    assert.equal(await first, 1);
    assert.equal(work.begun, 2);
    const later = ask("refs", work.find);
    await work.end();
    assert.deepEqual(new Set(await Promise.all(crowd)), new Set([2]));
    await work.end();
    assert.equal(await later, 3);
    const afresh = ask("refs", work.find);
    await work.end();
    assert.equal(await afresh, 4);
  });

  it("of another question does not wait for it", async () => {
    const work = createWork();
    const ask = createSharedAnswers<number>();
    const both = [ask("one", work.find), ask("other", work.find)];
    assert.equal(work.begun, 2);
    await work.end();
    await work.end();
    assert.deepEqual(await Promise.all(both), [1, 2]);
  });

  it("that cannot be found out is refused to those who waited for it, and found out for the next", async () => {
    const work = createWork();
    const ask = createSharedAnswers<number>();
    const first = ask("refs", work.find);
    const next = ask("refs", work.find);
    const refused = assert.rejects(first, /no/);
    await work.end(new Error("no"));
    await refused;
    await work.end();
    assert.equal(await next, 2);
  });
});

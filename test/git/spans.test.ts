import assert from "node:assert/strict";
import { test } from "node:test";
import { createRepository } from "../../server/git/repo.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { createRandom } from "../kit/random.ts";
import { gitWith } from "./plumbing.ts";
import { randomHistory } from "./random-history.ts";

test("a span holds the commits that its end has and its beginning has not, and a time leads to main's own commit", async (context) => {
  const random = createRandom();
  context.diagnostic(`seed ${random.seed}`);
  const folder = await temporaryFolder();
  const dir = folder.path;
  await git(dir, "init", "--quiet", "--bare", "--initial-branch=main", dir);
  await gitWith(dir, randomHistory(random, 50), "fast-import", "--quiet", "--force");
  const repository = await createRepository({ dir });
  try {
    const lines = async (...args: string[]) => (await git(dir, ...args)).trim().split("\n").filter(Boolean);
    const all = await lines("rev-list", "main");
    const to = all[0] ?? assert.fail();
    for (const from of [null, ...all.filter(() => random.chance(0.3))]) {
      const listed = await lines("rev-list", "--date-order", to, ...(from === null ? [] : [`^${from}`]));
      const told = await repository.between({ from, to, limit: 1000 });
      const why = `seed ${random.seed}, from ${from}`;
      const silent = listed.filter((oid) => !told.some((commit) => commit.oid === oid));
      assert.deepEqual(
        told.map(({ oid }) => oid),
        listed.filter((oid) => !silent.includes(oid)),
        why,
      );
      for (const oid of silent) assert.match(await git(dir, "rev-list", "--parents", "-1", oid), /^\w+ \w+ \w+/, why);
      assert.ok((await repository.between({ from, to, limit: 3 })).length <= 3);
    }
    const own = await lines("rev-list", "--first-parent", "--format=%ct %H", "--no-commit-header", "main");
    const made = own.map((line) => line.split(" ")).map(([time, oid]) => ({ time: Number(time), oid }));
    for (const { time } of made) {
      const found = await repository.asOf(time * 1000);
      assert.equal(found, made.find((commit) => commit.time <= time)?.oid, `seed ${random.seed}, ${time}`);
    }
    assert.equal(await repository.asOf(0), null);
    assert.equal(await repository.asOf(-1), null);
  } finally {
    await repository.close();
    await folder.remove();
  }
});

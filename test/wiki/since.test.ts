import assert from "node:assert/strict";
import { test } from "node:test";
import { createRandom } from "../kit/random.ts";
import { createTestWiki, type TestWiki } from "../kit/wiki.ts";

const RUNS = 20;
const SAVES = 30;

const text = (title: string, ...lines: readonly string[]): string =>
  `${title}\n${"=".repeat(title.length)}\n\n${lines.map((line) => `- ${line}\n`).join("")}`;

const tenLines = (of: string): string[] => Array.from({ length: 10 }, (_, line) => `line ${line} of ${of}`);

async function span({ wiki, repository }: TestWiki, from: string | null, limit = 500) {
  const to = (await repository.head()) ?? assert.fail();
  return wiki.since({ from, to, skip: 0, limit });
}

test("what became of each page since a commit is told once, with its saves and its lines from end to end", async () => {
  const files = { "kept.md": text("Kept", ...tenLines("kept")), "moved.md": text("Moved", ...tenLines("moved")) };
  const made = createTestWiki({
    ...files,
    "gone.md": text("Gone", ...tenLines("gone")),
    "same.md": text("Same", "one"),
  });
  const { repository } = made;
  const from = await repository.head();
  repository.foreign({ "kept.md": `${files["kept.md"]}- more\n` });
  repository.foreign({ "kept.md": `${files["kept.md"]}- more\n- still more\n` });
  repository.foreign({ "moved.md": `${files["moved.md"]}- before\n` });
  repository.foreign({ "moved.md": null, "events/moved.md": `${files["moved.md"]}- before\n` });
  repository.foreign({ "events/moved.md": `${files["moved.md"]}- before\n- after\n` });
  repository.foreign({ "gone.md": null });
  repository.foreign({ "new.md": text("New", "one") });
  repository.foreign({ "passing.md": text("Passing", "one") });
  repository.foreign({ "passing.md": null });
  repository.foreign({ "same.md": text("Same", "two") });
  repository.foreign({ "same.md": text("Same", "one") });
  const since = await span(made, from);
  assert.deepEqual(
    since.files.map(({ path, was, fate, title, saves, added, removed }) => [
      path,
      was,
      fate,
      title,
      saves,
      added,
      removed,
    ]),
    [
      ["same.md", "same.md", "same", "Same", 2, 0, 0],
      ["passing.md", null, "passing", "Passing", 2, 0, 0],
      ["new.md", null, "new", "New", 1, 4, 0],
      ["gone.md", "gone.md", "deleted", "Gone", 1, 0, 13],
      ["events/moved.md", "moved.md", "moved", "Moved", 3, 2, 0],
      ["kept.md", "kept.md", "changed", "Kept", 2, 2, 0],
    ],
  );
  assert.deepEqual([since.count, since.saves, since.untold], [6, 11, 0]);
});

test("at random, what is told of a span is what two versions of the wiki differ in, in parts as well", async (context) => {
  const random = createRandom();
  context.diagnostic(`seed ${random.seed}`);
  for (let run = 0; run < RUNS; run += 1) {
    const made = createTestWiki({ "first.md": text("First", ...tenLines("first")) });
    const { repository, wiki } = made;
    const versions: { readonly commit: string; readonly files: Map<string, string> }[] = [];
    const files = new Map([["first.md", text("First", ...tenLines("first"))]]);
    for (let number = 0; number < SAVES; number += 1) {
      const path = random.pick(["first.md", "a.md", "b.md", "c/d.md", "c/e.md"]);
      const was = files.get(path);
      const to = random.pick(["a.md", "b.md", "c/d.md", "f.md"]);
      const changed: Record<string, string | null> = {};
      if (was === undefined) changed[path] = text(`${number}`, ...tenLines(`${number} ${random.int(1e9)}`));
      else if (random.chance(0.2)) changed[path] = null;
      else if (random.chance(0.3) && !files.has(to))
        Object.assign(changed, { [path]: null, [to]: `${was}- moved ${number}\n` });
      else changed[path] = `${was}- ${number}\n`;
      for (const [one, content] of Object.entries(changed)) {
        if (content === null) files.delete(one);
        else files.set(one, content);
      }
      versions.push({ commit: repository.foreign(changed), files: new Map(files) });
    }
    const { commit: to, files: now } = versions.at(-1) ?? assert.fail();
    for (const [index, { commit: from, files: then }] of versions.entries()) {
      const why = `seed ${random.seed}, run ${run}, version ${index}`;
      const { files: told, count, saves } = await wiki.since({ from, to, skip: 0, limit: 500 });
      assert.deepEqual([count, saves], [told.length, SAVES - 1 - index], why);
      const after = told.filter(({ fate }) => fate !== "deleted" && fate !== "passing").map(({ path }) => path);
      const before = told.flatMap(({ was }) => was ?? []);
      assert.equal(new Set(after).size, after.length, why);
      assert.equal(new Set(before).size, before.length, why);
      for (const path of new Set([...then.keys(), ...now.keys()])) {
        if (then.get(path) === now.get(path)) continue;
        if (now.has(path)) assert.ok(after.includes(path), `${why}, ${path} now`);
        if (then.has(path)) assert.ok(before.includes(path), `${why}, ${path} then`);
      }
      for (const { path, was, fate } of told) {
        if (was !== null) assert.ok(then.has(was), `${why}, ${path} was ${was}`);
        if (fate === "changed" || fate === "same") assert.equal(then.get(path) === now.get(path), fate === "same", why);
      }
      const parts = [];
      for (let skip = 0; skip < count; skip += 2) parts.push(...(await wiki.since({ from, to, skip, limit: 2 })).files);
      assert.deepEqual(parts, told, why);
    }
  }
});

test("the wiki as a whole is told to who asks for all of it", async () => {
  const made = createTestWiki({ "a.md": text("A", "one"), "b.jpg": "jpeg" });
  const since = await span(made, null);
  assert.deepEqual(
    since.files.map(({ path, fate }) => [path, fate]),
    [
      ["a.md", "new"],
      ["b.jpg", "new"],
    ],
  );
});

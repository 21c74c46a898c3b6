import assert from "node:assert/strict";
import { test } from "node:test";
import type { PagePath } from "../../server/text/page-path.ts";
import type { Save } from "../../server/wiki/wiki.ts";
import { createRandom } from "../kit/random.ts";
import { createTestWiki, type TestWiki } from "../kit/wiki.ts";

const RUNS = 20;
const COMMITS = 60;

async function paged({ wiki }: TestWiki, path: string, limit: number): Promise<Save[]> {
  const saves: Save[] = [];
  for (let before: string | null | undefined; before !== null && saves.length <= COMMITS * 3; ) {
    const query = { path: path as PagePath, limit, ...(before !== undefined && { before }) };
    const part: Awaited<ReturnType<typeof wiki.saves>> = await wiki.saves(query);
    saves.push(...part.saves);
    before = part.next;
  }
  return saves;
}

test("a page's history goes on under every path that it had, and parts of it never repeat or skip a save", async (context) => {
  const random = createRandom();
  context.diagnostic(`seed ${random.seed}`);
  for (let run = 0; run < RUNS; run += 1) {
    const made = createTestWiki({});
    const { repository } = made;
    /** For each page that is there: its text, and its saves so far, oldest first, as "commit path". */
    const pages = new Map<string, { text: string; saves: string[] }>();
    /** Saves of pages that were deleted, or left, by path: a page that comes there anew goes on from them. */
    const left = new Map<string, string[]>();
    const paths = ["a.md", "b.md", "c.md", "d/e.md"];
    for (let number = 0; number < COMMITS; number += 1) {
      const path = random.pick(paths);
      const page = pages.get(path);
      if (page === undefined) {
        const text = Array.from({ length: 8 }, (_, line) => `${number}.${line} ${random.int(1e6)}\n`).join("");
        const commit = repository.foreign({ [path]: text });
        pages.set(path, { text, saves: [...(left.get(path) ?? []), `${commit} ${path}`] });
        continue;
      }
      const to = random.pick(paths);
      if (random.chance(0.35) && !pages.has(to)) {
        const text = random.chance(0.5) ? page.text : `${page.text}moved ${number}\n`;
        const commit = repository.foreign({ [path]: null, [to]: text });
        pages.delete(path);
        left.set(path, [...page.saves, `${commit} ${path}`]);
        pages.set(to, { text, saves: [...page.saves, `${commit} ${to}`] });
      } else if (random.chance(0.1)) {
        const commit = repository.foreign({ [path]: null });
        pages.delete(path);
        left.set(path, [...page.saves, `${commit} ${path}`]);
      } else {
        const lines = page.text.split("\n");
        lines[random.int(8)] = `changed ${number}`;
        page.text = lines.join("\n");
        page.saves.push(`${repository.foreign({ [path]: page.text })} ${path}`);
      }
    }
    for (const [path, { saves }] of pages) {
      for (const limit of [1, 3, 500]) {
        const told = (await paged(made, path, limit)).map((save) => `${save.commit} ${save.path}`);
        assert.deepEqual(told, saves.toReversed(), `seed ${random.seed}, run ${run}, ${path} by ${limit}`);
      }
    }
  }
});

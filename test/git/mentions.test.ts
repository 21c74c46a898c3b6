import assert from "node:assert/strict";
import { test } from "node:test";
import type { PagePath } from "../../server/text/page-path.ts";
import { type Chronicle, createChronicle } from "../../server/wiki/chronicle.ts";
import type { Mention } from "../../server/wiki/looking-back.ts";
import { createRenames } from "../../server/wiki/renames.ts";
import { git } from "../kit/git.ts";
import { createRandom } from "../kit/random.ts";
import type { TestRepository } from "../kit/repository.ts";
import { save, using } from "./plumbing.ts";

const SAVES = 80;
const WORDS = ["ramen", "Ramen", "RAMENRAMEN", "aa", "aaa", "the queue", "The Queue", "50%", "[x]", "other"];

function chronicleOf({ repository }: TestRepository): Chronicle {
  return createChronicle({
    trees: repository,
    log: repository,
    renames: createRenames({ trees: repository, log: repository }),
  });
}

async function paged(chronicle: Chronicle, path: string, word: string, limit: number): Promise<Mention[]> {
  const mentions: Mention[] = [];
  for (let before: string | null | undefined; before !== null && mentions.length <= 2 * SAVES; ) {
    const query = { path: path as PagePath, word, limit, ...(before !== undefined && { before }) };
    const part: Awaited<ReturnType<Chronicle["mentions"]>> = await chronicle.mentions(query);
    mentions.push(...part.mentions);
    before = part.next;
  }
  return mentions;
}

test("a word comes and goes in a page's history where git log -S says so, under every path the page had", async (context) => {
  const random = createRandom();
  context.diagnostic(`seed ${random.seed}`);
  const lines = Array.from({ length: 12 }, (_, line) => `- line ${line} ${random.int(1e9)}`);
  let path = "a.md";
  await using({ "other.md": "ramen\n", [path]: `${lines.join("\n")}\n` }, async (of) => {
    for (let number = 0; number < SAVES; number += 1) {
      lines[random.int(lines.length)] =
        `- ${random.pick(WORDS)} ${number} ${random.chance(0.5) ? random.pick(WORDS) : ""}`;
      const text = `${lines.join(random.chance(0.1) ? "\r\n" : "\n")}\n`;
      const from = path;
      if (random.chance(0.1)) path = random.pick(["a.md", "b.md", "d/c.md"]);
      const files = { ...(from !== path && { [from]: null }), [path]: text, "other.md": `ramen ${number}\n` };
      await of.repository.commit(async () => save(files));
    }
    const chronicle = chronicleOf(of);
    for (const word of ["ramen", "aa", "the queue", "50%", "[x]", "line", "nothing"]) {
      const asked = ["log", "-S", word, "-i", "-M", "--format=%H", "main", "--", "a.md", "b.md", "d/c.md"];
      const wanted = (await git(of.dir, ...asked)).trim().split("\n").filter(Boolean);
      for (const limit of [1, 7, 500]) {
        const told = (await paged(chronicle, path, word.toUpperCase(), limit)).map(({ save }) => save.commit);
        assert.deepEqual(told, wanted, `seed ${random.seed}, ${word} by ${limit}`);
      }
    }
  });
});

test("a word that only moved with its page neither came nor went, and letters put together differently are the same", () =>
  using({ "a.md": "Cafe\u0301 au lait\nand more\nand more of it\n" }, async (of) => {
    await of.repository.commit(async () =>
      save({ "a.md": null, "b.md": "Cafe\u0301 au lait\nand more\nand more of it\n" }),
    );
    await of.repository.commit(async () => save({ "b.md": "CAFÉ au lait, café\nand more\nand more of it\n" }));
    const mentions = await paged(chronicleOf(of), "b.md", "café", 9);
    assert.deepEqual(
      mentions.map(({ before, after, save }) => [before, after, save.path]),
      [
        [1, 2, "b.md"],
        [0, 1, "a.md"],
      ],
    );
  }));

import assert from "node:assert/strict";
import { test } from "node:test";
import type { PagePath } from "../../server/text/page-path.ts";
import type { Save } from "../../server/wiki/wiki.ts";
import { createRandom, type Random } from "../kit/random.ts";
import { createTestWiki, type TestWiki } from "../kit/wiki.ts";

const RUNS = 15;
const SAVES = 60;
const LINES = 8;

interface Talk {
  title: string;
  lines: string[];
  /** Commits that changed it, with the title that it had after them; oldest first. */
  readonly saves: { readonly commit: string; readonly title: string }[];
}

function newTalk(random: Random, number: number): Talk {
  const lines = Array.from({ length: LINES }, (_, line) => `- ${number}.${line} ${random.int(1e9)}`);
  return { title: `Talk ${number}`, lines, saves: [] };
}

function textOf(talks: readonly Talk[], head: string): string {
  const sections = talks.map(
    ({ title, lines }) => `\n\n\n${title}\n${"-".repeat(title.length)}\n\n${lines.join("\n")}\n`,
  );
  return `Event\n=====\n${head}\n${sections.join("")}`;
}

async function paged({ wiki }: TestWiki, path: string, talk: string, limit: number): Promise<Save[]> {
  const saves: Save[] = [];
  for (let before: string | null | undefined; before !== null && saves.length <= 2 * SAVES; ) {
    const query = { path: path as PagePath, talk, limit, ...(before !== undefined && { before }) };
    const part: Awaited<ReturnType<typeof wiki.saves>> = await wiki.saves(query);
    saves.push(...part.saves);
    before = part.next;
  }
  return saves;
}

function slugOf(title: string): string {
  return title.toLowerCase().replaceAll(" ", "-");
}

test("a talk's history is the saves that changed its section, through new titles, other places and moves of its page", async (context) => {
  const random = createRandom();
  context.diagnostic(`seed ${random.seed}`);
  for (let run = 0; run < RUNS; run += 1) {
    const made = createTestWiki({});
    const { repository } = made;
    const talks = [0, 1, 2].map((number) => newTalk(random, number));
    let path = "a.md";
    let names = talks.length;
    let changed: Talk[] = [...talks];
    const commit = (files: Record<string, string | null>): void => {
      const oid = repository.foreign(files);
      for (const talk of changed) talk.saves.push({ commit: oid, title: talk.title });
    };
    commit({ [path]: textOf(talks, "") });
    for (let number = 1; number <= SAVES; number += 1) {
      changed = [];
      let from: string | null = null;
      for (const talk of talks) {
        if (random.chance(0.2)) {
          talk.lines[random.int(LINES)] = `- changed ${number} ${random.int(1e9)}`;
          changed.push(talk);
        }
        if (random.chance(0.1)) {
          talk.title = `Talk ${names}`;
          names += 1;
          if (!changed.includes(talk)) changed.push(talk);
        }
      }
      if (random.chance(0.2)) talks.push(...talks.splice(random.int(talks.length), 1));
      if (random.chance(0.08)) {
        const talk = newTalk(random, names);
        names += 1;
        talks.splice(random.int(talks.length + 1), 0, talk);
        changed.push(talk);
      }
      if (random.chance(0.1)) [from, path] = [path, path === "a.md" ? "b.md" : "a.md"];
      commit({ ...(from !== null && { [from]: null }), [path]: textOf(talks, `save ${number}`) });
      // Somebody looks while it grows: what is kept of that must not be told later.
      const looked = random.pick(talks);
      if (random.chance(0.2)) await paged(made, path, slugOf(looked.title), 3);
    }
    for (const { title, saves } of talks) {
      const wanted = saves.toReversed();
      for (const limit of [1, 4, 500]) {
        const told = await paged(made, path, slugOf(title), limit);
        const why = `seed ${random.seed}, run ${run}, ${title} by ${limit}`;
        assert.deepEqual(
          told.map((save) => save.commit),
          wanted.map((save) => save.commit),
          why,
        );
        assert.deepEqual(
          told.map((save) => [save.talk?.slug, save.talk?.called]),
          wanted.map((save) => [slugOf(save.title), save.title === title ? null : save.title]),
          why,
        );
      }
    }
  }
});

const page = (...talks: readonly string[]): string =>
  `Event\n=====\n${talks.map((title) => `\n\n\n${title}\n-----\n\n- said in ${title}: one\n- two of ${title}\n- three of ${title}\n`).join("")}`;

test("the save that gave a talk its title says which one it had until then", async () => {
  const made = createTestWiki({ "a.md": page("Lunch", "Keynote") });
  const old = page("Lunch", "Keynote");
  made.repository.foreign({ "a.md": old.replace("Keynote\n-----", "Closing\n-----") });
  const saves = await paged(made, "a.md", "closing", 9);
  assert.deepEqual(
    saves.map((save) => save.talk),
    [
      { slug: "closing", called: null, until: "Keynote" },
      { slug: "keynote", called: "Keynote", until: null },
    ],
  );
});

test("a talk that was taken out and put back has both in its history, and the old title leads to it too", async () => {
  const made = createTestWiki({ "a.md": page("Lunch", "Keynote") });
  const { repository } = made;
  const taken = repository.foreign({ "a.md": page("Lunch") });
  const back = repository.foreign({ "a.md": page("Lunch", "Keynote") });
  const renamed = repository.foreign({ "a.md": page("Lunch", "Keynote").replace("Keynote\n-----", "Closing\n-----") });
  const first = (await made.wiki.saves({ path: "a.md" as PagePath, limit: 9 })).saves.at(-1)?.commit;
  for (const slug of ["closing", "keynote"]) {
    const saves = await paged(made, "a.md", slug, 2);
    assert.deepEqual(
      saves.map((save) => save.commit),
      [renamed, back, taken, first],
      slug,
    );
  }
});

test("a talk that took the name of another has not its history", async () => {
  const made = createTestWiki({ "a.md": page("Lunch", "Keynote") });
  const { repository } = made;
  const renamed = page("Lunch", "Keynote").replace("Keynote\n-----", "Closing\n-----");
  repository.foreign({ "a.md": renamed });
  const own = repository.foreign({ "a.md": `${renamed}\n\n\nKeynote\n-----\n\n- something else altogether\n` });
  const saves = await paged(made, "a.md", "keynote", 9);
  assert.deepEqual(
    saves.map((save) => save.commit),
    [own],
  );
});

test("a part of a talk's history reads no more versions than a thousand, and the next goes on below", async () => {
  const made = createTestWiki({ "a.md": page("Lunch", "Keynote") });
  const { repository, wiki } = made;
  for (let number = 0; number < 1200; number += 1)
    repository.foreign({ "a.md": `${page("Lunch", "Keynote")}\n${number}\n` });
  let blobs = 0;
  const { blob } = repository;
  repository.blob = (oid) => {
    blobs += 1;
    return blob(oid);
  };
  const query = { path: "a.md" as PagePath, talk: "lunch", limit: 50 };
  const first = await wiki.saves(query);
  assert.deepEqual(first.saves, []);
  assert.ok(first.next !== null && blobs <= 1100, `${blobs} versions`);
  const second = await wiki.saves({ ...query, before: first.next ?? "" });
  assert.deepEqual([second.saves.length, second.next], [1, null]);
  assert.ok(blobs <= 1300, `${blobs} versions`);
});

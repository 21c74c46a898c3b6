import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PagePath } from "../../server/text/page-path.ts";
import type { Commit, Person } from "../../server/wiki/ports.ts";
import { createTestWiki, rest, type TestWiki, takeHand } from "../kit/wiki.ts";

const path = "events/2026/11/lanternfish.md" as PagePath;
const page = "Lanternfish\n-----------\n\n\n\nOpening\n-------\nAda Lin\n\n- one\n\n\n\nExpo\n----\n\n- two\n";
const ada = person("Ada");
const bo = person("Bo");
const cy = person("Cy");

function person(name: string): Person {
  return { name, email: `${name.toLowerCase().replaceAll(" ", ".")}@example.org` };
}

/** Types `insert` after `place`, as somebody who comes for it. */
async function type(of: TestWiki, who: Person, place: string, insert: string): Promise<void> {
  const hand = await takeHand(of, path, who);
  const at = hand.text().indexOf(place);
  assert.ok(at >= 0, place);
  hand.type(at + place.length, insert);
}

async function erase(of: TestWiki, who: Person, what: string): Promise<void> {
  const hand = await takeHand(of, path, who);
  hand.erase(hand.text().indexOf(what), what.length);
}

/** What was committed after the page was begun, oldest first, with the page's text at each. */
async function steps(of: TestWiki): Promise<(Commit & { text: string | undefined })[]> {
  const commits = (await of.repository.commits({ limit: 99 })).slice(0, -1).reverse();
  return Promise.all(commits.map(async (one) => ({ ...one, text: (await of.wiki.page(path, one.oid))?.text })));
}

describe("a save by several people", () => {
  it("is a commit of each, in order of last touch, on top of one another and under one Save-Id", async () => {
    const of = createTestWiki({ [path]: page });
    await type(of, ada, "- one", " by Ada");
    await type(of, bo, "- two\n", "- three by Bo\n");
    await type(of, cy, "- one", "\n- half by Cy");
    await type(of, ada, "- two", " by Ada");
    const { commit } = await of.wiki.save(path, ada);
    const made = await steps(of);
    assert.deepEqual(
      made.map((one) => [one.author, one.coAuthors]),
      [bo, cy, ada].map((author) => [author, []]),
    );
    assert.equal(made.at(-1)?.oid, commit);
    for (const [index, one] of made.slice(1).entries()) assert.deepEqual(one.parents, [made[index]?.oid]);
    assert.equal(new Set(made.map((one) => one.saveId)).size, 1);
    assert.match(made[0]?.saveId ?? "", /^[0-9a-f]{16}$/);
    const byBo = page.replace("- two\n", "- two\n- three by Bo\n");
    const byCy = byBo.replace("- one", "- one\n- half by Cy");
    const byAda = byCy.replace("- half by Cy", "- half by Cy by Ada").replace("- two", "- two by Ada");
    assert.deepEqual(
      made.map((one) => one.text),
      [byBo, byCy, byAda],
    );
  });

  it("names in each commit the talks of its own step", async () => {
    const of = createTestWiki({ [path]: page });
    await type(of, ada, "- one", " more");
    await type(of, bo, "- two", " more");
    await of.wiki.save(path, bo);
    assert.deepEqual(
      (await steps(of)).map((one) => one.message),
      ["Lanternfish: Opening", "Lanternfish: Expo"],
    );
  });

  it("has the person's own message in every commit", async () => {
    const of = createTestWiki({ [path]: page });
    await type(of, ada, "- one", " more");
    await type(of, bo, "- two", " more");
    await of.wiki.save(path, bo, " the end \n");
    assert.deepEqual(
      (await steps(of)).map((one) => one.message),
      ["the end", "the end"],
    );
  });

  it("does not credit who asked for it and typed nothing", async () => {
    const of = createTestWiki({ [path]: page });
    await type(of, bo, "- two\n", "- three\n");
    await type(of, ada, "- two\n", "- four\n");
    await of.wiki.save(path, cy);
    assert.deepEqual(
      (await steps(of)).map((one) => [one.author, one.coAuthors]),
      [bo, ada].map((author) => [author, []]),
    );
  });

  it("makes no commit of somebody of whose typing nothing is left", async () => {
    const of = createTestWiki({ [path]: page });
    await type(of, bo, "- two", " y");
    await type(of, ada, "- one", " x");
    await erase(of, ada, " x");
    await type(of, cy, "- two", " z");
    await erase(of, ada, " z");
    await type(of, cy, "- two", " cy");
    await of.wiki.save(path, ada);
    assert.deepEqual(
      (await steps(of)).map((one) => [one.author, one.text]),
      [
        [bo, page.replace("- two", "- two y")],
        [cy, page.replace("- two", "- two cy y")],
      ],
    );
  });

  it("is eight commits of eight, and one that names them all of nine", async () => {
    for (const count of [8, 9]) {
      const of = createTestWiki({ [path]: page });
      const people = Array.from({ length: count }, (_, index) => person(`Writer ${index + 1}`));
      for (const who of people) await type(of, who, "- two\n", `- by ${who.name}\n`);
      await of.wiki.save(path, null as never);
      const made = await steps(of);
      assert.equal(made.length, count === 8 ? 8 : 1);
      assert.equal(made.at(-1)?.author.name, `Writer ${count}`);
      assert.deepEqual(made.at(-1)?.coAuthors, count === 8 ? [] : people.slice(0, -1));
      assert.match(made.at(-1)?.saveId ?? "", /^[0-9a-f]{16}$/);
      assert.equal(made.at(-1)?.text, of.repository.text(path));
    }
  });

  it("is one commit that names them all where who typed what cannot be told", async () => {
    const of = createTestWiki({ [path]: page });
    await type(of, ada, "- one", " more");
    await type(of, bo, "- two", " more");
    const room = of.rooms.loaded(path);
    assert.ok(room);
    room.shares = async () => null;
    await of.wiki.save(path, ada);
    const [one, ...others] = await steps(of);
    assert.equal(others.length, 0);
    assert.deepEqual([one?.author, one?.coAuthors, one?.message], [ada, [bo], "Lanternfish: Opening and Expo"]);
  });

  it("keeps every line's end in every step", async () => {
    const bytes = "\uFEFFOne\r\n---\r\n\r\n- a\n- b\r\n\r\nlast";
    const of = createTestWiki({ [path]: bytes });
    await type(of, ada, "- a\n", "- ada\n");
    await type(of, bo, "- b\n", "- bo\n");
    await of.wiki.save(path, ada);
    const byAda = bytes.replace("- a\n", "- a\n- ada\r\n");
    const raw = await Promise.all(
      (await steps(of)).map(async ({ oid }) => {
        const blob = (await of.repository.files(oid)).get(path) ?? "";
        return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await of.repository.blob(blob));
      }),
    );
    assert.deepEqual(raw, [byAda, byAda.replace("- b\r\n", "- b\r\n- bo\r\n")]);
  });

  it("is made anew, as a whole, on top of a commit that came in between", async () => {
    const of = createTestWiki({ [path]: page });
    await type(of, ada, "- one", " typed");
    await type(of, bo, "- one", " and");
    const byHand = page.replace("- two", "- two by hand");
    of.repository.meanwhile(() => of.repository.foreign({ [path]: byHand }));
    await of.wiki.save(path, ada);
    assert.deepEqual(
      (await steps(of)).map((one) => [one.author.name, one.text]),
      [
        ["Shell", byHand],
        ["Ada", byHand.replace("- one", "- one typed")],
        ["Bo", byHand.replace("- one", "- one and typed")],
      ],
    );
  });

  it("has another Save-Id than the save before, and a save by one has one too", async () => {
    const of = createTestWiki({ [path]: page });
    for (const word of ["x", "y"]) {
      await type(of, ada, "- one", word);
      await of.wiki.save(path, ada);
    }
    const ids = (await steps(of)).map((one) => one.saveId);
    assert.equal(ids.length, 2);
    assert.equal(new Set(ids).size, 2);
    assert.ok(ids.every((id) => id !== null));
  });
});

describe("after a crash, a save by several people", () => {
  it("that was not made yet is made by each of them", async () => {
    const of = createTestWiki({ [path]: page });
    await type(of, ada, "- one", " Ada");
    await type(of, bo, "- two", " Bo");
    await rest();
    const again = of.restart();
    assert.deepEqual(await again.wiki.recover(), [path]);
    assert.deepEqual(
      (await steps(again)).map((one) => one.author),
      [ada, bo],
    );
    assert.equal(again.repository.text(path), page.replace("- one", "- one Ada").replace("- two", "- two Bo"));
  });

  it("that was made and that the log was not told of is found by its last commit, and nothing doubles", async () => {
    const of = createTestWiki({ [path]: page });
    await type(of, ada, "- one", " Ada");
    await type(of, bo, "- two", " Bo");
    const hand = await takeHand(of, path, cy);
    const settle = of.log.settle;
    of.log.settle = () => new Promise(() => {});
    void of.wiki.save(path, ada);
    await rest();
    assert.equal((await steps(of)).length, 2);
    hand.type(hand.text().indexOf("- two") + 5, " Cy");
    await rest();
    of.log.settle = settle;
    const again = of.restart();
    assert.deepEqual(await again.wiki.recover(), [path]);
    const made = await steps(again);
    assert.deepEqual(
      made.map((one) => one.author),
      [ada, bo, cy],
    );
    assert.equal(made.at(-1)?.text, page.replace("- one", "- one Ada").replace("- two", "- two Cy Bo"));
    assert.deepEqual(again.rooms.unsettled(), []);
  });
});

describe("history", () => {
  /** A save by three, then one by Bo alone, then one by two. */
  async function threeSaves(): Promise<TestWiki> {
    const of = createTestWiki({ [path]: page });
    await type(of, ada, "- one", " Ada");
    await type(of, bo, "- two", " Bo");
    await type(of, cy, "- two", " Cy");
    await of.wiki.save(path, ada);
    await type(of, bo, "- two", " alone");
    await of.wiki.save(path, bo);
    await type(of, ada, "- one", " again");
    await type(of, cy, "- one", " again");
    await of.wiki.save(path, cy, "together");
    return of;
  }

  it("shows a save by several people as one: its authors, its talks, all its lines", async () => {
    const of = await threeSaves();
    const made = await steps(of);
    const { saves, next } = await of.wiki.saves({ path, limit: 9 });
    assert.deepEqual(
      saves.map((save) => save.authors.map((author) => author.name).join()),
      ["Ada,Cy", "Bo", "Ada,Bo,Cy", "Shell"],
    );
    assert.equal(next, null);
    const first = saves[2];
    assert.equal(first?.commit, made[2]?.oid);
    assert.equal(first?.parent, made[0]?.parents[0]);
    assert.deepEqual(first?.talks, ["Opening", "Expo"]);
    assert.deepEqual([first?.added, first?.removed], [2, 2]);
    assert.equal(saves[0]?.message, "together");
  });

  it("counts and parts saves, not commits", async () => {
    const of = await threeSaves();
    for (const path_ of [path, undefined]) {
      const found = [];
      for (let before: string | null | undefined; before !== null; ) {
        const part = await of.wiki.saves({ limit: 1, ...(path_ && { path: path_ }), ...(before && { before }) });
        assert.equal(part.saves.length, 1);
        found.push(...part.saves);
        before = part.next;
      }
      assert.deepEqual(found, (await of.wiki.saves({ limit: 9 })).saves);
    }
  });

  it("goes on after the whole save when it is asked for what is older than a part of it", async () => {
    const of = await threeSaves();
    const made = await steps(of);
    const { saves } = await of.wiki.saves({ path, limit: 9 });
    for (const { oid } of made.slice(0, 3)) {
      assert.deepEqual((await of.wiki.saves({ path, limit: 9, before: oid })).saves, saves.slice(3));
    }
    assert.deepEqual((await of.wiki.saves({ path, limit: 1, before: made[3]?.oid ?? "" })).saves, [saves[2]]);
  });

  it("has a talk's saves whole, also where only one of the authors touched it", async () => {
    const of = await threeSaves();
    const expo = await of.wiki.saves({ path, talk: "expo", limit: 9 });
    const { saves } = await of.wiki.saves({ path, limit: 9 });
    const talk = { slug: "expo", called: null, until: null };
    assert.deepEqual(
      expo.saves,
      saves.slice(1).map((save) => ({ ...save, talk })),
    );
  });

  it("tells of a commit which save it is part of", async () => {
    const of = await threeSaves();
    const made = (await steps(of)).map((one) => one.oid);
    for (const [index, oid] of made.entries()) {
      const change = await of.wiki.change(oid);
      assert.equal(change?.commit.oid, oid);
      assert.deepEqual(
        change?.save.map((one) => one.oid),
        index < 3 ? made.slice(0, 3) : index === 3 ? [made[3]] : made.slice(4),
      );
    }
  });

  it("takes commits of one Save-Id for one save only where they are of one page and on top of one another", async () => {
    const of = createTestWiki({ [path]: page });
    const bytes = (text: string) => new TextEncoder().encode(text);
    const pushed = async (files: Record<string, string>, saveId = "5ave") => {
      const drafts = { files: new Map(Object.entries(files).map(([file, text]) => [file, bytes(text)] as const)) };
      await of.repository.commit(async () => ({ ...drafts, author: ada, coAuthors: [], message: "m", saveId }));
    };
    await pushed({ [path]: "1" });
    await pushed({ "b.md": "1" });
    await pushed({ [path]: "2", "b.md": "2" });
    await pushed({ [path]: "3" });
    of.repository.foreign({ [path]: "4" });
    await pushed({ [path]: "5" });
    assert.equal((await of.wiki.saves({ path, limit: 9 })).saves.length, 6);
  });

  it("never takes more for one save than the wiki makes of one", async () => {
    const of = createTestWiki({ [path]: page });
    for (let count = 0; count < 20; count += 1) {
      const files = new Map([[path as string, new TextEncoder().encode(`${count}\n`)]]);
      await of.repository.commit(async () => ({ files, author: ada, coAuthors: [], message: "m", saveId: "5ave" }));
    }
    const { saves } = await of.wiki.saves({ path, limit: 99 });
    assert.equal(saves.length, 4);
    const middle = (await steps(of))[10];
    assert.ok(((await of.wiki.change(middle?.oid ?? ""))?.save.length ?? 0) <= 8);
  });
});

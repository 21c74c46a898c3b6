import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WikiError } from "../../server/errors.ts";
import type { PagePath } from "../../server/text/page-path.ts";
import { createTestWiki, rest, type TestWiki, takeHand } from "../kit/wiki.ts";

const path = "a.md" as PagePath;
const page = "Title\n-----\n\none\n\ntwo\n\nthree\n";
const ada = { name: "Ada", email: "ada@example.org" };
const bo = { name: "Bo", email: "bo@example.org" };

async function head(of: TestWiki): Promise<string> {
  const oid = await of.wiki.head();
  assert.ok(oid);
  return oid;
}

function submit(of: TestWiki, base: string, text: string, by = ada) {
  return of.wiki.submit(path, { text, base, message: "", by });
}

const refusedAs = (code: string) => (cause: unknown) => cause instanceof WikiError && cause.code === code;

describe("a whole text", () => {
  it("is committed by who sent it", async () => {
    const of = createTestWiki({ [path]: page });
    const outcome = await submit(of, await head(of), page.replace("two", "2"));
    assert.equal(outcome.merged, false);
    assert.equal(of.repository.text(path), page.replace("two", "2"));
    assert.deepEqual((await of.repository.find(outcome.commit))?.author, ada);
  });

  it("is merged with what others saved since its base", async () => {
    const of = createTestWiki({ [path]: page });
    const base = await head(of);
    await submit(of, base, page.replace("one", "one by Bo"), bo);
    const outcome = await submit(of, base, page.replace("three", "three by Ada"));
    assert.equal(outcome.merged, true);
    assert.equal(of.repository.text(path), page.replace("one", "one by Bo").replace("three", "three by Ada"));
  });

  it("keeps both sides of a line that both changed", async () => {
    const of = createTestWiki({ [path]: page });
    const base = await head(of);
    await submit(of, base, page.replace("two", "a two"), bo);
    await submit(of, base, page.replace("two", "two z"));
    assert.equal(of.repository.text(path), page.replace("two", "a two z"));
  });

  it("comes into an open room beside what is typed there, which is committed first under its own name", async () => {
    const of = createTestWiki({ [path]: page });
    const base = await head(of);
    const hand = await takeHand(of, path, bo);
    hand.type(hand.text().indexOf("one") + 3, " typed");
    await submit(of, base, page.replace("three", "three sent"));
    await rest();
    const both = page.replace("one", "one typed").replace("three", "three sent");
    assert.equal(hand.text(), both);
    assert.equal(of.repository.text(path), both);
    const authors = (await of.repository.commits({ limit: 2 })).map((commit) => commit.author.name);
    assert.deepEqual(authors, ["Ada", "Bo"]);
    await of.wiki.save(path, bo);
    assert.equal(of.repository.text(path), both);
  });

  it("with CRLF, as forms send it, changes only what was changed", async () => {
    const of = createTestWiki({ [path]: page });
    await submit(of, await head(of), page.replace("two", "2").replaceAll("\n", "\r\n"));
    assert.equal(of.repository.text(path), page.replace("two", "2"));
  });

  it("that changes nothing makes no commit", async () => {
    const of = createTestWiki({ [path]: page });
    const base = await head(of);
    assert.deepEqual(await submit(of, base, page), { commit: base, merged: false, met: null });
    assert.equal(await head(of), base);
  });

  it("from a version the page never had is refused, and nothing changes", async () => {
    const of = createTestWiki({ [path]: page });
    const base = await head(of);
    await assert.rejects(submit(of, "0123456789012345678901234567890123456789", "x"), refusedAs("unknown-base"));
    await assert.rejects(submit(of, "", "x"), refusedAs("unknown-base"));
    assert.equal(await head(of), base);
  });

  it("for a page that is not there, or is no text, is refused", async () => {
    const of = createTestWiki({ "b.md": "b\n" });
    await assert.rejects(submit(of, await head(of), "x"), refusedAs("not-found"));
  });
});

describe("a new page", () => {
  const text = "New\n---\n";

  it("is one commit", async () => {
    const of = createTestWiki({ [path]: page });
    const { commit } = await of.wiki.create({ path: "events/2026/11/new.md" as PagePath, text, by: ada });
    assert.equal(of.repository.text("events/2026/11/new.md"), text);
    assert.equal((await of.repository.find(commit))?.message, "Begin New");
  });

  it("where something is already, but for case or Unicode form, is refused", async () => {
    const of = createTestWiki({ "events/2026/11/café.md": page });
    for (const taken of ["events/2026/11/café.md", "Events/2026/11/CAFE\u0301.md", "events/2026/11/café.md/x.md"]) {
      await assert.rejects(of.wiki.create({ path: taken as PagePath, text, by: ada }), refusedAs("exists"), taken);
    }
  });

  it("made by two at once is the first one's", async () => {
    const of = createTestWiki({ [path]: page });
    const create = (by: typeof ada) => of.wiki.create({ path: "n.md" as PagePath, text: `${by.name}\n`, by });
    const [first, second] = await Promise.allSettled([create(ada), create(bo)]);
    assert.equal(first.status, "fulfilled");
    assert.equal(second.status, "rejected");
    assert.equal(of.repository.text("n.md"), "Ada\n");
  });
});

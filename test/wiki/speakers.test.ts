import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PagePath } from "../../server/text/page-path.ts";
import { speakersOf } from "../../server/text/speakers.ts";
import { type SpokenPage, saySame, speakerIndex } from "../../server/wiki/speakers.ts";

/** A page whose talks have these lines of names. */
function page(path: string, date: string | null, ...lines: readonly string[]): SpokenPage {
  const given = lines.map((line, index) => ({
    slug: `talk-${index + 1}`,
    title: `Talk ${index + 1}`,
    speakers: speakersOf(line) ?? assert.fail(`${line} names nobody`),
  }));
  return { path: `events/${path}.md` as PagePath, title: path, date, given };
}

const talksOf = (index: ReturnType<typeof speakerIndex>, name: string, handle: string | null = null): string[] =>
  (index.find({ name, handle })?.talks ?? []).map(({ path, slug }) => `${path}#${slug}`);

describe("the speakers of a wiki", () => {
  it("have their talks of all pages, newest first", () => {
    const index = speakerIndex([
      page("2016/06/dockercon16", "Mon Jun 20 2016", "Ann Lee @annlee"),
      page("2017/04/dockercon17", "Mon Apr 17 2017", "Ann Lee @annlee", "Bo Roe @bo"),
      page("2016/06/later", "Wed Jun 29 2016", "Ann Lee @annlee"),
    ]);
    assert.deepEqual(talksOf(index, "Ann Lee", "@annlee"), [
      "events/2017/04/dockercon17.md#talk-1",
      "events/2016/06/later.md#talk-1",
      "events/2016/06/dockercon16.md#talk-1",
    ]);
    assert.deepEqual(
      index.all.map(({ name, handle }) => [name, handle]),
      [
        ["Ann Lee", "@annlee"],
        ["Bo Roe", "@bo"],
      ],
    );
  });

  it("are one person by their handle, however it and the name are written", () => {
    const index = speakerIndex([page("2016/1", null, "Ann Lee @AnnLee", "ann lee @annlee", "@annlee")]);
    assert.equal(index.all.length, 1);
    assert.equal(talksOf(index, "somebody", "@ANNLEE").length, 3);
  });

  it("are one person by a name that is written with one handle elsewhere", () => {
    const index = speakerIndex([page("2016/1", null, "Ann Lee @annlee"), page("2017/1", null, "Ann Lee")]);
    assert.equal(index.all.length, 1);
    assert.equal(talksOf(index, "Ann Lee").length, 2);
  });

  it("are two where a name has two handles, and who has none is a third", () => {
    const index = speakerIndex([page("2016/1", null, "Ann Lee @one", "Ann Lee @two", "Ann Lee")]);
    assert.equal(index.all.length, 3);
  });

  it("are not found by what names of objects do", () => {
    const index = speakerIndex([page("2016/1", null, "Ann Lee")]);
    for (const name of ["constructor", "__proto__", "toString"]) assert.equal(index.find({ name, handle: null }), null);
  });

  it("have a talk that names them twice once", () => {
    const index = speakerIndex([page("2016/1", null, "Ann Lee @annlee, Ann Lee @annlee")]);
    assert.equal(talksOf(index, "Ann Lee", "@annlee").length, 1);
  });
});

describe("two listings", () => {
  it("say the same where only texts of notes differ, and not where a speaker does", () => {
    const one = [page("2016/1", null, "Ann Lee"), page("2016/2", null, "Bo Roe")];
    const again = [page("2016/1", null, "Ann Lee"), page("2016/2", null, "Bo Roe")];
    assert.ok(saySame(one, again));
    assert.ok(!saySame(one, [page("2016/1", null, "Ann Lee"), page("2016/2", null, "Cy Roe")]));
    assert.ok(!saySame(one, one.slice(1)));
  });
});

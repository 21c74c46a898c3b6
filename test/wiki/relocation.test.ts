import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WikiError } from "../../server/errors.ts";
import type { PagePath } from "../../server/text/page-path.ts";
import type { News } from "../../server/wiki/news.ts";
import { createTestWiki, rest, type TestWiki, takeHand } from "../kit/wiki.ts";

const path = "events/a.md" as PagePath;
const to = "events/b.md" as PagePath;
const page = "Title\n-----\n\none\n\ntwo\n\nthree\n";
const ada = { name: "Ada", email: "ada@example.org" };
const bo = { name: "Bo", email: "bo@example.org" };

const refusedAs = (code: string) => (cause: unknown) => cause instanceof WikiError && cause.code === code;

async function newest(of: TestWiki) {
  const [commit] = await of.repository.commits({ limit: 1 });
  assert.ok(commit);
  return commit;
}

function newsOf(of: TestWiki, ...paths: PagePath[]): News[] {
  const heard: News[] = [];
  for (const one of paths) of.wiki.follow(one, (news) => news.kind !== "edited" && heard.push(news));
  return heard;
}

describe("a page that is moved", () => {
  it("is one commit, and its room and who is in it come along", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, ada);
    const room = await of.wiki.room(path);
    const news = newsOf(of, path);
    hand.type(0, "typed ");
    const { commit } = await of.wiki.move(path, to, bo);
    assert.equal((await newest(of)).oid, commit);
    assert.deepEqual((await newest(of)).author, bo);
    assert.equal(of.repository.text(path), null);
    assert.equal(of.repository.text(to), page);
    assert.equal(await of.wiki.room(to), room);
    assert.deepEqual(news, [{ kind: "moved", path, to, commit }]);
    hand.type(0, "and more ");
    await of.clock.move(10_000);
    assert.equal(of.repository.text(path), null);
    assert.equal(of.repository.text(to), `and more typed ${page}`);
  });

  it("has its old room's name still lead there, after a restart too", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, ada);
    const room = await of.wiki.room(path);
    hand.type(0, "typed ");
    await rest();
    await of.wiki.move(path, to, ada);
    hand.cut();
    const again = of.restart();
    assert.equal(again.rooms.locate(room).kind, "room");
    assert.deepEqual(await again.wiki.recover(), [to]);
    assert.equal(again.repository.text(to), `typed ${page}`);
  });

  it("is followed by its room, where the process ends between the commit and that", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, ada);
    const room = await of.wiki.room(path);
    hand.type(0, "typed ");
    await rest();
    const { move } = of.log;
    of.log.move = () => new Promise(() => {});
    void of.wiki.move(path, to, ada);
    await rest();
    assert.equal(of.repository.text(to), page);
    hand.cut();
    of.log.move = move;
    const again = of.restart();
    assert.deepEqual(await again.wiki.recover(), [to]);
    assert.equal(await again.wiki.room(to), room);
    assert.equal(again.repository.text(to), `typed ${page}`);
  });

  it("where something is already is refused, but for the page's own name in another case", async () => {
    const of = createTestWiki({ [path]: page, "events/c.md": "c\n" });
    const move = (wanted: string) => of.wiki.move(path, wanted as PagePath, ada);
    for (const taken of [path, "events/c.md", "Events/C.md", "events/c.md/y.md"]) {
      await assert.rejects(async () => move(taken), refusedAs("exists"), taken);
    }
    await move("events/A.md");
    assert.equal(of.repository.text("events/A.md"), page);
  });

  it("that is not there is refused", async () => {
    const of = createTestWiki({ [path]: page });
    await assert.rejects(of.wiki.move("x.md" as PagePath, to, ada), refusedAs("not-found"));
  });

  it("to the address of a deleted page whose unsaved text is kept is refused; once that has nothing, it is not", async () => {
    const of = createTestWiki({ [path]: page, [to]: "other\n" });
    const hand = await takeHand(of, to, bo);
    await of.wiki.remove(to, bo);
    hand.type(0, "unsaved ");
    await rest();
    await takeHand(of, path, ada);
    await assert.rejects(of.wiki.move(path, to, ada), refusedAs("exists"));
    hand.leave();
    await assert.rejects(of.wiki.move(path, to, ada), refusedAs("exists"));
    await of.wiki.restore(to, null, bo);
    await of.wiki.remove(to, bo);
    await of.wiki.move(path, to, ada);
    assert.equal(of.repository.text(to), page);
  });
});

describe("a page that somebody renamed with git", () => {
  it("is followed by its open room within two seconds, and the room is told", async () => {
    const of = createTestWiki({ [path]: page, "x.md": "x\n" });
    const hand = await takeHand(of, path, ada);
    const news = newsOf(of, path);
    await of.clock.move(1500);
    hand.type(0, "typed ");
    const commit = of.repository.foreign({ [path]: null, [to]: page });
    await of.clock.move(2000);
    assert.deepEqual(news, [{ kind: "moved", path, to, commit }]);
    await of.clock.move(10_000);
    assert.equal(of.repository.text(to), `typed ${page}`);
    assert.equal(of.repository.text(path), null);
  });

  it("and changed a little is followed too, and the change comes in", async () => {
    const long = `${page}${"a line that says something\nand another one\n".repeat(5)}`;
    const of = createTestWiki({ [path]: long });
    const hand = await takeHand(of, path, ada);
    await of.clock.move(1500);
    hand.type(hand.text().indexOf("three"), "typed ");
    of.repository.foreign({ [path]: null, [to]: long.replace("one", "1") });
    await of.clock.move(15_000);
    assert.equal(of.repository.text(to), long.replace("one", "1").replace("three", "typed three"));
    assert.equal(hand.text(), of.repository.text(to));
  });

  it("in two steps is followed to where it is", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, ada);
    hand.type(0, "typed ");
    of.repository.foreign({ [path]: null, "m.md": page });
    of.repository.foreign({ "m.md": null, [to]: page });
    await of.clock.move(15_000);
    assert.equal(of.repository.text(to), `typed ${page}`);
  });

  it("is not followed to one of two pages like it", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, ada);
    hand.type(0, "typed ");
    of.repository.foreign({ [path]: null, [to]: page, "c.md": page });
    await of.clock.move(15_000);
    assert.equal(of.repository.text(to), page);
    assert.equal((await of.wiki.gone(path))?.unsaved, true);
  });

  it("is not taken for another page where neither has a word on it", async () => {
    const of = createTestWiki({ [path]: "\n" });
    await of.wiki.room(path);
    of.repository.foreign({ [path]: null, [to]: "\n" });
    assert.equal((await of.wiki.gone(path))?.to, null);
  });

  it("has its room when somebody opens it under its new name first", async () => {
    const of = createTestWiki({ [path]: page });
    const room = await of.wiki.room(path);
    of.repository.foreign({ [path]: null, [to]: page });
    assert.equal(await of.wiki.room(to), room);
  });
});

describe("a page that is deleted", () => {
  it("has what was typed committed first; the removal is one commit, and the room is told", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, bo);
    const news = newsOf(of, path);
    hand.type(0, "typed ");
    const { commit } = await of.wiki.remove(path, ada);
    const [removal, save] = await of.repository.commits({ path, limit: 2 });
    assert.equal(removal?.oid, commit);
    assert.deepEqual([removal?.author, save?.author], [ada, bo]);
    assert.equal((await of.wiki.page(path, save?.oid))?.text, `typed ${page}`);
    assert.deepEqual(
      news.map(({ kind }) => kind),
      ["committed", "deleted"],
    );
    assert.equal(await of.wiki.page(path), null);
    assert.deepEqual(await of.wiki.gone(path), { commit, to: null, unsaved: false });
  });

  it("is not made again by what is typed on it, nor by a restart; the text is kept", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, bo);
    await of.wiki.remove(path, ada);
    hand.type(0, "too late ");
    await of.clock.move(120_000);
    assert.equal(of.repository.text(path), null);
    hand.cut();
    const again = of.restart();
    assert.deepEqual(await again.wiki.recover(), []);
    assert.deepEqual(again.troubles, []);
    assert.equal(again.repository.text(path), null);
    assert.equal((await again.wiki.gone(path))?.unsaved, true);
    const back = await takeHandOn(again, path, hand.doc);
    assert.equal(back.text(), `too late ${page}`);
  });

  it("comes back in one commit with what was typed since, credited to who typed it", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, bo);
    const news = newsOf(of, path);
    await of.wiki.remove(path, ada);
    hand.type(0, "too late ");
    await rest();
    const { commit } = await of.wiki.restore(path, null, ada);
    assert.equal(of.repository.text(path), `too late ${page}`);
    const made = await newest(of);
    assert.deepEqual([made.oid, made.author, made.message], [commit, bo, "Bring back Title"]);
    assert.equal(news.at(-1)?.kind, "committed");
    hand.type(0, "and on ");
    await of.clock.move(10_000);
    assert.equal(of.repository.text(path), `and on too late ${page}`);
  });

  it("comes back as it was last, where nothing was typed and nobody had ever opened it", async () => {
    const raw = "\ufeffTitle\r\n\r\nlast\r\n";
    const of = createTestWiki({ [path]: raw });
    await of.wiki.remove(path, ada);
    await of.wiki.restore(path, null, bo);
    assert.equal(of.repository.text(path), raw);
    assert.deepEqual((await newest(of)).author, bo);
    await assert.rejects(of.wiki.restore(path, null, bo), refusedAs("exists"));
    await assert.rejects(of.wiki.restore("never.md" as PagePath, null, bo), refusedAs("not-found"));
  });

  it("by somebody with git after a change comes back with the change, and with what was typed", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, bo);
    const news = newsOf(of, path);
    await of.clock.move(1500);
    of.repository.foreign({ [path]: page.replace("three", "3") });
    const commit = of.repository.foreign({ [path]: null });
    await of.clock.move(2000);
    assert.deepEqual(news, [{ kind: "deleted", path, commit }]);
    hand.type(0, "typed ");
    await of.clock.move(60_000);
    assert.equal(of.repository.text(path), null);
    await of.wiki.restore(path, null, ada);
    assert.equal(of.repository.text(path), `typed ${page.replace("three", "3")}`);
  });

  it("and begun anew has its room go on, with what was typed there since", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, bo);
    await of.wiki.remove(path, ada);
    hand.type(hand.text().length, "too late\n");
    await rest();
    await of.wiki.create({ path, text: "Anew\n----\n", by: ada });
    await of.clock.move(10_000);
    assert.equal(of.repository.text(path), "Anew\n----\ntoo late\n");
    assert.equal(hand.text(), of.repository.text(path));
  });

  it("that is not there is refused", async () => {
    const of = createTestWiki({ [path]: page });
    await assert.rejects(of.wiki.remove(to, ada), refusedAs("not-found"));
    assert.equal(await of.wiki.gone(path), null);
    assert.equal(await of.wiki.gone(to), null);
  });

  it("leaves memory like any other, though its text is not committed", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, bo);
    await of.wiki.remove(path, ada);
    hand.type(0, "too late ");
    const room = of.rooms.loaded(path);
    assert.deepEqual([room?.gone, room?.unsettled()], [true, true]);
  });
});

describe("links to a page that is moved", () => {
  const linking = "events/c.md" as PagePath;
  const far = "archive/2016/b.md" as PagePath;
  const text = "See [it](a.md#one), `[it](a.md)` and [another](d.md).\r\n";

  it("lead to its new path from the same commit on, and line ends stay", async () => {
    const of = createTestWiki({ [path]: page, [linking]: text, "events/d.md": "No link.\n" });
    const { commit } = await of.wiki.move(path, far, bo);
    assert.equal(of.repository.text(linking), text.replace("a.md#one", "../archive/2016/b.md#one"));
    const made = await newest(of);
    assert.equal(made.oid, commit);
    assert.deepEqual(made.changes.map((change) => change.path).sort(), [far, path, linking].sort());
  });

  it("are in what is typed too, and come into open rooms beside it", async () => {
    const of = createTestWiki({ [path]: page, [linking]: "First\n\nSee [it](a.md).\n" });
    const hand = await takeHand(of, linking, ada);
    const news = newsOf(of, linking);
    hand.type(hand.text().length, "\nAnd [again](a.md).\n");
    await rest();
    const { commit } = await of.wiki.move(path, far, bo);
    hand.type(0, "Typed. ");
    const to = "../archive/2016/b.md";
    assert.equal(hand.text(), `Typed. First\n\nSee [it](${to}).\n\nAnd [again](${to}).\n`);
    assert.ok(news.some((one) => one.kind === "committed" && one.commit === commit));
    await of.clock.move(10_000);
    assert.equal(of.repository.text(linking), hand.text());
  });

  it("and its own links lead where they led, in an open room as well", async () => {
    const own = "Title\n-----\n\n![p](a/p.png) and [c](c.md)\n";
    const of = createTestWiki({ [path]: own, [linking]: text });
    const hand = await takeHand(of, path, ada);
    await of.wiki.move(path, far, bo);
    const moved = own.replace("a/p.png", "../../events/a/p.png").replace("c.md", "../../events/c.md");
    assert.equal(of.repository.text(far), moved);
    assert.equal(hand.text(), moved);
  });

  it("do not hide where a page of nothing but links has gone", async () => {
    const of = createTestWiki({ [path]: "[p](p.md)\n[q](q.md)\n[r](r.md)\n" });
    await of.wiki.move(path, far, bo);
    assert.equal((await of.wiki.gone(path))?.to, far);
  });
});

describe("a save that is undone", () => {
  const save = async (of: TestWiki, text: string, by = ada) => {
    const base = (await of.repository.head()) ?? "";
    return (await of.wiki.submit(path, { text, base, message: "", by })).commit;
  };

  it("takes back what it did, and what was written since stays, typed or saved", async () => {
    const of = createTestWiki({ [path]: page });
    const wrong = await save(of, page.replace("two", "2"));
    await save(of, page.replace("two", "2").replace("three", "3"), bo);
    const hand = await takeHand(of, path, bo);
    hand.type(0, "typed ");
    await rest();
    const { commit, met } = await of.wiki.undo(path, wrong, ada);
    const left = `typed ${page.replace("three", "3")}`;
    assert.deepEqual([of.repository.text(path), hand.text(), met], [left, left, null]);
    const made = await of.repository.find(commit);
    assert.deepEqual([made?.author, made?.message.startsWith(`Undo ${wrong.slice(0, 7)}: `)], [ada, true]);
  });

  it("twice is as once", async () => {
    const of = createTestWiki({ [path]: page });
    const wrong = await save(of, page.replace("two", "2"));
    await of.wiki.undo(path, wrong, ada);
    const { oid } = await newest(of);
    await of.wiki.undo(path, wrong, ada);
    assert.deepEqual([(await newest(of)).oid, of.repository.text(path)], [oid, page]);
  });

  it("keeps both where its line was changed since, and tells of it", async () => {
    const of = createTestWiki({ [path]: page });
    const wrong = await save(of, page.replace("two", "wrong"));
    const later = await save(of, page.replace("two", "wrong and more"), bo);
    const { met } = await of.wiki.undo(path, wrong, ada);
    assert.equal(met, later);
    assert.match(of.repository.text(path) ?? "", /two/);
    assert.match(of.repository.text(path) ?? "", /and more/);
  });

  it("of several people is taken back whole, by any of its commits", async () => {
    const of = createTestWiki({ [path]: page });
    const [one, two] = [await takeHand(of, path, ada), await takeHand(of, path, bo)];
    one.type(one.text().indexOf("one"), "ada ");
    two.type(two.text().indexOf("three"), "bo ");
    await of.clock.move(10_000);
    const commits = await of.repository.commits({ path, limit: 2 });
    assert.equal(commits[0]?.saveId, commits[1]?.saveId);
    await of.wiki.undo(path, commits[1]?.oid ?? "", ada);
    assert.equal(of.repository.text(path), page);
  });

  it("and began the page, or never touched it, is refused", async () => {
    const of = createTestWiki({ [path]: page });
    const begun = (await newest(of)).oid;
    const { commit } = await of.wiki.create({ path: to, text: page, by: ada });
    await assert.rejects(of.wiki.undo(path, begun, ada), refusedAs("bad-request"));
    await assert.rejects(of.wiki.undo(path, commit, ada), refusedAs("not-found"));
  });
});

describe("a version that is restored", () => {
  it("is one commit, and comes into an open room beside what is typed there", async () => {
    const of = createTestWiki({ [path]: page });
    const [first] = await of.repository.commits({ limit: 1 });
    of.repository.foreign({ [path]: page.replace("two", "2").replace("three", "3") });
    const hand = await takeHand(of, path, bo);
    hand.type(hand.text().indexOf("one"), "typed ");
    assert.ok(first);
    const { commit } = await of.wiki.restore(path, first.oid, ada);
    const both = page.replace("one", "typed one");
    assert.equal(of.repository.text(path), page);
    assert.equal(hand.text(), both);
    const made = await of.repository.find(commit);
    assert.deepEqual([made?.author, made?.message], [ada, `Restore Title as of ${first.oid.slice(0, 7)}`]);
    await of.clock.move(10_000);
    assert.equal(of.repository.text(path), both);
    assert.deepEqual((await newest(of)).author, bo);
  });

  it("brings a deleted page back as it was then", async () => {
    const of = createTestWiki({ [path]: page });
    const [first] = await of.repository.commits({ limit: 1 });
    of.repository.foreign({ [path]: page.replace("two", "2") });
    await of.wiki.remove(path, ada);
    await of.wiki.restore(path, first?.oid ?? "", ada);
    assert.equal(of.repository.text(path), page);
  });

  it("that had no such page is refused", async () => {
    const of = createTestWiki({ [path]: page });
    const [first] = await of.repository.commits({ limit: 1 });
    of.repository.foreign({ [to]: page });
    await assert.rejects(of.wiki.restore(to, first?.oid ?? "", ada), refusedAs("not-found"));
  });
});

describe("a commit made with git", () => {
  it("comes into open rooms within two seconds, and who follows the page is told", async () => {
    const of = createTestWiki({ [path]: page });
    const news = newsOf(of, path);
    const hand = await takeHand(of, path, ada);
    const commit = of.repository.foreign({ [path]: page.replace("two", "2") });
    await of.clock.move(2000);
    assert.equal(hand.text(), page.replace("two", "2"));
    assert.deepEqual(news, [{ kind: "pushed", path, commit }]);
    await of.wiki.save(path, ada);
    await of.clock.move(5000);
    assert.equal(news.length, 1, "what the wiki does itself is not told as a push");
  });

  it("that changed the line that is typed on is told with both commits, and both are kept", async () => {
    const of = createTestWiki({ [path]: page });
    const news = newsOf(of, path);
    const hand = await takeHand(of, path, ada);
    await of.clock.move(1500);
    hand.type(hand.text().indexOf("two"), "typed ");
    const outside = of.repository.foreign({ [path]: page.replace("two", "two pushed") });
    await of.clock.move(1500);
    assert.equal(of.repository.text(path), page.replace("two", "typed two pushed"));
    const save = await newest(of);
    assert.deepEqual(save.author, ada);
    const met = news.filter(({ kind }) => kind === "met");
    assert.deepEqual(met, [{ kind: "met", path, commits: [outside, save.oid], talks: [] }]);
    await of.clock.move(60_000);
    assert.equal(news.filter(({ kind }) => kind === "met").length, 1);
  });

  it("on another line is not told so", async () => {
    const of = createTestWiki({ [path]: page });
    const news = newsOf(of, path);
    const hand = await takeHand(of, path, ada);
    hand.type(hand.text().indexOf("two"), "typed ");
    of.repository.foreign({ [path]: page.replace("three", "3") });
    await of.clock.move(20_000);
    assert.equal(of.repository.text(path), page.replace("two", "typed two").replace("three", "3"));
    assert.deepEqual(
      news.map(({ kind }) => kind),
      ["pushed", "committed"],
    );
  });
});

/** A hand on a page that is not there any more, by its old room. */
async function takeHandOn(of: TestWiki, at: PagePath, doc: Parameters<typeof takeHand>[3]) {
  const found = of.rooms.find(at);
  assert.ok(found);
  const lease = await of.wiki.enter(found);
  assert.ok(doc);
  return { text: () => lease.room.text() };
}

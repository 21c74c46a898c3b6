import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PagePath } from "../../server/text/page-path.ts";
import { createTestWiki, rest, takeHand } from "../kit/wiki.ts";

const path = "events/2026/11/lanternfish.md" as PagePath;
const page = "Lanternfish\n-----------\n\n\n\nOpening\n-------\nAda Lin\n\n- one\n\n\n\nExpo\n----\n\n- two\n";
const ada = { name: "Ada", email: "ada@example.org" };
const bo = { name: "Bo", email: "bo@example.org" };

async function newest(of: ReturnType<typeof createTestWiki>) {
  const [commit] = await of.repository.commits({ limit: 1 });
  assert.ok(commit);
  return commit;
}

describe("a save", () => {
  it("is one commit by who typed, with a message that names the talk", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, ada);
    hand.type(page.indexOf("- one") + 5, " and a half");
    const { commit } = await of.wiki.save(path, ada);
    const saved = await newest(of);
    assert.equal(saved.oid, commit);
    assert.deepEqual(saved.author, ada);
    assert.deepEqual(saved.coAuthors, []);
    assert.equal(saved.message, "Lanternfish: Opening");
    assert.equal(of.repository.text(path), page.replace("- one", "- one and a half"));
  });

  it("credits who typed, and not who only pressed the button", async () => {
    const of = createTestWiki({ [path]: page });
    (await takeHand(of, path, ada)).type(page.length, "- three\n");
    await of.wiki.save(path, bo, " the end \n");
    const saved = await newest(of);
    assert.deepEqual([saved.author, saved.coAuthors, saved.message], [ada, [], "the end"]);
  });

  it("of nothing new makes no commit, and names the page's newest", async () => {
    const of = createTestWiki({ [path]: page });
    await takeHand(of, path, ada);
    const before = await newest(of);
    assert.deepEqual(await of.wiki.save(path, ada), { commit: before.oid });
    assert.equal((await newest(of)).oid, before.oid);
  });

  it("of text typed and taken back makes no commit, and empties the log", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, ada);
    hand.type(0, "x");
    hand.erase(0, 1);
    await of.wiki.save(path, ada);
    assert.equal((await of.repository.commits({ limit: 9 })).length, 1);
    assert.deepEqual(of.rooms.unsettled(), []);
  });

  it("asked for five times at once after five edits loses none of them", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, ada);
    const saves = [1, 2, 3, 4, 5].map((number) => {
      hand.type(page.length, `- edit ${number}\n`);
      return of.wiki.save(path, ada);
    });
    await Promise.all(saves);
    for (const number of [1, 2, 3, 4, 5]) assert.match(of.repository.text(path) ?? "", new RegExp(`edit ${number}\n`));
  });

  it("leaves the bytes outside what was typed as they were: CRLF, byte order mark, no newline at the end", async () => {
    const bytes = "\uFEFFOne\r\n---\r\n\r\n- a\n- b\r\n\r\nlast";
    const of = createTestWiki({ [path]: bytes });
    const hand = await takeHand(of, path, ada);
    hand.type(hand.text().indexOf("- b"), "- new\n");
    await of.wiki.save(path, ada);
    assert.equal(of.repository.text(path), "\uFEFFOne\r\n---\r\n\r\n- a\n- new\r\n- b\r\n\r\nlast");
  });

  it("is made by itself after quiet, counted from the last edit", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, ada);
    hand.type(page.length, "a");
    await of.clock.move(9000);
    hand.type(page.length, "b");
    await of.clock.move(9000);
    assert.equal(of.repository.text(path), page);
    await of.clock.move(1000);
    assert.equal(of.repository.text(path), `${page}ba`);
  });

  it("is made after the longest wait however busy the room", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, ada);
    for (let second = 0; second < 62; second += 1) {
      hand.type(page.length, "x");
      await of.clock.move(1000);
    }
    assert.match(of.repository.text(path) ?? "", /x{60}/);
  });

  it("is made soon after the last writer has left, and not while another is there", async () => {
    const of = createTestWiki({ [path]: page });
    const [one, two] = [await takeHand(of, path, ada), await takeHand(of, path, bo)];
    one.type(0, "x");
    one.leave();
    await of.clock.move(2500);
    assert.equal(of.repository.text(path), page);
    two.leave();
    await of.clock.move(2500);
    assert.equal(of.repository.text(path), `x${page}`);
  });

  it("that is refused is tried again, and its text is not lost meanwhile", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, ada);
    const commit = of.repository.commit;
    of.repository.commit = async () => {
      throw new Error("no space left");
    };
    hand.type(0, "x");
    await of.clock.move(10_000);
    assert.equal(of.troubles.length, 1);
    of.repository.commit = commit;
    await of.clock.move(20_000);
    assert.equal(of.repository.text(path), `x${page}`);
  });

  it("is merged with a commit that came in between, and with one that came under it", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, ada);
    hand.type(page.indexOf("- one") + 5, " typed");
    of.repository.foreign({ [path]: page.replace("- two", "- two by hand") });
    of.repository.meanwhile(() => of.repository.foreign({ [path]: page.replace("- two", "- two by hand again") }));
    await of.wiki.save(path, ada);
    const merged = page.replace("- one", "- one typed").replace("- two", "- two by hand again");
    assert.equal(of.repository.text(path), merged);
    await rest();
    assert.equal(hand.text(), merged);
  });

  it("on shutdown is made of everything", async () => {
    const of = createTestWiki({ [path]: page, "b.md": "b\n" });
    (await takeHand(of, path, ada)).type(0, "x");
    (await takeHand(of, "b.md" as PagePath, bo)).type(0, "y");
    await of.wiki.close();
    assert.equal(of.repository.text(path), `x${page}`);
    assert.equal(of.repository.text("b.md"), "yb\n");
  });
});

describe("after a crash", () => {
  it("what was typed and not committed is committed, by who typed it", async () => {
    const of = createTestWiki({ [path]: page });
    (await takeHand(of, path, bo)).type(0, "typed ");
    await rest();
    const again = of.restart();
    assert.deepEqual(await again.wiki.recover(), [path]);
    assert.equal(again.repository.text(path), `typed ${page}`);
    assert.deepEqual((await newest(again)).author, bo);
  });

  it("between the commit and the log's letting go, nothing doubles", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, ada);
    hand.type(0, "typed ");
    const settle = of.log.settle;
    of.log.settle = () => new Promise(() => {});
    void of.wiki.save(path, ada);
    await rest();
    hand.type(0, "and more ");
    await rest();
    assert.equal(of.repository.text(path), `typed ${page}`);
    of.log.settle = settle;
    const again = of.restart();
    await again.wiki.recover();
    assert.equal(again.repository.text(path), `and more typed ${page}`);
  });

  it("a client that comes back with its old document doubles nothing and loses nothing", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, ada);
    hand.type(0, "before ");
    await of.wiki.save(path, ada);
    hand.leave();
    hand.doc.getText("content").insert(0, "offline ");
    const again = of.restart();
    await again.wiki.recover();
    const back = await takeHand(again, path, ada, hand.doc);
    assert.equal(back.text(), `offline before ${page}`);
    await again.wiki.save(path, ada);
    assert.equal(again.repository.text(path), `offline before ${page}`);
  });
});

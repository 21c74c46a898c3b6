import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WikiError } from "../../server/errors.ts";
import type { PagePath } from "../../server/text/page-path.ts";
import type { NewPicture } from "../../server/wiki/wiki.ts";
import { createTestWiki, takeHand } from "../kit/wiki.ts";

const path = "events/a.md" as PagePath;
const page = "A page\n======\n\nwords\n";
const ada = { name: "Ada", email: "ada@example.org" };

function picture(name: string, letter = "a"): NewPicture {
  return { name, ending: "png", bytes: new TextEncoder().encode(letter), oid: letter.repeat(40), by: ada };
}

describe("a picture beside a page", () => {
  it("never takes a name that differs only in case or form from one that is there, or is a folder's", async () => {
    const of = createTestWiki({ [path]: page, "events/HALL.png": "x", "events/stage.png/b.md": "B\n=\n" });
    assert.equal((await of.wiki.addPicture(path, picture("hall"))).path, "events/hall-2.png");
    assert.equal((await of.wiki.addPicture(path, picture("stage", "b"))).path, "events/stage-2.png");
  });

  it("leaves an open room where it is: its text, its base, and what is typed in it", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, ada);
    hand.type(0, "typed ");
    await of.wiki.addPicture(path, picture("hall"));
    const text = hand.text();
    assert.equal(text, `typed ${page}`);
    await of.wiki.save(path, ada);
    assert.equal(of.repository.text(path), text);
    assert.equal(hand.text(), text);
  });

  it("is refused where there is no page, and where the disk takes nothing", async () => {
    const of = createTestWiki({ [path]: page });
    const code = (wanted: string) => (cause: unknown) => cause instanceof WikiError && cause.code === wanted;
    await assert.rejects(of.wiki.addPicture("events/b.md" as PagePath, picture("hall")), code("not-found"));
    const { commit } = of.repository;
    of.repository.commit = async () => {
      throw new WikiError("cannot-write", "The notes could not be written: ENOSPC.");
    };
    await assert.rejects(of.wiki.addPicture(path, picture("hall")), code("cannot-write"));
    of.repository.commit = commit;
    assert.equal((await of.wiki.addPicture(path, picture("hall"))).file, "hall.png");
  });

  it("is among the wiki's pictures, which stay the same map while only words change", async () => {
    const of = createTestWiki({ [path]: page });
    const before = await of.wiki.pictures();
    assert.equal(before.size, 0);
    const hand = await takeHand(of, path, ada);
    hand.type(0, "typed ");
    await of.wiki.save(path, ada);
    assert.equal(await of.wiki.pictures(), before);
    await of.wiki.addPicture(path, picture("hall"));
    assert.deepEqual([...(await of.wiki.pictures()).keys()], ["events/hall.png"]);
  });
});

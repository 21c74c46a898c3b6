import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PagePath } from "../../server/text/page-path.ts";
import { createTestWiki, rest, takeHand } from "../kit/wiki.ts";

const path = "events/2026/11/a.md" as PagePath;
const page = "A page\n======\n";
const ada = { name: "Ada", email: "ada@example.org" };

describe("a save that a crash cut short", () => {
  it("before its commit is made again, also where an older version reads the same", async () => {
    const of = createTestWiki({ [path]: page });
    const hand = await takeHand(of, path, ada);
    hand.type(0, "a thought ");
    await of.wiki.save(path, ada);
    hand.erase(0, "a thought ".length);
    await rest();
    // Staged, and then the process is gone: what was typed reads as the first version did.
    const { commit } = of.repository;
    of.repository.commit = async (draft) => {
      await draft(await of.repository.head());
      return new Promise(() => {});
    };
    void of.wiki.save(path, ada);
    await rest();
    of.repository.commit = commit;
    const stored = await of.log.load(of.rooms.find(path)?.id ?? "");
    assert.ok(stored?.staged);

    const again = of.restart();
    await again.wiki.recover();
    assert.equal(again.repository.text(path), page);
  });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { PagePath } from "../../server/text/page-path.ts";
import { createTestWiki, rest, type TestWiki, TIMES, takeHand } from "../kit/wiki.ts";

const page = "notes.md" as PagePath;
const ada = { name: "Ada", email: "ada@example.org" };

const begun = (): TestWiki => createTestWiki({ [page]: "one\n" });
const saved = async (of: TestWiki): Promise<number> => (await of.wiki.saves({ limit: 50 })).saves.length;

test("before the refs are shown, what is typed is committed", async () => {
  const of = begun();
  const hand = await takeHand(of, page, ada);
  hand.type(0, "typed ");
  await of.wiki.pushing.showing();
  assert.equal(of.repository.text(page), "typed one\n");
});

test("then nothing is saved by itself until the push is in, and what was due is saved after it", async () => {
  const of = begun();
  const hand = await takeHand(of, page, ada);
  await of.wiki.pushing.showing();
  hand.type(0, "later ");
  await of.clock.move(TIMES.quietMs + 1000);
  await of.wiki.pushing.arrived();
  await of.clock.move(20_000);
  assert.equal(of.repository.text(page), "one\n");
  of.repository.foreign({ [page]: "one\npushed\n" });
  await of.wiki.pushing.ended();
  await rest();
  assert.equal(hand.text(), "later one\npushed\n", "in the room at once, without a look on the clock");
  await of.clock.move(TIMES.quietMs);
  assert.equal(of.repository.text(page), "later one\npushed\n");
});

test("a pusher who never comes back holds up no save for more than fifteen seconds", async () => {
  const of = begun();
  const hand = await takeHand(of, page, ada);
  await of.wiki.pushing.showing();
  hand.type(0, "later ");
  await of.clock.move(14_000);
  // Who only asks again prolongs nothing.
  await of.wiki.pushing.showing();
  assert.equal(of.repository.text(page), "one\n");
  await of.clock.move(2000);
  assert.equal(of.repository.text(page), "later one\n");
});

test("a push that comes when it is not quiet any more finds all that was typed committed", async () => {
  const of = begun();
  const hand = await takeHand(of, page, ada);
  await of.wiki.pushing.showing();
  await of.clock.move(16_000);
  hand.type(0, "meanwhile ");
  await of.wiki.pushing.arrived();
  assert.equal(of.repository.text(page), "meanwhile one\n");
});

test("while it is quiet, who saves by hand is not held up", async () => {
  const of = begun();
  const hand = await takeHand(of, page, ada);
  await of.wiki.pushing.showing();
  hand.type(0, "by hand ");
  await of.wiki.save(page, ada);
  assert.equal(of.repository.text(page), "by hand one\n");
  assert.equal(await saved(of), 2);
});

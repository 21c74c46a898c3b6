import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PagePath } from "../../server/text/page-path.ts";
import { createRandom, type Random } from "../kit/random.ts";
import { createTestWiki, takeHand } from "../kit/wiki.ts";
import { people, type Run, step, wake, wordsIn } from "./wiki-acts.ts";

/**
 * Three people type; forms and scripts save whole texts; somebody commits, renames and deletes with git; versions are
 * restored, pages moved, deleted and brought back; the process crashes and starts again; epochs end, and who slept through
 * that hands over what they had, twice; all at random. Every word that was ever put in, and not taken out by who restored
 * an older version, stands once in the end.
 *
 * `CASES=1500` for a thorough run, `SEED=…` for one that failed.
 */
const CASES = Number(process.env.CASES ?? 150);
const STEPS = 50;

const path = "events/2026/11/room.md" as PagePath;
const page =
  "Room\n----\n\n\n\nOne\n---\n\n- first 😀 line\n- second line\n\n\n\nTwo\n---\n\n- third line\n- fourth line\n";

async function begin(random: Random): Promise<Run> {
  const of = createTestWiki({ [path]: random.chance(0.3) ? page.replaceAll("\n", "\r\n") : page });
  const hands = await Promise.all(people.map((person) => takeHand(of, path, person)));
  return { of, path, hands, sleepers: [], words: new Map(), random, count: 0, moves: 0 };
}

async function check(run: Run, told: string): Promise<void> {
  // Long enough for a rename to be seen and followed.
  await run.of.clock.move(2000);
  for (const sleeper of run.sleepers) await wake(run, sleeper);
  await run.of.wiki.save(run.path, { name: "Dee", email: "dee@example.org" });
  const text = (run.of.repository.text(run.path) ?? "").replaceAll("\r\n", "\n");
  const counts = wordsIn(text);
  for (const [word, stays] of run.words) {
    const times = counts.get(word) ?? 0;
    assert.equal(times, stays ? 1 : 0, `${told}: ${word} stands ${times} times in\n${text}`);
  }
  for (const hand of run.hands) assert.equal(hand.text(), text, `${told}: a copy differs`);
  assert.ok(holdsInOrder(text, page), `${told}: something of the first text is gone from\n${text}`);
  assert.deepEqual(run.of.troubles, [], told);
}

/** Every character of `part` but white space is in `whole`, in the same order. */
function holdsInOrder(whole: string, part: string): boolean {
  let at = 0;
  for (const character of part.replaceAll(/\s/g, "")) {
    at = whole.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

describe("the room and git together", () => {
  it(`lose nothing, double nothing and agree, in ${CASES} cases of chance`, { timeout: 900_000 }, async (context) => {
    const first = createRandom();
    context.diagnostic(`seed ${first.seed}`);
    for (let number = 0; number < CASES; number += 1) {
      const random = createRandom(first.seed + number);
      const told = `seed ${random.seed}`;
      const run = await begin(random);
      try {
        for (let count = 0; count < STEPS; count += 1) await step(run);
      } catch (cause) {
        throw new Error(told, { cause });
      }
      await check(run, told);
    }
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PagePath } from "../../server/text/page-path.ts";
import { createRandom, type Random } from "../kit/random.ts";
import { createTestWiki, type Hand, rest, type TestWiki, takeHand } from "../kit/wiki.ts";

/**
 * Three people type, forms and scripts save whole texts, somebody commits on the server, the process crashes and starts
 * again, all at random. Every token that was ever put in, and not taken out by who put it in, stands once in the end.
 */
const CASES = Number(process.env.CASES ?? 300);
const STEPS = 40;

const path = "events/2026/11/room.md" as PagePath;
const page =
  "Room\n----\n\n\n\nOne\n---\n\n- first 😀 line\n- second line\n\n\n\nTwo\n---\n\n- third line\n- fourth line\n";
const people = ["Ada", "Bo", "Cy"].map((name) => ({ name, email: `${name.toLowerCase()}@example.org` }));

interface Run {
  of: TestWiki;
  hands: Hand[];
  readonly tokens: Set<string>;
  readonly random: Random;
  count: number;
}

function token(run: Run): string {
  run.count += 1;
  const made = `[t${run.count}]`;
  run.tokens.add(made);
  return made;
}

/** A place between two characters that are not one. */
function place(run: Run, text: string): number {
  const at = run.random.int(text.length + 1);
  const inPair = /[\udc00-\udfff]/.test(text[at] ?? "");
  const inToken = /\[t?\d*$/.test(text.slice(0, at));
  return inPair ? at + 1 : inToken ? text.indexOf("]", at) + 1 : at;
}

/** A whole text with a token on a line of its own or in a line, as a form sends it. */
function rewritten(run: Run, text: string): string {
  const lines = text.split("\n");
  const at = run.random.int(lines.length);
  if (run.random.chance(0.5)) lines.splice(at, 0, `- ${token(run)} added`);
  else lines[at] = `${lines[at]} ${token(run)}`;
  return lines.join(run.random.chance(0.3) ? "\r\n" : "\n");
}

async function step(run: Run): Promise<void> {
  const { of, random } = run;
  const by = random.pick(people);
  const hand = random.pick(run.hands);
  const chance = random.int(100);
  if (chance < 60) hand.type(place(run, hand.text()), token(run));
  else if (chance < 70) await of.wiki.save(path, by);
  else if (chance < 80) await submit(run, by);
  else if (chance < 88)
    of.repository.foreign({ [path]: rewritten(run, of.repository.text(path) ?? "").replaceAll("\r\n", "\n") });
  else if (chance < 92) of.repository.meanwhile(() => foreignToken(run));
  else if (chance < 97) await of.clock.move(random.int(15_000));
  else await crash(run);
}

function foreignToken(run: Run): void {
  const text = run.of.repository.text(path) ?? "";
  run.of.repository.foreign({ [path]: `${text}${token(run)}\n` });
}

/** From an old base as often as from the newest. */
async function submit(run: Run, by: (typeof people)[number]): Promise<void> {
  const commits = await run.of.repository.commits({ path, limit: 4 });
  const base = run.random.pick(commits).oid;
  const committed = await run.of.wiki.page(path, base);
  assert.ok(committed);
  await run.of.wiki.submit(path, { text: rewritten(run, committed.text), base, message: "", by });
}

/** The process ends where it stands, sometimes between a commit and the log's letting go; everybody comes back. */
async function crash(run: Run): Promise<void> {
  const { of } = run;
  if (run.random.chance(0.5)) {
    const settle = of.log.settle;
    of.log.settle = () => new Promise(() => {});
    void of.wiki.save(path, run.random.pick(people));
    await rest();
    of.log.settle = settle;
  }
  run.of = of.restart();
  await run.of.wiki.recover();
  run.hands = await Promise.all(run.hands.map(({ doc }, index) => takeHand(run.of, path, people[index] ?? null, doc)));
}

async function check(run: Run, told: string): Promise<void> {
  await run.of.wiki.save(path, null as never);
  const text = run.of.repository.text(path) ?? "";
  for (const made of run.tokens) {
    const times = text.split(made).length - 1;
    assert.equal(times, 1, `${told}: ${made} stands ${times} times in\n${text}`);
  }
  for (const hand of run.hands) assert.equal(hand.text(), text, `${told}: a copy differs`);
  assert.ok(holdsInOrder(text, page), `${told}: something of the first text is gone from\n${text}`);
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
  it(`lose nothing, double nothing and agree, in ${CASES} cases of chance`, { timeout: 600_000 }, async (context) => {
    const first = createRandom();
    context.diagnostic(`seed ${first.seed}`);
    for (let number = 0; number < CASES; number += 1) {
      const random = createRandom(first.seed + number);
      const of = createTestWiki({ [path]: page });
      const hands = await Promise.all(people.map((person) => takeHand(of, path, person)));
      const run: Run = { of, hands, tokens: new Set(), random, count: 0 };
      for (let count = 0; count < STEPS; count += 1) await step(run);
      await check(run, `seed ${random.seed}`);
    }
  });
});

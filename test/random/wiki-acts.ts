/** What can happen to a page, one thing at a time, by chance; and what must be in it in the end. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { seedOf, textOf } from "../../server/docs/page-doc.ts";
import { roomName } from "../../server/docs/update-log.ts";
import type { PagePath } from "../../server/text/page-path.ts";
import type { Random } from "../kit/random.ts";
import { type Hand, rest, type TestWiki, takeHand } from "../kit/wiki.ts";

export const people = ["Ada", "Bo", "Cy"].map((name) => ({ name, email: `${name.toLowerCase()}@example.org` }));

/** Somebody who is away with a copy of a room, typing on. */
export interface Sleeper {
  readonly room: string;
  readonly doc: Y.Doc;
}

export interface Run {
  of: TestWiki;
  path: PagePath;
  hands: Hand[];
  sleepers: Sleeper[];
  /** Every word that was put in, and whether it is to be there: a version that is restored takes words out and brings some back. */
  readonly words: Map<string, boolean>;
  readonly random: Random;
  count: number;
  moves: number;
}

/** How often each word stands in a text: `t1`, `t2`, … */
export function wordsIn(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.matchAll(/t\d+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function token(run: Run): string {
  run.count += 1;
  run.words.set(`t${run.count}`, true);
  return `[t${run.count}]`;
}

/** A place between two characters that are not one, and not within a word. */
function place({ random }: Run, text: string): number {
  let at = random.int(text.length + 1);
  while (/[\udc00-\udfff]/.test(text[at] ?? "") || (/\d/.test(text[at] ?? "") && /t\d*$/.test(text.slice(0, at))))
    at += 1;
  return at;
}

function typeInto(run: Run, content: Y.Text): void {
  content.insert(place(run, content.toString()), token(run));
}

/** A whole text with a token on a line of its own or in a line, as a form sends it. */
function rewritten(run: Run, text: string): string {
  const lines = text.split("\n");
  const at = run.random.int(lines.length);
  if (run.random.chance(0.5)) lines.splice(at, 0, `- ${token(run)} added`);
  else lines[at] = `${lines[at]} ${token(run)}`;
  return lines.join(run.random.chance(0.3) ? "\r\n" : "\n");
}

function committed(run: Run): string {
  return run.of.repository.text(run.path) ?? "";
}

/** As somebody with git writes it. */
function foreignText(run: Run): string {
  return rewritten(run, committed(run).replaceAll("\r\n", "\n"));
}

function freshPath(run: Run): PagePath {
  run.moves += 1;
  return `events/2026/11/room-${run.moves}.md` as PagePath;
}

type Act = (run: Run) => Promise<void> | void;

const type: Act = (run) => {
  const hand = run.random.pick(run.hands);
  hand.type(place(run, hand.text()), token(run));
};

const wait: Act = (run) => run.of.clock.move(run.random.int(15_000));

const save: Act = async (run) => {
  await run.of.wiki.save(run.path, run.random.pick(people));
};

/** From an old base as often as from the newest. */
const submit: Act = async (run) => {
  const commits = await run.of.repository.commits({ path: run.path, limit: 4 });
  const base = run.random.pick(commits).oid;
  const page = await run.of.wiki.page(run.path, base);
  if (!page) return;
  const by = run.random.pick(people);
  await run.of.wiki.submit(run.path, { text: rewritten(run, page.text), base, message: "", by });
};

const push: Act = (run) => {
  run.of.repository.foreign({ [run.path]: foreignText(run) });
};

/** A push that lands in the middle of the next commit. */
const race: Act = (run) => {
  run.of.repository.meanwhile(() => {
    if (committed(run) !== "") run.of.repository.foreign({ [run.path]: `${committed(run)}${token(run)}\n` });
  });
};

const restore: Act = async (run) => {
  await rest();
  const commits = await run.of.repository.commits({ path: run.path, limit: 6 });
  const rev = run.random.pick(commits).oid;
  const then = await run.of.wiki.page(run.path, rev);
  if (!then) return;
  const [was, is] = [wordsIn(committed(run)), wordsIn(then.text)];
  for (const word of was.keys()) if (!is.has(word)) run.words.set(word, false);
  for (const word of is.keys()) if (!was.has(word)) run.words.set(word, true);
  await run.of.wiki.restore(run.path, rev, run.random.pick(people));
};

const move: Act = async (run) => {
  await rest();
  const to = freshPath(run);
  await run.of.wiki.move(run.path, to, run.random.pick(people));
  run.path = to;
};

/** With git, as it is or with a change; the wiki finds out by itself. */
const foreignMove: Act = (run) => {
  const to = freshPath(run);
  const text = run.random.chance(0.5) ? committed(run) : foreignText(run);
  run.of.repository.foreign({ [run.path]: null, [to]: text });
  run.path = to;
};

const removeAndBringBack: Act = async (run) => {
  const { random } = run;
  // A rename that the wiki has not seen yet would have the room stay behind.
  await run.of.clock.move(1100);
  const last = committed(run);
  if (random.chance(0.6)) await run.of.wiki.remove(run.path, random.pick(people));
  else run.of.repository.foreign({ [run.path]: null });
  for (let count = random.int(6); count > 0; count -= 1) await random.pick([type, type, wait, crash])(run);
  assert.equal(run.of.repository.text(run.path), null, "a deleted page was made again");
  const by = random.pick(people);
  const way = random.int(3);
  if (way === 0) await run.of.wiki.restore(run.path, null, by);
  else if (way === 1) run.of.repository.foreign({ [run.path]: last });
  else {
    const [text] = await lastText(run);
    await run.of.wiki.create({ path: run.path, text: rewritten(run, text).replaceAll("\r\n", "\n"), by });
  }
  // Brought in by hand with an older text than the last: what had come since then is gone, as that commit says.
  if (way === 1) {
    const [text] = await lastText(run);
    for (const word of wordsIn(text).keys()) if (!wordsIn(last).has(word)) run.words.set(word, false);
  }
};

/** The text that a page had right before it was deleted. */
async function lastText(run: Run): Promise<[string]> {
  const commits = await run.of.repository.commits({ path: run.path, limit: 20 });
  const removal = commits.find((commit) =>
    commit.changes.some(({ path, after }) => path === run.path && after === null),
  );
  const page = await run.of.wiki.page(run.path, removal?.parents[0] ?? "");
  return [page?.text ?? ""];
}

/** The same merge again and again. */
const enterAgain: Act = async (run) => {
  for (let count = 0; count < 3; count += 1) {
    const doc = run.of.rooms.find(run.path);
    if (doc) (await run.of.wiki.enter(doc)).release();
  }
};

/** The process ends where it stands, sometimes between a commit and the log's letting go; everybody comes back. */
const crash: Act = async (run) => {
  const { of } = run;
  if (run.random.chance(0.5)) {
    const { settle } = of.log;
    of.log.settle = () => new Promise(() => {});
    void of.wiki.save(run.path, run.random.pick(people));
    await rest();
    of.log.settle = settle;
  }
  for (const hand of run.hands) hand.cut();
  run.of = of.restart();
  await run.of.wiki.recover();
  run.hands = await Promise.all(
    run.hands.map(({ doc }, index) => takeHand(run.of, run.path, people[index] ?? null, doc)),
  );
};

/** Somebody's laptop is shut, perhaps with two windows that hold the same text; they come back as if for the first time. */
const fallAsleep: Act = async (run) => {
  const index = run.random.int(run.hands.length);
  const room = await nameOf(run);
  const hand = run.hands[index];
  if (!hand || room === null) return;
  hand.leave();
  typeInto(run, hand.doc.getText("content"));
  run.sleepers.push({ room, doc: hand.doc });
  if (run.random.chance(0.5)) {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(hand.doc));
    run.sleepers.push({ room, doc });
  }
  run.hands[index] = await takeHand(run.of, run.path, people[index] ?? null);
};

const typeAsleep: Act = (run) => {
  if (run.sleepers.length > 0) typeInto(run, run.random.pick(run.sleepers).doc.getText("content"));
};

/** Back on line: into the same room where it still is, else handed over, sometimes twice or with the answer lost. */
export async function wake(run: Run, sleeper: Sleeper): Promise<void> {
  const located = run.of.rooms.locate(sleeper.room);
  assert.notEqual(located.kind, "unknown");
  if (located.kind === "room") (await takeHand(run.of, run.path, people[0] ?? null, sleeper.doc)).leave();
  for (let times = located.kind === "stale" ? 1 + run.random.int(2) : 0; times > 0; times -= 1) {
    await run.of.wiki.rescue(sleeper.room, Y.encodeStateAsUpdate(sleeper.doc), run.random.pick(people));
  }
}

const wakeSome: Act = async (run) => {
  const sleeper = run.sleepers[run.random.int(run.sleepers.length + 1)];
  if (!sleeper) return;
  await wake(run, sleeper);
  // Some windows stay as they are, and hand over again later.
  if (run.random.chance(0.5)) run.sleepers.splice(run.sleepers.indexOf(sleeper), 1);
};

/** Everybody leaves, some without a word, and the page begins a new history. */
const newEpoch: Act = async (run) => {
  await rest();
  const room = await nameOf(run);
  await run.of.wiki.save(run.path, people[0] ?? { name: "", email: "" });
  if (room === null) return;
  for (const hand of run.hands) {
    hand.cut();
    if (run.random.chance(0.4)) {
      typeInto(run, hand.doc.getText("content"));
      run.sleepers.push({ room, doc: hand.doc });
    }
  }
  run.of = run.of.restart();
  await run.of.wiki.recover();
  await beginAnew(run);
  run.hands = await Promise.all(people.map((person) => takeHand(run.of, run.path, person)));
};

/** As `rooms.ts` does it with a document that has outgrown its text, whatever its size. */
async function beginAnew({ of, path }: Run): Promise<void> {
  const found = of.rooms.find(path);
  const stored = found && (await of.log.load(found.id));
  if (!stored || stored.staged || stored.records.length > 0) return;
  const next = { ...stored.identity, epoch: stored.identity.epoch + 1 };
  const { state } = stored.base;
  const mirror = seedOf(roomName(next), textOf(state));
  await of.log.begin(next, { ...stored.base, state: mirror }, { epoch: stored.identity.epoch, state, mirror });
}

async function nameOf({ of, path }: Run): Promise<string | null> {
  return of.rooms.find(path)?.name ?? null;
}

const ACTS: readonly (readonly [weight: number, act: Act])[] = [
  [50, type],
  [8, save],
  [8, submit],
  [7, push],
  [4, race],
  [4, restore],
  [2, move],
  [3, foreignMove],
  [2, removeAndBringBack],
  [3, enterAgain],
  [5, wait],
  [4, crash],
  [3, fallAsleep],
  [5, typeAsleep],
  [4, wakeSome],
  [3, newEpoch],
];

const WHOLE = ACTS.reduce((sum, [weight]) => sum + weight, 0);

/** One thing that happens. */
export async function step(run: Run): Promise<void> {
  let left = run.random.int(WHOLE);
  for (const [weight, act] of ACTS) {
    left -= weight;
    if (left >= 0) continue;
    await act(run);
    return;
  }
}

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as Y from "yjs";
import { talkOf } from "../../client/editor/talk-range.ts";
import { contentOf, copyOf, openEditor, type StateHost, seededDoc } from "../client/state-host.ts";
import { createRandom, type Random } from "../kit/random.ts";

const SEED = createRandom().seed;
const STEPS = Number(process.env.STEPS ?? 20_000);
/** A wild page is a ruin after this many steps; then another is begun. */
const STEPS_A_ROUND = 120;

const PAGE = `Reference Conf 2026
-------------------
######Mon Jun 1 2026

Notes of the day, \u{1F4DD} taken together.



Opening: the year in refs
-------------------------
Maren Oduya @oduya

- ten years of refs \u{1F600}\u{1F601}
- a second point


- after the break



A merge is a conversation
-------------------------
Tobias Wexley @wexley

- listen first
- TODO find the paper

Lunch
-----
Lunch
-----
- bread



Packfiles on a train
--------------------
Halvard Quist @quist

- a clone that dies at 99 %

\`\`\`
git clone notes


git fetch
\`\`\`
- Q: who signs it?
`;

/** The same with signs before its titles, as other tools write pages. */
const PAGE_WITH_SIGNS = PAGE.replace(/^(.+)\n-+\n/gm, (_, title: string) => `## ${title}\n`).replace("## Ref", "# Ref");

const CALM = ["a", "word ", "\n- ", "é", "\u{1F680}", "\n", " `code`", "\n  - ", "TODO ", "\n\n\n- "];
const WILD_WITH_SIGNS = [
  ...CALM,
  "\n\n## New talk\nSomebody @there\n\n- first\n",
  "## Lunch\n",
  "\n## ",
  "#",
  "##",
  "\n-",
  "\n# Saturday\n",
  "\nUnder\n-----\n",
  "```\n",
  "\n```\n",
  "<!--",
  "-->",
  "\r\n",
  "\ud83d",
  "\n\n",
  "\n\n\n\n",
  "## Packfiles on a train\n",
];

const WILD = [
  ...CALM,
  "\n\n\n\nNew talk\n--------\nSomebody @there\n\n- first\n",
  "Lunch\n-----\n",
  "\n---\n",
  "-",
  "--",
  "```\n",
  "\n```\n",
  "<!--",
  "-->",
  "\r\n",
  "x\ry",
  "\u{1F680}\u{1F680}",
  "\ud83d",
  "\ude00",
  "\n\n",
  "\n\n\n\n",
  "######Tue Jun 2\n",
  "===\n",
  "<pre>\n",
  "Packfiles on a train\n--------------------\n",
];

/** One browser: its document, its editor, and updates of the others on their way to it. */
interface Peer {
  readonly doc: Y.Doc;
  readonly editor: StateHost;
  readonly inbox: Uint8Array[];
}

function meet(page: string, slugs: readonly (string | null)[]): Peer[] {
  const first = seededDoc(page);
  const peers = slugs.map((slug, n): Peer => {
    const doc = n === 0 ? first : copyOf(first);
    return { doc, editor: openEditor(doc, slug), inbox: [] };
  });
  for (const peer of peers) {
    peer.doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin === "wire") return;
      for (const other of peers) if (other !== peer) other.inbox.push(update);
    });
  }
  return peers;
}

function deliver(peer: Peer, count: number): void {
  for (const update of peer.inbox.splice(0, count)) Y.applyUpdate(peer.doc, update, "wire");
}

function splice(peer: Peer, roll: Random, words: readonly string[], longest: number): void {
  const { editor } = peer;
  const { length } = editor.state.doc;
  const at = roll.chance(0.15) ? roll.pick([0, length]) : roll.int(length + 1);
  const remove = roll.chance(0.35) ? Math.min(roll.int(longest), length - at) : 0;
  editor.type(at, remove > 0 && roll.chance(0.6) ? "" : roll.pick(words), remove);
}

/** A step of a writer who writes: in the body, forwards, with a correction now and then. */
function calmStep(peer: Peer, roll: Random): void {
  const { editor } = peer;
  const body = editor.text.indexOf("\n\n") + 2;
  const { length } = editor.state.doc;
  if (body < 2 || body > length || roll.chance(0.05)) wander(peer, roll);
  else {
    const at = body + roll.int(length - body + 1);
    const remove = roll.chance(0.2) ? Math.min(roll.int(4), length - at) : 0;
    editor.type(at, roll.pick(CALM), remove);
  }
}

function wildStep(peer: Peer, roll: Random, words: readonly string[]): void {
  const { editor } = peer;
  if (roll.chance(0.6)) splice(peer, roll, words, roll.chance(0.04) ? 400 : 12);
  else if (roll.chance(0.1)) cutAndPaste(peer, roll);
  else if (roll.chance(0.02)) editor.type(0, roll.pick(words), editor.state.doc.length);
  else wander(peer, roll);
}

/** What a writer does besides typing: composing, undo, stopping to think. */
function wander(peer: Peer, roll: Random): void {
  const { binding } = peer.editor;
  const does = roll.int(6);
  if (does === 0) binding.compose(roll.chance(0.5));
  else if (does === 1) binding.letGo();
  else if (does === 2) binding.history.stopCapturing();
  else if (does === 3) takeBack(peer, () => binding.redo());
  else takeBack(peer, () => binding.undo());
}

/** Undo and redo must leave every character outside the range alone. */
function takeBack(peer: Peer, act: () => boolean): void {
  const { binding } = peer.editor;
  const { from, to } = binding.range;
  const before = binding.page.text;
  if (act()) met.undone++;
  const text = binding.page.text;
  assert.equal(text.slice(0, from), before.slice(0, from), "undo changed what stands above the talk");
  assert.equal(text.slice(text.length - (before.length - to)), before.slice(to), "undo changed what stands below it");
}

function cutAndPaste(peer: Peer, roll: Random): void {
  const { editor } = peer;
  const titles = [...editor.text.matchAll(/^(?:.+\n-+|## .+)\n/gm)];
  if (titles.length === 0) return;
  const from = roll.pick(titles).index;
  const later = titles.find((title) => title.index > from)?.index ?? editor.state.doc.length;
  const cut = editor.text.slice(from, later);
  editor.type(from, "", later - from);
  if (roll.chance(0.8)) editor.type(roll.int(editor.state.doc.length + 1), cut);
}

function check(peer: Peer): void {
  const { binding } = peer.editor;
  const { page, range } = binding;
  assert.equal(contentOf(peer.doc).toString(), page.text, "the shadow is the shared text");
  assert.equal(peer.editor.shown, page.text.slice(range.from, range.to), "the editor holds its slice");
  assert.ok(!page.text.includes("\r"), "a carriage return reached the room");
  assert.ok(!/\p{Surrogate}/u.test(page.text), "half a character reached the room");
  if (range.standing !== "follows") return;
  const talk = talkOf(range, page.event);
  assert.deepEqual(talk && { from: talk.from, to: talk.to }, { from: range.from, to: range.to }, "the parse's range");
}

function flush(peers: readonly Peer[]): void {
  for (const peer of peers) peer.editor.binding.compose(false);
  while (peers.some((peer) => peer.inbox.length > 0)) for (const peer of peers) deliver(peer, Number.POSITIVE_INFINITY);
  for (const peer of peers) check(peer);
  const [first, ...others] = peers;
  for (const other of others) assert.equal(other.editor.binding.page.text, first?.editor.binding.page.text);
}

/** How often the interesting states were met: a run that never holds a range has tested little. */
const met = { follows: 0, held: 0, detached: 0, page: 0, pairs: 0, undone: 0 };

function compareRanges(peers: readonly Peer[]): void {
  for (const one of peers) {
    met[one.editor.binding.range.standing]++;
    for (const two of peers) {
      const a = one.editor.binding.range;
      const b = two.editor.binding.range;
      if (one === two || a.standing !== "follows" || b.standing !== "follows" || a.dash !== b.dash) continue;
      met.pairs++;
      assert.deepEqual({ ...a, title: "" }, { ...b, title: "" }, "two editors of one talk show one range");
    }
  }
}

function round(seed: number, wild: boolean, signs: boolean, steps: number): void {
  const roll = createRandom(seed);
  const wildly = signs ? WILD_WITH_SIGNS : WILD;
  const talks = ["opening-the-year-in-refs", "a-merge-is-a-conversation", "lunch-2", "packfiles-on-a-train"];
  const talk = roll.pick(talks);
  const peers = meet(signs ? PAGE_WITH_SIGNS : PAGE, [
    talk,
    roll.chance(0.5) ? talk : roll.pick(talks),
    roll.chance(0.6) ? null : roll.pick(talks),
  ]);
  let step = 0;
  try {
    for (; step < steps; step++) {
      const peer = roll.pick(peers);
      if (roll.chance(0.45)) deliver(peer, 1 + roll.int(4));
      else if (wild) wildStep(peer, roll, wildly);
      else calmStep(peer, roll);
      check(peer);
      if (step % 20 === 19) {
        flush(peers);
        compareRanges(peers);
      }
    }
    flush(peers);
  } catch (error) {
    const where = `SEED=${SEED} (round ${seed}, step ${step}, ${wild ? "wild" : "calm"}${signs ? ", signs" : ""})`;
    throw new Error(`${where}: ${error instanceof Error ? error.stack : error}`, { cause: error });
  }
  for (const peer of peers) peer.editor.binding.destroy();
}

describe(`three editors on one page, ${STEPS} steps, SEED=${SEED}`, () => {
  for (const [profile, wild, signs] of [
    ["calm", false, false],
    ["wild", true, false],
    ["calm, signs before titles", false, true],
    ["wild, signs before titles", true, true],
  ] as const) {
    test(`${profile}: each holds its slice, all agree, undo stays inside`, () => {
      const rounds = Math.ceil(STEPS / 4 / STEPS_A_ROUND);
      const first = SEED + (wild ? 1 : 0) + (signs ? 2 : 0);
      for (let n = 0; n < rounds; n++) round(first + n * 7919, wild, signs, STEPS_A_ROUND);
      process.stdout.write(`# SEED=${SEED} ${profile}: met ${JSON.stringify(met)}\n`);
    });
  }
});

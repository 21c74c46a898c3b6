import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as Y from "yjs";
import { createMemoryLog } from "../../server/docs/memory-log.ts";
import { CONTENT, forkTo, seedOf } from "../../server/docs/page-doc.ts";
import { Room } from "../../server/docs/room.ts";
import { applyTo } from "../kit/apply.ts";
import { createRandom, type Random } from "../kit/random.ts";

/**
 * Some people write in one room: each at an own copy, erasing what others wrote, undoing, offline for a while; with saves
 * and changes from git in between. Whoever is first to bring a character, or to take it out, is noted as it happens in a
 * document beside the room. By these notes every character of every step is foretold.
 */
const CASES = Number(process.env.CASES ?? 400);
const STEPS = 60;
const WORDS = ["a", "word ", "\n", "- line\n", "😀", "👩‍👩‍👧", "naïve", "ζ", "שלום "];
const PAGE = "Room\n----\n\n- first 😀 line\n- second\n";
const GIT = 0;

type Person = { readonly name: string; readonly email: string };

/** Who brought a character and who took it out, as an index into the people; null for nobody yet. */
interface Fate {
  by: number;
  gone: number | null;
}

interface Run {
  readonly random: Random;
  readonly room: Room;
  readonly people: readonly Person[];
  readonly writers: Writer[];
  readonly notes: Notes;
  base: Uint8Array;
  commits: number;
}

interface Writer {
  readonly doc: Y.Doc;
  readonly undo: Y.UndoManager;
  /** What others did and has not reached this one. */
  readonly unread: Uint8Array[];
  /** What this one did and has not reached the room. */
  readonly unsent: Uint8Array[];
}

/** A document that follows the room one update at a time, and whose transactions say what each of them changed. */
class Notes {
  readonly #doc = new Y.Doc({ gc: false });
  readonly #fates = new Map<string, Fate>();
  #author = 0;

  constructor(state: Uint8Array) {
    this.#doc.on("afterTransaction", (transaction: Y.Transaction) => this.#note(transaction));
    this.take(state, GIT);
  }

  take(update: Uint8Array, author: number): void {
    this.#author = author;
    Y.applyUpdate(this.#doc, update);
  }

  #note({ beforeState, afterState, deleteSet }: Y.Transaction): void {
    for (const [client, to] of afterState) {
      for (let clock = beforeState.get(client) ?? 0; clock < to; clock += 1) {
        this.#fates.set(`${client} ${clock}`, { by: this.#author, gone: null });
      }
    }
    for (const [client, ranges] of deleteSet.clients) {
      for (const { clock, len } of ranges) {
        for (let at = clock; at < clock + len; at += 1) {
          const fate = this.#fates.get(`${client} ${at}`);
          if (fate) fate.gone ??= this.#author;
        }
      }
    }
  }

  /** All is git's from now on. */
  saved(): void {
    for (const fate of this.#fates.values()) {
      fate.by = GIT;
      if (fate.gone !== null) fate.gone = GIT;
    }
  }

  /** Git has this state now: what is deleted in it is gone, whoever else had deleted it as well. */
  based(state: Uint8Array): void {
    for (const [client, ranges] of Y.decodeUpdate(state).ds.clients) {
      for (const { clock, len } of ranges) {
        for (let at = clock; at < clock + len; at += 1) {
          const fate = this.#fates.get(`${client} ${at}`);
          if (fate) fate.gone = GIT;
        }
      }
    }
  }

  /** The characters that are there once `done` have had their turn. */
  text(done: ReadonlySet<number>): string {
    let text = "";
    for (let item = this.#doc.getText(CONTENT)._start; item; item = item.right) {
      if (!(item.content instanceof Y.ContentString)) continue;
      for (const [offset, unit] of item.content.str.split("").entries()) {
        const fate = this.#fates.get(`${item.id.client} ${item.id.clock + offset}`);
        assert.ok(fate);
        if (done.has(fate.by) && (fate.gone === null || !done.has(fate.gone))) text += unit;
      }
    }
    return text;
  }
}

async function begin(random: Random): Promise<Run> {
  const log = createMemoryLog();
  const state = seedOf("doc.1", PAGE);
  await log.create({ id: "doc", epoch: 1, path: "a.md" }, { commit: "0".repeat(40), state });
  const stored = await log.load("doc");
  assert.ok(stored);
  const people = Array.from({ length: 2 + random.int(6) }, (_, index) => person(`Writer ${index + 1}`));
  const room = new Room(stored, log);
  const run: Run = { random, room, people, writers: [], notes: new Notes(state), base: state, commits: 0 };
  for (const _ of people) run.writers.push(writer(run.room));
  return run;
}

const person = (name: string): Person => ({ name, email: `${name.replace(" ", ".").toLowerCase()}@example.org` });

function writer(room: Room): Writer {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, room.live.state(), "room");
  const undo = new Y.UndoManager(doc.getText(CONTENT), { captureTimeout: 0 });
  const made: Writer = { doc, undo, unread: [], unsent: [] };
  doc.on("update", (update: Uint8Array, origin: unknown) => {
    if (origin !== "room") made.unsent.push(update);
  });
  return made;
}

/** What one wrote reaches the room, as single updates or, as after an absence, as all this one knows. */
function send(run: Run, index: number): void {
  const { doc, unsent } = run.writers[index] as Writer;
  const updates = run.random.chance(0.1) ? [Y.encodeStateAsUpdate(doc)] : unsent.splice(0);
  if (updates.length === 1) unsent.length = 0;
  for (const update of updates) {
    run.notes.take(update, index + 1);
    applyTo(run.room, update, run.people[index] as Person, {});
    for (const other of run.writers) if (other.doc !== doc) other.unread.push(update);
  }
}

function edit(run: Run, { doc, undo }: Writer): void {
  const { random } = run;
  const text = doc.getText(CONTENT);
  const chance = random.int(10);
  if (chance === 0) undo.undo();
  else if (chance === 1) undo.redo();
  else if (chance < 7) text.insert(between(random, text.toString()), random.pick(WORDS));
  else {
    const [from, to] = [between(random, text.toString()), between(random, text.toString())].sort((a, b) => a - b);
    // Often a little, seldom half of the page.
    if (from !== undefined && to !== undefined && (to - from < 12 || random.chance(0.1))) text.delete(from, to - from);
  }
}

/** A place that is not inside a pair. */
function between(random: Random, text: string): number {
  const at = random.int(text.length + 1);
  return /[\udc00-\udfff]/.test(text[at] ?? "") ? at + 1 : at;
}

async function step(run: Run): Promise<void> {
  const { random, room, writers } = run;
  const index = random.int(writers.length);
  const one = writers[index] as Writer;
  const chance = random.int(100);
  if (chance < 55) edit(run, one);
  else if (chance < 80) send(run, index);
  else if (chance < 92) for (const update of one.unread.splice(0)) Y.applyUpdate(one.doc, update, "room");
  else if (chance < 96) await save(run);
  else await absorb(run);
  if (chance < 55 && random.chance(0.6)) send(run, index);
  assert.equal(room.text(), run.notes.text(new Set(Array.from({ length: writers.length + 1 }, (_, at) => at))));
}

/** Somebody on the server changes the page; the room takes it in. */
async function absorb(run: Run): Promise<void> {
  const { room, random, notes } = run;
  const lines = room.baseText().split("\n");
  lines.splice(random.int(lines.length + 1), random.int(2), `- by hand ${random.pick(WORDS).trim()}`);
  const unlisten = room.listen({
    updated(updates) {
      for (const update of updates) notes.take(update, GIT);
      for (const other of run.writers) other.unread.push(...updates);
    },
  });
  const text = lines.join("\n");
  if (text !== room.baseText()) run.base = forkTo(room.name, run.base, text).state;
  await room.absorb(text, oid(run));
  notes.based(run.base);
  unlisten();
}

function oid(run: Run): string {
  run.commits += 1;
  return run.commits.toString(16).padStart(40, "0");
}

/** The save's steps are as the notes say, character by character. */
async function save(run: Run): Promise<void> {
  const { room, people, notes } = run;
  const capture = room.capture();
  await room.stage(capture);
  const shares = capture.authors.length === 0 ? [] : await room.shares(capture);
  assert.ok(shares, "the last step is not the live text");
  assert.deepEqual(
    shares.map(({ author }) => author),
    capture.authors,
  );
  const done = new Set([GIT]);
  for (const { author, text } of shares) {
    done.add(people.findIndex(({ name }) => name === author.name) + 1);
    assert.equal(text, notes.text(done), `after ${author.name}`);
  }
  await room.settle(capture, oid(run));
  run.base = capture.state;
  notes.saved();
}

describe("the shares of a save, at random", () => {
  it(`are foretold character by character, in ${CASES} cases`, { timeout: 600_000 }, async (context) => {
    const first = createRandom();
    context.diagnostic(`seed ${first.seed}`);
    for (let number = 0; number < CASES; number += 1) {
      const random = createRandom(first.seed + number);
      const run = await begin(random);
      try {
        for (let count = 0; count < STEPS; count += 1) await step(run);
        await save(run);
      } catch (cause) {
        throw new Error(`seed ${random.seed}: ${String(cause)}`, { cause });
      }
    }
  });
});

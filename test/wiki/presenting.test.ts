import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { PagePath } from "../../server/text/page-path.ts";
import {
  createPresenting,
  type KeptLead,
  type Lead,
  type Place,
  type Presenting,
} from "../../server/wiki/presenting.ts";
import { createHandClock, type HandClock } from "../kit/wiki.ts";

const path = "events/2026/05/harbour.md" as PagePath;
const other = "other.md" as PagePath;
const ann = { id: "a", name: "Ann" };
const ben = { id: "b", name: "Ben" };
const at = (slide: string): Place => ({ slide, print: `print of ${slide}`, step: -1 });
const times = { graceMs: 1000, paceMs: 100, most: 2 };

let clock: HandClock;
let presenting: Presenting;
let told: (Lead | null)[];
/** What was written down last. */
let written: readonly KeptLead[];
/** Who looks where a page goes. */
let looking: Map<PagePath, (to: PagePath) => void>;
const slides = (): (string | null)[] => told.map((lead) => lead?.place.slide ?? null);

/** A process that finds these leads written down. */
function start(kept: readonly KeptLead[]): Presenting {
  looking = new Map();
  return createPresenting(
    {
      clock,
      moves(of, moved) {
        looking.set(of, moved);
        return () => looking.delete(of);
      },
      kept,
      keep(leads) {
        written = leads;
      },
    },
    times,
  );
}

beforeEach(() => {
  clock = createHandClock();
  written = [];
  presenting = start([]);
  told = [];
  presenting.follow(path, (lead) => told.push(lead));
});

test("one leads, and every move is told", async () => {
  presenting.begin(path, ann, at("1"), null);
  await clock.move(100);
  presenting.move(path, ann, at("2"));
  assert.deepEqual(slides(), ["1", "2"]);
  assert.equal(presenting.at(path)?.place.slide, "2");
  assert.equal(presenting.isLedBy(path, "a"), true);
  assert.equal(presenting.at(other), null);
});

test("of many moves at once the first and the last are told", async () => {
  presenting.begin(path, ann, at("1"), null);
  for (let slide = 2; slide <= 50; slide += 1) presenting.move(path, ann, at(String(slide)));
  assert.deepEqual(slides(), ["1"]);
  await clock.move(100);
  assert.deepEqual(slides(), ["1", "50"]);
});

test("a move to where the deck is already is told to nobody", async () => {
  const begun = presenting.begin(path, ann, at("1"), null);
  await clock.move(100);
  assert.equal(presenting.move(path, ann, at("1")).move, begun.move);
  await clock.move(100);
  assert.deepEqual(slides(), ["1"]);
});

test("a second one is told who presents, and takes over only from the one they were told of", async () => {
  const first = presenting.begin(path, ann, at("1"), null);
  assert.throws(() => presenting.begin(path, ben, at("1"), null), {
    code: "exists",
    message: "Ann presents this deck",
  });
  assert.throws(() => presenting.begin(path, ben, at("1"), "of another time"), { code: "exists" });
  const second = presenting.begin(path, ben, at("3"), first.session);
  assert.notEqual(second.session, first.session);
  assert.throws(() => presenting.move(path, ann, at("2")), { code: "exists", message: "Ben presents this deck" });
  presenting.end(path, ann);
  assert.equal(presenting.at(path)?.by, "Ben");
  await clock.move(100);
  assert.deepEqual(slides(), ["1", "3"]);
});

test("who begins again goes on, under the same session and perhaps a new name", () => {
  const first = presenting.begin(path, ann, at("1"), null);
  const again = presenting.begin(path, { id: "a", name: "Anna" }, at("2"), null);
  assert.equal(again.session, first.session);
  assert.equal(again.by, "Anna");
});

test("a line that drops and comes back ends nothing; one that stays away does, after the grace", async () => {
  const leave = presenting.arrive(path, "a");
  presenting.begin(path, ann, at("1"), null);
  await clock.move(5000);
  assert.notEqual(presenting.at(path), null);
  leave();
  await clock.move(900);
  const leaveAgain = presenting.arrive(path, "a");
  await clock.move(5000);
  assert.notEqual(presenting.at(path), null);
  leaveAgain();
  await clock.move(999);
  assert.notEqual(presenting.at(path), null);
  await clock.move(1);
  assert.equal(presenting.at(path), null);
  assert.deepEqual(slides(), ["1", null]);
  assert.throws(() => presenting.move(path, ann, at("2")), { code: "refused" });
});

test("of two lines of one presenter one is enough", async () => {
  const [deck, speaker] = [presenting.arrive(path, "a"), presenting.arrive(path, "a")];
  presenting.begin(path, ann, at("1"), null);
  deck();
  await clock.move(5000);
  assert.notEqual(presenting.at(path), null);
  speaker();
  await clock.move(1000);
  assert.equal(presenting.at(path), null);
});

test("a script without a line leads as long as it moves", async () => {
  presenting.begin(path, ann, at("1"), null);
  await clock.move(900);
  presenting.move(path, ann, at("1"));
  await clock.move(900);
  assert.notEqual(presenting.at(path), null);
  await clock.move(100);
  assert.equal(presenting.at(path), null);
});

test("who was taken over from ends nothing by leaving", async () => {
  const leave = presenting.arrive(path, "a");
  const first = presenting.begin(path, ann, at("1"), null);
  presenting.arrive(path, "b");
  presenting.begin(path, ben, at("2"), first.session);
  leave();
  await clock.move(5000);
  assert.equal(presenting.at(path)?.by, "Ben");
});

test("so many decks are led at once, and an end makes room", () => {
  presenting.begin(path, ann, at("1"), null);
  presenting.begin(other, ann, at("1"), null);
  assert.throws(() => presenting.begin("third.md" as PagePath, ann, at("1"), null), { code: "busy" });
  presenting.end(other, ann);
  presenting.begin("third.md" as PagePath, ann, at("1"), null);
});

test("a lead outlives the process, and ends after the grace where its presenter does not come back", async () => {
  const { session } = presenting.begin(path, ann, at("1"), null);
  presenting.begin(other, ben, at("1"), null);
  presenting.move(path, ann, at("2"));
  presenting = start(JSON.parse(JSON.stringify(written)));
  assert.equal(presenting.at(path)?.session, session);
  assert.equal(presenting.isLedBy(path, "a"), true);
  presenting.arrive(path, "a");
  await clock.move(1000);
  assert.equal(presenting.at(path)?.place.slide, "2");
  assert.equal(presenting.at(other), null);
  assert.deepEqual(
    written.map((one) => one.path),
    [path],
  );
  presenting.end(path, ann);
  assert.deepEqual(written, []);
});

test("a lead goes along with its page, and is taken up there within the grace", async () => {
  const leave = presenting.arrive(path, "a");
  const { session } = presenting.begin(path, ann, at("1"), null);
  const there: (Lead | null)[] = [];
  presenting.follow(other, (lead) => there.push(lead));
  looking.get(path)?.(other);
  leave();
  assert.equal(presenting.at(path), null);
  assert.deepEqual(slides(), ["1"]);
  assert.equal(there.at(-1)?.session, session);
  assert.deepEqual([...looking.keys()], [other]);
  assert.equal(written[0]?.path, other);
  await clock.move(900);
  presenting.arrive(other, "a");
  await clock.move(5000);
  presenting.move(other, ann, at("2"));
  assert.equal(there.at(-1)?.place.slide, "2");
});

test("of a page that comes where another is led, the one that came is led", async () => {
  presenting.begin(path, ann, at("1"), null);
  presenting.begin(other, ben, at("1"), null);
  looking.get(other)?.(path);
  assert.equal(presenting.at(path)?.by, "Ben");
  assert.equal(presenting.at(other), null);
  assert.equal(written.length, 1);
  await clock.move(1000);
  assert.equal(presenting.at(path), null);
});

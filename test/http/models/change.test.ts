import assert from "node:assert/strict";
import { test } from "node:test";
import { type ChangeModel, changeModel as modelOf } from "../../../server/http/models/change.ts";
import { type ChangeParts, wishesOf } from "../../../server/http/models/change-parts.ts";
import { diffAddresses } from "../../../server/http/models/change-views.ts";
import { fileDiff } from "../../../server/http/models/diff.ts";
import { PLAIN_LOOK } from "../../../server/http/models/look.ts";
import type { Clock } from "../../../server/http/models/time.ts";
import { clock, commit, oid, person } from "./kit.ts";

const path = "events/2026/10/mergehaven.md";
const file = { path, before: "Event\n-----\n\n- a\n", after: "Event\n-----\n\n- b\n", binary: false };
const parts = (changes: Partial<ChangeParts> = {}): ChangeParts => ({
  files: [file],
  title: "Mergehaven 2026",
  talks: ["Packfiles on a train"],
  commit: commit(),
  save: null,
  between: null,
  previous: null,
  takingBack: [],
  aside: null,
  look: PLAIN_LOOK,
  address: diffAddresses(path, oid("a"), oid("b")),
  ...changes,
});

function changeModel(of: ChangeParts, at: Clock): ChangeModel {
  const files = wishesOf(of).map((wish, index) => {
    const { before = null, after = null } = of.files[index] ?? {};
    return wish && fileDiff(before, after, wish);
  });
  return modelOf(of, { files, page: null }, at);
}

test("a save of one page is headed by its talks, its people and where it changed", () => {
  const model = changeModel(parts({ commit: commit({ coAuthors: [person("Tobias Wexley")] }) }), clock);
  assert.equal(model.heading, "Packfiles on a train");
  assert.equal(model.who, "Ilse Karvonen and Tobias Wexley");
  assert.equal(model.when, "today at 12:44");
  assert.deepEqual([model.added, model.removed, model.several, model.views.length], [1, 1, false, 3]);
  assert.notEqual(model.ribbon, null);
  assert.equal(model.command, `git show ${"b".repeat(7)}`);
});

test("the wiki's own message is not repeated, a person's is shown", () => {
  assert.equal(changeModel(parts(), clock).message, null);
  assert.equal(changeModel(parts({ commit: commit({ message: "the trace" }) }), clock).message, "the trace");
});

test("a commit of several files is headed by its message, or by how many they are", () => {
  const files = [file, { path: "b.md", before: null, after: "x\n", binary: false }];
  const named = changeModel(parts({ files, commit: commit({ message: "Imported the spring\n\nmore" }) }), clock);
  assert.deepEqual([named.heading, named.several, named.ribbon], ["Imported the spring", true, null]);
  assert.equal(changeModel(parts({ files, commit: commit({ message: "" }) }), clock).heading, "2 files");
  assert.deepEqual(
    named.files.map((one) => [one.path, one.fate]),
    [
      [path, null],
      ["b.md", "a new file"],
    ],
  );
});

test("what is no text has no lines, and says so", () => {
  const files = [{ path: "a.png", before: null, after: null, binary: true }];
  const model = changeModel(parts({ files }), clock);
  assert.match(model.files[0]?.plain ?? "", /Not text/);
  assert.equal(model.views.length, 0);
});

test("a page that was taken away leads to no page", () => {
  const model = changeModel(parts({ files: [{ ...file, after: null }] }), clock);
  assert.equal(model.files[0]?.href, null);
  assert.equal(model.files[0]?.fate, "taken away");
  assert.ok(!model.ways.some((way) => way.href.startsWith("/-/at/")));
});

test("two versions are named by their times, and git is asked for both", () => {
  const from = commit({ oid: oid("a"), date: Date.UTC(2026, 9, 7, 9) });
  const model = changeModel(parts({ commit: null, between: { from, to: commit() } }), clock);
  assert.equal(model.span, "From yesterday at 09:00 to today at 12:44");
  assert.equal(model.heading, "Mergehaven 2026");
  assert.equal(model.people, null);
  assert.equal(model.command, `git diff ${"a".repeat(7)} ${"b".repeat(7)} -- ${path}`);
});

test("the way to all lines is shown only where some are left out", () => {
  assert.equal(changeModel(parts(), clock).fold, null);
  const long = `${"same\n".repeat(20)}x\n`;
  const folded = changeModel(parts({ files: [{ ...file, before: long, after: `${long}y\n` }] }), clock);
  assert.equal(folded.fold?.title, "All lines");
  assert.equal(changeModel(parts({ look: { ...PLAIN_LOOK, whole: true } }), clock).fold?.title, "Only what changed");
});

const ofThree = ["Maren Oduya", "Tobias Wexley", "Ilse Karvonen"].map((name, index) =>
  commit({ oid: oid(String(index + 1)), parents: [oid(String(index))], author: person(name) }),
);

test("a save of several people names them all, and leads to each one's own commit", () => {
  const model = changeModel(parts({ commit: ofThree[2] ?? null, save: { commits: ofThree, part: false } }), clock);
  assert.equal(model.who, "Maren Oduya, Tobias Wexley and Ilse Karvonen");
  assert.deepEqual(
    model.steps.map(({ who, href }) => [who, href]),
    [
      ["Maren", `/-/commit/${oid("1")}`],
      ["Tobias", `/-/commit/${oid("2")}`],
      ["Ilse", `/-/commit/${oid("3")}?alone=1`],
    ],
  );
  assert.equal(model.partOf, null);
  assert.equal(model.command, `git diff 0000000 3333333 -- ${path}`);
});

test("one commit of such a save names its author, and says what it is a part of", () => {
  const model = changeModel(parts({ commit: ofThree[1] ?? null, save: { commits: ofThree, part: true } }), clock);
  assert.equal(model.who, "Tobias Wexley");
  assert.deepEqual(model.steps, []);
  assert.deepEqual(model.partOf, {
    words: "One of three commits of a save by Maren Oduya, Tobias Wexley and Ilse Karvonen.",
    href: `/-/commit/${oid("3")}`,
  });
  assert.equal(model.command, "git show 2222222");
});

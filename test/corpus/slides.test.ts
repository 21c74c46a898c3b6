import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { toFileText, toRoomText } from "../../server/text/endings.ts";
import { parseEvent, pieces } from "../../server/text/event.ts";
import { frontMatterOf } from "../../server/text/front-matter.ts";
import { linesOf } from "../../server/text/lines.ts";
import { notesOf, parseSlides } from "../../server/text/slides.ts";

const shared = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../../shared");
const corpus = path.join(shared, "corpus");
const gold = path.join(shared, "corpus-gold");

/** A slide as the gold files have it; blank lines around body and notes do not count. */
interface GoldSlide {
  readonly h: number;
  readonly v: number;
  readonly body: string;
  readonly notes: string | null;
}

interface EdgeCase {
  readonly name: string;
  readonly rule: string;
  readonly right: readonly (readonly GoldSlide[])[];
  readonly frontMatter?: string;
}

/** The corpus's own description is no page of the wiki and has no gold. */
const NO_PAGE = "README.md";

const pages = readdirSync(corpus, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".md") && file !== NO_PAGE)
  .sort();

const edgeCases = readdirSync(path.join(gold, "edge-cases"))
  .filter((file) => file.endsWith(".json"))
  .map((file) => json(path.join(gold, "edge-cases", file)) as EdgeCase);

test("every page of the corpus is cut into the gold's columns, slides and notes", () => {
  assert.equal(pages.length, 65);
  for (const page of pages) {
    const text = fileText(path.join(corpus, page));
    assert.deepEqual(deckOf(text), trimmed(goldOf(page)), page);
  }
});

test("every edge case is cut as its rule says", () => {
  assert.equal(edgeCases.length, 16);
  for (const { name, rule, right } of edgeCases) {
    const text = fileText(path.join(gold, "edge-cases", `${name}.md`));
    assert.deepEqual(deckOf(text), trimmed(right), `${name}: ${rule}`);
  }
});

test("the front matter of an edge case is found, and nothing else is taken for it", () => {
  for (const { name, frontMatter } of edgeCases) {
    const text = fileText(path.join(gold, "edge-cases", `${name}.md`));
    const found = frontMatterOf(text);
    const source = found === null ? undefined : text.slice(found.from, found.to).replace(/^---\n|\n---\n$/g, "");
    assert.equal(source, frontMatter, name);
  }
});

test("every page of the corpus survives the room and its pieces unchanged", () => {
  for (const page of pages) {
    const text = readFileSync(path.join(corpus, page), "utf8");
    const room = toRoomText(text);
    assert.equal(toFileText(room, text), text, page);
    assert.equal(
      pieces(room)
        .map(({ from, to }) => room.slice(from, to))
        .join(""),
      room,
      page,
    );
  }
});

test("the seed page has the facts its grammar was found with", () => {
  const text = fileText(path.join(corpus, "events/2016/06/dockercon16.md"));
  const event = parseEvent(text);
  const columns = parseSlides(text);
  assert.equal(Buffer.byteLength(text), 9127);
  assert.equal(linesOf(text).length, 333);
  assert.equal(event.title, "Dockercon 2016");
  assert.deepEqual(event.dates, ["Mon Jun 20 2016"]);
  assert.equal(event.talks.length, 17);
  assert.equal(columns.length, 18);
  assert.equal(columns.flat().length, 34);
  assert.equal(columns.filter((column) => column.length > 1).length, 8);
  assert.deepEqual(
    columns.map((column) => column.length),
    [1, 4, 3, 1, 2, 4, 1, 1, 2, 1, 1, 1, 4, 1, 3, 2, 1, 1],
  );
  const withNotes = columns.flat().filter((slide) => notesOf(text, slide) !== "");
  assert.deepEqual(
    withNotes.map(({ column, row }) => [column, row]),
    [[0, 0]],
  );
});

test("the seed page's talks name their speakers", () => {
  const { talks } = parseEvent(fileText(path.join(corpus, "events/2016/06/dockercon16.md")));
  const spoken = talks.map(({ slug, speakers }) => [
    slug,
    ...speakers.map(({ name, handle, site }) => [name, handle, site]),
  ]);
  assert.deepEqual(spoken, [
    ["general-session-day-1"],
    ["golden-ticket", ["Aaron Grattafiori", "@dyn__", null]],
    ["lunch-conversation"],
    ["cloning-running-servers-with-criu", ["Ross Boucher", "@boucher", "https://github.com/boucher"]],
    ["dockerfile-explosion", ["Gareth Rushgrove", "@garethr", null]],
    ["developing-an-enterprise-container-management-strategy", ["Darren Shephard", "@ibuildthecloud", null]],
    ["reduce-devops-friction-with-docker-and-jenkins"],
    ["security-your-software-supply-chain", ["Ying Li", null, null]],
    ["general-session-day-2"],
    ["getting-deep-on-orchestration", [null, "@allingeek", "allingeek.com"]],
    // The list follows its first line without a blank one between.
    ["lunch-chatter", ["The Climate Corporation", null, null]],
    ["making-friendly-microservices", ["Michele Titolo", null, null]],
    ["20-minutes-to-faking-the-devops-unicorn", ["Matt Williams", null, null]],
    ["serverless-with-docker", ["Nirmal Mehta", null, null]],
    ["sharding-containers", ["Andrey Sibiryov", null, null]],
    ["moby-s-cool-hacks"],
    ["expo"],
  ]);
});

test("other events name theirs, and sentences, code and addresses name nobody", () => {
  const named = pages
    .filter((page) => page !== "events/2016/06/dockercon16.md")
    .flatMap((page) => parseEvent(fileText(path.join(corpus, page))).talks)
    .flatMap(({ speakers }) => speakers.map(({ name, handle, site }) => [name, handle, site]));
  assert.deepEqual(named, [
    ["Jeff Sussna", "@jeffsussna", null],
    ["Kartik Pandya", null, "kpandya@manh.com"],
    ["Rebecca Miller-Webster", "@rmillerwebster", null],
    ["John Willis", null, null],
    ["Kaktus", null, null],
    ["BigM.1", null, null],
    ["__ck0n3", null, null],
    ["Finux", null, null],
  ]);
});

test("every dated page of the corpus gives its date as written", () => {
  const dated = pages.filter((page) => /^#{4,6} ?[A-Z][a-z]{2} /m.test(fileText(path.join(corpus, page))));
  assert.equal(dated.length, 43);
  for (const page of dated) {
    const text = fileText(path.join(corpus, page));
    const [first] = /(?<=^#{4,6} ?)[A-Z].*$/m.exec(text) ?? [];
    assert.equal(parseEvent(text).dates[0], first, page);
  }
});

function fileText(file: string): string {
  return toRoomText(readFileSync(file, "utf8"));
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** The cut a good product makes, where reveal.js makes another one. */
function goldOf(page: string): GoldSlide[][] {
  const stem = path.join(gold, "slides", page.replace(/\.md$/, ""));
  const right = `${stem}.right.json`;
  return json(existsSync(right) ? right : `${stem}.slides.json`) as GoldSlide[][];
}

function deckOf(text: string): GoldSlide[][] {
  return parseSlides(text).map((column) =>
    column.map((slide) => ({
      h: slide.column,
      v: slide.row,
      body: withoutBlankLines(text.slice(slide.body.from, slide.body.to)),
      notes: notesOf(text, slide) || null,
    })),
  );
}

function trimmed(columns: readonly (readonly GoldSlide[])[]): GoldSlide[][] {
  return columns.map((column) =>
    column.map(({ h, v, body, notes }) => ({
      h,
      v,
      body: withoutBlankLines(body),
      notes: notes === null ? null : withoutBlankLines(notes),
    })),
  );
}

function withoutBlankLines(part: string): string {
  return part.replace(/^\n+|\n+$/g, "");
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseEvent } from "../../server/text/event.ts";
import { speakersOf } from "../../server/text/speakers.ts";

/** A line's people: "name @handle site", the missing ones as "·". */
function people(line: string): string[] | null {
  return speakersOf(line)?.map(({ name, handle, site }) => `${name ?? "·"} ${handle ?? "·"} ${site ?? "·"}`) ?? null;
}

/** The same for the body of a talk, with the text of its speaker line. */
function spoken(body: string): [string | null, string[]] {
  const text = `T\n-\n\nA\n-\n${body}`;
  const [talk] = parseEvent(text).talks;
  assert.ok(talk);
  const line = talk.speakerLine === null ? null : text.slice(talk.speakerLine.from, talk.speakerLine.to);
  return [line, talk.speakers.map(({ name, handle, site }) => `${name ?? "·"} ${handle ?? "·"} ${site ?? "·"}`)];
}

test("a line of names gives its people", () => {
  const lines: Readonly<Record<string, string[]>> = {
    // Name
    "Maren Oduya": ["Maren Oduya · ·"],
    "Tobias Wexley-Brandt": ["Tobias Wexley-Brandt · ·"],
    Kestrel: ["Kestrel · ·"],
    kestrel: ["kestrel · ·"],
    "Ilse van der Karvonen": ["Ilse van der Karvonen · ·"],
    "Dr. Jun O’Hasegrove Jr.": ["Dr. Jun O’Hasegrove Jr. · ·"],
    "Pilar B.": ["Pilar B. · ·"],
    李明: ["李明 · ·"],
    "Мария Ковалёва": ["Мария Ковалёва · ·"],
    // Name @handle
    "Maren Oduya @maren_o": ["Maren Oduya @maren_o ·"],
    "maren @maren_o": ["maren @maren_o ·"],
    "Maren Oduya (@maren_o)": ["Maren Oduya @maren_o ·"],
    "Maren Oduya @maren@notes.example": ["Maren Oduya @maren@notes.example ·"],
    // @handle
    "@maren_o": ["· @maren_o ·"],
    "@a @b": ["· @a ·", "· @b ·"],
    // comma list
    "Maren Oduya, Tobias Wexley, Ilse Karvonen": ["Maren Oduya · ·", "Tobias Wexley · ·", "Ilse Karvonen · ·"],
    "Maren Oduya @maren_o, Tobias Wexley @tobias": ["Maren Oduya @maren_o ·", "Tobias Wexley @tobias ·"],
    "@a, @b, Ilse": ["· @a ·", "· @b ·", "Ilse · ·"],
    "Maren Oduya, Tobias Wexley and Ilse Karvonen": ["Maren Oduya · ·", "Tobias Wexley · ·", "Ilse Karvonen · ·"],
    // group
    "The Quayside Company": ["The Quayside Company · ·"],
    "Quayside team": ["Quayside team · ·"],
    "Maren Oduya and friends": ["Maren Oduya · ·"],
    // Name - @handle
    "Maren Oduya - @maren_o": ["Maren Oduya @maren_o ·"],
    "Maren Oduya – @maren_o": ["Maren Oduya @maren_o ·"],
    "Maren Oduya | @maren_o": ["Maren Oduya @maren_o ·"],
    "Maren Oduya — Quayside": ["Maren Oduya · ·"],
    // Name site or URL
    "Maren Oduya oduya.example": ["Maren Oduya · oduya.example"],
    "Maren Oduya, oduya.example": ["Maren Oduya · oduya.example"],
    "Maren Oduya https://oduya.example/~m": ["Maren Oduya · https://oduya.example/~m"],
    "Maren Oduya <https://oduya.example>": ["Maren Oduya · https://oduya.example"],
    "@maren_o oduya.example": ["· @maren_o oduya.example"],
    "[Maren Oduya](https://oduya.example)": ["Maren Oduya · https://oduya.example"],
    "[@maren_o](https://oduya.example)": ["· @maren_o https://oduya.example"],
    // Name & Name [site]
    "BigW.1 & __k3str3l": ["BigW.1 · ·", "__k3str3l · ·"],
    "Maren & Tobias quayside.example": ["Maren · ·", "Tobias · quayside.example"],
    "Maren & Tobias [quayside.example]": ["Maren · ·", "Tobias · quayside.example"],
    "Maren / Tobias": ["Maren · ·", "Tobias · ·"],
    // Name @handle URL
    "Maren Oduya @maren_o https://code.example/maren": ["Maren Oduya @maren_o https://code.example/maren"],
    "Maren Oduya @maren_o Tobias Wexley @tobias": ["Maren Oduya @maren_o ·", "Tobias Wexley @tobias ·"],
    // Name email
    "Maren Oduya maren@oduya.example": ["Maren Oduya · maren@oduya.example"],
    // stars are not part of a name
    "**Maren Oduya** @maren_o": ["Maren Oduya @maren_o ·"],
    "Maren Oduya (Quayside) @maren_o": ["Maren Oduya @maren_o ·"],
  };
  for (const [line, expected] of Object.entries(lines)) assert.deepEqual(people(line), expected, line);
});

test("underscores and hyphens are letters of names and handles", () => {
  assert.deepEqual(people("Maren Oduya @mar__"), ["Maren Oduya @mar__ ·"]);
  assert.deepEqual(people("__k3str3l"), ["__k3str3l · ·"]);
  assert.deepEqual(people("wexley-qc"), ["wexley-qc · ·"]);
  assert.deepEqual(people("Wexley wexleyclass.example"), ["Wexley · wexleyclass.example"]);
});

test("a sentence, a heading for a list, code, a quote or a mark names nobody", () => {
  const lines = [
    "",
    "   ",
    "It was about light.",
    "Is it on?",
    "No need to install anything!",
    "Use a different key",
    "All of these are the same",
    "Thinks they are the next big thing",
    "slides are online",
    "Containers:",
    "Quayside guy",
    "`$HOME/.notes`",
    "“Nobody reads the docs”",
    '"Nobody reads the docs"',
    "TODO Ask Maren",
    "Maren; Tobias",
    "x = y",
    "https://code.example/maren",
    "code.example/maren",
    "quayside.example",
    "and",
    "&",
    "-",
    "12",
    "One Two Three Four Five Six Seven",
    `${"Maren ".repeat(40)}`,
    "Maren Oduya wrote this @maren_o",
    "see the slides of @maren_o",
  ];
  for (const line of lines) assert.equal(people(line), null, line);
});

test("the speaker line is the first paragraph, right below or one blank line away", () => {
  assert.deepEqual(spoken("Maren Oduya\n\n- a"), ["Maren Oduya", ["Maren Oduya · ·"]]);
  assert.deepEqual(spoken("\nMaren Oduya\n\n- a"), ["Maren Oduya", ["Maren Oduya · ·"]]);
  assert.deepEqual(spoken("\n\nMaren Oduya\n"), [null, []]);
  assert.deepEqual(spoken("- a\n\nMaren Oduya\n"), [null, []]);
  assert.deepEqual(spoken("Notes about light.\n\nMaren Oduya\n"), [null, []]);
});

test("a list, a note, code or a heading may follow it with no blank line between", () => {
  for (const next of [
    "- a",
    "* a",
    "1. a",
    "Note: a",
    "```\na\n```",
    "### a",
    "> a",
    "<!-- a -->",
    "![](a.png)",
    "| a |",
  ]) {
    assert.deepEqual(spoken(`Maren Oduya\n${next}\n`), ["Maren Oduya", ["Maren Oduya · ·"]], next);
  }
});

test("two lines may name people, a subtitle stand above the names, or an address below", () => {
  const bodies: [string, string[]][] = [
    ["Maren Oduya @maren_o\nTobias Wexley", ["Maren Oduya @maren_o ·", "Tobias Wexley · ·"]],
    [
      "*Making and keeping cold light in the deep*\nMaren Oduya maren@oduya.example",
      ["Maren Oduya · maren@oduya.example"],
    ],
    ["*Making and keeping cold light in the deep*\nMaren Oduya", ["Maren Oduya · ·"]],
    ["making and keeping cold light\nMaren Oduya @maren_o", ["Maren Oduya @maren_o ·"]],
    ["Maren Oduya\nhttps://oduya.example", ["Maren Oduya · https://oduya.example"]],
  ];
  for (const [lines, expected] of bodies) assert.deepEqual(spoken(`${lines}\n\n- a`), [lines, expected]);
});

test("other paragraphs name nobody", () => {
  const bodies = [
    "Maren Oduya\nTobias Wexley\nIlse Karvonen",
    "Cold light\nLike lamps, but for the deep",
    "From yesterday:\nMaren Oduya",
    "https://code.example/a\nhttps://b.example",
    "lamps are for the deep\nQuayside",
    "    Maren Oduya",
  ];
  for (const body of bodies) assert.deepEqual(spoken(`${body}\n`), [null, []], body);
});

test("a speaker line never reaches into the next talk or day", () => {
  assert.deepEqual(spoken("Maren Oduya\nB\n-\n"), ["Maren Oduya", ["Maren Oduya · ·"]]);
  assert.deepEqual(spoken("Saturday\n========\n\nB\n-\n"), [null, []]);
  assert.deepEqual(spoken("Saturday\n========\nDoors\n"), [null, []]);
});

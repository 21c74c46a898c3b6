import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_HEADINGS, parseEvent, pieces, talkAt, talkBySlug } from "../../server/text/event.ts";

/** The page in a line: head in braces, talks in brackets, what is between as it is, newlines as "¶". */
function cut(text: string): string {
  const shown = { head: ["{", "}"], talk: ["[", "]"], between: ["", ""] };
  return pieces(text)
    .map(({ kind, from, to }) => shown[kind][0] + text.slice(from, to) + shown[kind][1])
    .join("")
    .replaceAll("\n", "¶");
}

const page = `Lanternfish 2026
----------------
######Tue Nov 24 2026

A small gathering.



Cold light
----------
Maren Oduya @maren_o

- glows



Lunch
-----
- soup
`;

test("a page has its title, its dates, an intro and its talks", () => {
  const event = parseEvent(page);
  assert.equal(event.title, "Lanternfish 2026");
  assert.deepEqual(event.dates, ["Tue Nov 24 2026"]);
  assert.equal(page.slice(event.intro.from, event.intro.to), "\nA small gathering.\n\n");
  assert.deepEqual(
    event.talks.map(({ slug, title }) => [slug, title]),
    [
      ["cold-light", "Cold light"],
      ["lunch", "Lunch"],
    ],
  );
});

test("a talk knows its title line, its underline, its speakers and where its notes start", () => {
  const [talk] = parseEvent(page).talks;
  assert.ok(talk);
  assert.equal(page.slice(talk.from, talk.titleTo), "Cold light");
  assert.equal(page.slice(talk.underline, talk.bodyFrom), "----------\n");
  assert.deepEqual(talk.speakers, [{ name: "Maren Oduya", handle: "@maren_o", site: null }]);
  assert.ok(talk.speakerLine);
  assert.equal(page.slice(talk.speakerLine.from, talk.speakerLine.to), "Maren Oduya @maren_o");
  assert.equal(page.slice(talk.notesFrom, talk.to), "\n- glows\n\n");
});

test("a talk ends before the next title line, less the one or two newlines before it", () => {
  const cuts: Readonly<Record<string, string>> = {
    "T\n-\nA\n-\na\n\n\n\nB\n-\nb": "{T¶-}¶[A¶-¶a¶¶]¶¶[B¶-¶b]",
    "T\n-\nA\n-\na\n\n\nB\n-\nb": "{T¶-}¶[A¶-¶a¶]¶¶[B¶-¶b]",
    "T\n-\nA\n-\na\n\nB\n-\nb": "{T¶-}¶[A¶-¶a]¶¶[B¶-¶b]",
    "T\n-\nA\n-\na\nB\n-\nb": "{T¶-}¶[A¶-¶a]¶[B¶-¶b]",
    "T\n-\nA\n-\n\nB\n-\n": "{T¶-}¶[A¶-]¶¶[B¶-¶]",
    "T\n-\nA\n-\nB\n-": "{T¶-}¶[A¶-]¶[B¶-]",
    "T\n-\nA\n-\na\n  \nB\n-": "{T¶-}¶[A¶-¶a¶  ]¶[B¶-]",
  };
  for (const [text, expected] of Object.entries(cuts)) assert.equal(cut(text), expected);
});

test("the last talk ends with the page", () => {
  assert.equal(cut("T\n-\n\n\nA\n-\na\n\n\n"), "{T¶-¶}¶¶[A¶-¶a¶¶¶]");
});

test("a page without talks is all head", () => {
  for (const text of ["T\n-\nnotes\n", "just notes\n\n\nmore", "\n\n"]) {
    const event = parseEvent(text);
    assert.deepEqual([event.talks, event.head], [[], { from: 0, to: text.length }]);
  }
  assert.deepEqual(pieces(""), []);
});

test("a talk without a body has none, and no offset beyond its end", () => {
  const [first, second] = parseEvent("T\n-\nA\n-\nB\n-").talks;
  assert.deepEqual([first?.to, first?.bodyFrom, first?.notesFrom], [7, 7, 7]);
  assert.deepEqual([second?.to, second?.bodyFrom, second?.notesFrom], [11, 11, 11]);
});

test("the title is the first heading, whatever marks it", () => {
  const titles: Readonly<Record<string, string>> = {
    "T\n---\n\nA\n---\n": "T",
    "T\n===\n\nA\n---\n": "T",
    "# T\n\nA\n---\n": "T",
    "### T\n\nA\n---\n": "T",
    "intro\n\nT\n---\n\nA\n---\n": "T",
    "######Mon Jun 20 2016\n\nT\n---\n\nA\n---\n": "T",
  };
  for (const [text, title] of Object.entries(titles)) {
    const event = parseEvent(text);
    assert.deepEqual([event.title, event.talks.map((talk) => talk.title)], [title, ["A"]], text);
  }
});

test("a page without headings has no title", () => {
  const event = parseEvent("notes\n");
  assert.deepEqual([event.title, event.titleRange, event.dates], ["", null, []]);
});

test("dates stand right below the title, as written", () => {
  const dates: Readonly<Record<string, string[]>> = {
    "T\n-\n######Mon Jun 20 2016\n": ["Mon Jun 20 2016"],
    "T\n-\n####Tue Dec  8\n": ["Tue Dec  8"],
    "T\n-\n\n##### 27. Dezember\n": ["27. Dezember"],
    "T\n-\n###### Sun Dec 27\n###### Mon Dec 28\n": ["Sun Dec 27", "Mon Dec 28"],
    "######Sun Dec 27\nT\n-\n": ["Sun Dec 27"],
    "T\n-\n###2016\n": [],
    "T\n-\n######by the sea\n": [],
    "T\n-\ntext\n\n######Sun Dec 27\n": [],
  };
  for (const [text, expected] of Object.entries(dates)) assert.deepEqual(parseEvent(text).dates, expected, text);
});

test("the intro starts below title and dates, and front matter is none of it", () => {
  const text = "---\nlayout: event\n---\nT\n-\n######Jun 20\nintro\n";
  const { intro, frontMatter, head } = parseEvent(text);
  assert.equal(text.slice(intro.from, intro.to), "intro\n");
  assert.equal(frontMatter?.settings.layout, "event");
  assert.equal(head.from, 0);
});

test("a talk stands under the day divider above it", () => {
  const text = "T\n-\n\nA\n-\n\nSaturday\n========\n\nB\n-\n\nC\n-\n\n######Sun Dec 27\n\nD\n-\n";
  const event = parseEvent(text);
  assert.deepEqual(
    event.talks.map(({ title, day }) => [title, day]),
    [
      ["A", null],
      ["B", "Saturday"],
      ["C", "Saturday"],
      ["D", "Sun Dec 27"],
    ],
  );
  assert.deepEqual(
    event.days.map(({ title, at }) => [title, text.slice(at, at + 3)]),
    [
      ["Saturday", "Sat"],
      ["Sun Dec 27", "###"],
    ],
  );
});

test("day dividers right above a talk belong to nobody", () => {
  assert.equal(cut("T\n-\n\nA\n-\na\n\n\nDay\n===\n\n\nB\n-\n"), "{T¶-}¶¶[A¶-¶a¶]¶¶Day¶===¶¶¶[B¶-¶]");
  assert.equal(cut("T\n-\nDay\n===\n####Jun 21\nA\n-\n"), "{T¶-}¶Day¶===¶####Jun 21¶[A¶-¶]");
});

test("a day divider with text of its own stays where it is written, so that nothing is lost", () => {
  assert.equal(cut("T\n-\nA\n-\n\nDay\n===\nDoors at nine.\n\nB\n-\n"), "{T¶-}¶[A¶-¶¶Day¶===¶Doors at nine.]¶¶[B¶-¶]");
  assert.equal(cut("T\n-\nA\n-\n\nDay\n===\n"), "{T¶-}¶[A¶-¶¶Day¶===¶]");
});

test("headings of other kinds cut nothing", () => {
  assert.equal(
    cut("T\n-\n\nA\n-\n# x\n## y\n### Z @z\n####Endpoints\n"),
    "{T¶-}¶¶[A¶-¶# x¶## y¶### Z @z¶####Endpoints¶]",
  );
});

test("talks of one title get numbered slugs, and no slug is given twice", () => {
  const titled = (...titles: string[]): string => ["T", ...titles].map((title) => `${title}\n---\n\n`).join("");
  const named = (text: string): [string, number][] =>
    parseEvent(text).talks.map(({ slug, ordinal }) => [slug, ordinal]);
  assert.deepEqual(named(titled("Lunch", "lunch!", "Lunch")), [
    ["lunch", 1],
    ["lunch-2", 2],
    ["lunch-3", 3],
  ]);
  assert.deepEqual(named(titled("Lunch 2", "Lunch", "Lunch")), [
    ["lunch-2", 1],
    ["lunch", 1],
    ["lunch-3", 2],
  ]);
  assert.deepEqual(named(titled("Lunch", "Lunch", "Lunch 2", "Lunch 2")), [
    ["lunch", 1],
    ["lunch-2", 2],
    ["lunch-2-2", 1],
    ["lunch-2-3", 2],
  ]);
  assert.deepEqual(named(titled("!", "?")), [
    ["talk", 1],
    ["talk-2", 2],
  ]);
});

test("a talk further down never changes the slug of one above", () => {
  const above = "T\n-\n\nLunch\n---\n\nLunch\n---\n\n";
  const slugs = (text: string): string[] => parseEvent(text).talks.map(({ slug }) => slug);
  assert.deepEqual(slugs(`${above}Lunch 2\n---\n`).slice(0, 2), slugs(above));
});

test("an offset belongs to the talk around it, ends included, and to none between", () => {
  const text = "T\n-\n\nA\n-\na\n\n\n\nB\n-\nb";
  const event = parseEvent(text);
  const at = Array.from({ length: text.length + 1 }, (_, offset) => talkAt(event, offset)?.title ?? ".").join("");
  assert.equal(at, ".....AAAAAAAA.BBBBBB");
});

test("a talk is found by its slug", () => {
  const event = parseEvent(page);
  assert.equal(talkBySlug(event, "lunch")?.title, "Lunch");
  assert.equal(talkBySlug(event, "dinner"), null);
});

test("titles lose their markdown", () => {
  const { talks } = parseEvent("T\n-\n\n`fsck` *and* [friends](https://x.example) @dyn__\n---\n");
  assert.equal(talks[0]?.title, "fsck and friends @dyn__");
});

test("what is not a heading opens no talk", () => {
  const none = [
    "```\nA\n---\n```",
    "<!--\nA\n---\n-->",
    "<pre>\nA\n---\n</pre>",
    "- A\n---",
    "1. A\n---",
    "- a\n\n  A\n---",
    "> A\n---",
    "# A\n---",
    "    A\n---",
    "A\n\n---",
    "A\n    ---",
    "A\n- - -",
    "A\n--- x",
    "A\n***",
    "[a]: https://x.example\n---",
    "---\n---",
    "<br>\n---",
    "![](x.png)\n---",
    "a | b\n--- | ---",
  ];
  for (const text of none) assert.deepEqual(parseEvent(`T\n-\n\n${text}\n`).talks, [], text);
});

test("what is a heading opens one", () => {
  const some: Readonly<Record<string, string>> = {
    "A\n-": "A",
    "A\n--   ": "A",
    "   A  \n   ---": "A",
    "#hash\n---": "#hash",
    "- a\nA\n---": "A",
    "text\nmore\nA\n---": "A",
    "<div>\nA\n---": "A",
    "```\n```\nA\n---": "A",
    "- a\n  ```\nA\n---": "A",
    "12/27 Harbour\n---": "12/27 Harbour",
    "20 Minutes\n---": "20 Minutes",
    "<b>A</b>\n---": "A",
  };
  for (const [text, title] of Object.entries(some)) {
    assert.deepEqual(
      parseEvent(`T\n-\n\n${text}\n`).talks.map((talk) => talk.title),
      [title],
      text,
    );
  }
});

test("lines of text right above a title line belong to the talk before", () => {
  assert.equal(cut("T\n-\n\nA\n-\ntext\nmore\nB\n-\n"), "{T¶-}¶¶[A¶-¶text¶more]¶[B¶-¶]");
});

const signed = `# Lanternfish 2026
######Tue Nov 24 2026

Notes of the day.

## Opening
Ann Lee @annlee

- first

### Bo Kim @bo

- short

# Saturday

## \`fsck\` and *friends* ##
- second
`;

test("a page without underlined talks has its talks at ##, and its days at #", () => {
  const event = parseEvent(signed);
  assert.deepEqual([event.title, event.talkMark, event.dates], ["Lanternfish 2026", "#", ["Tue Nov 24 2026"]]);
  assert.equal(signed.slice(event.intro.from, event.intro.to).trim(), "Notes of the day.");
  assert.deepEqual(
    event.talks.map(({ slug, title, day, speakers }) => [slug, title, day, speakers[0]?.name ?? null]),
    [
      ["opening", "Opening", null, "Ann Lee"],
      ["fsck-and-friends", "fsck and friends", "Saturday", null],
    ],
  );
  const [first, second] = event.talks;
  assert.ok(first && second);
  assert.ok(signed.slice(first.from, first.to).endsWith("- short"));
  assert.equal(signed.slice(first.underline, first.bodyFrom), "## Opening\n");
  assert.equal(signed.slice(second.words.from, second.words.to), "`fsck` and *friends*");
  assert.equal(
    pieces(signed)
      .map(({ from, to }) => signed.slice(from, to))
      .join(""),
    signed,
  );
});

test("whatever marks the title, ## are talks where no underlined ones are", () => {
  const talks = (text: string): string[] => parseEvent(text).talks.map(({ title }) => title);
  for (const title of ["# T", "## T", "T\n===", "T\n---"]) {
    assert.deepEqual(talks(`${title}\n\n## A\n\n##B\n\n### C\n`), ["A", "B"], title);
    assert.deepEqual(talks(`${title}\n\n## A\n\nUnder\n-----\n\n## B\n`), ["Under"], title);
    assert.deepEqual(talks(`${title}\n\n# Chapter\n\n### C\n`), [], title);
  }
});

test("the start of a list below a line does not undo the talks of a page with signs", () => {
  const talks = (text: string): string[] => parseEvent(text).talks.map(({ title }) => title);
  assert.deepEqual(talks("# T\n\n## A\nwords\n-\n\n## B"), ["A", "B"]);
  assert.deepEqual(talks("# T\n\nA\n-\n\nB\n-"), ["A", "B"]);
  assert.deepEqual(talks("T\n-\n\nA\n-\n\n## B"), ["A"]);
});

test("a page named by its front matter may begin with a talk", () => {
  const event = parseEvent("---\ntitle: Named\n---\n#### Tue Nov 24 2026\n\n## A\n\n## B\n");
  assert.deepEqual([event.title, event.titleRange, event.dates], ["Named", null, ["Tue Nov 24 2026"]]);
  assert.deepEqual(
    event.talks.map(({ title }) => title),
    ["A", "B"],
  );
  assert.equal(parseEvent("---\ntitle: ''\n---\n## A\n\n## B\n").title, "A");
  assert.equal(parseEvent("---\ntitle: Named\n---\nA\n---\n").title, "A");
});

test("a talk within a talk is one that names somebody by a handle", () => {
  for (const [title, talk] of [
    ["# T", "## A"],
    ["T\n---", "A\n---"],
  ]) {
    const [only] = parseEvent(`${title}\n\n### No Talk @yet\n\n${talk}\n\n### Bo Kim @bo\n\n### Golden Ticket\n`).talks;
    assert.deepEqual(only?.within, [
      {
        title: "Bo Kim @bo",
        at: `${title}\n\n### No Talk @yet\n\n${talk}\n\n`.length,
        speakers: [{ name: "Bo Kim", handle: "@bo", site: null }],
      },
    ]);
  }
});

test("headings after the ten thousandth are text of the page", () => {
  const text = `E\n=\n\nA\n-\n\n${"### x\n\n".repeat(MAX_HEADINGS)}B\n-\n\nb\n`;
  const { talks } = parseEvent(text);
  assert.deepEqual(
    talks.map(({ title }) => title),
    ["A"],
  );
  assert.ok(text.slice(talks[0]?.from, talks[0]?.to).endsWith("b\n"));
});

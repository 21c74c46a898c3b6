import assert from "node:assert/strict";
import { test } from "node:test";
import { isDate } from "../../server/text/dates.ts";
import { headingsOf } from "../../server/text/headings.ts";

/** Its headings as "level mark title". */
function headings(text: string): string[] {
  return [...headingsOf(text)].map(({ level, mark, title }) => `${level} ${mark} ${title}`);
}

test("two to six signs need no space, one does", () => {
  assert.deepEqual(headings("######Mon Jun 20 2016"), ["6 # Mon Jun 20 2016"]);
  assert.deepEqual(headings("##a\n### b\n####c\n#\td"), ["2 # a", "3 # b", "4 # c", "1 # d"]);
  assert.deepEqual(headings("#tag\n\n#######seven\n\n    ## code"), []);
});

test("signs at the end are dropped after a space", () => {
  assert.deepEqual(headings("## a ##\n### b#\n# c # d ###"), ["2 # a", "3 # b#", "1 # c # d"]);
});

test("an underline of = or - makes the line above it a heading", () => {
  assert.deepEqual(headings("a\n=\n\nb\n---\n"), ["1 = a", "2 - b"]);
});

test("a heading says where it is", () => {
  const text = "x\n\n a b \n --- \ny";
  const [heading] = headingsOf(text);
  assert.ok(heading);
  const { from, to, titleTo, underline, next, above, words } = heading;
  assert.deepEqual(
    { from, to, titleTo, underline, next, above },
    { from: 3, to: 14, titleTo: 8, underline: 10, next: 15, above: 1 },
  );
  assert.equal(text.slice(words.from, words.to), "a b");
});

test("headings in lists, quotes, code and comments are not the page's", () => {
  assert.deepEqual(headings("- # a\n> # b\n```\n# c\n```\n<!--\n# d\n-->\n- x\n  # e\n"), []);
});

test("a date and nothing else is a date", () => {
  const dates = [
    "Mon Jun 20 2016",
    "Wed Sep 10 18:40:03 EDT 2014",
    "Mon May 12 - Wed May 15 2014",
    "Sun-Wed Dec 27-31 2015",
    "Tue Dec  8",
    'Tue Oct 15 20:47:43 EDT 2013"',
    "Saturday",
    "Thursday, June 3rd",
    "Sept. 4",
    "2016-06-20",
    "12/27",
    "27.12.2015",
    "June 20–21, 2016",
    "Fri and Sat",
  ];
  for (const text of dates) assert.equal(isDate(text), true, text);
});

test("words and numbers alone are none", () => {
  for (const text of [
    "",
    "Endpoints",
    "2016",
    "Room 12",
    "Notes from June 2016",
    "Day 2",
    "-",
    "Monday blues",
    "v1.2",
    "Mon ".repeat(30),
  ]) {
    assert.equal(isDate(text), false, text);
  }
});

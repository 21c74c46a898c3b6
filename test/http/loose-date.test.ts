import assert from "node:assert/strict";
import { test } from "node:test";
import { monthIn } from "../../server/http/loose-date.ts";

const today = { year: 2026, month: 11 };

test("the month is read from dates as people write them", () => {
  const table: Record<string, readonly [year: number, month: number]> = {
    "Mon Jun 20 2016": [2016, 6],
    "Wed Sep 10 18:40:03 EDT 2014": [2014, 9],
    "Mon May 12 - Wed May 15 2014": [2014, 5],
    "Sun-Wed Dec 27-31 2015": [2015, 12],
    "Tue Dec  8": [2026, 12],
    "2016-06-20": [2016, 6],
    "2016-06": [2016, 6],
    "20.6.2016": [2016, 6],
    "20. 06. 2016": [2016, 6],
    "September 2014": [2014, 9],
    "2015": [2015, 11],
    "2016-13-01": [2016, 11],
  };
  for (const [date, [year, month]] of Object.entries(table))
    assert.deepEqual(monthIn(date, today), { year, month }, date);
});

test("where nothing can be read it is today", () => {
  for (const date of ["", "soon", "32", "0000-01-01", "Mayor Marchand", "99999"]) {
    assert.deepEqual(monthIn(date, today), today, date);
  }
});

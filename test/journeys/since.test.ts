import assert from "node:assert/strict";
import { test } from "node:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import { findingsOn } from "./axe.ts";
import { openHouse } from "./house.ts";
import { looksOf } from "./looks.ts";

const path = "events/2016/06/dockercon16";
const wide = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

const house = openHouse();

/** Changes a page's text as one save. */
async function save(change: (text: string) => string, of = path): Promise<void> {
  const address = `${house.server.url}/-/api/v1/pages/${of}`;
  const { text, commit } = (await (await fetch(address)).json()) as { text: string; commit: string };
  const body = JSON.stringify({ text: change(text), base: commit, message: "" });
  const headers = { "content-type": "application/json" };
  assert.equal((await fetch(address, { method: "PUT", headers, body })).status, 200);
}

async function post(address: string, fields: Readonly<Record<string, string>>): Promise<void> {
  const body = new URLSearchParams(fields);
  const answer = await fetch(house.server.url + address, { method: "POST", body, redirect: "manual" });
  assert.ok(answer.status < 400, address);
}

/** A talk gets a line with a word, another title, and loses the word; a page is made, one moved and one deleted. */
async function writeAll(): Promise<void> {
  await save((text) => text.replace("Golden Ticket", "Golden Tickets\n- a platypus, and a platypus"));
  await save((text) => text.replace("platypus, and a", "platypus and no"));
  await save((text) => text.replace(/a platypus and no platypus/, "nothing"));
  await post("/-/new", { title: "Fresh", path: "pages/fresh", date: "", talk: "Opening" });
  await save((text) => text.replace("Opening\n-------", "Closing\n-------"), "pages/fresh");
  await save((text) => `${text}- one more line\n`, "pages/fresh");
  await post("/-/new", { title: "Left", path: "pages/left", date: "", talk: "" });
  await post("/-/move/pages/left", { to: "pages/somewhere/else/with-a-rather-long-name-in-it" });
  await post("/-/new", { title: "Brief", path: "pages/brief", date: "", talk: "" });
  await post("/-/delete/pages/brief", {});
}

async function open(address: string, options: BrowserContextOptions): Promise<Page> {
  const page = await (await house.browser.newContext(options)).newPage();
  page.on("pageerror", (error) => assert.fail(`${address}: ${error.message}`));
  await page.goto(house.server.url + address);
  return page;
}

/** As if the last visit had been then. */
async function rememberVisit(page: Page, at: number): Promise<void> {
  const { hostname } = new URL(house.server.url);
  const cookie = { name: "plenary-visit", value: `.${at}`, domain: hostname, path: "/-/changes" };
  await page.context().addCookies([cookie]);
}

/** The names of what can be reached with Tab, from the main part on. */
async function reached(page: Page, count: number): Promise<string[]> {
  const names: string[] = [];
  await page.locator("#_main").evaluate((main) => {
    main.setAttribute("tabindex", "-1");
    main.focus();
  });
  for (let step = 0; step < count; step += 1) {
    await page.keyboard.press("Tab");
    names.push(
      await page.evaluate(
        () =>
          (document.activeElement?.textContent ?? "").trim() || (document.activeElement?.getAttribute("name") ?? ""),
      ),
    );
  }
  return names;
}

for (const [size, options, colorScheme] of looksOf<object>([
  ["1280", wide],
  ["360", phone],
])) {
  test(`at ${size} px, ${colorScheme}, axe finds nothing on changes, searches and a talk's history, nothing is too wide`, async () => {
    await writeAll();
    const page = await open("/-/changes", { ...options, colorScheme });
    await rememberVisit(page, Date.now() - 86_400_000);
    for (const address of [
      "/-/changes",
      "/-/changes?since=2001-01-01",
      "/-/changes?since=2999-01-01",
      `/-/history/${path}?word=platypus`,
      `/-/history/${path}?word=nobody+ever+wrote+this`,
      "/-/history/pages/fresh?talk=closing",
      "/-/history",
    ]) {
      await page.goto(house.server.url + address);
      assert.deepEqual(await findingsOn(page), [], address);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), address);
    }
    await page.context().close();
  });
}

test("without a script, a day is chosen by keyboard and leads to what changed, and that to its diff", async () => {
  await writeAll();
  const page = await open("/-/changes", { ...wide, javaScriptEnabled: false });
  await page.getByRole("link", { name: "Yesterday" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\?since=\d{4}-\d\d-\d\d$/);
  assert.equal(await page.getByRole("link", { name: "Yesterday" }).getAttribute("aria-current"), "true");
  await page.getByLabel("Since", { exact: true }).fill("2026-01-01");
  await page.getByRole("button", { name: "Show" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\?since=2026-01-01$/);
  await page.locator(".chd__page h2 a").first().waitFor();
  await page.context().close();
});

test("who comes back is told what changed since, page by page, and a reload says the same", async () => {
  const page = await open("/-/changes", wide);
  await writeAll();
  const address = `${house.server.url}/-/changes`;
  await rememberVisit(page, Date.now() - 3_600_000);
  for (const look of ["first", "again"]) {
    await page.goto(address);
    assert.equal(await page.locator("h1").textContent(), "What changed since your last visit", look);
    const titles = await page.locator(".chd__page h2 a").allTextContents();
    assert.deepEqual(titles.slice(0, 3), ["Brief", "Left", "Fresh"], look);
    assert.match((await page.locator(".chd__page", { hasText: "Fresh" }).textContent()) ?? "", /three saves/);
  }
  await page.context().close();
});

test("a word is searched for from the page's history, and the way back to all saves is one link", async () => {
  await writeAll();
  const page = await open(`/-/history/${path}`, phone);
  await page.getByLabel("Word").fill("Platypus");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\?word=Platypus$/);
  assert.deepEqual(await page.locator(".save__word").allTextContents(), [
    "“Platypus” vanished, twice",
    "“Platypus” appeared, twice",
  ]);
  await page.getByRole("link", { name: "All saves" }).click();
  await page.waitForURL(`${house.server.url}/-/history/${path}`);
  await page.context().close();
});

test("Tab reaches the ways to choose a time, and then each page's diff, address and history", async () => {
  await writeAll();
  const page = await open("/-/changes?since=2001-01-01", wide);
  const names = await reached(page, 14);
  for (const name of ["Today", "Yesterday", "Last week", "since", "Show", "Brief", "History of Brief", "Left"])
    assert.ok(names.includes(name), names.join());
  await page.context().close();
});

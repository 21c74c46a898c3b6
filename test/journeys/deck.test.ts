import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchChromium } from "../kit/chromium.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { until } from "../kit/typist.ts";
import { findingsOn } from "./axe.ts";
import { looksOf } from "./looks.ts";

const dockercon = "events/2016/06/dockercon16";
const harbour = "events/2026/05/harbour";
const wide = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

const brim = Array.from({ length: 60 }, (_, line) => `- line ${line} of a slide filled to the brim`).join("\n");

/** A column of three, one of one, and slides that ask something of the deck. */
const event = `Harbour Days
------------
######Mon May 4 2026

Note: Welcome everybody, *slowly*



First boat
----------
Ilse Maron @ilse

- one blank line

- is no break


- two are a slide below

\`\`\`sh
make


install
\`\`\`

Notes: say it twice


- and one more below



Second boat
-----------

- three are a slide to the right
- in two steps <!-- .element: class="fragment" -->



<!-- .slide: data-background="#204060" -->
Painted boat
------------

- on its own colour



Long boat
---------

${brim}
`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let seeded: TestServer;
let browser: Browser;

before(async () => {
  folder = await temporaryFolder();
  const file = path.join(folder.path, `${harbour}.md`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, event);
  await git(folder.path, "init", "-q", "-b", "main");
  await git(folder.path, "add", "-A");
  await git(folder.path, "commit", "-q", "-m", "Harbour Days");
  [server, seeded, browser] = await Promise.all([
    startTestServer({ clone: folder.path }),
    startTestServer(),
    launchChromium(),
  ]);
});

after(async () => {
  await browser?.close();
  await Promise.all([server?.close(), seeded?.close()]);
  await folder?.remove();
});

/** Opens an address in a context of its own, and fails where the page logs an error or anything it loads is missing. */
async function open(address: string, options: BrowserContextOptions = wide): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  watch(page);
  await page.goto(address);
  return page;
}

function watch(page: Page): void {
  page.on("pageerror", (error) => assert.fail(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") assert.fail(`${page.url()}: ${message.text()} ${message.location().url}`);
  });
}

async function openDeck(address: string, options: BrowserContextOptions = wide): Promise<Page> {
  const page = await open(address, options);
  await page.locator(".reveal.ready").waitFor();
  return page;
}

async function close(page: Page): Promise<void> {
  await page.context().close();
}

/** The id of the slide that is shown. */
function shown(page: Page): Promise<string> {
  return page.locator(".slides section.slide.present:visible").evaluate((slide) => slide.id);
}

async function at(page: Page, id: string): Promise<void> {
  await until(`the deck is at ${id}`, async () => (await shown(page)) === id);
}

test("blank lines cut the page into columns and stacks, and nothing else does", async () => {
  const page = await openDeck(`${server.url}/-/slides/${harbour}`);
  const columns = await page
    .locator(".slides > section")
    .evaluateAll((all) => all.map((column) => Math.max(1, column.querySelectorAll("section").length)));
  assert.deepEqual(columns, [1, 3, 1, 1, 1]);
  const code = page.locator("pre code");
  assert.equal(await code.count(), 1);
  assert.equal(await code.textContent(), "make\n\n\ninstall\n");
  await close(page);
});

test("notes are hidden from the audience, and the speaker has them", async () => {
  const deck = await openDeck(`${server.url}/-/slides/${harbour}`);
  assert.equal(await deck.getByText("Welcome everybody").isVisible(), false);
  assert.doesNotMatch(await deck.locator("section.present").innerText(), /Note|Welcome/);
  const speaker = await deck.context().newPage();
  watch(speaker);
  await speaker.goto(`${server.url}/-/speaker/${harbour}`);
  await speaker.getByText("Welcome everybody, slowly").waitFor();
  assert.equal(await speaker.locator(".cue__notes em").first().innerText(), "slowly");
  await close(deck);
});

test("keys move through the deck, and the address follows", async () => {
  const page = await openDeck(`${server.url}/-/slides/${harbour}`);
  await page.keyboard.press("ArrowRight");
  await at(page, "first-boat");
  await page.keyboard.press("ArrowDown");
  await at(page, "first-boat.2");
  await page.waitForURL(/#\/first-boat\.2~/);
  assert.equal(await page.locator(".dock [data-at]").innerText(), "3 / 7");
  await page.keyboard.press("ArrowRight");
  await at(page, "second-boat");
  await page.keyboard.press("Space");
  await at(page, "second-boat");
  await page.locator("#second-boat").getByText("in two steps").waitFor();
  await page.keyboard.press("Space");
  await at(page, "painted-boat");
  await page.getByRole("button", { name: "Previous slide" }).click();
  await at(page, "second-boat");
  await page.keyboard.press("Home");
  await at(page, ".1");
  await close(page);
});

test("a deep link opens its slide, the first one too", async () => {
  for (const id of ["first-boat.3", "painted-boat", ".1"]) {
    const page = await openDeck(`${server.url}/-/slides/${harbour}#/${id}`);
    assert.equal(await shown(page), id);
    await close(page);
  }
});

test("the way to write leads to the talk on the slide", async () => {
  const page = await openDeck(`${server.url}/-/slides/${harbour}#/second-boat`);
  const edit = page.getByRole("link", { name: "Write on this slide" });
  assert.equal(await edit.getAttribute("href"), `/-/edit/${harbour}?talk=second-boat`);
  await page.keyboard.press("e");
  await page.waitForURL(`**/-/edit/${harbour}?talk=second-boat`);
  await close(page);
});

test("a slide's colour is its own, and its words can be read on it", async () => {
  const page = await openDeck(`${server.url}/-/slides/${harbour}#/painted-boat`);
  const painted = await page.evaluate(() => {
    const [back] = document.querySelectorAll(".backgrounds .present .slide-background-content, .backgrounds .present");
    return back && getComputedStyle(back).visibility;
  });
  assert.equal(painted, "visible");
  assert.equal(
    await page.locator("#painted-boat h2").evaluate((title) => getComputedStyle(title).color),
    "rgb(255, 255, 255)",
  );
  await page.keyboard.press("ArrowLeft");
  const others = page.locator(".backgrounds .slide-background:not(.present):not(:has(.present))");
  for (const visibility of await others.evaluateAll((all) => all.map((back) => getComputedStyle(back).visibility))) {
    assert.equal(visibility, "hidden");
  }
  await close(page);
});

for (const [name, options] of [
  ["wide", wide],
  ["on a phone", phone],
] as const) {
  test(`an overfull slide scrolls by its keys and is never cut, ${name}`, async () => {
    const page = await openDeck(`${server.url}/-/slides/${harbour}#/long-boat`, options);
    const slide = page.locator("#long-boat");
    const last = slide.getByText("line 59 of a slide");
    assert.equal(await slide.evaluate((box) => box.scrollWidth <= box.clientWidth), true);
    await until("the last line is in the window", async () => {
      await page.keyboard.press("ArrowDown");
      const { bottom = Number.POSITIVE_INFINITY } = await last.evaluate((line) => line.getBoundingClientRect());
      return bottom <= options.viewport.height;
    });
    assert.equal(await shown(page), "long-boat");
    await close(page);
  });
}

test("every slide of the seeded event fits its window, foot and all", async () => {
  const page = await openDeck(`${seeded.url}/-/slides/${dockercon}`);
  const total = Number((await page.locator(".dock [data-at]").innerText()).split("/")[1]);
  for (let number = 1; number <= total; number += 1) {
    const slide = page.locator("section.slide.present:visible");
    const [over, words, foot] = await slide.evaluate((box) => [
      box.scrollHeight - box.clientHeight,
      box.querySelector(".slide__in")?.getBoundingClientRect().bottom ?? 0,
      box.querySelector(".slide__foot")?.getBoundingClientRect().top ?? 0,
    ]);
    assert.ok((over ?? 1) <= 1, `slide ${number} overflows by ${over}`);
    assert.ok((words ?? 0) <= (foot ?? 0) + 1, `slide ${number} runs into its foot`);
    await page.keyboard.press("Space");
  }
  await close(page);
});

test("one talk is a deck of its own", async () => {
  const page = await openDeck(`${server.url}/-/slides/${harbour}?talk=first-boat`);
  assert.equal(await page.title(), "First boat, slides · Plenary");
  assert.equal(await page.locator(".slides section.slide").count(), 3);
  assert.equal(await page.locator(".dock [data-at]").innerText(), "1 / 3");
  assert.match(await page.locator("section.present.slide").first().innerText(), /First boat\s+Ilse Maron @ilse/);
  assert.match(page.url(), /\?talk=first-boat#\/first-boat~[0-9a-f.]+$/);
  const missing = await fetch(`${server.url}/-/slides/${harbour}?talk=no-boat`);
  assert.equal(missing.status, 404);
  await close(page);
});

/** Pages of a PDF that Chromium wrote. */
function pagesIn(pdf: Buffer): number {
  return pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
}

test("paper has one page a slide, from the view for print and from the deck itself", async () => {
  for (const [query, slides] of [
    ["?view=print", 33],
    ["", 33],
    ["?talk=golden-ticket&view=print", 3],
  ] as const) {
    const page = await open(`${seeded.url}/-/slides/${dockercon}${query}`);
    await page.locator(query === "" ? ".reveal.ready" : ".reveal").waitFor();
    assert.equal(await page.locator(".slides section.slide").count(), slides);
    assert.equal(pagesIn(await page.pdf({ preferCSSPageSize: true })), slides, query);
    await close(page);
  }
});

test("paper without a script has every slide too, and none cut", async () => {
  const page = await open(`${server.url}/-/slides/${harbour}?view=print`, { ...wide, javaScriptEnabled: false });
  assert.ok(pagesIn(await page.pdf({ preferCSSPageSize: true })) >= 7);
  await close(page);
});

test("without a script the slides stand one below the other, whole, steps and all", async () => {
  const page = await open(`${server.url}/-/slides/${harbour}`, { ...wide, javaScriptEnabled: false });
  for (const words of ["Harbour Days", "and one more below", "in two steps", "line 59 of a slide"]) {
    assert.equal(await page.locator(".slides").getByText(words).first().isVisible(), true, words);
  }
  assert.equal(await page.getByText("Welcome everybody").isVisible(), false);
  const tops = await page
    .locator("section.slide")
    .evaluateAll((all) => all.map((slide) => slide.getBoundingClientRect().top));
  assert.deepEqual(
    tops,
    [...tops].sort((a, b) => a - b),
  );
  assert.equal(new Set(tops).size, 7);
  await close(page);
});

test("the addresses that old notes link to show the deck", async () => {
  for (const address of [
    `/slides.html?${dockercon}.md`,
    `/slides.html?${dockercon}.md#!`,
    `/slides.html?${encodeURIComponent(`${dockercon}.md`)}`,
  ]) {
    const page = await openDeck(seeded.url + address);
    assert.equal(await page.title(), "DockerCon 2016, slides · Plenary");
    assert.equal(await page.locator(".dock [data-at]").innerText(), "1 / 33", address);
    await close(page);
  }
  assert.equal((await fetch(`${seeded.url}/slides.html`)).status, 400);
  assert.equal((await fetch(`${seeded.url}/slides.html?../secret.md`)).status, 400);
  assert.equal((await fetch(`${seeded.url}/slides.html?nobody/wrote.md`)).status, 404);
});

test("the speaker's window and the deck move each other, and the clock runs", async () => {
  const deck = await openDeck(`${server.url}/-/slides/${harbour}#/first-boat.2`);
  const opened = deck.context().waitForEvent("page");
  await deck.keyboard.press("s");
  const speaker = await opened;
  watch(speaker);
  await speaker.locator(".speaker.is-on").waitFor();
  await until("the speaker sees the deck's slide", async () =>
    speaker.locator(".cue.is-now .cue__notes").getByText("say it twice").isVisible(),
  );
  assert.match(await speaker.locator(".cue.is-next .cue__slide").innerText(), /and one more below/);
  await speaker.getByRole("button", { name: "Next" }).click();
  await at(deck, "first-boat.3");
  await speaker.keyboard.press("PageDown");
  await at(deck, "second-boat");
  await deck.keyboard.press("ArrowLeft");
  await until("the speaker follows", async () => (await speaker.locator("[data-at]").innerText()) !== "5 / 7");
  await until("time passes", async () => /^0:0[1-9]$/.test(await speaker.getByRole("timer").innerText()));
  await speaker.getByRole("button", { name: "From zero" }).click();
  assert.match(await speaker.getByRole("timer").innerText(), /^0:0[01]$/);
  await close(deck);
});

for (const [name, options, colorScheme] of looksOf([
  ["wide", wide],
  ["on a phone", phone],
])) {
  test(`axe finds nothing on slides or at the speaker's, ${name}, ${colorScheme}`, async () => {
    for (const address of [
      `/-/slides/${harbour}`,
      `/-/slides/${harbour}#/first-boat.2`,
      `/-/slides/${harbour}#/painted-boat`,
      `/-/slides/${harbour}#/long-boat`,
      `/-/slides/${harbour}?view=print`,
      `/-/speaker/${harbour}`,
    ]) {
      const page = await open(server.url + address, { ...options, colorScheme });
      await page.locator(".reveal.ready, .reveal[data-view=print], .speaker.is-on").waitFor();
      assert.deepEqual(await findingsOn(page), [], address);
      const over = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
      assert.equal(over, 0, `${address} is wider than the window`);
      await close(page);
    }
  });
}

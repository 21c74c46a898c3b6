import assert from "node:assert/strict";
import { afterEach } from "node:test";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { pageOf } from "../kit/http.ts";
import { joinRoom, type Typist, until } from "../kit/typist.ts";

export const wide = { viewport: { width: 1280, height: 800 } };
export const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** Saves a page of three talks, the middle one of several slides, and gives its path. */
export async function writeDeck(url: string, frontMatter = ""): Promise<string> {
  const path = "events/2026/05/regatta";
  const text = `${frontMatter}Regatta
-------
######Mon May 4 2026



First boat
----------

- the first of the first


- the second of the first



Second boat
-----------

- three are a slide to the right
- in two steps <!-- .element: class="fragment" -->


- the second of the second



Third boat
----------

- the last
`;
  const form = new URLSearchParams({ path, title: "Regatta", date: "2026-05-04" });
  await fetch(`${url}/-/new`, { method: "POST", body: form, redirect: "manual" });
  const { commit: base } = await pageOf(url, path);
  const saved = await fetch(`${url}/-/api/v1/pages/${path}`, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ text, base }),
  });
  assert.equal(saved.status, 200, await saved.text());
  return path;
}

/** Somebody in the page's room until the test ends, who types after or before words that are there. */
export interface Hand {
  after(words: string, insert: string): void;
  before(words: string, insert: string): void;
  erase(words: string): void;
}

const typists = new Set<Typist>();

afterEach(() => {
  for (const typist of typists) typist.leave();
  typists.clear();
});

export async function takeHand(url: string, path: string): Promise<Hand> {
  const { room } = await pageOf(url, path);
  const typist: Typist = joinRoom(url, room);
  typists.add(typist);
  await typist.synced();
  const find = (words: string): number => {
    const at = typist.text.toString().indexOf(words);
    assert.ok(at >= 0, `the page has no ${words}`);
    return at;
  };
  return {
    after: (words, insert) => typist.text.insert(find(words) + words.length, insert),
    before: (words, insert) => typist.text.insert(find(words), insert),
    erase: (words) => typist.text.delete(find(words), words.length),
  };
}

/** A context in which every page fails the test where it logs an error. */
export async function newPerson(browser: Browser, options: BrowserContextOptions = wide): Promise<BrowserContext> {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  context.on("weberror", (error) => assert.fail(error.error().message));
  context.on("console", (message) => {
    // A refusal that is an answer of the wiki, such as "somebody presents", is logged by the browser too.
    if (message.type() === "error" && !/status of 409|ERR_/.test(message.text())) assert.fail(message.text());
  });
  return context;
}

export async function openDeck(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  await page.locator(".reveal.ready").waitFor();
  return page;
}

/** The id of the slide that is shown. */
export function shown(page: Page): Promise<string> {
  return page.locator(".slides section.slide.present:visible").evaluate((slide) => slide.id);
}

export async function at(page: Page, id: string): Promise<void> {
  let last = "";
  await until(`the deck is at ${id}`, async () => {
    last = await shown(page);
    return last === id;
  }).catch((error: unknown) => {
    throw new Error(`the deck is at ${last}, not at ${id}`, { cause: error });
  });
}

/** Waits until the word about who presents says this; "" where it is gone. */
export async function told(page: Page, words: string | RegExp): Promise<void> {
  const bar = page.locator(".told");
  if (words === "") await bar.waitFor({ state: "hidden" });
  else await bar.getByText(words).waitFor();
}

export async function present(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Present", exact: true }).click();
}

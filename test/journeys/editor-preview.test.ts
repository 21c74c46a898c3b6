/** What the preview says of a page: its colours, its overfull slides, and what cannot be drawn, set or laid out. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, test } from "node:test";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { launchChromium } from "../kit/chromium.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { until } from "../kit/typist.ts";
import { findingsOn } from "./axe.ts";
import { type EditorWindow, openEditorWindow, phone, wide } from "./editor-page.ts";
import { looksOf } from "./looks.ts";

/** Lines enough to fill more than a slide. */
const points = "- a line of many\n".repeat(40);
const head = "Conf\n----\n\nWords.\n\n";

const PAGES: Readonly<Record<string, string>> = {
  dark: `---\ntheme: black\n---\n${head}\n\nA talk\n------\n\n- one\n`,
  ruled: `---\nslides: {separator: ---, vertical: ----}\n---\n${head}---\n\nA talk\n------\n\n- short\n\n\n- the same slide\n\n----\n\n${points}\n`,
  titled: `---\ncut: headings\n---\n${head}A talk\n------\n\n- short\n\n\n- the same slide\n\n### Long\n\n${points}\n`,
  drawn: `${head}\n\nA talk\n------\n\n- one\n`,
  many: `${head}\n\nA talk\n------\n\n- *one*\n${"\n\n\n- a".repeat(5100)}\n`,
};

let server: TestServer;
let browser: Browser;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const windows = new Set<EditorWindow>();

before(async () => {
  folder = await temporaryFolder();
  await git(folder.path, "init", "-q", "-b", "main");
  for (const [name, text] of Object.entries(PAGES)) await writeFile(path.join(folder.path, `${name}.md`), text);
  await git(folder.path, "add", "-A");
  await git(folder.path, "commit", "-q", "-m", "pages");
  [server, browser] = await Promise.all([startTestServer({ clone: folder.path }), launchChromium()]);
});

afterEach(async () => {
  for (const one of windows) await one.close();
  windows.clear();
});

after(async () => {
  await browser?.close();
  await server?.close();
  await folder?.remove();
});

async function open(page: string, talk: string | null, options: BrowserContextOptions = wide): Promise<EditorWindow> {
  const query = talk === null ? "" : `?talk=${talk}`;
  const editor = await openEditorWindow(browser, `${server.url}/-/edit/${page}${query}`, null, options);
  windows.add(editor);
  return editor;
}

test("the slide has the colours the page chooses, or those the viewer chose for decks", async () => {
  const ilse = await open("dark", "a-talk", { ...wide, colorScheme: "light" });
  await ilse.page.locator('[for="_as-slide"]').click();
  const slide = ilse.page.locator("#_stage section.slide");
  const ground = () => slide.evaluate((one) => getComputedStyle(one).backgroundColor);
  await slide.waitFor();
  await until("it is dark", async () => (await ground()) === "rgb(22, 23, 27)");
  const deck = await ilse.page.context().newPage();
  await deck.goto(`${server.url}/-/slides/dark`);
  await deck.evaluate(() => localStorage.setItem("plenary.deck-theme", "contrast"));
  await until("it follows the viewer", async () => (await ground()) === "rgb(0, 0, 0)");
  await deck.evaluate(() => localStorage.removeItem("plenary.deck-theme"));
  await until("it is the page's again", async () => (await ground()) === "rgb(22, 23, 27)");
});

for (const [page, begins] of [
  ["ruled", "A line of ---- begins the next one."],
  ["titled", "A title begins the next one."],
] as const) {
  for (const talk of ["a-talk", null]) {
    test(`an overfull slide of a deck that is cut otherwise is told of: ${page}, ${talk ?? "the whole page"}`, async () => {
      const ilse = await open(page, talk);
      await ilse.page.locator('[for="_as-slide"]').click();
      await ilse.text.focus();
      await ilse.page.keyboard.press("Control+End");
      await ilse.page.locator("#_says", { hasText: begins }).waitFor();
      await ilse.page.locator(".cm-content").getByText("the same slide").click();
      await ilse.page.locator("#_stage", { hasText: "the same slide" }).waitFor({ state: "attached" });
      await until("nothing is said of a slide that fits", async () => {
        return (await ilse.page.locator("#_says").innerText()) === "";
      });
      assert.match(await ilse.page.locator("#_stage").innerText(), /short/);
      if (talk !== null) assert.equal(await ilse.page.locator(".out ol li").count(), 2);
    });
  }
}

test("a diagram and a formula that cannot be read say where", async () => {
  const ilse = await open("drawn", "a-talk");
  await ilse.text.focus();
  await ilse.page.keyboard.press("Control+End");
  await ilse.page.keyboard.insertText("\n```mermaid\ngraph LR\n  this is --> no [diagram\n```\n\nand $\\frac{$ here\n");
  await ilse.page.locator("#_preview .diagram").getByText("Line 2 of this diagram cannot be read.").waitFor();
  await ilse.page.locator("#_preview .fault", { hasText: "This formula cannot be read" }).waitFor();
  await ilse.light("Saved");
  const reader = await ilse.page.context().newPage();
  await reader.goto(`${server.url}/drawn`);
  await reader.getByText("$\\frac{$").waitFor();
  assert.equal(await reader.locator(".fault").count(), 0);
});

test("a slide shown as it is written is told of", async () => {
  const ilse = await open("many", "a-talk");
  await ilse.page.locator('[for="_as-slide"]').click();
  await ilse.page.locator("#_says", { hasText: "Shown as it is written" }).waitFor();
  await ilse.page.locator("#_stage pre").waitFor();
});

test("the keys are listed by key and by button, and the text has the focus again after it", async () => {
  const ilse = await open("drawn", "a-talk", { viewport: { width: 900, height: 900 } });
  await ilse.text.focus();
  const sheet = ilse.page.locator("#_keys");
  await ilse.page.keyboard.press("Control+/");
  await sheet.waitFor();
  assert.equal(await sheet.evaluate((one) => one.contains(document.activeElement)), true);
  await ilse.page.keyboard.press("Escape");
  await sheet.waitFor({ state: "hidden" });
  assert.equal(await ilse.text.evaluate((one) => one === document.activeElement), true);
  await ilse.page.locator("#_help").click();
  await sheet.getByText("on from the text to the next part of the page").waitFor();
});

test("every tool is a thumb wide, all can be reached, and undo stays in sight", async () => {
  const ilse = await open("drawn", "a-talk", phone);
  const tools = ilse.page.locator("#_tools button");
  const sizes = await tools.evaluateAll((all) => all.map((one) => one.getBoundingClientRect()));
  assert.ok(sizes.every(({ width, height }) => width >= 44 && height >= 44));
  const undo = await ilse.page.locator('[data-tool="undo"]').boundingBox();
  assert.ok(undo !== null && undo.x + undo.width <= 360);
  await ilse.typeAtEnd("\n- word");
  await ilse.page.locator('[data-tool="italic"]').tap();
  await ilse.shows("- *word*");
  await ilse.page.locator('[data-tool="undo"]').tap();
  await until("it is taken back", async () => !(await ilse.lines()).join("\n").includes("*word*"));
  assert.equal(await ilse.page.evaluate("document.documentElement.scrollWidth"), 360);
});

test("what is pasted from a web page comes as plain text", async () => {
  const ilse = await open("drawn", "a-talk");
  await ilse.typeAtEnd("\n\n");
  await ilse.text.evaluate((content) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", "<table><tr><td><b>a</b></td><td>b</td></tr></table>");
    clipboardData.setData("text/plain", "a\tb");
    content.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await ilse.shows("a\tb");
  assert.doesNotMatch((await ilse.lines()).join("\n"), /<|\*\*/);
});

for (const [size, options, colorScheme] of looksOf([
  ["wide", wide],
  ["phone", phone],
])) {
  test(`has nothing for axe to find: ${size}, ${colorScheme}`, async () => {
    const ilse = await open("dark", "a-talk", { ...options, colorScheme });
    if (size === "phone") await ilse.page.locator('[for="_v-read"]').tap();
    await ilse.page.locator('[for="_as-slide"]').click();
    await ilse.page.locator("#_stage section.slide").waitFor();
    assert.deepEqual(await findingsOn(ilse.page), []);
  });
}

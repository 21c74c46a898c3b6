import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchChromium } from "../kit/chromium.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { findingsOn } from "./axe.ts";
import { openEditorWindow } from "./editor-page.ts";
import { looksOf } from "./looks.ts";

const tides = "events/2026/05/tides";
const wide = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

const event = `Days of Tides
-------------
######Mon May 4 2026

Why the water comes and goes.[^moon]



How tides rise
--------------
Ilse Maron @ilse

The force falls with the cube of the distance, $F \\sim \\frac{M}{r^3}$, and costs nothing: not $5, not $10.

$$
\\begin{aligned}
\\Delta g &= \\frac{2 G M r}{d^3} \\\\
          &\\approx 1.1 \\cdot 10^{-6}\\ \\mathrm{m/s^2}
\\end{aligned}
$$

In a line $a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + a_{10} + a_{11} + a_{12} + a_{13} + a_{14} + a_{15} = 0$ goes on.

- [x] measured at the quay[^quay]
- [ ] measured on the mole



What follows what
-----------------

\`\`\`mermaid
graph LR
  moon[The moon] -->|pulls| water(Water)
  sun[The sun] -->|pulls less| water
  water --> tide{Spring or neap?}
  click moon "javascript:alert(1)" "x"
\`\`\`

- then words



Who asks whom
-------------

\`\`\`mermaid
sequenceDiagram
  Harbour->>Gauge: how high?
  Gauge-->>Harbour: four metres
\`\`\`



Not one
-------

\`\`\`mermaid
graph LR
  this is --> no [diagram
\`\`\`

[^moon]: And the sun, a little. See [the how-to](../../../how-to-write.md).
[^quay]: By *hand*, twice a day.
`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let browser: Browser;

before(async () => {
  folder = await temporaryFolder();
  const files = { [`${tides}.md`]: event, "how-to-write.md": "How to write\n============\n\nPlainly.\n" };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder.path, name)), { recursive: true });
    await writeFile(path.join(folder.path, name), text);
  }
  await git(folder.path, "init", "-q", "-b", "main");
  await git(folder.path, "add", "-A");
  await git(folder.path, "commit", "-q", "-m", "Days of Tides");
  [server, browser] = await Promise.all([startTestServer({ clone: folder.path }), launchChromium()]);
});

after(async () => {
  await browser?.close();
  await server?.close();
  await folder?.remove();
});

/** Opens an address in a context of its own, and fails where the page logs an error: the policy's refusals are such. */
async function open(address: string, options: BrowserContextOptions = wide): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  page.on("pageerror", (error) => assert.fail(`${address}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") assert.fail(`${address}: ${message.text()}`);
  });
  await page.goto(server.url + address);
  return page;
}

async function close(page: Page): Promise<void> {
  await page.context().close();
}

/** What each diagram shows: its picture's size, or its source. Waits until all are drawn that can be. */
async function diagrams(page: Page, pictures: number): Promise<string[]> {
  await page.waitForFunction(
    (count) =>
      [...document.querySelectorAll(".diagram")].filter((place) => {
        const image = place.shadowRoot?.querySelector("img");
        return image?.complete === true && image.naturalWidth > 20;
      }).length === count && [...document.querySelectorAll(".diagram")].every((place) => place.shadowRoot !== null),
    pictures,
    { timeout: 60_000 },
  );
  return page
    .locator(".diagram")
    .evaluateAll((places) => places.map((place) => (place.shadowRoot?.querySelector("img") ? "picture" : "source")));
}

test("a page draws its diagrams, and what is none stays code", { timeout: 120_000 }, async () => {
  const page = await open(`/${tides}`);
  assert.deepEqual(await diagrams(page, 2), ["picture", "picture", "source"]);
  assert.equal(
    await page
      .locator(".diagram img")
      .first()
      .getAttribute("alt")
      .then((alt) => alt?.slice(0, 17)),
    "Diagram: graph LR",
  );
  const svg = await page
    .locator(".diagram img")
    .first()
    .evaluate((image) => decodeURIComponent((image as HTMLImageElement).src));
  assert.match(svg, /neap/);
  assert.doesNotMatch(svg, /javascript:|<script|foreignObject|\son[a-z]+=/i);
  assert.equal(await page.locator(".diagram pre").last().isVisible(), true);
  await close(page);
});

test("the frame that draws has no origin and no network", { timeout: 60_000 }, async () => {
  // Not watched: what the policy refuses is logged.
  const page = await (await browser.newContext(wide)).newPage();
  await page.goto(`${server.url}/${tides}`);
  await diagrams(page, 2);
  const frame = page.frames().find((one) => one.url().endsWith("/-/diagram"));
  assert.equal(await frame?.evaluate(() => self.origin), "null");
  const [fetched, parents] = (await frame?.evaluate(async () => [
    await fetch("/").then(
      () => "fetched",
      () => "refused",
    ),
    (() => {
      try {
        return String(parent.document);
      } catch {
        return "refused";
      }
    })(),
  ])) ?? ["", ""];
  assert.deepEqual([fetched, parents], ["refused", "refused"]);
  await close(page);
});

test("a page without a diagram fetches nothing of them", { timeout: 60_000 }, async () => {
  const asked: string[] = [];
  const page = await (await browser.newContext(wide)).newPage();
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`${server.url}/how-to-write`);
  await page.waitForLoadState("load");
  assert.deepEqual(
    asked.filter((url) => url.includes("diagram")),
    [],
  );
  await close(page);
});

test("without a script the source is read as code, formulas and footnotes are whole", async () => {
  const page = await open(`/${tides}`, { ...wide, javaScriptEnabled: false });
  assert.equal(await page.locator(".diagram pre").first().isVisible(), true);
  assert.equal(await page.locator("math").count(), 3);
  await page.locator(".fnref a").first().click();
  assert.equal(
    await page
      .locator(":target")
      .innerText()
      .then((words) => words.startsWith("And the sun")),
    true,
  );
  await close(page);
});

test("a drawing changes with the page and does not flash", { timeout: 120_000 }, async () => {
  const page = await open(`/${tides}`);
  await diagrams(page, 2);
  const before = await page.locator(".diagram img").first().getAttribute("src");
  const address = `${server.url}/-/api/v1/pages/${tides}`;
  const { commit, text } = (await (await fetch(address)).json()) as { commit: string; text: string };
  const answer = await fetch(address, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: text.replace("The moon", "Luna"), base: commit, message: "" }),
  });
  assert.equal(answer.status, 200);
  await page.waitForFunction(
    (old) => {
      const image = document.querySelector(".diagram")?.shadowRoot?.querySelector("img");
      return image !== undefined && image !== null && image.src !== old;
    },
    before,
    { timeout: 60_000 },
  );
  assert.match(decodeURIComponent((await page.locator(".diagram img").first().getAttribute("src")) ?? ""), /Luna/);
  await close(page);
});

test("a deck shows the same, and a slide has its own footnotes", { timeout: 120_000 }, async () => {
  const page = await open(`/-/slides/${tides}#what-follows-what`);
  await diagrams(page, 2);
  const box = await page.locator("section.present .diagram img").first().boundingBox();
  assert.ok(box !== null && box.width > 300 && box.y + box.height < 900, JSON.stringify(box));
  const notes = await page
    .locator(".slide")
    .evaluateAll((slides) =>
      slides.map((slide) => [...slide.querySelectorAll(".footnotes li")].map((note) => note.textContent?.trim())),
    );
  assert.deepEqual(notes.slice(0, 2), [["And the sun, a little. See the how-to."], ["By hand, twice a day."]]);
  await close(page);
});

test("the editor's preview draws what is typed", { timeout: 120_000 }, async () => {
  const editor = await openEditorWindow(browser, `${server.url}/-/edit/${tides}?talk=what-follows-what`, "Ann");
  await diagrams(editor.page, 1);
  await editor.close();
});

for (const [name, options, colorScheme] of looksOf([
  ["wide", wide],
  ["phone", phone],
])) {
  test(`has nothing for axe to find: ${name}, ${colorScheme}`, { timeout: 120_000 }, async () => {
    const page = await open(`/${tides}`, { ...options, colorScheme });
    await diagrams(page, 2);
    assert.deepEqual(await findingsOn(page, { iframes: false }), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it scrolls sideways");
    await close(page);
  });
}

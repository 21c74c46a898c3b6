import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchChromium } from "../kit/chromium.ts";
import { git } from "../kit/git.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { joinRoom, until } from "../kit/typist.ts";
import { findingsOn } from "./axe.ts";
import { looksOf } from "./looks.ts";

const dockercon = "/events/2016/06/dockercon16";
const wide = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

let server: TestServer;
let browser: Browser;

before(async () => {
  [server, browser] = await Promise.all([startTestServer(), launchChromium()]);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** Opens a page in a context of its own, and fails where it logs an error. */
async function open(address: string, options: BrowserContextOptions = wide): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on("pageerror", (error) => assert.fail(`${address}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("404")) assert.fail(`${address}: ${message.text()}`);
  });
  await page.goto(server.url + address);
  return page;
}

async function close(page: Page): Promise<void> {
  await page.context().close();
}

/** Every kind of page there is to read. */
async function addresses(): Promise<string[]> {
  const [newest = "", older = ""] = (await git(server.notes, "log", "--format=%H", "-2")).trim().split("\n");
  return [
    "/",
    dockercon,
    "/events/2025/11/barcamp",
    "/events/2026/09/lantern",
    "/events/",
    "/events/2026/",
    "/how-to-write",
    "/-/speakers",
    "/-/history",
    `/-/history${dockercon}`,
    `/-/history${dockercon}?talk=golden-ticket`,
    `/-/commit/${newest}`,
    `/-/diff${dockercon}`,
    `/-/at/${older}/how-to-write`,
    "/events/2026/11/lanternfish",
    "/nobody-wrote-this",
    "/-/new",
    "/no.such.png",
  ];
}

for (const [name, options, colorScheme] of looksOf([
  ["wide", wide],
  ["on a phone", phone],
])) {
  test(`axe finds nothing on any page, ${name}, ${colorScheme}, and nothing sticks out`, async () => {
    const page = await open("/", { ...options, colorScheme, reducedMotion: "reduce" });
    for (const address of await addresses()) {
      await page.goto(server.url + address);
      assert.deepEqual(await findingsOn(page), [], address);
      const over = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
      assert.equal(over, 0, `${address} is wider than the window`);
    }
    await close(page);
  });
}

test("home leads to the events, the last changes, and a name", async () => {
  const page = await open("/");
  assert.equal(await page.locator("h1").innerText(), "Talk notes, written together while they happen");
  await page
    .getByRole("link", { name: /DockerCon 2016/ })
    .last()
    .waitFor();
  assert.equal(await page.locator("#events h3").first().innerText(), "2026");
  assert.ok((await page.locator(".ch").count()) >= 4);
  await page.getByLabel("Your name").fill("Maren Oduya");
  await page.getByRole("button", { name: "Use it" }).click();
  await page.getByText("You write as Maren Oduya").waitFor();
  await page.getByRole("link", { name: "You are Maren Oduya. Choose a name" }).waitFor();
  await close(page);
});

test("an event shows its title, date, talks with speakers, and the ways on from each talk", async () => {
  const page = await open(dockercon);
  assert.equal(await page.locator("h1").innerText(), "DockerCon 2016");
  assert.equal(await page.locator(".head__date").innerText(), "Mon Jun 20 2016");
  assert.equal(await page.locator(".talk").count(), 17);
  const talk = page.locator("#golden-ticket");
  assert.match(await talk.locator(".by").innerText(), /Aaron Grattafiori\s+@dyn__/);
  const links = await talk.locator(".acts a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  assert.deepEqual(links, [
    `/-/edit${dockercon}?talk=golden-ticket`,
    `/-/slides${dockercon}?talk=golden-ticket`,
    `/-/history${dockercon}?talk=golden-ticket`,
    "#golden-ticket",
  ]);
  assert.equal(
    await page
      .locator(".todo")
      .first()
      .evaluate((item) => item.tagName),
    "LI",
  );
  assert.ok((await page.locator(".ask").count()) > 3);
  await close(page);
});

test("the list of talks follows the scroll, and the keys go from talk to talk", async () => {
  const page = await open(dockercon);
  const current = () => page.locator(".toc__list a[aria-current]").allInnerTexts();
  assert.deepEqual(await current(), []);
  await page.locator("#expo").scrollIntoViewIfNeeded();
  await until("the last talks are current", async () => /cool hacks|Expo/.test((await current()).join()));
  await page.evaluate("scrollTo(0, 0)");
  await until("nothing is current at the top", async () => (await current()).length === 0);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await until("the second talk is current", async () => (await current()).join().includes("Golden Ticket"));
  assert.equal(await page.evaluate("document.activeElement.textContent"), "Golden Ticket");
  await page.keyboard.press("k");
  await until("the first talk is current", async () => (await current()).join().includes("Day 1"));
  await page.keyboard.press("h");
  await page.waitForURL(`**/-/history${dockercon}?talk=general-session-day-1`);
  await close(page);
});

test("the keys are told on a sheet that comes and goes, and are letters again while one types", async () => {
  const page = await open("/");
  const sheet = page.getByRole("complementary", { name: "Keys" });
  await page.keyboard.press("?");
  assert.ok(await sheet.isVisible());
  assert.deepEqual(await findingsOn(page), []);
  await page.keyboard.press("Escape");
  assert.ok(!(await sheet.isVisible()));
  await page.getByLabel("Your name").pressSequentially("nj?");
  assert.equal(await page.getByLabel("Your name").inputValue(), "nj?");
  assert.ok(!(await sheet.isVisible()));
  await page.locator("h1").click();
  await page.evaluate("document.activeElement.blur()");
  await page.keyboard.press("n");
  await page.waitForURL("**/-/new");
  await close(page);
});

test("the wiki's own pages are in a fold of the bar, which closes when one goes elsewhere", async () => {
  const page = await open("/", phone);
  const entry = page.getByRole("link", { name: "How to write here" });
  await page.getByText("Pages", { exact: true }).click();
  assert.ok(await entry.isVisible());
  assert.deepEqual(await findingsOn(page), []);
  await page.keyboard.press("Escape");
  assert.ok(!(await entry.isVisible()));
  await page.getByText("Pages", { exact: true }).click();
  await page.locator(".foot").getByText("Everything on this site").click();
  assert.ok(!(await entry.isVisible()));
  await close(page);
});

test("without a script everything can be read and reached", async () => {
  const page = await open(dockercon, { ...wide, javaScriptEnabled: false });
  assert.ok(await page.locator(".toc__list a").first().isVisible());
  await page.goto(`${server.url}/`);
  await page.getByRole("link", { name: "All the keys" }).click();
  assert.ok(await page.getByRole("complementary", { name: "Keys" }).isVisible());
  await page.locator(".menu summary").click();
  await page.getByRole("link", { name: "How to write here" }).click();
  assert.equal(await page.locator("h1").innerText(), "How to write here");
  assert.ok(!(await page.locator("button[data-copy]").isVisible()));
  await close(page);
});

test("on a phone the talks fold under the title, and everything to press is large enough", async () => {
  const page = await open(dockercon, phone);
  const list = page.locator(".toc__list");
  assert.ok(!(await list.isVisible()));
  await page.locator(".toc summary").click();
  assert.ok(await list.isVisible());
  const pressed = ".bar__nav > a, .bar__me, .menu summary, .btn, .toc summary, .toc__list a, .acts a";
  const small = await page
    .locator(pressed)
    .evaluateAll((all) =>
      all.filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML.slice(0, 80)),
    );
  assert.deepEqual(small, []);
  await close(page);
});

test("a reader sees what others save, and the line being read stays where it is", async () => {
  const page = await open("/events/2026/10/mergehaven");
  await page.locator("#packfiles-on-a-train").evaluate((talk) => talk.scrollIntoView());
  const place = () => page.locator("#packfiles-on-a-train h2").evaluate((title) => title.getBoundingClientRect().top);
  const before = await place();
  const address = `${server.url}/-/api/v1/pages/events/2026/10/mergehaven`;
  const { text, commit } = (await (await fetch(address)).json()) as { text: string; commit: string };
  const line = "- Somebody keeps";
  const added = Array.from({ length: 12 }, (_, index) => `- a new line ${index}\n`).join("");
  const response = await fetch(address, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ text: text.replace(line, `${added}${line}`), base: commit, message: "" }),
  });
  assert.equal(response.status, 200);
  await page.getByText("a new line 11").waitFor({ state: "attached" });
  assert.ok(Math.abs((await place()) - before) <= 2, `moved from ${before} to ${await place()}`);
  await close(page);
});

test("a reader sees what is typed while it is typed, and the line being read stays where it is", async () => {
  const path = "/events/2026/10/mergehaven";
  const page = await open(path);
  await page.locator("#packfiles-on-a-train").evaluate((talk) => talk.scrollIntoView());
  const place = () => page.locator("#packfiles-on-a-train h2").evaluate((title) => title.getBoundingClientRect().top);
  const before = await place();
  const { room } = (await (await fetch(`${server.url}/-/api/v1/pages${path}`)).json()) as { room: string };
  const typist = joinRoom(server.url, room);
  await typist.synced();
  const line = "- Somebody keeps";
  for (let count = 0; count < 12; count += 1) {
    const at = typist.text.toString().indexOf(line);
    assert.ok(at > 0);
    typist.text.insert(at, `- typed live ${count}\n`);
  }
  await page.getByText("typed live 11").waitFor({ state: "attached" });
  assert.ok(Math.abs((await place()) - before) <= 2, `moved from ${before} to ${await place()}`);
  typist.leave();
  await close(page);
});

test("what is being written is on the front page and at its talk, with who writes it", async () => {
  const { room } = (await (await fetch(`${server.url}/-/api/v1/pages${dockercon}`)).json()) as { room: string };
  const typist = joinRoom(server.url, room);
  await typist.synced();
  typist.provider.awareness.setLocalStateField("talk", "golden-ticket");
  const page = await open("/");
  await until("the talk is being written", async () => {
    await page.reload();
    return page.locator(".live").getByText("Golden Ticket").isVisible();
  });
  assert.match(await page.locator(".live").innerText(), /DockerCon 2016[\s\S]*one writing/);
  assert.match(await page.locator(".ev", { hasText: "DockerCon 2016" }).innerText(), /17 talks, live/);
  await page.goto(server.url + dockercon);
  assert.match(await page.locator("#golden-ticket .now").innerText(), /Guest \d+ is writing this talk/);
  assert.equal(await page.locator("#golden-ticket .acts a").first().innerText(), "Join");
  assert.deepEqual(await findingsOn(page), []);
  typist.leave();
  await close(page);
});

test("a speaker's other talks are a press away", async () => {
  // Who speaks is known a moment after the first page was asked for.
  await fetch(server.url + dockercon);
  const page = await open("/-/speakers");
  const twice = page.locator(".spoke", { has: page.locator("li:nth-child(2)") }).first();
  const name = (await twice.locator("h2").innerText()).split("\n")[0] ?? "";
  await twice.locator("a.ev").first().click();
  const talk = page.locator(`[id="${decodeURIComponent(new URL(page.url()).hash.slice(1))}"]`);
  await talk.locator(".by__more").first().click();
  assert.match(page.url(), /\/-\/speakers#who-/);
  assert.ok(name.length > 0 && (await page.locator(".spoke:target h2").innerText()).startsWith(name));
  await close(page);
});

test("a talk's link leads to it, and is copied on the way", async () => {
  const page = await open(dockercon, { ...wide, permissions: ["clipboard-read", "clipboard-write"] });
  const link = page.locator("#golden-ticket .acts").getByRole("link", { name: "Link" });
  await link.focus();
  await page.keyboard.press("Enter");
  await page.locator('#golden-ticket .acts a[data-said="Link copied"]').waitFor();
  assert.equal(await page.evaluate("navigator.clipboard.readText()"), `${server.url}${dockercon}#golden-ticket`);
  assert.equal(new URL(page.url()).hash, "#golden-ticket");
  await close(page);
});

test("a page is printed as a handout: all its talks, none of the bars", async () => {
  const page = await open(dockercon);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
  assert.ok(sheets >= 3 && sheets <= 20, `${sheets} sheets`);
  await page.emulateMedia({ media: "print" });
  for (const part of [".bar", ".acts >> nth=0", ".head__acts"])
    assert.ok(!(await page.locator(part).isVisible()), part);
  assert.ok(await page.locator("#golden-ticket h2").isVisible());
  const wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
  assert.equal(wide, false);
  await close(page);
});

test("the command that takes the wiki home is copied by a press", async () => {
  const page = await open(dockercon, { ...wide, permissions: ["clipboard-read", "clipboard-write"] });
  await page.getByRole("button", { name: "Copy the command" }).click();
  assert.equal(await page.evaluate("navigator.clipboard.readText()"), `git clone ${server.url}/notes.git`);
  await close(page);
});

test("addresses of the old wiki land", async () => {
  const page = await open(`/index.html#!${dockercon.slice(1)}.md`);
  await page.waitForURL(`**${dockercon}`);
  await page.goto("about:blank");
  await page.goto(`${server.url}${dockercon}#Golden_Ticket`);
  const top = () => page.locator("#golden-ticket").evaluate((talk) => talk.getBoundingClientRect().top);
  await until("the talk is at the top", async () => Math.abs(await top()) < 200);
  await close(page);
});

test("a change is read side by side or in one column", async () => {
  const page = await open(`/-/diff${dockercon}`);
  const [one, two] = [page.locator(".diff--one").first(), page.locator(".diff--two").first()];
  assert.deepEqual([await one.isVisible(), await two.isVisible()], [false, true]);
  await page.getByText("One column", { exact: true }).click();
  assert.deepEqual([await one.isVisible(), await two.isVisible()], [true, false]);
  await close(page);
});

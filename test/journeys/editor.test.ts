import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { launchChromium } from "../kit/chromium.ts";
import { git } from "../kit/git.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { until } from "../kit/typist.ts";
import { type EditorWindow, openEditorWindow, wide } from "./editor-page.ts";

const page = "/-/edit/events/2016/06/dockercon16";
const file = "events/2016/06/dockercon16.md";

let server: TestServer;
let browser: Browser;

before(async () => {
  [server, browser] = await Promise.all([startTestServer(), launchChromium()]);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

function open(talk: string | null, name: string | null = null): Promise<EditorWindow> {
  const address = talk === null ? page : `${page}?talk=${talk}`;
  return openEditorWindow(browser, server.url + address, name);
}

/** The page's text as the wiki has it now, live edits included. */
async function liveText(): Promise<string> {
  return (await fetch(`${server.url}/${file}?live`)).text();
}

async function committedText(): Promise<string> {
  return git(server.notes, "show", `main:${file}`);
}

test("two people write in one talk and see each other's text, name and caret", async () => {
  const [maren, tobias] = await Promise.all([
    open("golden-ticket", "Maren Oduya"),
    open("golden-ticket", "Tobias Wexley"),
  ]);
  await Promise.all([maren.typeAtEnd("\nfrom Maren"), tobias.typeAtEnd("\nfrom Tobias")]);
  for (const one of [maren, tobias]) for (const words of ["from Maren", "from Tobias"]) await one.shows(words);
  await tobias.page.locator(".cur b", { hasText: "Maren" }).waitFor({ state: "attached" });
  await maren.page.locator(".cur b", { hasText: "Tobias" }).waitFor({ state: "attached" });
  await maren.page.locator("#_who [title='Tobias Wexley']").waitFor();
  await maren.page.locator("[data-talk='golden-ticket'] + .whos [title='Tobias Wexley']").waitFor();
  const text = await liveText();
  assert.equal(text.split("from Maren").length, 2);
  assert.equal(text.split("from Tobias").length, 2);
  await Promise.all([maren.close(), tobias.close()]);
});

test("a name stands beside its caret's line and covers no word; it is filled while its owner types", async () => {
  const [maren, tobias] = await Promise.all([
    open("lunch-chatter", "Maren Oduya"),
    open("lunch-chatter", "Tobias Wexley"),
  ]);
  await maren.typeAtEnd(" and some more");
  const caret = tobias.page.locator(".cur", { hasText: "Maren" });
  await tobias.page.locator(".cur--on", { hasText: "Maren" }).waitFor({ state: "attached" });
  const [name, line] = await Promise.all([caret.locator("b").boundingBox(), caret.locator("xpath=..").boundingBox()]);
  assert.ok(name && line && name.x >= line.x + line.width, "the name is right of its line");
  await until("the name is no longer filled", async () => (await tobias.page.locator(".cur--on").count()) === 0);
  await Promise.all([maren.close(), tobias.close()]);
});

test("Ctrl-S makes one commit by who typed, and the light tells of it to everybody", async () => {
  const [maren, tobias] = await Promise.all([
    open("serverless-with-docker", "Maren Oduya"),
    open(null, "Tobias Wexley"),
  ]);
  // What she typed before and left is saved by itself in a moment: it is out of the way first.
  await maren.page.keyboard.press("Control+s");
  await maren.page.getByText(/^(Nothing new|In history:)/).waitFor();
  const before = (await git(server.notes, "rev-parse", "main")).trim();
  await maren.typeAtEnd("\n- saved by hand");
  await maren.light("Saved");
  await maren.page.keyboard.press("Control+s");
  await until("there is a commit", async () => (await git(server.notes, "rev-parse", "main")).trim() !== before);
  const made = (await git(server.notes, "log", "--format=%H %an", `${before}..main`, "--", file)).trim().split("\n");
  const mine = made.filter((line) => line.endsWith("Maren Oduya"));
  assert.equal(mine.length, 1, made.join("; "));
  for (const one of [maren, tobias]) {
    await until("the light names the commit", async () => {
      const named = await one.page.locator("#_light-commit").innerText();
      return made.some((line) => line.startsWith(named));
    });
  }
  assert.match(await committedText(), /- saved by hand/);
  await maren.page.keyboard.press("Control+s");
  await maren.page.getByText("Nothing new: all of it is in history.").waitFor();
  await Promise.all([maren.close(), tobias.close()]);
});

test("the page beside the text follows what is typed, and stays where one has scrolled to", async () => {
  const maren = await open("golden-ticket");
  const preview = maren.page.locator("#_pre-scroll");
  await preview.getByRole("heading", { name: "Golden Ticket" }).waitFor();
  await preview.evaluate((place) => {
    place.scrollTop = 120;
  });
  // On the line one is on: writing on another one, a while after scrolling, has the page follow again.
  await maren.typeAtEnd(" **bold** words");
  await preview.locator("strong", { hasText: "bold" }).waitFor({ state: "attached" });
  assert.equal(await preview.evaluate((place) => place.scrollTop), 120);
  assert.equal(await preview.getByRole("heading", { level: 2 }).count(), 1, "no other talk is shown");
  await maren.close();
});

test("a talk's editor holds nothing of the others: all of it can go, and come back", async () => {
  const maren = await open("making-friendly-microservices");
  const before = await liveText();
  await maren.text.focus();
  await maren.page.keyboard.press("Control+a");
  await maren.page.keyboard.press("Delete");
  await maren.light("Saved");
  const without = await liveText();
  assert.ok(!without.includes("Making friendly Microservices"));
  assert.ok(without.includes("Getting Deep on Orchestration") && without.includes("20 Minutes to faking"));
  await maren.page.keyboard.press("Control+z");
  await maren.shows("Making friendly Microservices");
  await maren.light("Saved");
  assert.equal(await liveText(), before);
  await maren.close();
});

test("Ctrl-Enter begins a talk at the end of the page, ready for its title", async () => {
  const maren = await open("golden-ticket");
  await maren.page.keyboard.press("Control+Enter");
  await maren.shows("New talk");
  await maren.page.keyboard.type("Expo floor");
  await until("the address follows the title", () => maren.page.url().endsWith("?talk=expo-floor"));
  await maren.page.locator(".out [aria-current] > a", { hasText: "Expo floor" }).waitFor();
  await maren.light("Saved");
  assert.match(await liveText(), /\n\n\n\nExpo floor\n-+\n/);
  await maren.page.goBack();
  await maren.shows("Golden Ticket");
  await maren.close();
});

test("a title typed inside a talk becomes a talk of its own when the writer stops, and is offered", async () => {
  const maren = await open("sharding-containers");
  await maren.typeAtEnd("\n\n\nHallway track\n-------------");
  await maren.shows("Hallway track");
  await maren.page.locator("#_whole").focus();
  await maren.page.getByText("“Hallway track” is a talk of its own now.").waitFor();
  assert.ok(!(await maren.lines()).includes("Hallway track"));
  await maren.page.getByRole("button", { name: "Go on writing there" }).click();
  await maren.shows("Hallway track");
  assert.deepEqual((await maren.lines()).slice(0, 1), ["Hallway track"]);
  await maren.close();
});

test("lists go on by themselves, marks come and go with a key, and Escape then Tab leaves the text", async () => {
  const maren = await open("dockerfile-explosion");
  await maren.typeAtEnd("\n\n- one");
  await maren.page.keyboard.press("Enter");
  await maren.page.keyboard.type("two");
  await maren.page.keyboard.press("Tab");
  await maren.page.keyboard.press("Control+.");
  assert.deepEqual((await maren.lines()).slice(-2), ["- one", "  - TODO two"]);
  await maren.page.keyboard.press("Control+;");
  assert.equal((await maren.lines()).at(-1), "  - Q: two");
  await maren.page.keyboard.press("Control+;");
  await maren.page.keyboard.press("Shift+Tab");
  assert.equal((await maren.lines()).at(-1), "- two");
  await maren.page.keyboard.press("Escape");
  await maren.page.keyboard.press("Tab");
  assert.equal(await maren.page.evaluate("document.activeElement.id"), "_as-page");
  await maren.close();
});

test("the next talk is a key away, and the address and the back button know it", async () => {
  const maren = await open("golden-ticket");
  await maren.page.keyboard.press("Alt+PageDown");
  await maren.shows("Lunch conversation");
  assert.ok(maren.page.url().endsWith("?talk=lunch-conversation"));
  await maren.page.keyboard.press("Alt+PageUp");
  await maren.shows("Golden Ticket");
  await maren.page.locator("#_whole").click();
  await maren.shows("DockerCon 2016");
  assert.ok(maren.page.url().endsWith(page));
  await maren.page.goBack();
  await until("the talk is back", async () => (await maren.lines())[0] === "Golden Ticket");
  await maren.close();
});

test("a guest is asked for a name once, and not again", async () => {
  const guest = await open("golden-ticket", null);
  await guest.page.reload();
  await guest.text.waitFor();
  assert.ok(await guest.page.locator("#_name").isHidden());
  await guest.page.locator("#_me").click();
  await guest.page.locator("#_name-field").fill("<nobody>");
  await guest.page.keyboard.press("Enter");
  await guest.page.getByText("A name holds letters, digits and signs").waitFor();
  await guest.page.locator("#_name-field").fill("Ilse Karvonen");
  await guest.page.keyboard.press("Enter");
  await guest.page.locator("#_me", { hasText: "IK" }).waitFor();
  await guest.close();
});

test("without a script the whole page is a form that saves", async () => {
  const context = await browser.newContext({ ...wide, javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(`${server.url}${page}?talk=golden-ticket`);
  const field = plain.getByLabel("The whole page, as text");
  const text = await field.inputValue();
  assert.equal(text, await committedText());
  await field.fill(text.replace("Golden Ticket\n", "Golden Ticket, again\n"));
  await plain.getByLabel(/What changed/).fill("A better title");
  await plain.getByRole("button", { name: "Save to history" }).click();
  await plain.getByRole("heading", { name: "Golden Ticket, again" }).waitFor();
  assert.equal((await git(server.notes, "log", "-1", "--format=%s", "--", file)).trim(), "A better title");
  await context.close();
});

test("without a script a save that is refused keeps its words in the form, and goes when it is pressed again", async () => {
  const context = await browser.newContext({ ...wide, javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(`${server.url}${page}`);
  const field = plain.getByLabel("The whole page, as text");
  const text = `${await field.inputValue()}\n\n- words & signs\n`;
  await field.fill(text);
  const lock = `${server.notes}/refs/heads/main.lock`;
  await writeFile(lock, "");
  await plain.getByRole("button", { name: "Save to history" }).click();
  await plain.getByRole("heading", { name: "Not saved, and not lost" }).waitFor();
  assert.match(await plain.getByRole("alert").innerText(), /could not be written/);
  assert.equal(await plain.getByLabel("What you wrote").inputValue(), text);
  await rm(lock);
  await plain.getByRole("button", { name: "Save again" }).click();
  await plain.getByText("words & signs").waitFor();
  assert.equal(await committedText(), text);
  await context.close();
});

test("what is being composed is left alone by others on its line, and loses nothing of theirs", async () => {
  const talk = "securing-your-software-supply-chain";
  const [ilse, tobias] = await Promise.all([open(talk), open(talk)]);
  await ilse.typeAtEnd("\nhere: ");
  await tobias.shows("here: ");
  const keyboard = await ilse.page.context().newCDPSession(ilse.page);
  const compose = (text: string) =>
    keyboard.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  await compose("に");
  await compose("にほ");
  await tobias.page.locator(".cm-line", { hasText: "here: " }).click();
  await tobias.page.keyboard.press("Home");
  await tobias.page.keyboard.type("over ");
  await until("the room has both", async () => (await liveText()).includes("over here: にほ"));
  assert.ok(!(await ilse.lines()).join("\n").includes("over"), "the composed line waits");
  await compose("にほん");
  await keyboard.send("Input.insertText", { text: "日本" });
  await ilse.shows("over here: 日本");
  await tobias.shows("over here: 日本");
  assert.match(await liveText(), /^over here: 日本$/m);
  await Promise.all([ilse.close(), tobias.close()]);
});

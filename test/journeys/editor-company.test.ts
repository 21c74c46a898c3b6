/** Who is in the room, as a writer sees it; and what the room costs a writer who only looks on. */
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import type { Browser } from "playwright-core";
import * as Y from "yjs";
import { launchChromium } from "../kit/chromium.ts";
import { named } from "../kit/guest.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { joinRoom, type Typist, until } from "../kit/typist.ts";
import { type EditorWindow, openEditorWindow, tablet } from "./editor-page.ts";

const path = "/events/2016/06/dockercon16";
const address = `/-/edit${path}?talk=golden-ticket`;

let server: TestServer;
let browser: Browser;
let room: string;
const sitting = new Set<Typist>();

before(async () => {
  [server, browser] = await Promise.all([startTestServer(), launchChromium()]);
  const answer = await fetch(`${server.url}/-/api/v1/pages${path}`);
  room = ((await answer.json()) as { room: string }).room;
});

afterEach(() => {
  for (const typist of sitting) typist.leave();
  sitting.clear();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** Somebody at a stock client. */
async function sit(name: string): Promise<Typist> {
  const typist = joinRoom(server.url, room, { cookie: await named(server.url, name) });
  sitting.add(typist);
  await typist.synced();
  // The stock client's first state is not believed by its peers; the first change of it is.
  typist.provider.awareness.setLocalStateField("talk", null);
  return typist;
}

/** Puts a stock client's caret behind `words`, as y-codemirror writes it. */
function pointBehind({ text, provider }: Typist, words: string): void {
  const at = text.toString().indexOf(words) + words.length;
  assert.ok(at >= words.length, words);
  const position = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, at));
  provider.awareness.setLocalStateField("cursor", { anchor: position, head: position });
}

test("who lies about who they are is shown as who the session says, caret, face and colour, in every browser", async () => {
  const [maren, ilse] = await Promise.all([
    openEditorWindow(browser, server.url + address, "Maren Oduya"),
    openEditorWindow(browser, server.url + address, "Ilse Karvonen"),
  ]);
  const liar = await sit("Lior Falk");
  liar.provider.awareness.setLocalState({
    user: { name: "Maren Oduya", color: "#ff0000", slot: 1, again: true },
    talk: "golden-ticket",
  });
  pointBehind(liar, "Golden Ticket");
  for (const { page } of [maren, ilse]) {
    await page.locator(".cur b", { hasText: "Lior" }).waitFor({ state: "attached" });
    await page.locator("#_who [title='Lior Falk']").waitFor();
    const disc = page.locator("#_who [title='Lior Falk']");
    const [text, classes] = [await disc.textContent(), await disc.getAttribute("class")];
    assert.equal(text, "LF");
    assert.match(classes ?? "", /^who who-[2-8]$/, "a colour of their own, and no ring");
    assert.match((await page.locator(".cur", { hasText: "Lior" }).getAttribute("class")) ?? "", /\bwho-[2-8]\b/);
  }
  assert.equal(await maren.page.locator("#_who [title='Maren Oduya']").count(), 0);
  assert.equal(await maren.page.locator(".cur").count(), 1);
  await Promise.all([maren.close(), ilse.close()]);
});

test("a new name is seen by the others at once, though the line is made anew for it", async () => {
  const maren = await openEditorWindow(browser, server.url + address, "Maren Oduya");
  const guest = await openEditorWindow(browser, server.url + address, null);
  const seen = maren.page.locator("#_who .who");
  await until("the guest is seen", async () => /^\d+$/.test((await seen.allInnerTexts()).join()));
  await guest.page.locator("#_me").click();
  await guest.page.locator("#_name-field").fill("Ilse Karvonen");
  await guest.page.keyboard.press("Enter");
  // Sooner than the next sign of life would say it.
  await until("the name is seen", async () => (await seen.allInnerTexts()).join() === "IK", 8000);
  await Promise.all([maren.close(), guest.close()]);
});

test("two who see each other do so again as soon as the network of one is back, though neither touches a key", async () => {
  const maren = await openEditorWindow(browser, server.url + address, "Maren Oduya");
  const tobias = await openEditorWindow(browser, server.url + address, "Tobias Wexley");
  const seen = async ({ page }: EditorWindow, who: string) =>
    (await page.locator(`#_who [title='${who}']`).count()) > 0;
  const together = async () => (await seen(maren, "Tobias Wexley")) && (await seen(tobias, "Maren Oduya"));
  await until("they see each other", together);
  await tobias.page.context().setOffline(true);
  await until("one is alone", async () => !(await seen(tobias, "Maren Oduya")));
  await tobias.page.context().setOffline(false);
  await tobias.light("Saved");
  // Sooner than the next sign of life, which comes every 15 s and is gathered for 5.
  await until("they see each other again", together, 3000);
  await Promise.all([maren.close(), tobias.close()]);
});

test("a selection is drawn in its owner's colour, and both go when they leave", async () => {
  const maren = await openEditorWindow(browser, server.url + address, "Maren Oduya");
  const tobias = await openEditorWindow(browser, server.url + address, "Tobias Wexley");
  await tobias.text.focus();
  await tobias.page.keyboard.press("Control+Home");
  await tobias.page.keyboard.press("Shift+End");
  const selected = maren.page.locator(".sel");
  await selected.first().waitFor();
  assert.equal((await selected.allInnerTexts()).join(""), "Golden Ticket");
  const caret = (await maren.page.locator(".cur").getAttribute("class")) ?? "";
  const colour = /who-\d/.exec(caret)?.[0] ?? "";
  assert.match((await selected.first().getAttribute("class")) ?? "", new RegExp(`\\b${colour}\\b`));
  await tobias.close();
  await until("the caret is gone", async () => (await maren.page.locator(".cur, .sel").count()) === 0);
  await until("the face is gone", async () => (await maren.page.locator("[title='Tobias Wexley']").count()) === 0);
  await maren.close();
});

test("who is in which talk can be seen where the window has no column for the talks", async () => {
  const maren = await openEditorWindow(browser, server.url + address, "Maren Oduya", tablet);
  const [ilse, tobias] = [await sit("Ilse Karvonen"), await sit("Tobias Wexley")];
  ilse.provider.awareness.setLocalStateField("talk", "lunch-chatter");
  tobias.provider.awareness.setLocalStateField("talk", null);
  const { page } = maren;
  const list = page.locator("#_out");
  assert.ok(await list.isHidden());
  const button = page.getByRole("button", { name: "Talks" });
  await button.click();
  await page.locator("[data-talk='lunch-chatter'] + .whos [title='Ilse Karvonen']").waitFor();
  await page.locator("#_whole-who [title='Tobias Wexley']").waitFor();
  assert.equal(await page.evaluate("document.activeElement.dataset.talk"), "golden-ticket");
  await page.keyboard.press("Escape");
  assert.ok(await list.isHidden());
  assert.equal(await page.evaluate("document.activeElement.id"), "_talks-open");
  await button.click();
  await page.locator("[data-talk='lunch-chatter']").click();
  await maren.shows("Lunch chatter");
  assert.ok(await list.isHidden());
  await maren.close();
});

test("a window that nobody touches sends next to nothing, however busy the room; a caret is told five times a second", async () => {
  const idle = await openEditorWindow(browser, server.url + address, "Maren Oduya");
  await idle.light("Saved");
  const sent: number[] = [];
  const cdp = await idle.page.context().newCDPSession(idle.page);
  await cdp.send("Network.enable");
  cdp.on("Network.webSocketFrameSent", () => sent.push(Date.now()));
  const busy = await sit("Tobias Wexley");
  await until("the newcomer is seen", async () => (await idle.page.locator("[title='Tobias Wexley']").count()) > 0);
  sent.length = 0;
  for (let n = 0; n < 40; n += 1) {
    pointBehind(busy, n % 2 === 0 ? "Golden" : "Golden Ticket");
    busy.text.insert(busy.text.toString().indexOf("Golden Ticket"), " ");
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  await busy.acknowledged();
  await idle.shows("Golden Ticket");
  // The stock protocol's own sign of life comes every 15 s.
  assert.ok(sent.length <= 1, `${sent.length} frames from a window that only looks on`);

  sent.length = 0;
  await idle.text.focus();
  const began = Date.now();
  for (let n = 0; n < 40; n += 1) await idle.page.keyboard.press(n % 2 === 0 ? "ArrowLeft" : "ArrowRight");
  const seconds = (Date.now() - began) / 1000;
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.ok(sent.length <= Math.ceil(seconds * 5) + 2, `${sent.length} carets in ${seconds} s`);
  await idle.close();
});

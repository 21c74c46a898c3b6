/** What is one's own while another writes in the same line: what one hears, takes back, chooses and finds. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../kit/typist.ts";
import { sideBySide } from "./side-by-side.ts";

const room = sideBySide();
const { open, tobiasTypes, everywhere } = room;

test("who hears the page hears the own text, and nothing of what others type", async () => {
  const ilse = await open("serverless-with-docker");
  const { page } = ilse;
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    const spoken = "[role=status], [role=alert], [role=log], [aria-live]:not([aria-live=off])";
    const listen = new MutationObserver((changes) => {
      for (const { target } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        const region = element?.closest(spoken);
        if (region) said.push(`${region.id || region.className}: ${region.textContent}`);
      }
    });
    listen.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await ilse.typeAtEnd("\n\n[heard]");
  const field = page.getByRole("textbox", { name: "Notes of Serverless with Docker" });
  assert.equal(await field.count(), 1);
  assert.equal(await field.getAttribute("aria-multiline"), "true");
  await until("Tobias sees the line", () => room.tobias.text.toString().includes("[heard]"));
  await page.keyboard.press("ArrowLeft");
  room.tobias.provider.awareness.setLocalStateField("talk", "serverless-with-docker");
  for (let n = 0; n < 10; n += 1) await tobiasTypes(`${n}`, "before", "[heard");
  await everywhere(ilse, "0123456789[heard]");
  await page.locator("#_who [title='Tobias Wexley']").waitFor();
  assert.ok(await page.evaluate("document.activeElement.classList.contains('cm-content')"), "the focus stays");
  await page.keyboard.type("!");
  await everywhere(ilse, "0123456789[heard!]");
  assert.deepEqual(await page.evaluate("said"), []);
  const heard = await page.locator(".cur:not([aria-hidden=true])").count();
  assert.equal(heard, 0);
});

test("undo and redo are of one's own words, with another's in the midst of them, and stop at the talk's edge", async () => {
  const before = room.tobias.text.toString();
  const ilse = await open("making-friendly-microservices");
  await ilse.typeAtEnd("\n\n[one two]");
  await ilse.page.waitForTimeout(600);
  await ilse.page.keyboard.press("ArrowLeft");
  await ilse.page.keyboard.type(" three");
  await everywhere(ilse, "[one two three]");
  await tobiasTypes("TOBIAS ", "behind", "[one ");
  await tobiasTypes(" AND", "behind", "two three");
  await everywhere(ilse, "[one TOBIAS two three AND]");
  await ilse.page.keyboard.press("Control+z");
  await everywhere(ilse, "[one TOBIAS two AND]");
  await ilse.page.keyboard.press("Control+y");
  await everywhere(ilse, "[one TOBIAS two three AND]");
  // More often than there is anything of one's own: what is typed slowly is taken back in more steps.
  for (let n = 0; n < 10; n += 1) await ilse.page.keyboard.press("Control+z");
  await until("only the other's words are left", () => room.tobias.text.toString().includes("TOBIAS  AND"));
  assert.equal(room.tobias.text.toString().replace("TOBIAS  AND", ""), before);
  for (let n = 0; n < 10; n += 1) await ilse.page.keyboard.press("Control+Shift+Z");
  await everywhere(ilse, "[one TOBIAS two three AND]");
});

test("all of a talk can be chosen and typed over, found in and copied: nothing of its neighbours is in it", async () => {
  const ilse = await open("sharding-containers");
  const neighbours = (text: string) =>
    text.split(/\n\n+(?=\S.*\n-+\n)/).filter((talk) => !/^(Sharding|Replaced)/.test(talk));
  const before = neighbours(room.tobias.text.toString());
  await ilse.text.focus();
  await ilse.page.keyboard.press("Control+f");
  await ilse.page.keyboard.type("docker");
  await ilse.page.keyboard.press("Enter");
  const found = await ilse.page.locator(".cm-searchMatch").count();
  const own = (await ilse.lines()).join("\n").match(/docker/gi)?.length ?? 0;
  assert.equal(found, own);
  await ilse.page.keyboard.press("Escape");
  await ilse.text.focus();
  await ilse.page.keyboard.press("Control+a");
  const chosen = String(await ilse.page.evaluate("getSelection().toString()"));
  assert.ok(chosen.startsWith("Sharding Containers") && !chosen.includes("Moby"), chosen);
  await ilse.page.keyboard.type("Replaced");
  await until("only the talk is replaced", () => room.tobias.text.toString().includes("\n\nReplaced\n"));
  assert.deepEqual(neighbours(room.tobias.text.toString()).length, before.length);
  for (const [n, talk] of neighbours(room.tobias.text.toString()).entries()) {
    if (!talk.includes("Replaced")) assert.equal(talk, before[n]);
  }
});

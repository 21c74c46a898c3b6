import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { at, newPerson, openDeck, shown, takeHand, writeDeck } from "./deck-room.ts";
import { openHouse } from "./house.ts";

const house = openHouse();

/** Marks every slide's node, to be known again. */
async function markNodes(page: Page): Promise<void> {
  await page.evaluate(`for (const slide of document.querySelectorAll("section.slide")) slide.mark = slide.id`);
}

/** The ids of slides and what their nodes were marked with, in order. */
async function marks(page: Page): Promise<[string, string | null][]> {
  return page.evaluate(
    `[...document.querySelectorAll("section.slide")].map((slide) => [slide.id, slide.mark ?? null])`,
  );
}

test("what is typed appears on the audience's slide: same node, same steps, same place", async () => {
  const { browser, server } = house;
  const path = await writeDeck(server.url);
  const page = await openDeck(await newPerson(browser), `${server.url}/-/slides/${path}#/second-boat`);
  await page.keyboard.press("Space");
  const step = page.locator("#second-boat .fragment");
  await page.locator("#second-boat .fragment.visible").waitFor();
  await markNodes(page);
  await page.evaluate(`{
    window.touched = new Set();
    const watch = new MutationObserver((all) => all.forEach(({ target, type }) => {
      const slide = target.nodeType === 1 ? target.closest("section.slide") : target.parentElement?.closest("section.slide");
      if (type !== "attributes" && slide) window.touched.add(slide.id);
    }));
    watch.observe(document.querySelector(".slides"), { childList: true, characterData: true, subtree: true, attributes: true });
  }`);
  const hand = await takeHand(server.url, path);
  hand.after("- three are a slide to the right", "\n- a line that was just typed");
  await page.locator(".slides").getByText("a line that was just typed").waitFor();
  assert.equal(await shown(page), "second-boat");
  assert.match((await step.getAttribute("class")) ?? "", /\bvisible\b/);
  assert.deepEqual(
    (await marks(page)).filter(([id, mark]) => id !== mark),
    [],
  );
  assert.deepEqual(await page.evaluate("[...window.touched]"), ["second-boat"]);
});

test("new slides appear, before and after, and the audience stays with what it reads", async () => {
  const { browser, server } = house;
  const path = await writeDeck(server.url);
  const page = await openDeck(await newPerson(browser), `${server.url}/-/slides/${path}#/second-boat.2`);
  assert.equal(await page.locator(".dock [data-at]").innerText(), "5 / 6");
  await markNodes(page);
  const hand = await takeHand(server.url, path);
  // A talk before, and a slide before in the same talk: the address and the number change, the slide does not.
  hand.before("Second boat\n", "A boat between\n--------------\n\n- new\n\n\n\n");
  hand.before("- the second of the second", "- squeezed in\n\n\n");
  await at(page, "second-boat.3");
  await page.waitForURL(/#\/second-boat\.3~/);
  assert.match(await page.locator("section.slide.present:visible").innerText(), /the second of the second/);
  assert.equal(await page.locator(".dock [data-at]").innerText(), "7 / 8");
  const now = await marks(page);
  assert.deepEqual(now, [
    [".1", ".1"],
    ["first-boat", "first-boat"],
    ["first-boat.2", "first-boat.2"],
    ["a-boat-between", null],
    ["second-boat", "second-boat"],
    ["second-boat.2", null],
    ["second-boat.3", "second-boat.2"],
    ["third-boat", "third-boat"],
  ]);
  await page.keyboard.press("ArrowUp");
  await at(page, "second-boat.2");
  await page.locator(".slides").getByText("squeezed in").waitFor();
  await page.keyboard.press("ArrowLeft");
  await at(page, "a-boat-between");
});

test("a slide that becomes a column, a column that becomes a slide, and a slide that goes", async () => {
  const { browser, server } = house;
  const path = await writeDeck(server.url);
  const page = await openDeck(await newPerson(browser), `${server.url}/-/slides/${path}#/third-boat`);
  await markNodes(page);
  const hand = await takeHand(server.url, path);
  hand.after("- the last", "\n\n\n- one below");
  await page.locator(".slides").getByText("one below").waitFor({ state: "attached" });
  assert.equal(await shown(page), "third-boat");
  await page.keyboard.press("ArrowDown");
  await at(page, "third-boat.2");
  hand.erase("\n\n\n- one below");
  await at(page, "third-boat");
  hand.erase("\n\n\n- the second of the first");
  await page.locator("[id='first-boat.2']").waitFor({ state: "detached" });
  assert.equal(await shown(page), "third-boat");
  const columns = await page
    .locator(".slides > section")
    .evaluateAll((all) => all.map((column) => column.querySelectorAll("section").length));
  assert.deepEqual(columns, [0, 0, 2, 0]);
  assert.equal((await marks(page)).find(([id]) => id === "third-boat")?.[1], "third-boat");
});

test("a deck shown all at once waits with what is new until a slide is chosen", async () => {
  const { browser, server } = house;
  const path = await writeDeck(server.url);
  const page = await openDeck(await newPerson(browser), `${server.url}/-/slides/${path}`);
  await page.keyboard.press("Escape");
  await page.locator(".reveal.overview").waitFor();
  const hand = await takeHand(server.url, path);
  hand.after("- the last", "\n- and one more line");
  await page.waitForTimeout(1500);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.locator(".reveal:not(.overview)").waitFor();
  await at(page, "first-boat");
  await page.locator(".slides").getByText("and one more line").waitFor({ state: "attached" });
});

test("the speaker's view grows too, and stays at its slide", async () => {
  const { browser, server } = house;
  const path = await writeDeck(server.url);
  const page = await (await newPerson(browser)).newPage();
  await page.goto(`${server.url}/-/speaker/${path}`);
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("button", { name: "Next" }).click();
  const hand = await takeHand(server.url, path);
  hand.before("First boat\n", "Early boat\n----------\n\n- new\n\n\n\n");
  hand.after("- the second of the first", "\n\nNote: written while we speak");
  await page.locator(".is-now .cue__notes").getByText("written while we speak").waitFor();
  assert.match(await page.locator(".is-now .cue__slide").innerText(), /the second of the first/);
  assert.equal(await page.locator(".speaker [data-at]").innerText(), "4 / 7");
});

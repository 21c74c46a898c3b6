/** Marks by key and by thumb, notes that are seen, and the preview that goes along as page and as slide. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../kit/typist.ts";
import { phone } from "./editor-page.ts";
import { keyboardOf, sideBySide } from "./side-by-side.ts";

const room = sideBySide();
const { open, everywhere } = room;

test("words are made bold, italic and links by key, and all of it is taken away again", async () => {
  const ilse = await open("golden-ticket");
  await ilse.typeAtEnd("\n\n- [ ] ask Arun");
  await ilse.page.keyboard.press("Control+b");
  await everywhere(ilse, "- [ ] ask **Arun**");
  await ilse.page.keyboard.press("Control+b");
  await everywhere(ilse, "- [ ] ask Arun");
  await ilse.page.keyboard.press("Control+i");
  await everywhere(ilse, "- [ ] ask *Arun*");
  await ilse.page.keyboard.press("Control+i");
  await ilse.page.keyboard.press("Control+k");
  await ilse.page.keyboard.type("https://example.org/");
  await everywhere(ilse, "- [ ] ask [Arun](https://example.org/)");
  await ilse.page.keyboard.press("Control+k");
  await everywhere(ilse, "- [ ] ask Arun");
  // The words are selected still: an address pasted over them makes the link.
  await ilse.text.evaluate((content) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "https://example.org/arun");
    content.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await everywhere(ilse, "- [ ] ask [Arun](https://example.org/arun)");
  await ilse.page.keyboard.press("End");
  await ilse.page.keyboard.type("\nand\n\n> said\nagain");
  await everywhere(ilse, "- [ ] and");
  await everywhere(ilse, "> again");
});

test("a tool taps into a word that is being composed, and the word stays whole", async () => {
  const ilse = await open("lunch-chatter", phone);
  await ilse.typeAtEnd("\n\nsome ");
  const keyboard = await keyboardOf(ilse);
  await keyboard.send("Input.imeSetComposition", { text: "words", selectionStart: 5, selectionEnd: 5 });
  await ilse.page.locator('[data-tool="bold"]').tap();
  await everywhere(ilse, "some **words**");
  await ilse.page.keyboard.type("!");
  await everywhere(ilse, "some **words!**");
});

test("Control and B leave a word alone that is being composed", async () => {
  const ilse = await open("expo");
  await ilse.typeAtEnd("\n\n");
  const keyboard = await keyboardOf(ilse);
  await keyboard.send("Input.imeSetComposition", { text: "か", selectionStart: 1, selectionEnd: 1 });
  await ilse.page.keyboard.press("Control+b");
  await keyboard.send("Input.insertText", { text: "漢字" });
  await everywhere(ilse, "漢字");
});

test("a note is marked to its end, and says so where it hides a title", async () => {
  const ilse = await open("lunch-conversation");
  await ilse.typeAtEnd("\n\n\n- shown\n");
  await ilse.page.keyboard.type("\nNote: only for who speaks\n\n### Swallowed");
  const lost = ilse.page.locator(".cm-line.lost");
  await lost.waitFor();
  assert.equal(await ilse.page.locator(".cm-line.noted").count(), 3);
  assert.match(String(await lost.getAttribute("data-says")), /Two blank lines/);
  await ilse.page.keyboard.press("Home");
  await ilse.page.keyboard.type("\n");
  await lost.waitFor({ state: "detached" });
});

test("the preview shows what is written, leaves the writer's scrolling alone, and turns to the slide", async () => {
  const ilse = await open("dockerfile-explosion");
  await ilse.typeAtEnd("\n\n- one");
  await ilse.page.keyboard.insertText("\n- a line of many".repeat(50));
  await ilse.page.keyboard.type("\nthe very last");
  const last = ilse.page.locator("#_preview li", { hasText: "the very last" });
  const scroller = ilse.page.locator("#_pre-scroll");
  const seen = async (): Promise<boolean> => {
    const [box, room] = [await last.boundingBox(), await scroller.boundingBox()];
    return box !== null && room !== null && box.y >= room.y && box.y + box.height <= room.y + room.height;
  };
  await until("what is written is in sight", seen);

  await scroller.hover();
  await ilse.page.mouse.wheel(0, -5000);
  await until("the writer has scrolled up", () => scroller.evaluate((one) => one.scrollTop === 0));
  await ilse.text.focus();
  await ilse.page.keyboard.type(" words");
  await last.filter({ hasText: "the very last words" }).waitFor();
  assert.equal(await scroller.evaluate((one) => one.scrollTop), 0);

  await ilse.page.locator('[for="_as-slide"]').click();
  const slide = ilse.page.locator("#_stage section.slide");
  await slide.filter({ hasText: "the very last words" }).waitFor();
  await ilse.page.locator("#_says", { hasText: "More than a slide holds" }).waitFor();
  await ilse.text.focus();
  await ilse.page.keyboard.press("Control+End");
  await ilse.page.keyboard.press("Enter");
  await ilse.page.keyboard.press("Enter");
  await ilse.page.keyboard.type("\n\nA slide of its own\n\n\nthe next");
  for (let step = 0; step < 3; step++) await ilse.page.keyboard.press("ArrowUp");
  await slide.filter({ hasText: "A slide of its own" }).waitFor();
  await until(
    "nothing is said of a slide that fits",
    async () => (await ilse.page.locator("#_says").innerText()) === "",
  );
  await ilse.page.reload();
  await slide.waitFor();
  assert.equal(await ilse.page.locator("#_as-slide").isChecked(), true);
});

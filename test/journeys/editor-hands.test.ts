/** Writing while another writes in the same line: input methods, emoji, right to left, and phones. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../kit/typist.ts";
import { phone } from "./editor-page.ts";
import { keyboardOf, sideBySide } from "./side-by-side.ts";

const room = sideBySide();
const { open, tobiasTypes, everywhere } = room;

test("a word being composed survives others before it, behind it and above it, and nothing of theirs is lost", async () => {
  const ilse = await open("golden-ticket");
  await ilse.typeAtEnd("\n\n[here]");
  await ilse.page.keyboard.press("ArrowLeft");
  await until("Tobias sees the line", () => room.tobias.text.toString().includes("[here]"));
  const keyboard = await keyboardOf(ilse);
  const compose = (text: string) =>
    keyboard.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  await compose("k");
  await compose("か");
  await until("Tobias sees what is composed", () => room.tobias.text.toString().includes("[hereか]"));
  await tobiasTypes("left ", "before", "[here");
  await tobiasTypes(" right", "behind", "[hereか]");
  await tobiasTypes("- above\n", "before", "left [here");
  assert.ok((await ilse.lines()).includes("[hereか]"), "the composed line waits");
  await compose("かん");
  await tobiasTypes("!", "behind", " right");
  await compose("かんじ");
  await keyboard.send("Input.insertText", { text: "漢字" });
  await everywhere(ilse, "left [here漢字] right!");
  await everywhere(ilse, "- above");
  // The keyboard is an ordinary one again, and the caret is where the word ends.
  await ilse.page.keyboard.type("を");
  await everywhere(ilse, "left [here漢字を] right!");
});

test("a composition that is given up leaves nothing behind, and shows what had to wait", async () => {
  const ilse = await open("lunch-conversation");
  await ilse.typeAtEnd("\n\n[given up]");
  await until("Tobias sees the line", () => room.tobias.text.toString().includes("[given up]"));
  const keyboard = await keyboardOf(ilse);
  await keyboard.send("Input.imeSetComposition", { text: "ni", selectionStart: 2, selectionEnd: 2 });
  await until("Tobias sees what is composed", () => room.tobias.text.toString().includes("[given up]ni"));
  await tobiasTypes("waits ", "before", "[given up]");
  await keyboard.send("Input.imeSetComposition", { text: "", selectionStart: 0, selectionEnd: 0 });
  await everywhere(ilse, "waits [given up]");
});

test("emoji are taken whole: typed, deleted and typed between by others, never a half of one", async () => {
  const ilse = await open("dockerfile-explosion");
  const family = "👩‍👩‍👧";
  await ilse.typeAtEnd("\n\n");
  const keyboard = await keyboardOf(ilse);
  await keyboard.send("Input.insertText", { text: `[😀${family}🇨🇭e\u0301]` });
  await everywhere(ilse, `[😀${family}🇨🇭e\u0301]`);
  await tobiasTypes("🎉", "behind", "[😀");
  await everywhere(ilse, `[😀🎉${family}🇨🇭e\u0301]`);
  await ilse.page.keyboard.press("ArrowLeft");
  await ilse.page.keyboard.press("ArrowLeft");
  await ilse.page.keyboard.press("Backspace");
  await everywhere(ilse, `[😀🎉${family}e\u0301]`);
  await ilse.page.keyboard.press("Backspace");
  await everywhere(ilse, "[😀🎉e\u0301]");
  await ilse.page.keyboard.press("Backspace");
  await everywhere(ilse, "[😀e\u0301]");
  await ilse.page.keyboard.press("ArrowLeft");
  await ilse.page.keyboard.press("Delete");
  await everywhere(ilse, "[e\u0301]");
  assert.doesNotMatch(room.tobias.text.toString(), /\p{Surrogate}/u);
});

test("a line of Hebrew or Arabic runs from the right, with another's words and caret in it", async () => {
  const ilse = await open("lunch-chatter");
  await ilse.typeAtEnd("\n\nשלום עולם\nplain words\nمرحبا بالعالم");
  const line = (words: string) => ilse.page.locator(".cm-line", { hasText: words });
  const direction = (words: string) => line(words).evaluate((one) => getComputedStyle(one).direction);
  assert.deepEqual(
    [await direction("שלום"), await direction("plain words"), await direction("مرحبا")],
    ["rtl", "ltr", "rtl"],
  );
  await until("Tobias has it", () => room.tobias.text.toString().includes("שלום עולם"));
  await tobiasTypes(" יפה", "behind", "שלום");
  await tobiasTypes(" docker", "behind", "שלום יפה");
  await everywhere(ilse, "שלום יפה docker עולם");
  // The caret goes on where the eye expects it: from the line's start, at the right, leftwards through the words.
  await line("שלום").click();
  await ilse.page.keyboard.press("Home");
  const caret = () => ilse.page.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().x");
  const start = Number(await caret());
  await ilse.page.keyboard.press("ArrowLeft");
  assert.ok(Number(await caret()) < start, "the left arrow goes on in the text");
  await ilse.page.keyboard.type("״");
  await everywhere(ilse, "ש״לום יפה docker עולם");
  await ilse.page.keyboard.press("End");
  await ilse.page.keyboard.type("!");
  await everywhere(ilse, "ש״לום יפה docker עולם!");
});

test("a phone's keyboard puts a better word in place of the typed one, while another types in the line", async () => {
  const ilse = await open("cloning-running-servers-with-criu", phone);
  await ilse.typeAtEnd("\n\n[teh cat]");
  for (let step = 0; step < "h cat]".length; step += 1) await ilse.page.keyboard.press("ArrowLeft");
  await until("Tobias sees the line", () => room.tobias.text.toString().includes("[teh cat]"));
  const keyboard = await keyboardOf(ilse);
  // As Android does it: the word under the caret becomes the one being composed, then another is put in its place.
  const before = (await ilse.lines()).join("\n").indexOf("teh cat");
  await keyboard.send("Input.imeSetComposition", {
    text: "teh",
    selectionStart: 3,
    selectionEnd: 3,
    replacementStart: before,
    replacementEnd: before + 3,
  });
  await tobiasTypes("so ", "before", "[teh");
  await keyboard.send("Input.insertText", { text: "the" });
  await everywhere(ilse, "so [the cat]");
  // As iOS and spelling menus do it: the range is chosen, and text inserted over it.
  await ilse.page.keyboard.press("Control+End");
  for (let step = 0; step < 4; step += 1) await ilse.page.keyboard.press("ArrowLeft");
  for (let step = 0; step < 3; step += 1) await ilse.page.keyboard.press("Shift+ArrowRight");
  await tobiasTypes("!", "behind", "[the cat");
  await keyboard.send("Input.insertText", { text: "dog" });
  await everywhere(ilse, "so [the dog!]");
});

test("the bar of tools stays above a keyboard that is laid over the page", async () => {
  const context = await room.browser.newContext(phone);
  await context.addInitScript(() => {
    const seen = new EventTarget();
    Object.assign(seen, { scale: 1, offsetTop: 0, height: innerHeight });
    Object.defineProperty(window, "visualViewport", { value: seen });
  });
  const page = await context.newPage();
  await page.goto(room.address("expo"));
  await page.locator(".cm-content").waitFor();
  await page.locator("#_name-stay").tap();
  const foot = async () => {
    const box = await page.locator(".ed__bar").boundingBox();
    return box === null ? 0 : box.y + box.height;
  };
  const cover = (height: number, offsetTop: number) =>
    page.evaluate(
      ([shown, top]) => {
        Object.assign(window.visualViewport ?? {}, { height: shown, offsetTop: top });
        window.visualViewport?.dispatchEvent(new Event("resize"));
      },
      [height, offsetTop] as const,
    );
  assert.equal(Math.round(await foot()), 740);
  await cover(400, 0);
  assert.equal(Math.round(await foot()), 400);
  await cover(400, 60);
  assert.equal(Math.round(await foot()), 460);
  await cover(740, 0);
  assert.equal(Math.round(await foot()), 740);
  await context.close();
});

import assert from "node:assert/strict";
import { before, test } from "node:test";
import request from "supertest";
import { pageOf } from "../kit/http.ts";
import { plainPicture } from "../kit/pictures.ts";
import { until } from "../kit/typist.ts";
import { findingsOn } from "./axe.ts";
import { type EditorWindow, openEditorWindow, phone, wide } from "./editor-page.ts";
import { openHouse } from "./house.ts";

const house = openHouse();
const path = "events/2016/06/dockercon16";
const editor = (talk: string): string => `${house.server.url}/-/edit/${path}?talk=${talk}`;

let hall: Buffer;
let stage: Buffer;

before(async () => {
  hall = await plainPicture(1600, 900).jpeg().toBuffer();
  stage = await plainPicture(600, 800, "#005373").png().toBuffer();
});

async function live(): Promise<string> {
  return (await fetch(`${house.server.url}/${path}.md?live`)).text();
}

/** What the clipboard or a drag brings: pictures by their names, as the browser hands them to a page. */
async function bring(
  kind: "paste" | "drop",
  { page }: EditorWindow,
  files: Readonly<Record<string, Buffer>>,
): Promise<void> {
  const told = Object.entries(files).map(([name, bytes]) => [name, bytes.toString("base64")]);
  await page.evaluate(
    `(() => {
      const transfer = new DataTransfer();
      for (const [name, base64] of ${JSON.stringify(told)}) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type: "image/png" }));
      }
      const line = document.querySelector(".cm-line");
      const { left, top } = line.getBoundingClientRect();
      const place = { clientX: left + 40, clientY: top + 8, bubbles: true, cancelable: true };
      const event = ${
        kind === "paste"
          ? 'new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true })'
          : 'new DragEvent("drop", { dataTransfer: transfer, ...place })'
      };
      (${kind === "paste"} ? document.querySelector(".cm-content") : line).dispatchEvent(event);
    })()`,
  );
}

/** Lets pictures wait on their way until the returned function is called. */
async function slowLine({ page }: EditorWindow): Promise<() => void> {
  let go = (): void => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  await page.route("**/-/upload/**", async (route) => {
    await gate;
    await route.continue();
  });
  return go;
}

const notes = (window: EditorWindow): Promise<string> => window.page.locator("#_say").innerText();

test("a pasted picture has a mark at the caret, typing goes on behind it, and its markdown comes in its place", async () => {
  const ilse = await openEditorWindow(house.browser, editor("golden-ticket"), "Ilse");
  await ilse.typeAtEnd("\n\nHere it is: ");
  const go = await slowLine(ilse);
  await bring("paste", ilse, { "image.png": stage });
  await ilse.page.locator(".sending").waitFor();
  await ilse.page.keyboard.type(" and on we go");
  await until("the words are live", async () => (await live()).includes("and on we go"));
  assert.doesNotMatch(await live(), /Sending|!\[/);
  go();
  await ilse.shows("Here it is: ![golden ticket](golden-ticket.png) and on we go");
  assert.equal(await ilse.page.locator(".sending").count(), 0);
  await until("the preview shows it in its size", async () => {
    const image = ilse.page.locator('#_preview img[src$="golden-ticket.png"]');
    return (await image.count()) === 1 && (await image.getAttribute("width")) === "600";
  });
  await ilse.page.keyboard.press("Control+z");
  await until("it can be taken back", async () => !(await live()).includes("![golden ticket]"));
  await ilse.close();
});

test("several that are picked come in their order; what is none is told with the reason, and leaves nothing", async () => {
  const ilse = await openEditorWindow(house.browser, editor("golden-ticket"), "Ilse");
  await ilse.typeAtEnd("\n\n");
  const choosing = ilse.page.waitForEvent("filechooser");
  await ilse.page.getByRole("button", { name: "Picture" }).click();
  const chooser = await choosing;
  assert.ok(chooser.isMultiple());
  await chooser.setFiles([
    { name: "Hall 1.jpg", mimeType: "image/jpeg", buffer: hall },
    { name: "trick.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>") },
    { name: "stage.png", mimeType: "image/png", buffer: stage },
  ]);
  await ilse.shows("![Hall 1](hall-1.jpg)\n![stage](stage.png)");
  assert.match(await notes(ilse), /trick\.svg: This is no picture that can be kept/);
  assert.equal(await ilse.page.locator(".sending").count(), 0);
  assert.doesNotMatch(await live(), /trick/);
  assert.ok(await ilse.page.evaluate("document.activeElement.classList.contains('cm-content')"), "the focus is back");
  await ilse.close();
});

test("a dropped picture comes where it was dropped", async () => {
  const ilse = await openEditorWindow(house.browser, editor("golden-ticket"), "Ilse");
  await bring("drop", ilse, { "Stage.png": stage });
  await until("it is in the first line", async () => (await ilse.lines())[0]?.includes("![Stage](stage.png)") === true);
  await ilse.close();
});

test("a picture whose editor was left for another talk comes into the talk it was meant for", async () => {
  const ilse = await openEditorWindow(house.browser, editor("golden-ticket"), "Ilse");
  await ilse.typeAtEnd("\n\n[here]");
  const go = await slowLine(ilse);
  await bring("paste", ilse, { "Stage.png": stage });
  await ilse.page.locator(".sending").waitFor();
  await ilse.page.keyboard.press("Alt+PageDown");
  await until("another talk is open", async () => !(await ilse.lines()).join("\n").includes("[here]"));
  go();
  await until("it is in the talk", async () => (await live()).includes("[here] ![Stage](stage.png)"));
  await ilse.close();
});

test("without a server there is a word, and nothing is put in", async () => {
  const ilse = await openEditorWindow(house.browser, editor("golden-ticket"), "Ilse");
  await ilse.light("Saved");
  const before = await ilse.lines();
  await house.without(async () => {
    await ilse.light("No connection");
    await bring("paste", ilse, { "Stage.png": stage });
    await until("it is said", async () => (await notes(ilse)).includes("there is no connection now"));
    assert.equal(await ilse.page.locator(".sending").count(), 0);
    assert.deepEqual(await ilse.lines(), before);
  });
  await ilse.close();
});

test("a phone has a button that asks for pictures", async () => {
  const tobias = await openEditorWindow(house.browser, editor("golden-ticket"), "Tobias", phone);
  const choosing = tobias.page.waitForEvent("filechooser");
  await tobias.page.locator("#_tools").getByRole("button", { name: "Picture" }).tap();
  await (await choosing).setFiles({ name: "Stage.png", mimeType: "image/png", buffer: stage });
  await until("it is in the text", async () => (await live()).includes("![Stage](stage.png)"));
  assert.equal(await tobias.page.locator("#_pictures").getAttribute("accept"), "image/*");
  await tobias.close();
});

/** A page with two pictures of its own and one in a link; its address. */
async function pageWithPictures(): Promise<string> {
  const { url } = house.server;
  for (const [name, bytes] of Object.entries({ "hall.jpg": hall, "stage.png": stage })) {
    await request(url).post(`/-/upload/${path}`).attach("file", bytes, name).expect(201);
  }
  const { text, commit } = await pageOf(url, path);
  const pictures =
    "![The hall, filling](hall.jpg)\n\nBetween them.\n\n![The stage](stage.png)\n\n[![Home](stage.png)](/)";
  const changed = text.replace(/\n\n\n/, `\n\n${pictures}\n\n\n\n`);
  await request(url).put(`/-/api/v1/pages/${path}`).send({ text: changed, base: commit, message: "" }).expect(200);
  return `${url}/${path}`;
}

test("pictures on a page take their place before they come, and nothing moves", async () => {
  const address = await pageWithPictures();
  for (const options of [wide, phone]) {
    const context = await house.browser.newContext(options);
    const page = await context.newPage();
    await page.addInitScript(`
      globalThis.moved = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) globalThis.moved += entry.value; })
        .observe({ type: "layout-shift", buffered: true });`);
    await page.route("**/*.{jpg,png}*", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      await route.continue();
    });
    await page.goto(address);
    const image = page.locator("a.picture img").first();
    await image.scrollIntoViewIfNeeded();
    const early = await image.boundingBox();
    await until("the picture is there", () =>
      image.evaluate((one) => (one as unknown as { naturalWidth: number }).naturalWidth > 0),
    );
    assert.deepEqual(await image.boundingBox(), early);
    assert.ok(early !== null && Math.abs(early.width / early.height - 16 / 9) < 0.02);
    assert.equal(await page.evaluate("globalThis.moved"), 0);
    const used = String(await image.evaluate((one) => (one as unknown as { currentSrc: string }).currentSrc));
    assert.match(used, /hall\.jpg\?w=/, "a smaller copy is enough");
    await context.close();
  }
});

test("the lightbox is opened, turned and left by keys, says what is shown, and gives the focus back", async () => {
  const address = await pageWithPictures();
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await house.browser.newContext({ ...wide, colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.on("pageerror", (error) => assert.fail(error));
    await page.goto(address);
    const first = page.locator("a.picture").first();
    await first.focus();
    await page.keyboard.press("Enter");
    const box = page.getByRole("dialog", { name: "Pictures of this page" });
    await box.waitFor();
    assert.match(await box.innerText(), /The hall, filling\s+1 \/ 2/);
    assert.deepEqual(await findingsOn(page), []);
    await page.keyboard.press("ArrowRight");
    assert.match(await box.innerText(), /The stage\s+2 \/ 2/);
    await page.keyboard.press("ArrowRight");
    assert.match(await box.innerText(), /The hall/);
    // The page's own letters rest: this one would open the editor.
    await page.keyboard.press("e");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Escape");
    await box.waitFor({ state: "detached" });
    assert.equal(page.url(), address);
    assert.ok(
      await page
        .locator("a.picture")
        .nth(1)
        .evaluate((link) => link.matches(":focus")),
    );
    assert.deepEqual(await findingsOn(page), []);
    await page.locator("a.picture").first().click();
    await box.getByRole("button", { name: "Close" }).click();
    await box.waitFor({ state: "detached" });
    await context.close();
  }
});

test("a finger turns the pictures on a phone", async () => {
  const address = await pageWithPictures();
  const context = await house.browser.newContext(phone);
  const page = await context.newPage();
  await page.goto(address);
  await page.locator("a.picture").first().tap();
  const box = page.getByRole("dialog");
  const line = await context.newCDPSession(page);
  const touch = (type: string, x?: number) =>
    line.send("Input.dispatchTouchEvent", {
      type: type as "touchStart",
      touchPoints: x === undefined ? [] : [{ x, y: 300 }],
    });
  await touch("touchStart", 300);
  await touch("touchMove", 200);
  await touch("touchMove", 100);
  await touch("touchEnd");
  await until("the next is shown", async () => (await box.innerText()).includes("The stage"));
  await context.close();
});

test("without JavaScript a picture is a link to its file", async () => {
  const address = await pageWithPictures();
  const context = await house.browser.newContext({ ...wide, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(address);
  await page.locator("a.picture").first().click();
  await page.waitForURL("**/hall.jpg");
  await context.close();
});

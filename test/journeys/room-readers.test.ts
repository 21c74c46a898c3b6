/** Who is in which talk, as a reader of the page sees it. */
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchChromium } from "../kit/chromium.ts";
import { named } from "../kit/guest.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { joinRoom, type Typist, until } from "../kit/typist.ts";

const path = "/events/2016/06/dockercon16";

let server: TestServer;
let browser: Browser;
let room: string;

before(async () => {
  [server, browser] = await Promise.all([startTestServer(), launchChromium()]);
  const answer = await fetch(`${server.url}/-/api/v1/pages${path}`);
  room = ((await answer.json()) as { room: string }).room;
});

const sitting = new Set<Typist>();

afterEach(() => {
  for (const typist of sitting) typist.leave();
  sitting.clear();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** Somebody with a name at a stock client, in a talk or with null in the whole page. */
async function sit(name: string, talk: string | null): Promise<Typist> {
  const typist = joinRoom(server.url, room, { cookie: await named(server.url, name) });
  sitting.add(typist);
  await typist.synced();
  turn(typist, talk);
  return typist;
}

function turn(typist: Typist, talk: string | null): void {
  typist.provider.awareness.setLocalStateField("talk", talk);
}

/** A reader, after the page has asked for itself: it does so once, when it begins to listen. */
async function read(options: BrowserContextOptions = { viewport: { width: 1280, height: 900 } }): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  page.on("pageerror", (error) => assert.fail(error.stack));
  const asked = page.waitForResponse(
    (response) => response.url().endsWith(path) && response.request().resourceType() === "fetch",
  );
  await page.goto(server.url + path);
  await (await asked).finished();
  return page;
}

/** What the page says of writers: the talk's slug (or "head") and the sentence. */
function marks(page: Page): Promise<string[]> {
  return page
    .locator(".now")
    .evaluateAll((all) =>
      all.map((one) => `${one.closest(".talk")?.id ?? "head"}: ${one.querySelector(".now__who")?.textContent}`),
    );
}

async function says(page: Page, ...wanted: string[]): Promise<void> {
  const sorted = [...wanted].sort();
  await until(`the page says ${sorted.join("; ") || "nothing"}`, async () => {
    return JSON.stringify((await marks(page)).sort()) === JSON.stringify(sorted);
  });
}

test("who comes, turns and leaves is on the page a moment later, and the page is not fetched for it", async () => {
  const page = await read();
  await says(page);
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));

  const maren = await sit("Maren Oduya", "golden-ticket");
  await says(page, "golden-ticket: Maren is writing this talk.");
  const tobias = await sit("Tobias Wexley", null);
  await says(page, "golden-ticket: Maren is writing this talk.", "head: Tobias is writing this page.");
  turn(tobias, "golden-ticket");
  await says(page, "golden-ticket: Maren and Tobias are writing this talk.");
  assert.equal(await page.locator(".toc__live").innerText(), "2 writing");
  assert.deepEqual(await page.locator("#golden-ticket .now .who").allInnerTexts(), ["MO", "TW"]);
  assert.equal(await page.locator("#golden-ticket .acts [data-key=e]").innerText(), "Join");
  assert.match(
    (await page.locator("#golden-ticket .now a").getAttribute("href")) ?? "",
    /^\/-\/edit\/.*\?talk=golden-ticket$/,
  );

  // What the server would write for a reader who comes now is what this one has been brought to.
  const fresh = await read();
  const html = (one: Page) => one.locator(":is(.now, .toc__list)").evaluateAll((all) => all.map((e) => e.outerHTML));
  const current = (lines: string[]) => lines.map((line) => line.replaceAll(/ aria-current="location"/g, ""));
  assert.deepEqual(current(await html(page)), current(await html(fresh)));
  await fresh.context().close();

  maren.leave();
  await says(page, "golden-ticket: Tobias is writing this talk.");
  tobias.leave();
  await says(page);
  assert.equal(await page.locator(".toc__live").count(), 0);
  assert.equal(await page.locator("#golden-ticket .acts [data-key=e]").innerText(), "Write");
  assert.deepEqual(
    fetched.filter((one) => one === path),
    [],
  );
  await page.context().close();
});

test("nothing on the page moves when writers come and go, and it is said aloud once", async () => {
  const page = await read();
  const places = () =>
    page.locator(".event__notes h2, .event__notes p:not(.now *, .now)").evaluateAll((all) => {
      return all.map((one) => one.getBoundingClientRect().top);
    });
  const still = await places();
  const said = page.locator("body > [role=status]");
  assert.equal(await said.textContent(), "");
  const maren = await sit("Maren Oduya", "golden-ticket");
  await says(page, "golden-ticket: Maren is writing this talk.");
  assert.deepEqual(await places(), still);
  assert.equal(await said.textContent(), "Maren is writing this page.");
  const tobias = await sit("Tobias Wexley", "lunch-chatter");
  await says(page, "golden-ticket: Maren is writing this talk.", "lunch-chatter: Tobias is writing this talk.");
  assert.deepEqual(await places(), still);
  assert.equal(await said.textContent(), "Maren is writing this page.");
  maren.leave();
  tobias.leave();
  await says(page);
  assert.deepEqual(await places(), still);
  await page.context().close();
});

test("on a phone who writes is read whole, with the link beside it, between what stands above and below", async () => {
  await Promise.all(["Maren Oduya", "Tobias Wexley"].map((name) => sit(name, "golden-ticket")));
  await Promise.all(["Ilse Karvonen", "Wilhelmina Roe", "Kaspar Holm"].map((name) => sit(name, null)));
  const many = ["Bartholomew Quist", "Maximiliane Huber", "Ann Lee", "Bo Xi", "Cy Ott", "Dee Fo"];
  for (const name of many) await sit(name, "lunch-chatter");
  for (const width of [360, 320]) {
    const page = await read({ viewport: { width, height: 740 }, hasTouch: true, isMobile: true });
    await says(
      page,
      "golden-ticket: Maren and Tobias are writing this talk.",
      "lunch-chatter: Bartholomew, Maximiliane and 4 others are writing this talk.",
      "head: Ilse, Wilhelmina and Kaspar are writing this page.",
    );
    const faults = await page.locator(".now").evaluateAll((all) =>
      all.flatMap((line) => {
        const [who, link] = [line.querySelector(".now__who"), line.querySelector("a")];
        if (!who || !link) return ["no link"];
        const { top, bottom } = line.getBoundingClientRect();
        const box = link.getBoundingClientRect();
        const near = [...document.querySelectorAll(".talk > *, .talk li, .head > *, .toc, .event__notes > *")]
          .filter((one) => one !== line && !one.contains(line))
          .map((one) => one.getBoundingClientRect());
        return [
          ...(who.scrollWidth > who.clientWidth || who.scrollHeight > who.clientHeight ? ["cut short"] : []),
          ...(box.right > innerWidth || box.height < 24 || box.left < who.getBoundingClientRect().right
            ? ["link"]
            : []),
          ...(near.some((other) => other.top < bottom && other.bottom > top) ? ["on something else"] : []),
        ].map((fault) => `${fault}: ${who.textContent}`);
      }),
    );
    assert.deepEqual(faults, [], `${width} px`);
    await page.context().close();
  }
});

test("a stock client that says again what it heard of others puts nobody elsewhere", async () => {
  const page = await read();
  const maren = await sit("Maren Oduya", "golden-ticket");
  const tobias = await sit("Tobias Wexley", "lunch-chatter");
  await until("they have heard of each other", () => {
    const known = tobias.provider.awareness.getStates();
    return known.has(maren.doc.clientID) && maren.provider.awareness.getStates().has(tobias.doc.clientID);
  });
  for (const talk of ["expo", "golden-ticket"]) turn(maren, talk);
  await says(page, "golden-ticket: Maren is writing this talk.", "lunch-chatter: Tobias is writing this talk.");
  maren.leave();
  tobias.leave();
  await says(page);
  await page.context().close();
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { pageHtml } from "../../server/render/page-html.ts";
import { type PagePath, pageAddress } from "../../server/text/page-path.ts";
import { type Move, relink } from "../../server/text/relink.ts";
import { createRandom, type Random } from "../kit/random.ts";

const SEED = createRandom().seed;
const RUNS = Number(process.env.RUNS ?? 1_000);
const LINKS = 12;

const PAGES = [
  "index.md",
  "notes.md",
  "a/notes.md",
  "a/b/notes.md",
  "a/b/new notes.md",
  "a/b/c(1).md",
  "über/café.md",
  "a/index.md",
] as PagePath[];

/** An address as somebody may write it on `page`. */
function randomAddress(random: Random, page: PagePath): string {
  const target = random.pick(PAGES);
  const anchor = random.chance(0.3) ? "#part" : "";
  const file = target.split("/").map(encodeURIComponent).join("/").replace(/[()]/g, escape);
  const bare = random.chance(0.5) ? file : pageAddress(target).slice(1).replace(/[()]/g, escape);
  const up = "../".repeat(page.split("/").length - 1);
  return random.pick([
    `/${bare}${anchor}`,
    `${up}${bare}${anchor}` || "./",
    `./${up}${bare}${anchor}`,
    `index.html#!${file}`,
    `${up}pictures/a%20b.png`,
    "pictures/c.png?x=1",
    "#part",
    "https://elsewhere.example/a/notes.md",
  ]);
}

function randomLinks(random: Random, page: PagePath): string {
  const links = Array.from({ length: LINKS }, () => {
    const address = randomAddress(random, page);
    return random.pick([
      `[x](${address})`,
      `- [x](<${address}> "t")`,
      `<a href="${address}">x</a>`,
      `![x](${address})`,
    ]);
  });
  return links.join(random.pick(["\n", "\n\n", " and "]));
}

/** Where links and pictures lead, in their order. */
function addresses(text: string, path: PagePath): string[] {
  const { introHtml, talks } = pageHtml(text, { path, includes: new Map() });
  const html = introHtml + talks.map((talk) => talk.html).join("");
  return [...html.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, address = ""]) => address);
}

/** What an address must be after the move. */
function expected(address: string, page: PagePath, { from, to }: Move): string {
  const [was, is] = [pageAddress(from), pageAddress(to)];
  const [path = "", ...rest] = address.split(/(?=[?#])/);
  if (page === from && address.startsWith("#")) return address;
  return path === was || path === was.replace(/[()]/g, escape) ? is + rest.join("") : address;
}

/** Without what differs by where it is written: a part of the page itself has no address before it. */
function plain(address: string, page: PagePath): string {
  const own = decodeURIComponent(pageAddress(page));
  const told = decodeURIComponent(address).replace("#user-content-", "#");
  return told.startsWith(`${own}#`) ? told.slice(own.length) : told;
}

test(`after a move every link leads where it led, or to where the page is now (seed ${SEED})`, () => {
  const random = createRandom(SEED);
  for (let run = 0; run < RUNS; run += 1) {
    const [from, page] = [random.pick(PAGES), random.pick(PAGES)];
    const to = random.pick(PAGES.filter((other) => other !== from && other !== page));
    const text = randomLinks(random, page);
    const move = { from, to };
    const after = relink(text, page, move);
    const told = `seed ${SEED}, run ${run}: ${JSON.stringify({ page, ...move, text, after })}`;
    const now = page === from ? to : page;
    const was = addresses(text, page).map((address) => plain(expected(address, page, move), now));
    const is = addresses(after, now).map((address) => plain(address, now));
    assert.deepEqual(is, was, told);
    assert.equal(relink(after, now, move), after, `twice is as once, ${told}`);
  }
});

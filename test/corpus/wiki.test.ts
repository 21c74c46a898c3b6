import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

/** A real notes wiki, started on by `--clone` as somebody would who has one. */

const shared = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "shared");
const corpus = path.join(shared, "corpus");
const gold = path.join(shared, "corpus-gold", "slides");

const files = readdirSync(corpus, { recursive: true, encoding: "utf8" });
const pages = files.filter((file) => file.endsWith(".md")).sort();
const pictures = files.filter((file) => /\.(?:png|jpg)$/.test(file));

/** How many slides each column of the gold deck has; the correction where reveal.js itself is wrong. */
function goldColumns(page: string): number[] | null {
  const at = path.join(gold, page.replace(/\.md$/, ""));
  const right = `${at}.right.json`;
  const slides = `${at}.slides.json`;
  if (existsSync(right)) {
    const fixed = JSON.parse(readFileSync(right, "utf8")) as unknown[][] | { columns: number[] };
    return Array.isArray(fixed) ? fixed.map((column) => column.length) : fixed.columns;
  }
  if (!existsSync(slides)) return null;
  return (JSON.parse(readFileSync(slides, "utf8")) as unknown[][]).map((column) => column.length);
}

/** The same of a deck as it is served: a section in the deck is a column; sections in it are a stack. */
function servedColumns(html: string): number[] {
  const columns: number[] = [];
  let depth = 0;
  for (const [tag] of html.matchAll(/<section\b|<\/section>/g)) {
    if (tag === "</section>") depth -= 1;
    else {
      depth += 1;
      if (depth === 1) columns.push(0);
      else columns[columns.length - 1] = (columns.at(-1) ?? 0) + 1;
    }
  }
  return columns.map((stack) => Math.max(1, stack));
}

describe("a wiki of real notes", () => {
  let server: TestServer;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  before(async () => {
    folder = await temporaryFolder();
    const source = path.join(folder.path, "source");
    cpSync(corpus, source, { recursive: true });
    await git(source, "init", "--quiet", "--initial-branch=master");
    await git(source, "add", ".");
    await git(source, "commit", "--quiet", "-m", "notes");
    server = await startTestServer({ clone: source, data: path.join(folder.path, "data") });
  });
  after(async () => {
    await server.close();
    await folder.remove();
  });

  const get = async (address: string): Promise<{ status: number; text: string }> => {
    const response = await fetch(server.url + address);
    return { status: response.status, text: await response.text() };
  };

  it("answers 200 for every page, its deck, its editor, its history and its bytes", async () => {
    for (const page of pages) {
      const name = page.replace(/\.md$/, "");
      for (const address of [
        `/${name}`,
        `/-/slides/${page}`,
        `/slides.html?${page}`,
        `/-/edit/${page}`,
        `/-/history/${page}`,
      ]) {
        const { status, text } = await get(address);
        assert.equal(status, 200, address);
        assert.ok(text.includes("</html>"), address);
      }
      assert.equal((await get(`/${page}`)).text, readFileSync(path.join(corpus, page), "utf8"), page);
    }
    for (const picture of pictures) assert.equal((await get(`/${picture}`)).status, 200, picture);
  });

  it("cuts every deck into the gold's columns and stacks", async () => {
    let compared = 0;
    for (const page of pages) {
      const expected = goldColumns(page);
      if (!expected) continue;
      compared += 1;
      assert.deepEqual(servedColumns((await get(`/-/slides/${page}`)).text), expected, page);
    }
    assert.ok(compared > 50, `${compared} decks compared`);
  });

  it("lists all of it, with a title for every page", async () => {
    const { pages: listed } = JSON.parse((await get("/-/api/v1/pages")).text) as {
      pages: { path: string; title: string }[];
    };
    assert.deepEqual(
      listed.map((page) => page.path),
      pages,
    );
    assert.ok(listed.every((page) => page.title !== ""));
  });

  it("has no link inside a page that leads to a server error", async () => {
    const seen = new Set<string>();
    for (const page of pages) {
      for (const [, href = ""] of (await get(`/${page.replace(/\.md$/, "")}`)).text.matchAll(/ href="(\/[^"#]*)/g)) {
        const address = href.replaceAll("&amp;", "&");
        if (seen.has(address) || address.startsWith("//")) continue;
        seen.add(address);
        assert.ok((await get(address)).status < 500, address);
      }
    }
  });
});

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { after, before, describe, it } from "node:test";
import { BOMBS } from "../kit/bombs.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

/** Characters of a page, just below what the wiki takes. */
const SIZE = 1_000_000;

/** A slide of more is shown as it is written, which costs little: the bombs come in slides below that. */
const SLIDE = 200_000;

/** Nobody is to wait longer for the server, ms. */
const LONGEST_BLOCK_MS = 500;

/** A machine that does other things too may hold up the server once; a bomb does each time. */
const TRIES = 3;

const names = Object.keys(BOMBS);
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;

function cutInSlides(text: string): string {
  const slides = Array.from({ length: Math.ceil(text.length / SLIDE) }, (_, i) =>
    text.slice(i * SLIDE, (i + 1) * SLIDE),
  );
  return slides.join("\n\n\n\n");
}

/** How long this thread has waited for a core that others had, ms since it began; 0 where the system does not tell. */
function waitedMs(): number {
  const told = `/proc/self/task/${process.pid}/schedstat`;
  return existsSync(told) ? Number(readFileSync(told, "utf8").split(" ")[1]) / 1e6 : 0;
}

/** The page's answer, and how long the server did nothing else meanwhile, ms; what other programs took aside. */
async function ask(address: string): Promise<{ status: number; html: string; blockedMs: number }> {
  const before = waitedMs();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const [answer, small] = await Promise.all([fetch(server.url + address), fetch(`${server.url}/small`)]);
  assert.match(await small.text(), /A small page/);
  const html = await answer.text();
  delay.disable();
  return { status: answer.status, html, blockedMs: delay.max / 1e6 - (waitedMs() - before) };
}

describe("a page of a megabyte that is written to keep the server busy", () => {
  before(async () => {
    folder = await temporaryFolder();
    await git(folder.path, "init", "-q", "-b", "main");
    for (const [i, name] of names.entries()) {
      const text = cutInSlides(BOMBS[name]?.(SIZE) ?? "");
      // A text of its own for each try, so that nothing is at hand.
      for (let n = 1; n <= TRIES; n++) await writeFile(path.join(folder.path, `bomb-${i}-${n}.md`), `${n}\n\n${text}`);
    }
    await writeFile(path.join(folder.path, "small.md"), "A small page\n------------\n");
    await writeFile(path.join(folder.path, "other.md"), "Other\n-----\n\nwords\n");
    await git(folder.path, "add", "-A");
    await git(folder.path, "commit", "-q", "-m", "bombs");
    server = await startTestServer({ clone: folder.path });
    await ask("/small");
  });

  after(async () => {
    await server?.close();
    await folder?.remove();
  });

  for (const [i, name] of names.entries()) {
    it(`is shown, as a page and as a deck, and holds nobody up: ${name}`, async () => {
      for (const room of ["/", "/-/slides/", "/-/edit/"]) {
        const blocked: number[] = [];
        for (let n = 1; n <= TRIES && blocked.every((ms) => ms >= LONGEST_BLOCK_MS); n++) {
          const { status, html, blockedMs } = await ask(`${room}bomb-${i}-${n}`);
          assert.ok(status === 200 || (room === "/-/edit/" && status === 413), `${room} ${status}`);
          assert.match(html, /<\/html>\s*$/);
          blocked.push(blockedMs);
        }
        assert.ok(Math.min(...blocked) < LONGEST_BLOCK_MS, `${room} held everybody up for ${blocked.join(", ")} ms`);
      }
    });
  }
});

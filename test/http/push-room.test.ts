import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { createLock } from "../../server/git/gate.ts";
import { createReceiving } from "../../server/git/receive.ts";
import { flaws, processesOn } from "../git/plumbing.ts";
import { commandsOf, packOf, sendRaw } from "../git/pushed-raw.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { clonePusher, type Pusher } from "../kit/pusher.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { joinRoom, type Typist, until } from "../kit/typist.ts";

const page = "events/2016/06/dockercon16";
const file = `${page}.md`;

/** How long everybody writes, ms; `PUSH_MS=60000` for a minute. */
const WRITING_MS = Number(process.env["PUSH_MS"] ?? 4000);

/** Saves by themselves are an hour away: what is committed is committed by a push. */
const NEVER_MS = 3_600_000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let url = "";
let clones = 0;
const typists: Typist[] = [];

before(async () => {
  folder = await temporaryFolder();
});
beforeEach(async () => {
  server = await startTestServer({ push: "open", commitQuietMs: NEVER_MS, commitMaxMs: NEVER_MS });
  url = `${server.url}/notes.git`;
});
afterEach(async () => {
  for (const typist of typists.splice(0)) typist.leave();
  await server?.close();
});
after(() => folder?.remove());

function clone(): Promise<Pusher> {
  clones += 1;
  return clonePusher(url, path.join(folder.path, `clone${clones}`));
}

async function comeIn(): Promise<Typist> {
  const { room } = (await (await fetch(`${server.url}/-/api/v1/pages/${page}`)).json()) as { room: string };
  const typist = joinRoom(server.url, room);
  typists.push(typist);
  await typist.synced();
  return typist;
}

async function withLine(pusher: Pusher, line: string): Promise<string> {
  const text = await readFile(path.join(pusher.dir, file), "utf8");
  return pusher.commit({ [file]: `${text}${line}\n` }, `pushes ${line}`);
}

const mainOf = async (): Promise<string> => (await git(server.notes, "rev-parse", "main")).trim();
const textAt = (rev: string): Promise<string> => git(server.notes, "show", `${rev}:${file}`);
const times = (text: string, part: string): number => text.split(part).length - 1;

async function incoming(): Promise<string[]> {
  const at = path.join(server.notes, "incoming");
  return existsSync(at) ? readdir(at) : [];
}

describe("a push to a page that is open", () => {
  it("comes into the room as an edit, and both texts stay", async () => {
    const [typist, pusher] = [await comeIn(), await clone()];
    await withLine(pusher, "- pushed-line");
    // Text that the refs shown to the pusher do not have: it was typed after they were.
    const news = await fetch(`${server.url}/-/follow/${page}`);
    const told = readAll(news);
    await (await fetch(`${url}/info/refs?service=git-receive-pack`)).arrayBuffer();
    typist.text.insert(0, "typed-live ");
    await typist.acknowledged();
    const body = await withoutShowing(pusher);
    assert.match(body, /ok refs\/heads\/main/);
    await until("the pushed line is in the room", () => typist.text.toString().includes("pushed-line"));
    assert.equal(times(typist.text.toString(), "typed-live"), 1);
    await until("followers are told", () => told.text().includes("event: pushed"));
    told.stop();
    const read = await (await fetch(`${server.url}/${page}`)).text();
    assert.match(read, /pushed-line/);
    assert.match(read, /typed-live/);
    const saved = await fetch(`${server.url}/-/save/${page}`, { method: "POST" });
    assert.equal(saved.status, 200);
    const text = await textAt("main");
    assert.deepEqual([times(text, "typed-live"), times(text, "pushed-line")], [1, 1]);
  });

  it("on an older version is told to fetch first: what was typed and not committed is committed before, and nothing is lost", async () => {
    const [typist, pusher] = [await comeIn(), await clone()];
    const mine = await withLine(pusher, "- pushed-late");
    typist.text.insert(0, "typed-before ");
    await typist.acknowledged();
    const { done, said } = await pusher.push("origin", "main");
    assert.equal(done, false);
    assert.match(said, /! \[(?:remote )?rejected\] +main -> main \(fetch first\)/);
    assert.match(await textAt("main"), /typed-before/);
    await pusher.git("pull", "-q", "--no-rebase", "--no-edit");
    const again = await pusher.push("origin", "main");
    assert.ok(again.done, again.said);
    await until("both are in the room", () => typist.text.toString().includes("pushed-late"));
    assert.equal(times(typist.text.toString(), "typed-before"), 1);
    assert.equal(times(await textAt("main"), "pushed-late"), 1);
    assert.equal((await git(server.notes, "merge-base", mine, "main")).trim(), mine);
  });

  it("is not starved by somebody who types without a rest", async () => {
    await server.close();
    server = await startTestServer({ push: "open", commitQuietMs: 50, commitMaxMs: 100 });
    url = `${server.url}/notes.git`;
    const [typist, pusher] = [await comeIn(), await clone()];
    let typed = 0;
    const typing = setInterval(() => {
      typist.text.insert(typist.text.length, `t${typed}. `);
      typed += 1;
    }, 60);
    try {
      // Told to fetch first it does so, and pushes again: by then the room is quiet for it.
      await until(
        "the push is taken",
        async () => {
          await pusher.commit({ "page.md": "a page\n" });
          if ((await pusher.push("-q", "origin", "main")).done) return true;
          await pusher.git("fetch", "-q");
          await pusher.git("reset", "-q", "--hard", "origin/main");
          return false;
        },
        90_000,
      );
    } finally {
      clearInterval(typing);
    }
    assert.match(await git(server.notes, "ls-tree", "--name-only", "main"), /page\.md/);
    await typist.acknowledged();
    await fetch(`${server.url}/-/save/${page}`, { method: "POST" });
    const text = await textAt("main");
    for (let count = 0; count < typed; count += 1) assert.equal(times(text, `t${count}. `), 1, `t${count}`);
  });

  it("of two branches that were merged brings both, and the commits of both are in the page's history", async () => {
    const [typist, pusher] = [await comeIn(), await clone()];
    const text = await readFile(path.join(pusher.dir, file), "utf8");
    await pusher.git("checkout", "-q", "-b", "one");
    const one = await pusher.commit({ [file]: `${text}- branch-one\n` }, "one");
    await pusher.git("checkout", "-q", "-b", "two", "main");
    const two = await pusher.commit({ [file]: text.replace("\n", " branch-two\n") }, "two");
    await pusher.git("checkout", "-q", "main");
    await pusher.git("merge", "-q", "--no-ff", "-m", "both", "one");
    await pusher.git("merge", "-q", "--no-ff", "-m", "both", "two");
    const { done, said } = await pusher.push("origin", "main", "one", "two");
    assert.ok(done, said);
    await until("both are in the room", () => /branch-two[\s\S]*branch-one/.test(typist.text.toString()));
    const { saves } = (await (await fetch(`${server.url}/-/api/v1/history/${page}`)).json()) as {
      saves: { commit: string }[];
    };
    const named = saves.map((save) => save.commit);
    assert.ok(named.includes(one) && named.includes(two));
    assert.equal(await flaws(server.notes), "");
  });

  it("of bytes that are no text breaks no page, no list and no room", async () => {
    const [typist, pusher] = [await comeIn(), await clone()];
    const noise = randomBytes(4000);
    await pusher.commit({
      "noise.md": Buffer.concat([Buffer.from("# Noise\n"), noise]),
      "noise.bin": noise,
      [file]: noise,
    });
    const { done, said } = await pusher.push("origin", "main");
    assert.ok(done, said);
    for (const address of [
      "",
      "noise",
      "noise.bin",
      page,
      "-/history",
      `-/history/${page}`,
      "-/api/v1/pages",
      "-/speakers",
      "-/health",
    ]) {
      assert.equal((await fetch(`${server.url}/${address}`)).status, 200, address);
    }
    typist.text.insert(0, "goes-on ");
    await typist.acknowledged();
    await pusher.git("revert", "--no-edit", "HEAD");
    assert.ok((await pusher.push("origin", "main")).done);
    await fetch(`${server.url}/-/save/${page}`, { method: "POST" });
    assert.equal(times(await textAt("main"), "goes-on"), 1);
  });
});

describe("a pusher that is killed midway", () => {
  it("leaves the branch as it was or moved, and no rubbish, four times", async () => {
    const pusher = await clone();
    for (const [round, ms] of [30, 90, 200, 400].entries()) {
      await pusher.commit({ [`killed${round}.bin`]: randomBytes(2 * 1024 * 1024) }, `killed ${round}`);
      const before = await mainOf();
      const tip = (await pusher.git("rev-parse", "HEAD")).trim();
      const child = spawn("git", ["push", "-q", url, "main"], { cwd: pusher.dir, detached: true, stdio: "ignore" });
      await ended(child, ms);
      await until("its work has ended", async () => {
        const busy = (await processesOn(server.notes)).some(({ command }) =>
          /index-pack|rev-list|ls-tree/.test(command),
        );
        return !busy && (await incoming()).length === 0;
      });
      assert.ok([before, tip].includes(await mainOf()));
      assert.equal(await flaws(server.notes), "");
    }
    const { done, said } = await pusher.push("origin", "main");
    assert.ok(done, said);
    const temporary = await git(server.notes, "count-objects", "-v");
    assert.match(temporary, /^garbage: 0$/m);
  });

  it("and a server that was: what it left is gone after the next start", async () => {
    const left = path.join(server.notes, "incoming", "push-left");
    await mkdir(left, { recursive: true });
    await writeFile(path.join(left, "body"), "half");
    await createReceiving({
      dir: server.notes,
      lock: createLock(),
      rules: { refusal: () => null, folded: (name) => name },
      limits: { push: 1, file: 1 },
      arrived: async () => {},
      moved() {},
      ended: async () => {},
    });
    assert.deepEqual(await incoming(), []);
  });
});

describe("four writers, three at the keyboard, and one who pushes", () => {
  it("lose nothing that was acknowledged to any of them, and nothing is there twice", async () => {
    await server.close();
    server = await startTestServer({ push: "open", commitQuietMs: 200, commitMaxMs: 800 });
    url = `${server.url}/notes.git`;
    const pusher = await clone();
    const pages = [0, 1, 2, 3].map((who) => [`writers/w${who}.md`, `Writer ${who}\n`]);
    const start = await pusher.commit(Object.fromEntries(pages));
    assert.ok((await pusher.push("-q", "origin", "main")).done);
    const keyboards = [await comeIn(), await comeIn(), await comeIn()];
    const end = Date.now() + WRITING_MS;
    const kept: string[] = [];
    const typed: string[] = [];
    const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

    const type = async (typist: Typist, who: number): Promise<void> => {
      for (let count = 0; Date.now() < end; count += 1) {
        const token = `k${who}x${count}.`;
        // At the beginning of a line, so that nobody's token is cut in two.
        const at = typist.text.toString().indexOf("\n", Math.floor((typist.text.length * (who + 1)) / 5)) + 1;
        typist.text.insert(at, `${token}\n`);
        typed.push(token);
        await rest(60);
      }
      await typist.acknowledged();
    };
    const write = async (who: number): Promise<void> => {
      const address = `${server.url}/-/api/v1/pages/writers/w${who}`;
      const headers = { "content-type": "application/json" };
      let base = start;
      for (let count = 0; Date.now() < end; count += 1) {
        const body = JSON.stringify({ text: `Writer ${who}\n\n${count}\n`, base });
        const answer = await fetch(address, { method: "PUT", headers, body });
        if (answer.status !== 200) continue;
        ({ commit: base } = (await answer.json()) as { commit: string });
        kept.push(base);
        await rest(150);
      }
    };
    const pushes = async (): Promise<void> => {
      for (let count = 0; Date.now() < end; count += 1) {
        await pusher.git("pull", "-q", "--no-rebase", "--no-edit");
        const tip = await withLine(pusher, `- p${count}.`);
        if ((await pusher.push("-q", "origin", "main")).done) {
          kept.push(tip);
          typed.push(`- p${count}.`);
        } else await pusher.git("reset", "-q", "--hard", "HEAD~1");
      }
    };
    await Promise.all([...keyboards.map(type), ...[0, 1, 2, 3].map(write), pushes()]);
    await until("everybody has the same text", () => new Set(keyboards.map(({ text }) => text.toString())).size === 1);
    await fetch(`${server.url}/-/save/${page}`, { method: "POST" });
    const reachable = new Set((await git(server.notes, "rev-list", "main")).trim().split("\n"));
    assert.deepEqual(
      kept.filter((oid) => !reachable.has(oid)),
      [],
    );
    const text = await textAt("main");
    assert.deepEqual(
      typed.filter((token) => times(text, `${token}\n`) !== 1),
      [],
    );
    assert.equal(await flaws(server.notes), "");
  });
});

function ended(child: ChildProcess, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => process.kill(-(child.pid ?? 0), "SIGKILL"), ms);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** A push by somebody who was shown the refs before: its report. */
async function withoutShowing(pusher: Pusher): Promise<string> {
  const [from, to] = [await mainOf(), (await pusher.git("rev-parse", "HEAD")).trim()];
  const pack = await packOf(path.join(pusher.dir, ".git"), [to], [from]);
  const answer = await sendRaw(server.url, Buffer.concat([commandsOf([[from, to, "refs/heads/main"]]), pack]));
  return answer.report.join("\n");
}

/** What an endless answer has said so far. */
function readAll(answer: Response): { text(): string; stop(): void } {
  let text = "";
  const reader = answer.body?.getReader();
  const read = async (): Promise<void> => {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      text += new TextDecoder().decode(part.value);
    }
  };
  void read().catch(() => {});
  return { text: () => text, stop: () => void reader?.cancel().catch(() => {}) };
}

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { createTokens } from "../../server/tokens-file.ts";
import { flaws } from "../git/plumbing.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { clonePusher } from "../kit/pusher.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

const page = "events/2016/06/dockercon16";

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await temporaryFolder();
  try {
    return await run(folder.path);
  } finally {
    await folder.remove();
  }
}

/** The address of the repository with a password in it. */
function withPassword(url: string, password: string): string {
  return `${url.replace("://", `://anybody:${password}@`)}/notes.git`;
}

describe("a push with a token", () => {
  let server: TestServer;
  let token = "";

  before(async () => {
    server = await startTestServer();
    token = await createTokens(path.join(server.data, "tokens.json")).add("Maren Oduya");
  });
  after(() => server.close());

  it("is on the page, in its history and in the next clone", async () => {
    await inFolder(async (folder) => {
      const pusher = await clonePusher(withPassword(server.url, token), path.join(folder, "clone"));
      const commit = await pusher.commit({ "pushed.md": "Pushed\n------\n\n- from afar\n" }, "A page from afar");
      const { done, said } = await pusher.push("origin", "main");
      assert.ok(done, said);
      const read = await (await fetch(`${server.url}/pushed`)).text();
      assert.match(read, /from afar/);
      const { saves } = (await (await fetch(`${server.url}/-/api/v1/history/pushed`)).json()) as {
        saves: { commit: string; message: string }[];
      };
      assert.deepEqual(
        saves.map((save) => [save.commit, save.message]),
        [[commit, "A page from afar"]],
      );
      const again = await clonePusher(`${server.url}/notes.git`, path.join(folder, "again"));
      assert.equal((await again.git("rev-parse", "HEAD")).trim(), commit);
      assert.equal(await flaws(server.notes), "");
    });
  });

  it("is asked for it: without one, or with another, nothing is pushed and the terminal says why", async () => {
    await inFolder(async (folder) => {
      const pusher = await clonePusher(`${server.url}/notes.git`, path.join(folder, "clone"));
      await pusher.commit({ "no.md": "no\n" });
      const without = await pusher.push("origin", "main");
      assert.match(without.said, /could not read Username/);
      for (const password of ["plenary_guessed", "", token.slice(0, -1)]) {
        const { done, said } = await pusher.push(withPassword(server.url, password), "main");
        assert.equal(done, false);
        assert.match(said, /remote: A push needs a token as its password/);
      }
      const answer = await fetch(`${server.url}/notes.git/info/refs?service=git-receive-pack`);
      assert.equal(answer.status, 401);
      assert.match(answer.headers.get("www-authenticate") ?? "", /^Basic realm=/);
      const sent = await fetch(`${server.url}/notes.git/git-receive-pack`, { method: "POST", body: "0000" });
      assert.equal(sent.status, 401);
      assert.equal((await fetch(`${server.url}/no`)).status, 404);
    });
  });

  it("ends with the token: who had it revoked pushes no more, while the server runs", async () => {
    const tokens = createTokens(path.join(server.data, "tokens.json"));
    const short = await tokens.add("Tobias");
    const headers = { authorization: `Basic ${Buffer.from(`x:${short}`).toString("base64")}` };
    const ask = async (): Promise<number> =>
      (await fetch(`${server.url}/notes.git/info/refs?service=git-receive-pack`, { headers })).status;
    assert.equal(await ask(), 200);
    assert.equal(await tokens.revoke("Tobias"), true);
    assert.equal(await ask(), 401);
  });

  it("is kept hashed, in a file for the owner only", async () => {
    const file = path.join(server.data, "tokens.json");
    assert.doesNotMatch(await readFile(file, "utf8"), new RegExp(token));
    assert.equal((await stat(file)).mode & 0o077, 0);
  });

  it("may be a large one, sent in parts", async () => {
    await inFolder(async (folder) => {
      const pusher = await clonePusher(withPassword(server.url, token), path.join(folder, "clone"));
      await pusher.commit({ "large.bin": randomBytes(3 * 1024 * 1024) }, "large");
      const { done, said } = await pusher.push("origin", "main");
      assert.ok(done, said);
      const answer = await fetch(`${server.url}/large.bin`);
      assert.equal((await answer.arrayBuffer()).byteLength, 3 * 1024 * 1024);
    });
  });

  it("may come from a shallow clone", async () => {
    await inFolder(async (folder) => {
      const pusher = await clonePusher(withPassword(server.url, token), path.join(folder, "clone"), "--depth=1");
      await pusher.commit({ "shallow.md": "shallow\n" });
      const { done, said } = await pusher.push("origin", "main");
      assert.ok(done, said);
      assert.equal((await fetch(`${server.url}/shallow`)).status, 200);
      assert.equal(await flaws(server.notes), "");
    });
  });

  it("leaves nothing behind", async () => {
    const incoming = path.join(server.notes, "incoming");
    assert.deepEqual(existsSync(incoming) ? await readdir(incoming) : [], []);
  });

  it("a request that is no push is refused in a line of text", async () => {
    const authorization = `Basic ${Buffer.from(`x:${token}`).toString("base64")}`;
    const post = async (body: string | Uint8Array, type: string, more: Record<string, string> = {}) => {
      const headers = { authorization, "content-type": type, ...more };
      const answer = await fetch(`${server.url}/notes.git/git-receive-pack`, {
        method: "POST",
        body: Buffer.from(body as string),
        headers,
      });
      return [answer.status, (await answer.text()).trim()];
    };
    const type = "application/x-git-receive-pack-request";
    assert.deepEqual(await post("0000", type), [200, ""]);
    assert.deepEqual(await post(gzipSync("0000"), type, { "content-encoding": "gzip" }), [200, ""]);
    assert.equal((await post("0000", "text/plain"))[0], 400);
    assert.equal((await post("0000", type, { "content-encoding": "br" }))[0], 400);
    assert.deepEqual(await post("0000", type, { "content-encoding": "gzip" }), [400, "The push is no gzip"]);
    assert.equal((await post("0000", type, { origin: "http://elsewhere.example" }))[0], 403);
    for (const body of ["", "zzzz", "0001", "ffff", "0008oops0000", "0004"]) {
      assert.deepEqual(await post(body, type), [400, "This is no push that git would send"], body);
    }
  });
});

describe("a wiki that takes pushes from everybody, and one that takes none", () => {
  it("asks for nothing; says so, and is read all the same", async () => {
    await inFolder(async (folder) => {
      const open = await startTestServer({ push: "open" });
      try {
        const pusher = await clonePusher(`${open.url}/notes.git`, path.join(folder, "open"));
        await pusher.commit({ "open.md": "open\n" });
        const { done, said } = await pusher.push("origin", "main");
        assert.ok(done, said);
      } finally {
        await open.close();
      }
      const shut = await startTestServer({ push: "off" });
      try {
        const pusher = await clonePusher(`${shut.url}/notes.git`, path.join(folder, "shut"));
        await pusher.commit({ "shut.md": "shut\n" });
        const { done, said } = await pusher.push("origin", "main");
        assert.equal(done, false);
        assert.match(said, /remote: This wiki is written in the browser; pushing is not open here/);
        assert.equal((await fetch(`${shut.url}/notes.git/git-receive-pack`, { method: "POST" })).status, 403);
        assert.equal((await fetch(`${shut.url}/${page}`)).status, 200);
      } finally {
        await shut.close();
      }
    });
  });
});

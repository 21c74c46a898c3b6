import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createListener, type Server, type Socket } from "node:net";
import path from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { createGit } from "../../server/git/process.ts";
import { parseRemoteAddress } from "../../server/git/remote-address.ts";
import { createRemoteLink, RemoteFailure } from "../../server/git/remote-link.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { bareAt, call, mainOf, remoteOf, savePage, untilRemote } from "../kit/remote.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { until } from "../kit/typist.ts";

const page = "events/2016/06/dockercon16";
const PASSWORD = "s3cret-pass-word";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer | null = null;
let fake: Server | null = null;
const sockets = new Set<Socket>();
let lines: string[] = [];

before(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await server?.close();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => (fake ? fake.close(resolve) : resolve(null)));
  [server, fake, lines] = [null, null, []];
});
after(() => folder?.remove());

async function listen(on: Server): Promise<string> {
  fake = on;
  on.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => on.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(on.address() as AddressInfo).port}`;
}

const answering = (listener: RequestListener): Promise<string> => listen(createServer(listener));

/** A wiki whose remote is there, with a password in its address. */
async function wikiWith(host: string): Promise<TestServer> {
  server = await startTestServer({ remote: `http://mirror:${PASSWORD}@${host}/notes.git`, remoteEveryS: 3600 }, lines);
  return server;
}

/** The password stands nowhere where somebody could read it. */
async function isNowhere(of: TestServer): Promise<void> {
  const shown = await Promise.all(
    ["/-/remote", "/-/api/v1/remote", "/", "/-/health"].map(async (address) => (await fetch(of.url + address)).text()),
  );
  const kept = await readFile(path.join(of.data, "remote.json"), "utf8").catch(() => "");
  const config = await readFile(path.join(of.notes, "config"), "utf8");
  for (const text of [...shown, ...lines, kept, config, ...(await commandLines())]) {
    assert.ok(!text.includes(PASSWORD), text.slice(0, 300));
  }
}

async function commandLines(): Promise<string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  return Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
}

/** Git's own server behind http, for the repositories of a folder. */
function gitBackend(root: string): RequestListener {
  return (req, res) => {
    const [at = "", query = ""] = (req.url ?? "").split("?");
    const child = spawn("git", ["http-backend"], {
      env: {
        ...{ PATH: process.env["PATH"] ?? "", GIT_PROJECT_ROOT: root, GIT_HTTP_EXPORT_ALL: "1", PATH_INFO: at },
        ...{ QUERY_STRING: query, REQUEST_METHOD: req.method ?? "", CONTENT_TYPE: req.headers["content-type"] ?? "" },
        ...{ HTTP_CONTENT_ENCODING: req.headers["content-encoding"] ?? "", REMOTE_USER: "mirror" },
        GIT_PROTOCOL: String(req.headers["git-protocol"] ?? ""),
      },
      stdio: ["pipe", "pipe", "ignore"],
    });
    req.pipe(child.stdin);
    const parts: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => parts.push(part));
    child.once("close", () => {
      const answer = Buffer.concat(parts);
      const end = answer.indexOf("\r\n\r\n");
      for (const line of answer.toString("latin1", 0, end).split("\r\n")) {
        const [name = "", value = ""] = line.split(": ");
        if (name === "Status") res.statusCode = Number.parseInt(value, 10);
        else res.setHeader(name, value);
      }
      res.end(answer.subarray(end + 4));
    });
  };
}

describe("a remote that", () => {
  for (const [what, status, body, type] of [
    ["wants another password", 401, `no: ${PASSWORD}`, "text/plain"],
    ["breaks", 500, `broken by ${PASSWORD}`, "text/plain"],
    ["is a page of the web", 200, "<!doctype html><p>Welcome", "text/html"],
    ["sends elsewhere", 302, "", "text/plain"],
  ] as const) {
    it(`${what} is not reached, in words without the password, and holds up nobody`, async () => {
      const asked: string[] = [];
      const host = await answering((req, res) => {
        asked.push(req.headers.authorization ?? "");
        const headers = {
          "content-type": type,
          "www-authenticate": 'Basic realm="x"',
          location: "http://127.0.0.1:1/",
        };
        res.writeHead(status, headers).end(body);
      });
      const wiki = await wikiWith(host);
      const told = await untilRemote(wiki, "it is told", ({ reason }) => reason !== "");
      assert.equal(told.state, "never reached");
      assert.equal(told.address, `http://${host}/notes.git`);
      if (status === 401)
        assert.ok(asked.some((one) => Buffer.from(one.slice(6), "base64").toString() === `mirror:${PASSWORD}`));
      await savePage(wiki, page, (text) => `${text}- saved all the same\n`);
      assert.ok(lines.some((line) => line.includes("never reached")));
      await isNowhere(wiki);
    });
  }

  it("nobody listens at is not reached", async () => {
    const wiki = await wikiWith("127.0.0.1:1");
    await untilRemote(wiki, "it is told", ({ reason }) => reason !== "");
    await isNowhere(wiki);
  });

  it("takes a connection and never answers delays no save, and is let go of when the wiki ends", async () => {
    const host = await listen(createListener());
    const wiki = await wikiWith(host);
    await until("it is connected to", () => sockets.size > 0);
    assert.equal((await remoteOf(wiki)).next, null);
    for (let count = 0; count < 3; count += 1) await savePage(wiki, page, (text) => `${text}- line ${count}\n`);
    await call(wiki);
    await isNowhere(wiki);
    const closed = wiki.close();
    server = null;
    await closed;
    const hung = (await commandLines()).filter((line) => line.includes(host));
    assert.deepEqual(hung, []);
  });

  it("never answers is given up after a while", async () => {
    const host = await listen(createListener());
    const git = createGit(folder.path);
    const address = parseRemoteAddress(`http://${host}/notes.git`);
    const patience = { listMs: 300, moveMs: 300 };
    const link = await createRemoteLink(git, folder.path, address, path.join(folder.path, "trust"), patience);
    const asked = link.refs(new AbortController().signal);
    await assert.rejects(asked, (cause) => cause instanceof RemoteFailure && /does not answer/.test(cause.message));
  });

  it("is a wiki where our token is worth nothing is read, and what is saved here waits until it is worth something", async () => {
    const other = await startTestServer();
    try {
      const [scheme, rest] = other.url.split("://");
      const remote = `${scheme}://mirror:${PASSWORD}@${rest}/notes.git`;
      server = await startTestServer({ clone: `${other.url}/notes.git`, remote, remoteEveryS: 3600 }, lines);
      await untilRemote(server, "it is reached", ({ state }) => state === "in step");
      const theirs = await savePage(other, "how-to-write", (text) => `${text}One more.\n`);
      await savePage(server, page, (text) => `${text}- waits\n`);
      const told = await untilRemote(server, "it is refused", ({ state }) => state === "refused");
      assert.match(told.reason, /does not let us push/);
      assert.ok(told.unsent > 0);
      assert.equal((await git(server.notes, "merge-base", theirs, "main")).trim(), theirs, "theirs was taken");
      await isNowhere(server);
    } finally {
      await other.close();
    }
  });

  it("is an empty repository behind http is told from a page of the web, and filled", async () => {
    const dir = await bareAt(path.join(folder.path, "empty.git"));
    await git(dir, "config", "http.receivepack", "true");
    const host = await answering(gitBackend(folder.path));
    server = await startTestServer({ remote: `http://${host}/empty.git`, remoteEveryS: 3600 }, lines);
    await untilRemote(server, "it is filled", ({ state }) => state === "in step");
    assert.equal(await mainOf(dir), await mainOf(server.notes));
  });

  it("an address that can be none is refused at the start, in one line without it", async () => {
    const start = startTestServer({ remote: `ext::sh -c ${PASSWORD}` });
    await assert.rejects(
      start,
      (cause: Error) => /PLENARY_REMOTE/.test(cause.message) && !cause.message.includes(PASSWORD),
    );
  });
});

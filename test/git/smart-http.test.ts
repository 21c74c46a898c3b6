import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { PassThrough, Readable } from "node:stream";
import { after, before, describe, it } from "node:test";
import { WikiError } from "../../server/errors.ts";
import { createUpload, pushRefusal } from "../../server/git/smart-http.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { makeRepository, type TestRepository } from "../kit/repository.ts";

/** As little of a door as git needs, with what it was asked written down. */
function serve(dir: string, asked: string[]): Server {
  const upload = createUpload();
  return createServer((req, res) => {
    asked.push(`${req.method} ${req.url} ${req.headers["git-protocol"] ?? ""}`);
    const gone = new AbortController();
    res.once("close", () => gone.abort());
    if (req.url?.includes("receive-pack")) {
      res.setHeader("Content-Type", "application/x-git-receive-pack-advertisement");
      res.end(pushRefusal("this wiki takes no pushes"));
      return;
    }
    const advertise = req.url?.includes("/info/refs") ?? false;
    res.setHeader("Content-Type", `application/x-git-upload-pack-${advertise ? "advertisement" : "result"}`);
    upload({
      dir,
      service: "git-upload-pack",
      advertise,
      protocol: req.headers["git-protocol"]?.toString(),
      input: req,
      gzip: req.headers["content-encoding"] === "gzip",
      output: res,
      signal: gone.signal,
    }).catch(() => res.destroy());
  });
}

describe("clone and fetch", () => {
  const asked: string[] = [];
  let of: TestRepository;
  let server: Server;
  let url = "";
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;

  before(async () => {
    of = await makeRepository({ "a.md": "a\n" });
    folder = await temporaryFolder();
    server = serve(of.dir, asked);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notes.git`;
  });
  after(async () => {
    server.close();
    await of.close();
    await folder.remove();
  });

  async function save(number: number): Promise<void> {
    const files = new Map([["a.md", new TextEncoder().encode(`${number}\n`.repeat(1000))]]);
    const author = { name: "Ada", email: "ada@example.org" };
    await of.repository.commit(async () => ({ files, author, coAuthors: [], message: `${number}` }));
  }

  it("are real git's, by protocol version 2 and by the old ones", async () => {
    for (const version of ["2", "1", "0"]) {
      const clone = path.join(folder.path, `v${version}`);
      await git(folder.path, "-c", `protocol.version=${version}`, "clone", "--quiet", url, clone);
      assert.equal((await git(clone, "show", "HEAD:a.md")).length > 0, true);
    }
    assert.ok(asked.some((line) => line.endsWith(" version=2")));
  });

  it("a fetch brings only what is new", async () => {
    const clone = path.join(folder.path, "fetching");
    await git(folder.path, "clone", "--quiet", url, clone);
    await save(1);
    await save(2);
    const before = Number(/count: (\d+)/.exec(await git(clone, "count-objects", "-v"))?.[1]);
    await git(clone, "-c", "fetch.unpackLimit=1000", "fetch", "--quiet");
    const after = Number(/count: (\d+)/.exec(await git(clone, "count-objects", "-v"))?.[1]);
    assert.equal(after - before, 6);
    assert.equal(await git(clone, "rev-parse", "origin/main"), await git(of.dir, "rev-parse", "main"));
  });

  it("may be shallow, and partial", async () => {
    await git(folder.path, "clone", "--quiet", "--depth", "1", url, path.join(folder.path, "shallow"));
    assert.equal(await git(path.join(folder.path, "shallow"), "rev-list", "--count", "HEAD"), "1\n");
    await git(folder.path, "clone", "--quiet", "--bare", "--filter=blob:none", url, path.join(folder.path, "partial"));
  });

  it("a push is refused with its reason on the pusher's terminal", async () => {
    const clone = path.join(folder.path, "pushing");
    await git(folder.path, "clone", "--quiet", url, clone);
    await git(clone, "commit", "--quiet", "--allow-empty", "-m", "mine");
    await assert.rejects(git(clone, "push"), /this wiki takes no pushes/);
  });

  it("a client that goes away ends its git", async () => {
    const upload = createUpload();
    const gone = new AbortController();
    const serving = upload({
      dir: of.dir,
      service: "git-upload-pack",
      advertise: false,
      protocol: "version=2",
      input: new PassThrough(),
      gzip: false,
      output: new PassThrough(),
      signal: gone.signal,
    });
    setTimeout(() => gone.abort(), 50);
    await serving;
  });

  it("who goes away while waiting for a place leaves the queue, and one too many is told to come back", async () => {
    const upload = createUpload();
    const gone = new AbortController();
    const exchange = (signal: AbortSignal) => ({
      dir: of.dir,
      service: "git-upload-pack" as const,
      advertise: false,
      protocol: "version=2",
      input: new PassThrough(),
      gzip: false,
      output: new PassThrough(),
      signal,
    });
    const busy = (cause: unknown): boolean => cause instanceof WikiError && cause.code === "busy";
    const inside = Array.from({ length: 4 }, () => upload(exchange(gone.signal)));
    const leaving = new AbortController();
    const waiting = upload(exchange(leaving.signal));
    leaving.abort();
    await assert.rejects(waiting, busy);
    const queue = Array.from({ length: 100 }, () => upload(exchange(gone.signal)).catch(() => {}));
    await assert.rejects(upload(exchange(gone.signal)), busy);
    gone.abort();
    await Promise.all([...inside, ...queue]);
  });

  it("a body that says it is gzip and is not is refused", async () => {
    const upload = createUpload();
    const exchange = {
      dir: of.dir,
      service: "git-upload-pack" as const,
      advertise: false,
      protocol: "version=2",
      input: Readable.from([Buffer.from("not gzip at all")]),
      gzip: true,
      output: new PassThrough(),
      signal: new AbortController().signal,
    };
    exchange.output.resume();
    await assert.rejects(upload(exchange), (cause) => cause instanceof WikiError && cause.code === "bad-request");
  });
});

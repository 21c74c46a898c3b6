import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import path from "node:path";
import { PassThrough, Readable } from "node:stream";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { WikiError } from "../../server/errors.ts";
import { contentTypes, createUpload, type UploadExchange } from "../../server/git/smart-http.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { makeRepository, type TestRepository } from "../kit/repository.ts";
import { gitWith, livingIn, processesOn, save, until } from "./plumbing.ts";

/** A request as it came: method, address, and the protocol's version. */
interface Asked {
  readonly what: string;
  readonly protocol: string;
}

/** As little of a door as git needs, with what it was asked written down. */
function serve(dir: string, asked: Asked[]): Server {
  const upload = createUpload();
  return createServer((req, res) => {
    const protocol = req.headers["git-protocol"]?.toString();
    const gzip = req.headers["content-encoding"] === "gzip";
    asked.push({ what: `${req.method} ${req.url}`, protocol: protocol ?? "" });
    const gone = new AbortController();
    res.once("close", () => gone.abort());
    const advertise = req.url?.includes("/info/refs") ?? false;
    const types = contentTypes("git-upload-pack");
    res.setHeader("Content-Type", advertise ? types.advertisement : types.result);
    const about = { dir, service: "git-upload-pack", advertise, protocol, gzip } as const;
    upload({ ...about, input: req, output: res, signal: gone.signal }).catch(() => res.destroy());
  });
}

/** An exchange that a test drives itself. */
function exchange(dir: string, changes: Partial<UploadExchange> = {}): UploadExchange & { output: PassThrough } {
  const signal = new AbortController().signal;
  const about = { dir, service: "git-upload-pack", advertise: false, protocol: "version=2", gzip: false } as const;
  return { ...about, input: new PassThrough(), signal, ...changes, output: new PassThrough() };
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("latin1");
}

const refusal =
  (code: string) =>
  (cause: unknown): boolean =>
    cause instanceof WikiError && cause.code === code;

describe("clone and fetch", () => {
  const asked: Asked[] = [];
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
    server.closeAllConnections();
    server.close();
    await of.close();
    await folder.remove();
  });

  async function clone(name: string, ...flags: readonly string[]): Promise<string> {
    const to = path.join(folder.path, name);
    await git(folder.path, ...flags.slice(0, -1), "clone", "--quiet", ...flags.slice(-1), url, to);
    return to;
  }

  it("are real git's, by protocol version 2 and by the old ones", async () => {
    for (const version of ["2", "1", "0"]) {
      asked.length = 0;
      const to = await clone(`v${version}`, "-c", `protocol.version=${version}`, "--no-hardlinks");
      assert.equal(await git(to, "show", "HEAD:a.md"), "a\n");
      assert.equal((await git(to, "symbolic-ref", "HEAD")).trim(), "refs/heads/main");
      assert.deepEqual(
        new Set(asked.map(({ protocol }) => protocol)),
        new Set([version === "0" ? "" : `version=${version}`]),
      );
    }
  });

  it("a second fetch brings only what is new", async () => {
    const to = await clone("fetching", "--no-hardlinks");
    for (const number of [1, 2]) await of.repository.commit(async () => save({ "a.md": `${number}\n`.repeat(1000) }));
    const count = async (): Promise<number> => Number(/count: (\d+)/.exec(await git(to, "count-objects", "-v"))?.[1]);
    const had = await count();
    await git(to, "-c", "fetch.unpackLimit=1000", "fetch", "--quiet");
    assert.equal((await count()) - had, 6, "two blobs, two trees, two commits");
    assert.equal(await git(to, "rev-parse", "origin/main"), await git(of.dir, "rev-parse", "main"));
  });

  it("may be shallow, and partial", async () => {
    const shallow = await clone("shallow", "--depth=1");
    assert.equal(await git(shallow, "rev-list", "--count", "HEAD"), "1\n");
    const partial = await clone("partial", "--filter=blob:none");
    const missing = await git(partial, "rev-list", "--objects", "--missing=print", "--all");
    assert.match(missing, /^\?[0-9a-f]{40}$/m, "old blobs are not there");
    assert.equal((await git(partial, "show", "HEAD~1:a.md")).slice(0, 2), "1\n", "and come when they are asked for");
  });

  it("a client that goes away ends its git, and what that has started", async () => {
    const noise = await gitWith(of.dir, randomBytes(24 * 1024 * 1024), "hash-object", "-w", "--stdin");
    const request = `0011command=fetch0001000fno-progress${packet(`want ${noise}\n`)}0009done\n0000`;
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, "127.0.0.1");
    const head = ["POST /notes.git/git-upload-pack HTTP/1.1", "Host: x", "Git-Protocol: version=2"];
    socket.write(`${[...head, `Content-Length: ${request.length}`].join("\r\n")}\r\n\r\n${request}`);
    // It reads a little and then no more: git is held up by its pipe.
    await new Promise((resolve) => socket.once("data", resolve));
    socket.pause();
    const serving = async () => (await processesOn(of.dir)).filter(({ command }) => /upload-pack/.test(command));
    await until(async () => (await serving()).length > 0);
    const group = new Set((await serving()).map(({ pid }) => pid));
    socket.destroy();
    await until(async () => (await serving()).length === 0);
    await until(async () => (await livingIn(group)).length === 0);
  });
});

describe("an exchange", () => {
  let of: TestRepository;

  before(async () => {
    of = await makeRepository({ "a.md": "a\n" });
  });
  after(() => of.close());

  it("names the service before the refs only for the old protocols, and passes no other words on", async () => {
    const upload = createUpload();
    const answerTo = async (protocol: string | undefined): Promise<string> => {
      const one = exchange(of.dir, { advertise: true, protocol });
      const [text] = await Promise.all([textOf(one.output), upload(one)]);
      return text;
    };
    assert.match(await answerTo("version=2"), /^000eversion 2\n/);
    assert.match(await answerTo("x:version=2:y"), /^000eversion 2\n/);
    assert.match(await answerTo("version=1"), /^001e# service=git-upload-pack\n0000000eversion 1\n/);
    for (const other of [undefined, "version=3", "version=2\nGIT_DIR=/", "xversion=2", ""]) {
      assert.match(await answerTo(other), /^001e# service=git-upload-pack\n0000[0-9a-f]{4}[0-9a-f]{40} HEAD/);
    }
  });

  it("with a body that is no gzip, or unpacks to too much, is refused before git is asked", async () => {
    const upload = createUpload({ gitBinary: "/nowhere/git" });
    const bomb = gzipSync(Buffer.alloc(9 * 1024 * 1024));
    const body = (bytes: Buffer, gzip: boolean) => exchange(of.dir, { input: Readable.from([bytes]), gzip });
    await assert.rejects(upload(body(Buffer.from("not gzip at all"), true)), refusal("bad-request"));
    await assert.rejects(upload(body(bomb.subarray(0, 100), true)), refusal("bad-request"));
    await assert.rejects(upload(body(bomb, true)), refusal("too-large"));
    await assert.rejects(upload(body(Buffer.alloc(9 * 1024 * 1024), false)), refusal("too-large"));
  });

  it("whose body came gzipped is answered like any other", async () => {
    const head = await of.repository.head();
    const request = Buffer.from(`0011command=fetch0001000fno-progress${packet(`want ${head}\n`)}0009done\n0000`);
    const answers = [false, true].map(async (gzip) => {
      const one = exchange(of.dir, { input: Readable.from([gzip ? gzipSync(request) : request]), gzip });
      return (await Promise.all([textOf(one.output), createUpload()(one)]))[0];
    });
    for (const answer of await Promise.all(answers)) assert.match(answer, /^000dpackfile\n.*PACK.*0000$/s);
  });

  it("that git cannot answer is an error, with nothing written", async () => {
    for (const [dir, gitBinary] of [
      [of.dir, "/nowhere/git"],
      ["/nowhere/notes.git", "git"],
    ] as const) {
      const one = exchange(dir, { advertise: true });
      await assert.rejects(createUpload({ gitBinary })(one));
      assert.equal(one.output.readableLength, 0);
      assert.equal(one.output.destroyed, false);
    }
  });

  it("that asks for what is not there is told so in git's words", async () => {
    const request = `0011command=fetch0001${packet(`want ${"1".repeat(40)}\n`)}0009done\n0000`;
    const one = exchange(of.dir, { input: Readable.from([Buffer.from(request)]) });
    const [answer] = await Promise.all([textOf(one.output), createUpload()(one)]);
    assert.match(answer, /ERR upload-pack: not our ref/);
  });

  it("waits for a place; who goes away meanwhile leaves, and one too many is told to come back", async () => {
    const upload = createUpload();
    const gone = new AbortController();
    setMaxListeners(200, gone.signal);
    // None of them sends its body: slow clients keep no git busy.
    const slow = Array.from({ length: 64 }, () => upload(exchange(of.dir, { signal: gone.signal })));
    assert.equal((await processesOn(of.dir)).filter(({ command }) => /upload-pack/.test(command)).length, 0);
    await assert.rejects(upload(exchange(of.dir, { advertise: true })), refusal("busy"));
    gone.abort();
    await Promise.all(slow);
    const one = exchange(of.dir, { advertise: true });
    await Promise.all([textOf(one.output), upload(one)]);
  });

  it("whose client has gone already runs nothing", async () => {
    const upload = createUpload({ gitBinary: "/nowhere/git" });
    await upload(exchange(of.dir, { advertise: true, signal: AbortSignal.abort() }));
  });
});

function packet(text: string): string {
  return (text.length + 4).toString(16).padStart(4, "0") + text;
}

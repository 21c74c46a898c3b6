import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import path from "node:path";
import { after, before, test } from "node:test";
import { processesOn } from "../git/plumbing.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { clonePusher } from "../kit/pusher.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { until } from "../kit/typist.ts";

/** More than all buffers on the way hold, bytes. */
const LARGE = 16 * 1024 * 1024;

let server: TestServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let head = "";

before(async () => {
  [server, folder] = await Promise.all([startTestServer({ push: "open", pictureBytes: 2 * LARGE }), temporaryFolder()]);
  const pusher = await clonePusher(`${server.url}/notes.git`, path.join(folder.path, "pusher"));
  head = await pusher.commit({ "large.bin": randomBytes(LARGE) });
  const { done, said } = await pusher.push("origin", "main");
  assert.ok(done, said);
});
after(async () => {
  await server?.close();
  await folder?.remove();
});

const packet = (text: string): string => (text.length + 4).toString(16).padStart(4, "0") + text;

/** Asks for all there is, on a connection of its own. */
function askForPack(): Socket {
  const { hostname, port, host } = new URL(server.url);
  const body = `${packet("command=fetch")}0001${packet("ofs-delta\n")}${packet(`want ${head}\n`)}${packet("done\n")}0000`;
  const socket = connect(Number(port), hostname);
  socket.write(
    [
      "POST /notes.git/git-upload-pack HTTP/1.1",
      `Host: ${host}`,
      "Content-Type: application/x-git-upload-pack-request",
      "Git-Protocol: version=2",
      `Content-Length: ${body.length}`,
      "",
      body,
    ].join("\r\n"),
  );
  return socket;
}

const served = async (): Promise<number> =>
  (await processesOn(server.notes)).filter(({ command }) => command.includes("upload-pack")).length;

test("a pack ends with its connection, in git's own packets and no others", async () => {
  const parts: Buffer[] = [];
  for await (const part of askForPack()) parts.push(part as Buffer);
  const answer = Buffer.concat(parts);
  const end = answer.indexOf("\r\n\r\n");
  const headers = answer.toString("latin1", 0, end);
  assert.match(headers, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(headers, /^Content-Type: application\/x-git-upload-pack-result\r$/m);
  assert.match(headers, /^Connection: close\r?$/m);
  assert.doesNotMatch(headers, /^(?:Transfer-Encoding|Content-Length):/im);
  let at = end + 4;
  for (let length = 0; at < answer.length; at += Math.max(4, length)) {
    length = Number.parseInt(answer.toString("latin1", at, at + 4), 16);
    assert.ok(length >= 0, `a packet at ${at}`);
  }
  assert.equal(at, answer.length);
  assert.equal(answer.toString("latin1", answer.length - 4), "0000");
  assert.ok(answer.length > LARGE);
});

test("who leaves in the middle of a pack, or sends on it, stops nobody else, and its git is ended", async () => {
  const socket = askForPack();
  await once(socket, "readable");
  socket.pause();
  await until("its git runs", async () => (await served()) > 0);
  // As much as is read at a time: a connection that blocks would be waited on for more.
  for (let times = 0; times < 8; times += 1) socket.write(Buffer.alloc(64 * 1024, "x"));
  const answer = await fetch(`${server.url}/-/health`);
  assert.equal(answer.status, 200);
  await answer.text();
  socket.destroy();
  await until("its git is ended", async () => (await served()) === 0);
});

test("twenty clone at once, and each has all that it asked for", async () => {
  await Promise.all(
    Array.from({ length: 20 }, (_, number) =>
      git(folder.path, "clone", "-q", "--bare", "--filter=blob:limit=1m", `${server.url}/notes.git`, `clone-${number}`),
    ),
  );
  for (const number of [0, 7, 19]) {
    assert.equal((await git(path.join(folder.path, `clone-${number}`), "rev-parse", "main")).trim(), head);
  }
});

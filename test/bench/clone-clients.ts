import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { git } from "../kit/git.ts";

/** Ends what a server says: a packet of no length. */
const FLUSH = "0000";
const DELIMITER = "0001";

/** One clone by git itself. Rejects where git does not call it done. */
export async function clone(url: string, folder: string, name: string): Promise<void> {
  await git(folder, "clone", "--quiet", "--bare", url, name);
}

/**
 * What a server is asked in a clone, in git's protocol version 2, by somebody who lets the pack go as it comes: git's own work at
 * the other end, which is seven times the server's, is not what twenty clones are to wait for. Gives the bytes of the pack's answer.
 *
 * @param head the commit on `main`.
 */
export function drain(url: string, head: string): Promise<number> {
  return url.startsWith("git:") ? drainDaemon(new URL(url), head) : drainHttp(url, head);
}

function packet(text: string): string {
  return (text.length + 4).toString(16).padStart(4, "0") + text;
}

function commandOf(name: string, args: readonly string[]): string {
  const said = [packet(`command=${name}`), packet("agent=git/bench"), packet("object-format=sha1"), DELIMITER];
  return [...said, ...args.map((arg) => packet(`${arg}\n`)), FLUSH].join("");
}

const REFS = commandOf("ls-refs", [
  "peel",
  "symrefs",
  "ref-prefix refs/heads/",
  "ref-prefix refs/tags/",
  "ref-prefix HEAD",
]);

function fetchOf(head: string): string {
  return commandOf("fetch", ["thin-pack", "no-progress", "include-tag", "ofs-delta", `want ${head}`, "done"]);
}

async function drainHttp(url: string, head: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async (path: string, body?: string): Promise<IncomingMessage> => {
    const type = { "Content-Type": "application/x-git-upload-pack-request" };
    const headers = { "Git-Protocol": "version=2", ...(body !== undefined && type) };
    const asked = request(`${url}${path}`, { agent, headers, method: body === undefined ? "GET" : "POST" });
    asked.end(body);
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    if (answer.statusCode !== 200) throw new Error(`${path} answers ${answer.statusCode}`);
    return answer;
  };
  await buffer(await ask("/info/refs?service=git-upload-pack"));
  await buffer(await ask("/git-upload-pack", REFS));
  const bytes = await lengthOf(await ask("/git-upload-pack", fetchOf(head)));
  agent.destroy();
  return bytes;
}

async function drainDaemon({ hostname, port, pathname }: URL, head: string): Promise<number> {
  const socket = connect(Number(port), hostname);
  socket.write(`${packet(`git-upload-pack ${pathname}\0host=${hostname}\0\0version=2\0`)}`);
  await untilFlush(socket);
  socket.write(REFS);
  await untilFlush(socket);
  socket.write(fetchOf(head) + FLUSH);
  return lengthOf(socket);
}

async function untilFlush(socket: Readable): Promise<void> {
  let said = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    said += (chunk as Buffer).toString("latin1");
    if (said.endsWith(FLUSH)) return;
  }
  throw new Error("the server hung up");
}

/** Rejects where it does not end as git ends a pack. */
async function lengthOf(from: Readable): Promise<number> {
  let bytes = 0;
  let last = "";
  for await (const chunk of from) {
    bytes += (chunk as Buffer).length;
    last = (last + (chunk as Buffer).subarray(-FLUSH.length).toString("latin1")).slice(-FLUSH.length);
  }
  if (last !== FLUSH) throw new Error(`a pack was cut short after ${bytes} bytes`);
  return bytes;
}

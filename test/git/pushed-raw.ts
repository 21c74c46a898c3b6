import { spawn } from "node:child_process";
import { gitWith } from "./plumbing.ts";

/** What the wiki answered to a push, unpacked. */
export interface RawAnswer {
  readonly status: number;
  /** Its report: `unpack …`, `ok …`, `ng …`. Empty where it is no report. */
  readonly report: readonly string[];
  /** What stands on the pusher's terminal; all of the text where it is no report. */
  readonly said: string;
}

export const NONE = "0".repeat(40);

/** One line of git's protocol. */
export function packet(data: string | Buffer): Buffer {
  const bytes = Buffer.from(data as string);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, "0")), bytes]);
}

/** The head of a push: from, to and ref of each. */
export function commandsOf(moves: readonly (readonly [string, string, string])[]): Buffer {
  const lines = moves.map(([from, to, ref], index) =>
    packet(`${from} ${to} ${ref}${index === 0 ? "\0report-status side-band-64k" : ""}\n`),
  );
  return Buffer.concat([...lines, Buffer.from("0000")]);
}

/** What a pusher's git would pack of these objects, and what they lead to, for who has `has`. */
export function packOf(dir: string, tips: readonly string[], has: readonly string[]): Promise<Buffer> {
  return pack(dir, ["--revs", "--thin"], [...tips, ...has.map((oid) => `^${oid}`)]);
}

/** These objects and no more. */
export function packOnly(dir: string, objects: readonly string[]): Promise<Buffer> {
  return pack(dir, [], objects);
}

function pack(dir: string, how: readonly string[], lines: readonly string[]): Promise<Buffer> {
  const child = spawn("git", ["--git-dir", dir, "pack-objects", ...how, "--stdout", "-q"], {
    env: { PATH: process.env["PATH"] ?? "", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const parts: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => parts.push(part));
  child.stdin.on("error", () => {});
  child.stdin.end(lines.map((line) => `${line}\n`).join(""));
  return new Promise((resolve, reject) => {
    child.once("close", (code) => (code === 0 ? resolve(Buffer.concat(parts)) : reject(new Error(`no pack: ${code}`))));
  });
}

/** Sends a body to the wiki as a push. @param url the server's. */
export async function sendRaw(url: string, body: Uint8Array): Promise<RawAnswer> {
  const answer = await fetch(`${url}/notes.git/git-receive-pack`, {
    method: "POST",
    body: Buffer.from(body),
    headers: { "content-type": "application/x-git-receive-pack-request" },
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (answer.headers.get("content-type") !== "application/x-git-receive-pack-result") {
    return { status: answer.status, report: [], said: bytes.toString() };
  }
  const bands: Record<number, Buffer[]> = { 1: [], 2: [] };
  for (const data of packetsIn(bytes)) bands[data[0] ?? 0]?.push(data.subarray(1));
  const report = [...packetsIn(Buffer.concat(bands[1] ?? []))].map((line) => line.toString().trimEnd());
  return { status: answer.status, report, said: Buffer.concat(bands[2] ?? []).toString() };
}

function* packetsIn(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = Number.parseInt(bytes.toString("latin1", at, at + 4), 16);
    if (length > 4) yield bytes.subarray(at + 4, at + length);
    at += Math.max(4, length);
  }
}

/** A tree's entry: mode, name as bytes, id. */
export type RawEntry = readonly [mode: string, name: string | Buffer, oid: string];

/** Writes a tree as it stands, in this order, whatever git thinks of it. */
export function rawTree(dir: string, entries: readonly RawEntry[]): Promise<string> {
  const bytes = entries.map(([mode, name, oid]) =>
    Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name as string), Buffer.from([0]), Buffer.from(oid, "hex")]),
  );
  return gitWith(dir, Buffer.concat(bytes), "hash-object", "-t", "tree", "-w", "--literally", "--stdin");
}

/** A commit of a tree. */
export function commitOf(dir: string, tree: string, ...parents: readonly string[]): Promise<string> {
  return gitWith(dir, "hostile", "commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent]));
}

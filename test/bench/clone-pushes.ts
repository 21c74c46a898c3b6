import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { clonePusher, type Pusher } from "../kit/pusher.ts";
import { joinRoom, type Typist, until } from "../kit/typist.ts";

/** How often each of those who type does, ms. */
const TYPED_MS = 250;
/** Between two pushes: the room is saved and quiet again, ms. */
const CALM_MS = 400;
/** A push that meets newer notes is refused once; the next one finds them held still (decision 44). */
const MOST_TRIES = 3;

/** When a push could be read in each editor, ms: since its `git push` began, and since its request came. */
export interface Seen {
  readonly sinceBegun: readonly number[];
  readonly sinceCame: readonly number[];
}

export interface PushesAsked {
  /** The server, `http://…`; everybody may push. */
  readonly url: string;
  /** Empty folder for a clone. */
  readonly folder: string;
  /** The page's file. */
  readonly page: string;
  readonly editors: number;
  /** How many of them type. */
  readonly typing: number;
  readonly pushes: number;
}

/** Pushes one line more to a page that is open in editors, again and again, and notes when each of them has it. */
export async function measurePushes(asked: PushesAsked): Promise<Seen> {
  const gate = await openGate(new URL(asked.url));
  const editors = await gather(asked);
  try {
    const pusher = await clonePusher(`${gate.url}/notes.git`, path.join(asked.folder, "clone"));
    const seen: { sinceBegun: number[]; sinceCame: number[] } = { sinceBegun: [], sinceCame: [] };
    const typing = type(editors.slice(0, asked.typing));
    for (let number = 0; number < asked.pushes; number += 1) {
      await pause(CALM_MS);
      const line = `- pushed ${randomBytes(8).toString("hex")}`;
      const arrivals = arrivalsOf(editors, line);
      const begun = await pushLine(pusher, asked.page, line);
      for (const arrival of await arrivals) {
        seen.sinceBegun.push(arrival - begun);
        seen.sinceCame.push(arrival - gate.cameAt());
      }
    }
    typing.stop();
    return seen;
  } finally {
    for (const editor of editors) editor.leave();
    gate.server.close();
  }
}

async function gather({ url, page, editors }: PushesAsked): Promise<Typist[]> {
  const answer = await fetch(`${url}/-/api/v1/pages/${page}`);
  const { room } = (await answer.json()) as { room: string };
  const all = Array.from({ length: editors }, () => joinRoom(url, room));
  await Promise.all(all.map((editor) => editor.synced()));
  return all;
}

/** Each at a line of their own at the page's end, a letter at a time. */
function type(typists: readonly Typist[]): { stop(): void } {
  const timers = typists.map((typist, index) => {
    typist.text.insert(typist.text.length, `\n- noted by ${index}: \n`);
    return setInterval(() => typist.text.insert(typist.text.length - 1, "x"), TYPED_MS);
  });
  return { stop: () => timers.forEach(clearInterval) };
}

/** When each of the editors has a line, as `performance.now()`. */
function arrivalsOf(editors: readonly Typist[], line: string): Promise<number[]> {
  return Promise.all(
    editors.map(async ({ doc, text }) => {
      let at = Number.NaN;
      const look = (): void => {
        if (Number.isNaN(at) && text.toString().includes(line)) at = performance.now();
      };
      doc.on("update", look);
      try {
        await until(`${line} is in an editor`, () => !Number.isNaN(at), 60_000);
      } finally {
        doc.off("update", look);
      }
      return at;
    }),
  );
}

/** As somebody does it who has fetched: gives when the push that went in began. */
async function pushLine(pusher: Pusher, page: string, line: string): Promise<number> {
  await pusher.git("pull", "--quiet", "--rebase");
  const file = path.join(pusher.dir, page);
  const [title = "", ...others] = (await readFile(file, "utf8")).split("\n");
  await writeFile(file, [title, "", line, ...others].join("\n"));
  await pusher.git("commit", "--quiet", "--all", "--message=One line more");
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const begun = performance.now();
    const { done, said } = await pusher.push("--quiet");
    if (done) return begun;
    if (!said.includes("fetch first")) throw new Error(said);
    await pusher.git("pull", "--quiet", "--rebase");
  }
  throw new Error("the notes were newer each time");
}

/** In front of a server: passes everything on, and notes when a push's request begins to come. */
interface Gate {
  readonly url: string;
  readonly server: Server;
  cameAt(): number;
}

async function openGate({ hostname, port }: URL): Promise<Gate> {
  let came = Number.NaN;
  const server = createServer((client) => {
    const inner = connect(Number(port), hostname);
    client.on("data", (data) => {
      if (data.includes("POST /notes.git/git-receive-pack")) came = performance.now();
    });
    client.pipe(inner).pipe(client);
    client.on("error", () => inner.destroy());
    inner.on("error", () => client.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, server, cameAt: () => came };
}

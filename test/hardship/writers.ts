import { setTimeout as pause } from "node:timers/promises";
import type { Doc } from "yjs";
import { git } from "../kit/git.ts";
import type { Random } from "../kit/random.ts";
import { joinRoom, type Typist } from "../kit/typist.ts";

/** The page that is written on. */
export const page = "events/2016/06/dockercon16.md";

export async function roomOf(url: string, path = page): Promise<string> {
  const answer = await fetch(`${url}/-/api/v1/pages/${path}`);
  if (!answer.ok) throw new Error(`${answer.status} for ${path}: ${await answer.text()}`);
  return ((await answer.json()) as { room: string }).room;
}

/** The page's text in the newest commit. */
export function committed(notes: string, path = page): Promise<string> {
  return git(notes, "show", `main:${path}`);
}

export function save(url: string, path = page): Promise<Response> {
  return fetch(`${url}/-/save/${path}`, { method: "POST" });
}

/** Somebody who types marks that occur nowhere else, and knows which of them the server has promised to keep. */
export interface Writer {
  readonly typed: ReadonlySet<string>;
  readonly promised: ReadonlySet<string>;
  /** Comes (back), with the document as it was left. */
  join(url: string, room: string): Promise<Typist>;
  /** Types a mark on a line of its own somewhere, and waits until it is promised, or for ever where the server dies. */
  type(): Promise<void>;
  /** Types, pausing a little, until `stop` is true. */
  keepTyping(stop: () => boolean, pauseMs: number): Promise<void>;
  /** Goes; what was typed stays in the document. */
  leave(): Doc | null;
}

export function createWriter(name: string, random: Random): Writer {
  const typed = new Set<string>();
  const promised = new Set<string>();
  let typist: Typist | null = null;
  let doc: Doc | null = null;

  async function type(): Promise<void> {
    if (!typist) throw new Error(`${name} is in no room`);
    const mark = `<${name}.${typed.size}>`;
    const text = typist.text.toString();
    // Where a line begins: no mark is ever typed into another.
    const starts = [0, text.length, text.indexOf("\n", random.int(text.length + 1)) + 1];
    typed.add(mark);
    typist.text.insert(random.pick(starts), text === "" || text.endsWith("\n") ? `${mark}\n` : `\n${mark}\n`);
    await typist.acknowledged();
    promised.add(mark);
  }

  return {
    typed,
    promised,
    async join(url, room) {
      typist = joinRoom(url, room, doc ? { doc } : {});
      doc = typist.doc;
      await typist.synced();
      return typist;
    },
    type,
    async keepTyping(stop, pauseMs) {
      while (!stop()) {
        await type();
        await pause(random.int(pauseMs));
      }
    },
    leave() {
      typist?.leave();
      typist = null;
      return doc;
    },
  };
}

/** What is wrong with a text: promised marks that are not there, marks that are there twice. Empty where all is well. */
export function faultsIn(text: string, writers: readonly Writer[]): string[] {
  const counts = new Map<string, number>();
  for (const [mark] of text.matchAll(/<[^<>\s]+\.\d+>/g)) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  return writers.flatMap(({ typed, promised }) => [
    ...[...promised].filter((mark) => !counts.has(mark)).map((mark) => `${mark} was promised and is lost`),
    ...[...typed]
      .filter((mark) => (counts.get(mark) ?? 0) > 1)
      .map((mark) => `${mark} is there ${counts.get(mark)} times`),
  ]);
}

import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { WikiError } from "./errors.ts";
import { lockFolder, readIfThere } from "./folder-lock.ts";
import { replaceFile } from "./kept-file.ts";

/** What a wiki keeps: its repository, its live store, and the little that sessions need. One process at a time. */
export interface DataFolder {
  /** The bare repository. Made by `git/`. */
  readonly notes: string;
  /** The folder of the history's index. Made by `git/`; can be thrown away. */
  readonly index: string;
  /** The live store's file. Made by `docs/`. */
  readonly live: string;
  /** The folder of resized pictures. Made by `pictures/`; can be thrown away. */
  readonly pictures: string;
  /** The file of the tokens to push with. Made by the command that gives the first. */
  readonly tokens: string;
  /** The file that says who leads which deck. Can be thrown away. */
  readonly leads: string;
  /** The file that says how the remote stood. Without it a remote that was rewritten meanwhile may be taken for a new one. */
  readonly remote: string;
  /** Signs the cookies; made at the first start, readable by the owner only. */
  readonly secret: string;
  /** The next guest's number: counts up from 1, over restarts too. */
  guestNumber(): Promise<number>;
  /** Lets another process have the folder. */
  release(): Promise<void>;
}

/**
 * Makes the folder where there is none, and takes it for this process.
 *
 * @throws WikiError `refused` where another process has it, `cannot-write` where it cannot be made or written.
 */
export async function takeDataFolder(folder: string): Promise<DataFolder> {
  try {
    await mkdir(folder, { recursive: true });
    const release = await lockFolder(folder);
    const guests = guestNumbers(path.join(folder, "guests"));
    const secret = await readOrMake(path.join(folder, "secret"), () => randomBytes(32).toString("hex"));
    return {
      notes: path.join(folder, "notes.git"),
      index: path.join(folder, "index"),
      live: path.join(folder, "live.mdb"),
      pictures: path.join(folder, "pictures"),
      tokens: tokensIn(folder),
      leads: path.join(folder, "leads.json"),
      remote: path.join(folder, "remote.json"),
      secret,
      guestNumber: guests.next,
      async release() {
        // A full disk is no reason to keep the folder: the next process only counts on from a higher number.
        await guests.close().catch(() => {});
        await release();
      },
    };
  } catch (cause) {
    if (cause instanceof WikiError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WikiError("cannot-write", `the data folder ${folder} cannot be used: ${reason}`);
  }
}

/** Where a data folder has its tokens: a command looks there without taking the folder. */
export function tokensIn(folder: string): string {
  return path.join(folder, "tokens.json");
}

async function readOrMake(file: string, make: () => string): Promise<string> {
  const there = (await readIfThere(file))?.trim();
  if (there) return there;
  const made = make();
  await replaceFile(file, `${made}\n`);
  return made;
}

interface Numbers {
  next(): Promise<number>;
  /** Writes down how many were really given, so that the next process goes on from there. */
  close(): Promise<void>;
}

/** Numbers written down as given at once, so that a hall that comes in together costs a few writes and not three hundred. */
const RESERVED = 20;

/**
 * No number is given twice, but by a process that was killed on a full disk and the one after it. What a killed one had
 * reserved and not given is left out for good.
 */
function guestNumbers(file: string): Numbers {
  let given: number | null = null;
  let reserved = 0;
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = last.then(run);
    last = mine.catch(() => {});
    return mine;
  }

  async function give(): Promise<number> {
    if (given === null) {
      given = Number.parseInt((await readIfThere(file)) ?? "0", 10) || 0;
      reserved = given;
    }
    if (given === reserved) reserved = given + (await reserve(given));
    given += 1;
    return given;
  }

  /** A disk that is full keeps nobody out: then the next number is given as it is, and written down another time. */
  async function reserve(from: number): Promise<number> {
    try {
      await replaceFile(file, `${from + RESERVED}\n`);
      return RESERVED;
    } catch {
      return 1;
    }
  }

  return {
    next: () => inTurn(give),
    close: () =>
      inTurn(async () => {
        if (given !== null && given < reserved) await replaceFile(file, `${given}\n`);
      }),
  };
}

import { constants } from "node:fs";
import { access, statfs } from "node:fs/promises";
import path from "node:path";
import { getSystemErrorMap } from "node:util";
import { WikiError } from "../errors.ts";

/** With less than this free it is not worth trying, bytes: LMDB writes every page on the way to a changed one anew. */
const ROOM_TO_TRY = 256 * 1024;

/** What people are told for what the system says. */
const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on the disk",
  EDQUOT: "the disk's quota is used up",
  EROFS: "the disk is read-only",
  EACCES: "the file may not be written",
  EPERM: "the file may not be written",
  EIO: "the disk reports an error",
};

/** How long an error that is promised beside another may take to come, ms. */
const PROMISED_MS = 1000;

/** What LMDB says of a transaction that failed, as a refusal whose message names no path of this machine. */
export async function refusalOf(cause: unknown): Promise<WikiError> {
  const behind = await commitErrorOf(cause);
  const code = (behind as { code?: unknown } | null)?.code;
  return refused(typeof code === "number" ? getSystemErrorMap().get(-code)?.[0] : undefined, behind);
}

/** Why a file cannot be written to now, without writing to it; null where nothing speaks against a try. */
export async function whyNot(file: string): Promise<WikiError | null> {
  try {
    await access(file, constants.W_OK);
    const { bsize, bfree, bavail } = await statfs(path.dirname(file));
    // What is kept back on a disk is kept for the superuser.
    const free = bsize * (process.getuid?.() === 0 ? bfree : bavail);
    return free < ROOM_TO_TRY ? refused("ENOSPC", null) : null;
  } catch (cause) {
    return refused((cause as NodeJS.ErrnoException).code, cause);
  }
}

/** @param code the system's; undefined for what is none of its errors. */
function refused(code: string | undefined, cause: unknown): WikiError {
  const words = WORDS[code ?? ""] ?? code ?? "the log has the reason";
  const refusal = new WikiError("cannot-write", `The live store could not be written: ${words}.`);
  refusal.cause = cause;
  return refusal;
}

/** lmdb rejects with an error that promises the real one; that promise must be taken, or its rejection is nobody's. */
async function commitErrorOf(cause: unknown): Promise<unknown> {
  const promised = (cause as { commitError?: Promise<never> } | null)?.commitError;
  if (!promised) return cause;
  const late = new Promise((resolve) => setTimeout(resolve, PROMISED_MS, cause).unref());
  return Promise.race([promised, late]).catch((behind: unknown) => behind);
}

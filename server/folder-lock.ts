import { randomBytes } from "node:crypto";
import { link, readFile, rename, rm, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { WikiError } from "./errors.ts";

interface Holder {
  readonly pid: number;
  /** When that process started, as the system counts it; "" where the system does not tell. */
  readonly started: string;
}

/**
 * Takes a folder for this process, until the returned function is called or the process ends.
 *
 * Node has no file locks that end with their process, so the lock is a file that names one: made by `link`, which fails
 * where there is one already, and taken over when the process it names is gone (also where its number is another
 * process's by now, as its start time tells).
 *
 * @throws WikiError `refused` where a running process has it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = path.join(folder, "lock");
  const mine = JSON.stringify({ pid: process.pid, started: await startOf(process.pid) } satisfies Holder);
  const beside = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  await writeFile(beside, mine);
  try {
    while (!(await linked(beside, file))) await moveAside(folder, file);
  } finally {
    await unlink(beside);
  }
  return async () => {
    if ((await readIfThere(file)) === mine) await unlink(file);
  };
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (cause) {
    if (isErrno(cause, "EEXIST")) return false;
    throw cause;
  }
}

/** Takes away the lock of a process that is gone. Throws `refused` where it is not. */
async function moveAside(folder: string, file: string): Promise<void> {
  const content = await readIfThere(file);
  if (content === null) return;
  const holder = readHolder(content);
  if (holder && (await isRunning(holder))) {
    throw new WikiError("refused", `another Plenary (process ${holder.pid}) is running on the data folder ${folder}`);
  }
  const aside = `${file}.${randomBytes(4).toString("hex")}.old`;
  try {
    await rename(file, aside);
  } catch (cause) {
    if (isErrno(cause, "ENOENT")) return;
    throw cause;
  }
  // Two that start at once may both have read the old lock: whoever moved away the other's new one puts it back.
  if ((await readIfThere(aside)) !== content) await linked(aside, file);
  await rm(aside, { force: true });
}

function readHolder(content: string): Holder | null {
  try {
    const { pid, started } = JSON.parse(content) as Partial<Holder>;
    return typeof pid === "number" && typeof started === "string" ? { pid, started } : null;
  } catch {
    return null;
  }
}

async function isRunning(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (cause) {
    if (!isErrno(cause, "EPERM")) return false;
  }
  const started = await startOf(holder.pid);
  return holder.started === "" || started === "" || started === holder.started;
}

/** Linux tells when a process started, in ticks since boot (field 22 of its stat); with the boot's id that is unique. */
async function startOf(pid: number): Promise<string> {
  const stat = await readIfThere(`/proc/${pid}/stat`).catch(() => null);
  if (!stat) return "";
  const boot = await readIfThere("/proc/sys/kernel/random/boot_id").catch(() => null);
  const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  return `${boot?.trim() ?? ""}:${ticks}`;
}

function isErrno(cause: unknown, code: string): boolean {
  return cause instanceof Error && (cause as NodeJS.ErrnoException).code === code;
}

/** The file's content, or null where there is no such file. */
export async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (isErrno(cause, "ENOENT")) return null;
    throw cause;
  }
}

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { temporaryFolder } from "../kit/folder.ts";

/** A disk of a few megabytes that can be filled and freed. */
export interface SmallDisk {
  /** Where it is mounted. */
  readonly path: string;
  /** Leaves not a byte free. */
  fill(): void;
  free(): void;
  remove(): Promise<void>;
}

/** A mount takes the superuser, and a container that allows it: null where we may not. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk | null> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return null;
  const folder = await temporaryFolder();
  const disk = path.join(folder.path, "disk");
  mkdirSync(disk);
  try {
    mount("-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", disk);
  } catch {
    await folder.remove();
    return null;
  }
  const ballast = path.join(disk, "ballast");
  return {
    path: disk,
    fill: () => fill(ballast),
    free: () => rmSync(ballast, { force: true }),
    async remove() {
      // With what is mounted in it; and lazily, for a process that was just killed may still be on its way out.
      execFileSync("umount", ["--recursive", "--lazy", disk], { stdio: "ignore" });
      await folder.remove();
    },
  };
}

export function mount(...args: readonly string[]): void {
  execFileSync("mount", args, { stdio: "ignore" });
}

function fill(file: string): void {
  const handle = openSync(file, "a");
  try {
    for (let size = 1024 * 1024; size >= 1; ) {
      try {
        writeSync(handle, Buffer.alloc(size));
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== "ENOSPC") throw cause;
        size = Math.floor(size / 4);
      }
    }
  } finally {
    closeSync(handle);
  }
}

/** How long strace may take to take hold of a process, ms. */
const HOLD_MS = 20_000;

/** What LMDB does to its file. */
const WRITES = ["pwrite64", "pwritev", "writev", "fdatasync", "access", "faccessat", "faccessat2"].join(",");

/**
 * Makes a mounted data folder read-only for a server that runs on it. The kernel refuses that while a file is open for
 * writing, as the live store always is, so the store's files become mounts of their own, and their writes are made to fail
 * as they would on such a disk. Call it while nobody has the folder open.
 */
export function makeReadOnly(data: string): {
  /** False where strace cannot take hold of the process. */
  begin(pid: number): Promise<boolean>;
  end(): Promise<void>;
} {
  const files = ["live.mdb", "live.mdb-lock"].map((name) => path.join(data, name));
  for (const file of files) mount("--bind", file, file);
  let strace: ChildProcess | null = null;

  return {
    async begin(pid) {
      const args = ["-f", "-q", "-e", `trace=${WRITES}`, "-e", `inject=${WRITES}:error=EROFS`, "-P", files[0] ?? ""];
      const child = spawn("strace", [...args, "-o", "/dev/null", "-p", String(pid)], { stdio: "ignore" });
      let gone = false;
      for (const event of ["error", "exit"]) child.once(event, () => (gone = true));
      const deadline = Date.now() + HOLD_MS;
      while (!gone && !isTraced(pid) && Date.now() < deadline) await pause(50);
      if (gone || !isTraced(pid)) return false;
      strace = child;
      mount("-o", "remount,ro,bind", data);
      return true;
    },
    async end() {
      if (!strace) return;
      const ended = new Promise((resolve) => strace?.once("exit", resolve));
      strace.kill("SIGTERM");
      await ended;
      strace = null;
      mount("-o", "remount,rw,bind", data);
    },
  };
}

/** Every thread: the store is written by one of libuv's. */
function isTraced(pid: number): boolean {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.every((id) => !/^TracerPid:\t0$/m.test(readFileSync(`/proc/${pid}/task/${id}/status`, "utf8")));
}

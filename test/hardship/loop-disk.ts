import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../kit/folder.ts";
import { mount } from "./small-disk.ts";

/** An ext4 on a file: of what is written to it, only what has reached the file would be there after a power cut. */
export interface LoopDisk {
  /** Where it is mounted. */
  readonly path: string;
  /**
   * Cuts the power, for a copy: whatever the system still holds in memory is not in it. Mounts the copy, as the next start
   * of the machine would, and gives where. Whoever writes must be stopped meanwhile: a cut is one moment.
   */
  cut(): CutDisk;
  remove(): Promise<void>;
}

export interface CutDisk {
  readonly path: string;
  remove(): void;
}

/** Copies made until one is of one moment: the system may still be writing by itself. */
const MOST_COPIES = 20;

/** A loop mount takes the superuser, a container that allows it, and mkfs.ext4: null where one is missing. */
export async function mountLoopDisk(megabytes: number): Promise<LoopDisk | null> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return null;
  const folder = await temporaryFolder();
  const [image, disk] = [path.join(folder.path, "image"), path.join(folder.path, "disk")];
  let cuts = 0;
  try {
    writeFileSync(image, "");
    truncateSync(image, megabytes * 1024 * 1024);
    execFileSync("mkfs.ext4", ["-q", "-F", image], { stdio: "ignore" });
    mkdirSync(disk);
    mount("-o", "loop", image, disk);
  } catch {
    await folder.remove();
    return null;
  }
  return {
    path: disk,
    cut() {
      cuts += 1;
      const [copy, there] = [path.join(folder.path, `copy-${cuts}`), path.join(folder.path, `cut-${cuts}`)];
      for (let tries = 0; tries < MOST_COPIES && !isSame(image, copy); tries += 1) copyFileSync(image, copy);
      mkdirSync(there);
      mount("-o", "loop", copy, there);
      return {
        path: there,
        remove() {
          execFileSync("umount", [there], { stdio: "ignore" });
          execFileSync("rm", [copy]);
        },
      };
    },
    async remove() {
      execFileSync("umount", ["--recursive", "--lazy", disk], { stdio: "ignore" });
      await folder.remove();
    },
  };
}

function isSame(one: string, other: string): boolean {
  return spawnSync("cmp", ["-s", one, other]).status === 0;
}

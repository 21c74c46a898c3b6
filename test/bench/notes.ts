import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Pages in the repository Plenary starts from: as many as the scenario with the most documents opens. */
export const PAGES = 300;

/** A dozen pages a folder, as the events of a month. */
export function pageOf(index: number): string {
  const month = String(1 + (Math.floor(index / 12) % 12)).padStart(2, "0");
  return `notes/${2000 + Math.floor(index / 144)}/${month}/page-${index}.md`;
}

export interface Notes {
  readonly folder: string;
  remove(): void;
}

/** A repository of short pages in one commit, made with git itself. */
export function makeNotes(): Notes {
  const folder = mkdtempSync(path.join(tmpdir(), "plenary-bench-notes-"));
  for (let index = 0; index < PAGES; index += 1) {
    const file = path.join(folder, pageOf(index));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `# Page ${index}\n\nNotes.\n`);
  }
  git(folder, "init", "--quiet", "--initial-branch=main");
  git(folder, "add", ".");
  git(folder, "-c", "user.name=Bench", "-c", "user.email=bench@example.org", "commit", "--quiet", "--message=Pages");
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function git(folder: string, ...args: readonly string[]): void {
  execFileSync("git", args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
}

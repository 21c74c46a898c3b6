/**
 * `npm test`: builds once, sees to Chromium, and runs every test file but those that need another checkout.
 * `npm run test:corpus`: those, where `../shared` lies beside the checkout.
 * `npm run test:hardship`: crashes, damage, full disks and many rooms, at the sizes that were promised; a quarter of an
 * hour. `npm test` runs the same files on a smaller scale.
 *
 * The failed tests stand together at the end. A failed file whose verdict hangs on the machine's speed is run once more,
 * alone, and the last lines say so.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium } from "./kit/chromium.ts";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const suite = process.argv[2] ?? "all";

/** What the long run of the hardship suite sets; see the tests for what each counts. */
const LONG = {
  ROUNDS: "200",
  ROOMS: "1000",
  WRITERS: "40",
  CASES: "2000",
  KILLS: "all",
  COMPANY_MS: "60000",
  LOOKS: "all",
  PUSH_MS: "60000",
  MIRROR_MS: "60000",
};

/** What is tried harder in the hardship suite, beside its own folder. */
const HARDER = [
  ["docs", "store-damage.test.ts"],
  ["git", "company.test.ts"],
  ["git", "killed.test.ts"],
  ...[
    "blame-page",
    "deck",
    "diagrams",
    "editor-access",
    "editor-preview",
    "history",
    "pages",
    "pages-kept",
    "remote",
    "since",
  ].map((name) => ["journeys", `${name}.test.ts`]),
  ["http", "push-room.test.ts"],
  ["http", "remote-pair.test.ts"],
].map((parts) => path.join(...parts));

/** What one file may take, ms, before it is ended and counts as failed; in the long suite each test says for itself. */
const MOST_MS = 400_000;

/**
 * Where a busy machine can make a right program late: a browser that has not painted yet, a wait that is measured. What merges,
 * parses, commits or draws its cases by chance is not here: that fails for good the first time.
 */
const HANGS_ON_SPEED = [path.join("test", "journeys"), path.join("test", "http", "bombs.test.ts")];

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): number {
  return spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...env, ...process.env } }).status ?? 1;
}

/** Runs test files, so many at once, and gives those in which a test failed, or all where that is not known. */
function runTests(of: readonly string[], concurrency: number): string[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), "plenary-test-run-"));
  const list = path.join(folder, "failed");
  try {
    const reporters = [
      "--test-reporter=spec",
      "--test-reporter-destination=stdout",
      `--test-reporter=${path.join(root, "test", "kit", "failed-files.js")}`,
      `--test-reporter-destination=${list}`,
    ];
    const limits = [
      `--test-concurrency=${concurrency}`,
      ...(suite === "hardship" ? [] : [`--test-timeout=${MOST_MS}`]),
    ];
    const args = ["--import", "tsx", "--test", ...limits, ...reporters, ...of];
    if (run(process.execPath, args, suite === "hardship" ? LONG : {}) === 0) return [];
    const told = readFileSync(list, "utf8").split("\n").filter(Boolean);
    return told.length > 0 ? told.map((file) => path.relative(root, file)) : [...of];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isAskedFor(file: string): boolean {
  const [folder = ""] = file.split(path.sep);
  if (suite === "hardship") return folder === "hardship" || HARDER.includes(file);
  return (folder === "corpus") === (suite === "corpus");
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Debian's package where we may install one; a word on what to do where we may not. */
function seeToChromium(): void {
  if (findChromium()) return;
  const mayInstall = process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (mayInstall) {
    say("installing chromium for the browser tests");
    run("apt-get", ["update", "-qq"]);
    run("apt-get", ["install", "-y", "-qq", "chromium"]);
  }
  if (findChromium()) return;
  say("The browser tests need Chromium: install it (on Debian: apt-get install chromium), or name one in CHROMIUM.");
  process.exit(1);
}

const files = readdirSync(path.join(root, "test"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .filter(isAskedFor)
  .map((file) => path.join("test", file))
  .sort();

if (suite === "corpus" && !existsSync(path.join(root, "..", "shared", "corpus"))) {
  say("The corpus suite needs ../shared, which is not here: not run.");
  process.exit(0);
}
if (run("npm", ["run", "--silent", "build"]) !== 0) process.exit(1);
if (suite === "all") seeToChromium();
// One after the other where it is measured how long something takes.
const atOnce = suite === "hardship" ? 1 : 2;
const failed = runTests(files, atOnce);
const again = failed.filter((file) => HANGS_ON_SPEED.some((place) => file.startsWith(place)));
if (again.length > 0 && suite !== "hardship") {
  say(`\nOnce more, alone: ${again.join(" ")}`);
  const still = runTests(again, 1);
  for (const file of again) say(`${file}: failed, and ${still.includes(file) ? "again alone" : "passed alone"}`);
  process.exit(failed.length > again.length || still.length > 0 ? 1 : 0);
}
process.exit(failed.length > 0 ? 1 : 0);

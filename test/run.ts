/**
 * `npm test`: builds once, sees to Chromium, and runs every test file but those that need another checkout.
 * `npm run test:corpus`: those, where `../shared` lies beside the checkout.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium } from "./kit/chromium.ts";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const corpusOnly = process.argv[2] === "corpus";

function run(command: string, args: readonly string[]): number {
  return spawnSync(command, args, { cwd: root, stdio: "inherit" }).status ?? 1;
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
  .filter((file) => file.startsWith(`corpus${path.sep}`) === corpusOnly)
  .map((file) => path.join("test", file))
  .sort();

if (corpusOnly && !existsSync(path.join(root, "..", "shared", "corpus"))) {
  say("The corpus suite needs ../shared, which is not here: not run.");
  process.exit(0);
}
if (run("npm", ["run", "--silent", "build"]) !== 0) process.exit(1);
if (!corpusOnly) seeToChromium();
process.exit(run(process.execPath, ["--import", "tsx", "--test", "--test-concurrency=2", ...files]));

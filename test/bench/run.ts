/** `npm run bench`: every benchmark, one after the other, each beside its peer or limit in the same run. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { measureLive } from "./live.ts";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
process.chdir(root);
if (spawnSync("npm", ["run", "--silent", "build"], { stdio: "inherit" }).status !== 0) process.exit(1);

for (const line of await measureLive(path.join(root, "dist", "server", "main.js"))) process.stdout.write(`${line}\n`);

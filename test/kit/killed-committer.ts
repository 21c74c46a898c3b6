/**
 * Commits twice to the repository named first, printing each commit when it is told of it. In the second it is killed
 * before the step that is named second, counted from 0; where there is no such step, it prints the kind of each, in one
 * line of JSON, and ends.
 */
import childProcess from "node:child_process";
import fsPromises, { type FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

type Function = (...args: unknown[]) => unknown;

const [dir = "", killedAt = ""] = process.argv.slice(2);
const steps: string[] = [];
let armed = false;

function step(kind: string): void {
  if (!armed) return;
  if (steps.length === Number(killedAt)) process.kill(process.pid, "SIGKILL");
  steps.push(kind);
}

function counted(kind: string, run: Function): Function {
  return (...args) => {
    step(kind);
    return run(...args);
  };
}

const { open } = fsPromises;
const openCounted = async (...args: Parameters<typeof open>): Promise<FileHandle> => {
  step("open");
  const handle = await open(...args);
  // Of a file or of a folder: both are opened this way.
  return Object.assign(handle, { sync: counted("flush", handle.sync.bind(handle) as Function) });
};
const rename = counted("rename", fsPromises.rename as Function);
const mkdir = counted("folder", fsPromises.mkdir as Function);
Object.assign(fsPromises, { open: openCounted, rename, mkdir });

const { spawn } = childProcess;
const spawnCounted = (...args: Parameters<typeof spawn>): childProcess.ChildProcess => {
  const child = spawn(...args);
  const { stdin } = child;
  if (!stdin || !args[1].includes("update-ref")) return child;
  const write = stdin.write.bind(stdin) as Function;
  const writeCounted = (...written: unknown[]): unknown => {
    step("move asked");
    const done = write(...written);
    // The pipe has taken it: git moves the branch by itself.
    step("move sent");
    return done;
  };
  Object.assign(stdin, { write: writeCounted });
  return child;
};
Object.assign(childProcess, { spawn: spawnCounted });
syncBuiltinESMExports();

const { createRepository } = await import("../../server/git/repo.ts");
const repository = await createRepository({ dir, warn: () => {} });
await repository.indexed();
const author = { name: "Committer", email: "committer@example.org" };

async function commit(file: string): Promise<string | null> {
  const files = new Map([[file, new TextEncoder().encode(`${process.pid}\n`)]]);
  return repository.commit(async () => ({ files, author, coAuthors: [], message: "a save" }));
}

process.stdout.write(`${await commit("before.md")}\n`);
armed = true;
const oid = await commit(`events/${process.pid}.md`);
step("to be told");
armed = false;
process.stdout.write(`${oid}\n${JSON.stringify(steps)}\n`);
await repository.close();

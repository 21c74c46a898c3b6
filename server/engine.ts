import { setFlagsFromString } from "node:v8";

/**
 * How V8 is to run this server. Import it before anything else.
 *
 * V8 expects a program to do much at once or nothing. A wiki in use does a little all day: some letters a second, each a
 * few milliseconds after a rest. Left alone, V8 interprets most of what a letter runs through and compiles it late, and
 * after each busy minute throws away what it compiled. With these flags, and with `--no-memory-reducer` that can only be
 * given on the command line (`npm start` does), a letter in a talk of twenty costs half (`server/decisions/0022`).
 */
const FLAGS = ["--always-sparkplug", "--min-semi-space-size=16", ...budgetFlags()];

/** Optimizes after a third of the usual work. Newer versions count calls and have a compiler of their own for the middle. */
function budgetFlags(): string[] {
  return process.versions.v8.startsWith("11.") ? ["--interrupt-budget=20000"] : [];
}

for (const flag of FLAGS) setFlagsFromString(flag);

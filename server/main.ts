import "./engine.ts";
import pino from "pino";
import { ConfigError, readConfig } from "./config.ts";
import { tokensIn } from "./data-folder.ts";
import { WikiError } from "./errors.ts";
import { type RunningServer, startServer } from "./server.ts";
import { runTokenCommand } from "./token-command.ts";
import { createTokens } from "./tokens-file.ts";

/** How long a stop may take before the process ends with what it has, ms. The log holds whatever is not committed. */
const STOP_MS = 9000;

/** One line on standard output when ready; refusals and troubles on standard error. */
async function main(): Promise<void> {
  const log = pino({ level: "warn", base: null }, pino.destination(2));
  const [command, ...words] = process.argv.slice(2);
  if (command === "token") return tellTokens(words);
  const config = readConfig(process.argv.slice(2), process.env);
  const server = await startServer(config, log);
  // Before the line that says so: whoever reads it may ask us to stop at once.
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop(server, log));
  process.stdout.write(`plenary listening on ${server.url}\n`);
}

/** `token add NAME`, `list`, `revoke NAME`, with the flags of a start: it is told where the data folder is the same way. */
async function tellTokens(words: readonly string[]): Promise<void> {
  const flags = words.findIndex((word) => word.startsWith("--"));
  const [act, settings] = flags < 0 ? [words, []] : [words.slice(0, flags), words.slice(flags)];
  const { data } = readConfig(settings, process.env);
  process.stdout.write(await runTokenCommand(act, createTokens(tokensIn(data))));
}

function stop(server: RunningServer, log: pino.Logger): void {
  setTimeout(() => {
    log.error(
      "the wiki did not stop in time; what was acknowledged and is not committed yet is committed at the next start",
    );
    process.exit(1);
  }, STOP_MS).unref();
  server.close().then(
    () => process.exit(0),
    (cause: unknown) => {
      log.error({ err: cause }, "the wiki did not stop cleanly");
      process.exit(1);
    },
  );
}

main().catch((cause: unknown) => {
  // What a person can mend is said in one line; anything else is a bug and keeps its stack.
  const expected = cause instanceof ConfigError || cause instanceof WikiError;
  process.stderr.write(`plenary: ${expected ? cause.message : cause instanceof Error ? cause.stack : String(cause)}\n`);
  process.exit(1);
});

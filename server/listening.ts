import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Config } from "./config.ts";
import { WikiError } from "./errors.ts";

/** Answers under way get this long to end, ms; streams that never end are then cut. */
const LAST_ANSWERS_MS = 1000;

/**
 * Opens the server's door; gives where it is, without a slash at the end.
 *
 * @throws WikiError `refused` with one line to show, where the port cannot be had.
 */
export function listen(server: Server, { port, host }: Pick<Config, "port" | "host">): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === "EADDRINUSE" ? "something else is listening there" : cause.message;
      reject(new WikiError("refused", `cannot listen on ${host}:${port}: ${reason}`));
    });
    server.listen(port, host, () => {
      const { address, family, port: taken } = server.address() as AddressInfo;
      resolve(`http://${family === "IPv6" ? `[${address}]` : address}:${taken}`);
    });
  });
}

/** Lets answers under way come to their end, and takes no more requests. */
export async function stopListening(server: Server): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(cut);
}

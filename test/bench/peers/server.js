/**
 * The reference: `@y/websocket-server` with its default settings, nothing kept on disk, on the newest `ws` (which is also
 * Plenary's). Run as a process of its own; prints `listening on URL`.
 */
import { createServer } from "node:http";
import process from "node:process";
import { setupWSConnection } from "@y/websocket-server/utils";
import { WebSocketServer } from "ws";

const server = createServer();
new WebSocketServer({ server }).on("connection", (socket, request) => setupWSConnection(socket, request));

server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`);
});

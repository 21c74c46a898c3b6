/**
 * The physical limit to measure against: a WebSocket server that sends every message on to everybody else, and does
 * nothing more. Run as a process of its own; prints `listening on URL`.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

sockets.on("connection", (socket) => {
  socket.on("message", (data: Buffer) => {
    for (const other of sockets.clients) if (other !== socket && other.readyState === other.OPEN) other.send(data);
  });
});

server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});

/**
 * The physical limit to measure against: a WebSocket server that sends every message on to everybody else at the same
 * address, and does nothing more. Only the question what a newcomer lacks goes nowhere: nobody here has the document, and
 * all would answer. Run as a process of its own; prints `listening on URL`.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { isStep1 } from "./load/messages.ts";

const server = createServer();
const door = new WebSocketServer({ server, perMessageDeflate: false });
const rooms = new Map<string, Set<WebSocket>>();

door.on("connection", (socket, { url = "/" }) => {
  const room = rooms.get(url) ?? new Set<WebSocket>();
  rooms.set(url, room.add(socket));
  socket.on("message", (data: Buffer) => {
    if (isStep1(data)) return;
    for (const other of room) if (other !== socket && other.readyState === other.OPEN) other.send(data);
  });
  socket.on("close", () => room.delete(socket));
});

server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});

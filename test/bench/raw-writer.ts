/**
 * The least that telling many can cost: a server of bare sockets. A number that comes on one of them is a number of bytes
 * to write to all others, encoded once. Run as a process of its own; prints `listening on URL`.
 */
import { type AddressInfo, createServer, type Socket } from "node:net";

const sockets = new Set<Socket>();

const server = createServer((socket) => {
  sockets.add(socket);
  socket.on("close", () => sockets.delete(socket));
  socket.on("data", (data) => {
    const bytes = Buffer.alloc(Number(data.toString()), "a");
    for (const other of sockets) if (other !== socket) other.write(bytes);
  });
});

server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});

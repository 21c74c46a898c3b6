/**
 * `git daemon` behind a queue, as tcpserver or xinetd would run it: so many processes at a time, and who comes too many waits
 * in line. The daemon's own `--max-connections` cannot stand beside a queue: it ends the youngest connection of an address
 * that has several. Run as a process of its own, given the folder and the number; prints `listening on URL`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { type AddressInfo, createServer, type Socket } from "node:net";
import path from "node:path";

const [dir = "", atOnce = "1"] = process.argv.slice(2);
const waiting: Socket[] = [];
let inside = 0;

/** Takes the next in line while there is a place. The process has the connection to itself: nothing passes through here. */
function serve(): void {
  while (inside < Number(atOnce)) {
    const socket = waiting.shift();
    if (!socket) return;
    inside += 1;
    const args = ["daemon", "--inetd", "--export-all", `--base-path=${path.dirname(dir)}`, dir];
    const child: ChildProcess = spawn("git", args, { stdio: [socket, socket, "ignore"] });
    child.once("close", () => {
      inside -= 1;
      serve();
    });
    child.once("spawn", () => socket.destroy());
  }
}

const server = createServer({ pauseOnConnect: true }, (socket) => {
  waiting.push(socket);
  serve();
});

server.listen({ port: 0, host: "127.0.0.1" }, () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});

/** People reading over HTTP: each asks for the next page when the last has come. Run as a process of its own. */
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { cpuMs } from "../cpu.ts";

export interface ReadsJob {
  /** The server's process, whose CPU is read. */
  readonly pid: number;
  readonly url: string;
  /** Addresses, taken in turn. */
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly requests: number;
}

export interface ReadsOutcome {
  readonly status: number;
  readonly bytes: number;
  /** Of the server, a request. */
  readonly cpuMs: number;
  readonly perSecond: number;
}

interface Answer {
  readonly status: number;
  readonly bytes: number;
}

/** Reads answers whose length is told; nothing else is sent by what is measured here. */
function reader(socket: Socket, answered: (answer: Answer) => void): void {
  let head = "";
  let left = 0;
  let answer: Answer | null = null;
  const end = (): void => {
    const done = answer;
    answer = null;
    if (done) answered(done);
  };
  socket.on("data", (data: Buffer) => {
    if (answer !== null) {
      left -= data.length;
      if (left <= 0) end();
      return;
    }
    head += data.toString("latin1");
    const close = head.indexOf("\r\n\r\n");
    if (close < 0) return;
    const status = Number(head.slice(9, 12));
    const bytes = status === 304 ? 0 : Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
    left = bytes - (head.length - close - 4);
    answer = { status, bytes };
    head = "";
    if (left <= 0) end();
  });
}

async function read({ pid, url, paths, headers, connections, requests }: ReadsJob): Promise<ReadsOutcome> {
  const { hostname, port } = new URL(url);
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  let asked = 0;
  let last: Answer = { status: 0, bytes: 0 };
  const [begun, before] = [performance.now(), cpuMs(pid)];
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ host: hostname, port: Number(port) });
      const ask = (): void => {
        socket.write(
          `GET ${paths[asked % paths.length]} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${fields.join("")}\r\n`,
        );
        asked += 1;
      };
      await new Promise<void>((resolve, reject) => {
        socket.once("error", reject);
        reader(socket, (answer) => {
          last = answer;
          if (asked < requests) ask();
          else resolve();
        });
        socket.once("connect", ask);
      });
      socket.destroy();
    }),
  );
  const took = performance.now() - begun;
  return { ...last, cpuMs: (cpuMs(pid) - before) / asked, perSecond: (asked * 1000) / took };
}

const outcome = await read(JSON.parse(await text(process.stdin)) as ReadsJob);
process.stdout.write(JSON.stringify(outcome), () => process.exit(0));

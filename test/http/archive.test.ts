import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { processesOn, until } from "../git/plumbing.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { pageOf } from "../kit/http.ts";
import { plainPicture } from "../kit/pictures.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

const PAGE = "events/2016/06/dockercon16";

let server: TestServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

before(async () => {
  [server, folder] = await Promise.all([startTestServer(), temporaryFolder()]);
  await git(server.notes, "tag", "as-given", "main");
  // More than the buffers between two ends hold, and nothing that packs well.
  const large = path.join(folder.path, "large");
  await git(folder.path, "clone", "-q", server.notes, "large");
  await writeFile(path.join(large, "large.bin"), randomFillSync(Buffer.alloc(16 * 1024 * 1024)));
  await git(large, "add", ".");
  await git(large, "commit", "-q", "-m", "large");
  await git(large, "push", "-q", "origin", "HEAD:refs/heads/work/large");
});

after(async () => {
  await server?.close();
  await folder?.remove();
});

let count = 0;

/** The archive's files, by path in it, as the machine's own tar unpacks them. */
async function unpacked(address: string): Promise<{ files: string[]; at: string; answer: Response }> {
  const answer = await fetch(`${server.url}${address}`);
  assert.equal(answer.status, 200);
  count += 1;
  const at = path.join(folder.path, `archive-${count}`);
  await mkdir(at);
  await writeFile(`${at}.tar.gz`, Buffer.from(await answer.arrayBuffer()));
  execFileSync("tar", ["xzf", `${at}.tar.gz`, "-C", at]);
  const files = execFileSync("find", [".", "-type", "f"], { cwd: at, encoding: "utf8" }).trim().split("\n").sort();
  return { files, at, answer };
}

describe("an archive", () => {
  it("of a branch has every file of it, in a folder of its own", async () => {
    const { files, answer, at } = await unpacked("/-/archive/main.tar.gz");
    const inGit = (await git(server.notes, "ls-tree", "-r", "--name-only", "main")).trim().split("\n");
    assert.deepEqual(files, inGit.map((file) => `./notes-main/${file}`).sort());
    assert.equal(answer.headers.get("content-type"), "application/gzip");
    assert.equal(answer.headers.get("content-disposition"), "attachment; filename=notes-main.tar.gz");
    const page = await readFile(path.join(at, "notes-main", `${PAGE}.md`), "utf8");
    assert.equal(page, (await pageOf(server.url, PAGE)).text);
  });

  it("of a tag and of a commit is what stood there then", async () => {
    const { commit, text } = await pageOf(server.url, PAGE);
    const saved = await fetch(`${server.url}/-/api/v1/pages/${PAGE}`, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text: `${text}\n- later\n`, base: commit }),
    });
    assert.equal(saved.status, 200);
    for (const name of ["as-given", commit]) {
      const { at, files } = await unpacked(`/-/archive/${name}.tar.gz?path=${PAGE}`);
      assert.equal(files.length, 1);
      assert.equal(await readFile(path.join(at, files[0] ?? ""), "utf8"), text);
    }
    const { at, files } = await unpacked(`/-/archive/main.tar.gz?path=${PAGE}`);
    assert.match(await readFile(path.join(at, files[0] ?? ""), "utf8"), /- later\n$/);
  });

  it("of an event has its page and the pictures that it shows, and nobody else's", async () => {
    const { commit, text } = await pageOf(server.url, PAGE);
    const names: string[] = [];
    for (const width of [3, 4]) {
      const form = new FormData();
      form.set(
        "file",
        new Blob([await plainPicture(width, 2).png().toBuffer()], { type: "image/png" }),
        `${width}.png`,
      );
      const headers = { Accept: "application/json" };
      const sent = await fetch(`${server.url}/-/upload/${PAGE}`, { method: "POST", headers, body: form });
      assert.equal(sent.status, 201);
      names.push(((await sent.json()) as { markdown: string }).markdown);
    }
    const saved = await fetch(`${server.url}/-/api/v1/pages/${PAGE}`, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text: `${text}\n${names[0]}\n`, base: commit }),
    });
    assert.equal(saved.status, 200);
    const { files } = await unpacked(`/-/archive/main.tar.gz?path=${PAGE}`);
    assert.equal(files.length, 2, files.join(" "));
    assert.ok(files.includes(`./dockercon16-main/${PAGE}.md`));
    assert.match(files.find((file) => file.endsWith(".png")) ?? "", /^\.\/dockercon16-main\/events\/2016\/06\/3\.png$/);
  });

  it("of a folder has that folder", async () => {
    const { files } = await unpacked("/-/archive/main.tar.gz?path=events/2016");
    assert.ok(files.length > 0);
    assert.ok(files.every((file) => file.startsWith("./2016-main/events/2016/")));
  });

  it("is a zip that others can read, too", async () => {
    const answer = await fetch(`${server.url}/-/archive/main.zip`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    assert.equal(answer.headers.get("content-type"), "application/zip");
    assert.ok(namesInZip(bytes).includes(`notes-main/${PAGE}.md`));
  });

  it("is not packed again for who has it", async () => {
    const first = await fetch(`${server.url}/-/archive/main.zip`);
    await first.arrayBuffer();
    const etag = first.headers.get("etag") ?? "";
    const again = await fetch(`${server.url}/-/archive/main.zip`, { headers: { "If-None-Match": etag } });
    assert.equal(again.status, 304);
    const head = await fetch(`${server.url}/-/archive/main.zip`, { method: "HEAD" });
    assert.equal(head.headers.get("etag"), etag);
  });

  it("of what is not there, or is no name, is refused with a reason", async () => {
    const refused: [string, number, RegExp][] = [
      ["/-/archive/none.zip", 404, /no such version/],
      ["/-/archive/main.rar", 404, /ends with \.zip or \.tar\.gz/],
      ["/-/archive/main.zip?path=nothing/here", 404, /nothing at this path/],
      ["/-/archive/main.zip?path=../..", 400, /no path/],
      ["/-/archive/main.zip?path=:(top)", 404, /nothing at this path/],
      ["/-/archive/main~1.zip", 404, /no such version/],
      ["/-/archive/main%40%7B0%7D.zip", 404, /no such version/],
      ["/-/archive/--output=x.zip", 404, /no such version/],
      ["/-/archive/main:events.zip", 404, /no such version/],
    ];
    for (const [address, status, reason] of refused) {
      const answer = await fetch(`${server.url}${address}`, { headers: { Accept: "text/plain" } });
      assert.equal(answer.status, status, address);
      assert.match(await answer.text(), reason, address);
    }
    assert.ok(!existsSync(path.join(server.notes, "x.zip")));
  });

  it("is not packed on for who has gone", async () => {
    const { hostname, port } = new URL(server.url);
    const socket = net.connect(Number(port), hostname);
    socket.write(`GET /-/archive/work/large.zip HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
    await new Promise((resolve) => socket.once("data", resolve));
    socket.pause();
    await until(async () => (await processesOn(server.notes)).some(({ command }) => command.includes("archive")));
    socket.destroy();
    await until(async () => (await processesOn(server.notes)).every(({ command }) => !command.includes("archive")));
  });
});

/** The names in a zip file's directory, which stands at its end (APPNOTE 4.3.12 and 4.3.16). */
function namesInZip(zip: Buffer): string[] {
  const end = zip.lastIndexOf("PK\x05\x06", undefined, "latin1");
  assert.ok(end > 0, "it has a directory");
  const names: string[] = [];
  for (let at = zip.readUInt32LE(end + 16), left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    names.push(zip.toString("utf8", at + 46, at + 46 + (name ?? 0)));
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return names;
}

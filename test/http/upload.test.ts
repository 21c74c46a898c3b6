import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import sharp from "sharp";
import request from "supertest";
import { refused, uploaded } from "../../server/http/api-schemas.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { named } from "../kit/guest.ts";
import { pageOf } from "../kit/http.ts";
import { photograph, plainPicture } from "../kit/pictures.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { joinRoom } from "../kit/typist.ts";

const MB = 1024 * 1024;

let server: TestServer;
let picture: Buffer;

before(async () => {
  server = await startTestServer({ pictureBytes: MB });
  picture = await plainPicture(1000, 400).png().toBuffer();
});

after(() => server?.close());

let count = 0;

/** A page of its own, in a folder of its own; its path without ".md". */
async function newPage(text = "First talk"): Promise<string> {
  count += 1;
  const body = { title: `Page ${count}`, path: `pages/${count}/page`, date: "", talk: text };
  await request(server.url).post("/-/new").send(body).expect(201);
  return body.path;
}

interface Sending {
  readonly bytes?: Buffer;
  readonly name?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function send(page: string, { bytes = picture, name = "Hall 1.png", headers = {} }: Sending = {}) {
  const sent = request(server.url).post(`/-/upload/${page}`).set("Accept", "application/json").set(headers);
  return sent.attach("file", bytes, { filename: name, contentType: "image/png" });
}

const heads = (): Promise<string> => git(server.notes, "rev-parse", "main");

/** One line of reason, and nothing is committed. */
async function refusedWith(status: number, answer: PromiseLike<request.Response>, before: string): Promise<string> {
  const { status: told, body } = await answer;
  assert.equal(told, status, JSON.stringify(body));
  const { reason } = refused.parse(body);
  assert.doesNotMatch(reason, /\n|\//);
  assert.equal(await heads(), before);
  return reason;
}

describe("a picture that is sent", () => {
  it("is kept beside the page, in one commit of who sent it, and the markdown shows it", async () => {
    const page = await newPage();
    const before = (await heads()).trim();
    const cookie = await named(server.url, "Ada Lovelace");
    const answer = await send(page, { headers: { cookie } }).expect(201);
    const { path: file, markdown } = uploaded.parse(answer.body);
    assert.equal(file, `pages/${count}/hall-1.png`);
    assert.equal(markdown, "![Hall 1](hall-1.png)");
    const log = await git(server.notes, "log", "--format=%an|%s", `${before}..main`);
    assert.equal(log.trim(), `Ada Lovelace|Page ${count}: picture hall-1.png`);
    const got = await request(server.url).get(`/${file}`).expect(200);
    assert.equal(got.headers["content-type"], "image/png");
    assert.ok(picture.equals(got.body));
  });

  it("does not disturb the text of an open room", async () => {
    const page = await newPage();
    const typist = joinRoom(server.url, (await pageOf(server.url, page)).room);
    await typist.synced();
    typist.text.insert(typist.text.length, "\n- typed before");
    await send(page).expect(201);
    typist.text.insert(typist.text.length, "\n- typed behind");
    await typist.acknowledged();
    const text = typist.text.toString();
    assert.match(text, /- typed before\n- typed behind$/);
    await request(server.url).post(`/-/save/${page}`).send({}).expect(200);
    assert.equal((await pageOf(server.url, page)).text, text);
    typist.leave();
  });

  it("gets another name where its own is taken, and the same where it is the same to the byte", async () => {
    const page = await newPage();
    const other = await plainPicture(30, 30).png().toBuffer();
    const paths: string[] = [];
    for (const bytes of [picture, other, picture, other]) paths.push((await send(page, { bytes })).body.path);
    const folder = `pages/${count}`;
    assert.deepEqual(
      paths,
      ["hall-1.png", "hall-1-2.png", "hall-1.png", "hall-1-2.png"].map((name) => `${folder}/${name}`),
    );
    const many = await Promise.all(
      ["#111111", "#222222", "#333333"].map(async (colour) => {
        const bytes = await plainPicture(9, 9, colour).png().toBuffer();
        return (await send(page, { bytes, name: "same.png" })).body.path as string;
      }),
    );
    assert.equal(new Set(many).size, 3);
  });

  it("gets a safe name whatever it was called, and its ending by what is in it", async () => {
    const page = await newPage();
    const names = {
      "../../../etc/passwd": "passwd.png",
      "..\\..\\boot.ini": "boot.png",
      ".git": "picture.png",
      "…": "picture-2.png",
      "evil.html": "evil.png",
      "Größe & Maß (1).JPG": "größe-maß-1.png",
      "a\u202egnp.exe": "a-gnp.png",
      [`${"x".repeat(400)}.png`]: `${"x".repeat(100)}.png`,
    };
    let shade = 10;
    for (const [name, kept] of Object.entries(names)) {
      shade += 1;
      const bytes = await plainPicture(8, 8, `#0000${shade}`).png().toBuffer();
      const { body } = await send(page, { bytes, name }).expect(201);
      assert.equal(body.path, `pages/${count}/${kept}`);
      assert.match(body.markdown, /^!\[[\p{L}\p{N} ]+\]\([\p{L}\p{N}.-]+\)$/u);
    }
  });

  it("does not say where it was taken", async () => {
    const page = await newPage();
    const { body } = await send(page, { bytes: await photograph(80, 60), name: "IMG_1.HEIC" }).expect(201);
    const got = await request(server.url).get(`/${body.path}`).expect(200);
    assert.equal(got.headers["content-type"], "image/jpeg");
    const head = await sharp(got.body).metadata();
    assert.deepEqual([head.width, head.height, head.exif], [60, 80, undefined]);
  });
});

describe("refused, with one line, and nothing is committed:", () => {
  it("what is no picture by its content, 415", async () => {
    const page = await newPage();
    const before = await heads();
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const html = Buffer.from("<!doctype html><script>alert(1)</script>");
    for (const bytes of [svg, html, Buffer.from("PK"), Buffer.alloc(0), picture.subarray(0, 40)]) {
      await refusedWith(415, send(page, { bytes }), before);
    }
  });

  it("what is larger than the setting, 413", async () => {
    const page = await newPage();
    const before = await heads();
    const [over, farOver] = [Buffer.alloc(MB + 1, picture), Buffer.alloc(3 * MB, picture)];
    assert.equal(await refusedWith(413, send(page, { bytes: over }), before), "a picture has at most 1 MB");
    assert.equal(await refusedWith(413, send(page, { bytes: farOver }), before), "a picture has at most 1 MB");
  });

  it("a picture for a page that is not there, 404, and for what is no page, 400", async () => {
    const before = await heads();
    await refusedWith(404, send("pages/nobody/wrote"), before);
    await refusedWith(400, send(".git/x"), before);
  });

  it("a picture from another site's page, 403", async () => {
    const page = await newPage();
    await refusedWith(403, send(page, { headers: { Origin: "https://elsewhere.example" } }), await heads());
  });

  it("a form that is none, 400", async () => {
    const page = await newPage();
    const before = await heads();
    const post = () => request(server.url).post(`/-/upload/${page}`).set("Accept", "application/json");
    await refusedWith(400, post(), before);
    await refusedWith(400, post().send({ file: "x" }), before);
    await refusedWith(400, post().attach("picture", picture, "a.png"), before);
    await refusedWith(400, post().attach("file", picture, "a.png").attach("file", picture, "b.png"), before);
    await refusedWith(400, post().set("Content-Type", "multipart/form-data").send("x"), before);
    await refusedWith(400, post().set("Content-Type", "multipart/form-data; boundary=b").send("--b\r\nhalf"), before);
  });

  it("a picture while the repository cannot be written, 503, and the same is taken afterwards", async () => {
    const page = await newPage();
    const before = await heads();
    const lock = path.join(server.notes, "refs", "heads", "main.lock");
    await writeFile(lock, "");
    await refusedWith(503, send(page), before);
    await rm(lock);
    await send(page).expect(201);
  });
});

describe("pictures on a page", () => {
  it("have their size, smaller copies, and a link; in slides no link; and the page knows when one comes", async () => {
    const page = await newPage("Talk\n\n![hall](hall-1.png)");
    const { text, commit } = await pageOf(server.url, page);
    await request(server.url)
      .put(`/-/api/v1/pages/${page}`)
      .send({ text: `${text}\n\n![hall](hall-1.png)\n`, base: commit, message: "" })
      .expect(200);
    const without = await request(server.url).get(`/${page}`).expect(200);
    assert.doesNotMatch(without.text, /hall-1.png"[^>]* width=/);
    await send(page).expect(201);
    const with_ = await request(server.url).get(`/${page}`).expect(200);
    assert.notEqual(with_.headers.etag, without.headers.etag);
    const [image = ""] = /<a class="picture" href="[^"]*hall-1\.png"><img [^>]*>/.exec(with_.text) ?? [];
    assert.match(image, / loading="lazy" decoding="async" width="1000" height="400" srcset="[^"]*\?w=640 640w/);
    const deck = await request(server.url).get(`/-/slides/${page}`).expect(200);
    assert.match(deck.text, /<img [^>]*hall-1\.png"[^>]* width="1000" height="400"/);
    assert.doesNotMatch(deck.text, /class="picture"/);
    await request(server.url)
      .get(`/${page}`)
      .set("If-None-Match", with_.headers.etag ?? "")
      .expect(304);
  });

  it("come in the widths there are, and in any other as they are", async () => {
    const page = await newPage();
    const { path: file } = (await send(page)).body;
    const get = (query: string) => request(server.url).get(`/${file}${query}`).expect(200);
    const small = await get("?w=320");
    assert.equal(small.headers["content-type"], "image/webp");
    assert.match(small.headers["content-security-policy"] ?? "", /sandbox/);
    assert.equal((await sharp(small.body).metadata()).width, 320);
    await request(server.url)
      .get(`/${file}?w=320`)
      .set("If-None-Match", small.headers.etag ?? "")
      .expect(304);
    for (const query of ["?w=321", "?w=1440", "?w=9999999", "?w=-1", "?w=", "?w=320.0"]) {
      assert.ok(picture.equals((await get(query)).body), query);
    }
  });
});

describe("files of the repository that could run", () => {
  it("are never served active", async () => {
    const folder = await temporaryFolder();
    const clone = path.join(folder.path, "clone");
    await git(folder.path, "clone", "-q", server.notes, clone);
    const script = "<script>alert(1)</script>";
    const files = {
      "x.svg": `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`,
      "x.html": script,
      "x.htm": script,
      "x.xhtml": script,
      "x.xml": script,
      "x.js": "alert(1)",
      "X.SVG": `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`,
      "x.svgz": script,
      "x.mhtml": script,
      "page.png": script,
      "svg.png": `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="9">${script}</svg>`,
    };
    await git(clone, "checkout", "-q", "-B", "main");
    await git(clone, "config", "core.ignorecase", "false");
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(clone, name), text);
    await git(clone, "add", "-A");
    await git(clone, "commit", "-qm", "files");
    await git(clone, "push", "-q", "origin", "main");
    await folder.remove();
    for (const name of Object.keys(files)) {
      for (const query of ["", "?w=320"]) {
        const { headers, status } = await request(server.url).get(`/${name}${query}`);
        assert.equal(status, 200, name);
        assert.match(headers["content-security-policy"] ?? "", /default-src 'none';.*sandbox/, name);
        assert.equal(headers["x-content-type-options"], "nosniff", name);
        if (name.endsWith(".png")) assert.equal(headers["content-type"], "image/png", name);
        else assert.equal(headers["content-disposition"], "attachment", name);
        assert.doesNotMatch(headers["content-type"] ?? "", /html|javascript|\/xml/, name);
      }
    }
  });
});

import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import request from "supertest";
import { git } from "../kit/git.ts";
import { filledForm } from "../kit/http.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});

after(() => server?.close());

async function source(page: string): Promise<string> {
  return (await request(server.url).get(`/${page}.md`)).text;
}

describe("a form that is refused", () => {
  const browser = (address: string, fields: object) =>
    request(server.url).post(address).set("Accept", "text/html,*/*;q=0.8").type("form").send(fields);

  /** A page of its own; its path without ".md". */
  async function newPage(name: string): Promise<{ path: string; text: string; base: string }> {
    const { body } = await request(server.url)
      .post("/-/new")
      .send({ title: name, path: `refused/${name}` })
      .expect(201);
    return { path: `refused/${name}`, text: await source(`refused/${name}`), base: body.commit };
  }

  it("because nothing can be written comes back as it was sent, and pressed again when it can is saved", async () => {
    const one = await newPage("locked");
    const text = `${one.text}\n\n- Tom & <Jerry>\n`;
    const lock = path.join(server.notes, "refs", "heads", "main.lock");
    await writeFile(lock, "");
    const fields = { text: text.replaceAll("\n", "\r\n"), base: one.base, message: 'the "cat"' };
    const refused = await browser(`/-/edit/${one.path}`, fields);
    assert.equal(refused.status, 503);
    assert.match(refused.text, /role="alert">The notes could not be written: another git holds the lock of main\.</);
    assert.match(refused.headers["content-type"] ?? "", /^text\/html/);
    assert.equal(refused.headers["cache-control"], "no-store");
    const form = filledForm(refused.text);
    assert.deepEqual(form, { action: `/-/edit/${one.path}`, fields: { ...fields, text } });
    await rm(lock);
    assert.equal((await browser(form.action, form.fields)).status, 303);
    assert.equal(await source(one.path), text);
    assert.match(await git(server.notes, "log", "-1", "--format=%s|%an", "main"), /^the "cat"\|/);
  });

  it("for what it holds comes back whole, with the reason", async () => {
    const { path: at, text, base } = await newPage("wrong");
    const cases: readonly (readonly [object: object, status: number, reason: RegExp])[] = [
      [{ text: "x".repeat(1024 * 1024 + 1), base }, 413, /a page holds at most 1024 KB of text/],
      [{ text, base, message: "y".repeat(2001) }, 400, /message: /],
      [{ text, base: "main" }, 400, /base: is no commit&#x27;s full id|base: is no commit's full id/],
    ];
    for (const [fields, status, reason] of cases) {
      const answer = await browser(`/-/edit/${at}`, fields);
      assert.equal(answer.status, status);
      assert.match(answer.text, reason);
      assert.deepEqual(filledForm(answer.text).fields, { message: "", ...fields });
    }
    assert.equal(await source(at), text);
    const without = await browser(`/-/edit/${at}`, { base });
    assert.equal(without.status, 400);
    assert.doesNotMatch(without.text, /<textarea/, "an empty form would empty the page");
  });

  it("because the page was deleted comes back, and is merged when the page is there again", async () => {
    const one = await newPage("deleted");
    await request(server.url).post(`/-/delete/${one.path}`).send({}).expect(200);
    const text = `${one.text}- written meanwhile\n`;
    const refused = await browser(`/-/edit/${one.path}`, { text, base: one.base });
    assert.equal(refused.status, 404);
    assert.match(refused.text, new RegExp(`<a href="/${one.path}" target="_blank">`));
    const form = filledForm(refused.text);
    assert.equal(form.fields["text"], text);
    await request(server.url).post(`/-/restore/${one.path}`).send({}).expect(200);
    assert.equal((await browser(form.action, form.fields)).status, 303);
    assert.equal(await source(one.path), text);
  });

  it("because the page has moved comes back beside the page where it is now, and is saved there", async () => {
    const one = await newPage("moved");
    await request(server.url)
      .post(`/-/move/${one.path}`)
      .send({ to: `${one.path}-on` })
      .expect(200);
    const text = `${one.text}- written meanwhile\n`;
    const refused = await browser(`/-/edit/${one.path}`, { text, base: one.base });
    assert.equal(refused.status, 409);
    assert.match(refused.text, /has moved to this address/);
    const form = filledForm(refused.text);
    assert.deepEqual([form.action, form.fields["text"]], [`/-/edit/${one.path}-on`, text]);
    assert.equal((await browser(form.action, form.fields)).status, 303);
    assert.equal(await source(`${one.path}-on`), text);
  });

  it("because it comes from another site is told nothing of it", async () => {
    const answer = await browser("/-/edit/events/2016/06/dockercon16", {
      text: "theirs",
      base: (await git(server.notes, "rev-parse", "main")).trim(),
    }).set("Origin", "https://evil.example");
    assert.equal(answer.status, 403);
    assert.doesNotMatch(answer.text, /theirs|<textarea/);
  });
});

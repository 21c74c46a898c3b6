import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import request from "supertest";
import { git } from "../kit/git.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

const page = "events/2016/06/dockercon16";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});

after(() => server?.close());

async function source(path = page): Promise<string> {
  return (await request(server.url).get(`/${path}.md`)).text;
}

async function head(): Promise<string> {
  return (await git(server.notes, "rev-parse", "main")).trim();
}

/** The subject and the author of the newest commit. */
async function newest(): Promise<string> {
  return (await git(server.notes, "log", "-1", "--format=%s|%an|%ae", "main")).trim();
}

describe("the form of a page", () => {
  it("saves what was typed in one commit by the right guest, and leads back to the page", async () => {
    const writer = request.agent(server.url);
    await writer.post("/-/name").send({ name: "Rosalind Tekkari" });
    const text = (await source()).concat("\n- a line from a form\n");
    const saved = await writer
      .post(`/-/edit/${page}`)
      .type("form")
      .send({ text, base: await head(), message: "" });
    assert.equal(saved.status, 303);
    assert.equal(saved.headers["location"], `/${page}`);
    assert.equal(await source(), text);
    assert.match(await newest(), /^DockerCon 2016: .*\|Rosalind Tekkari\|guest-[0-9a-f]{8}@plenary\.invalid$/);
  });

  it("is merged with what others saved since its base, whatever line ends the browser sends", async () => {
    const [base, before] = [await head(), await source()];
    const first = before.replace("Aaron Grattafiori @dyn__", "Aaron Grattafiori @dyn__ NCC");
    const second = `${before}- the last word\n`.replaceAll("\n", "\r\n");
    const send = (text: string) => request(server.url).post(`/-/edit/${page}.md`).type("form").send({ text, base });
    assert.equal((await send(first)).status, 303);
    assert.equal((await send(second)).status, 303);
    const merged = await source();
    assert.match(merged, /@dyn__ NCC\n/);
    assert.match(merged, /- the last word\n$/);
    assert.doesNotMatch(merged, /\r/);
    assert.equal(merged.length, before.length + " NCC".length + "- the last word\n".length);
  });

  it("with a base the page never had gives both texts back, and its second save is merged", async () => {
    const text = "Mine & only <mine>\n";
    const send = (fields: object) => request(server.url).post(`/-/edit/${page}`).type("form").send(fields);
    const before = await source();
    const refused = await send({ text, base: "0123456789".repeat(4), message: "why" });
    assert.equal(refused.status, 409);
    assert.match(refused.text, /name="text"[^>]*>\nMine &amp; only &lt;mine&gt;\n<\/textarea>/);
    assert.match(refused.text, /DockerCon 2016\n--------------/);
    assert.match(refused.text, new RegExp(`name="base" value="${await head()}"`));
    assert.match(refused.text, /value="why"/);
    assert.equal(await source(), before);
    const saved = await send({ text: `${before}- kept after all\n`, base: await head() });
    assert.equal(saved.status, 303);
    assert.match(await source(), /- kept after all\n$/);
  });

  it("is refused to a script with the code of the trouble", async () => {
    const send = (fields: object) =>
      request(server.url).post(`/-/edit/${page}`).set("Accept", "application/json").type("form").send(fields);
    const cases: readonly (readonly [object, number, string])[] = [
      [{ text: "x", base: "0123456789".repeat(4) }, 409, "unknown-base"],
      [{ text: "x", base: "main" }, 400, "bad-request"],
      [{ base: await head() }, 400, "bad-request"],
      [{ text: "a\0b", base: await head() }, 400, "bad-request"],
      [{ text: "x".repeat(1024 * 1024 + 1), base: await head() }, 413, "too-large"],
      [{ text: "x".repeat(4 * 1024 * 1024), base: await head() }, 413, "too-large"],
    ];
    for (const [fields, status, error] of cases) {
      const answer = await send(fields);
      assert.deepEqual([answer.status, answer.body.error], [status, error]);
      assert.equal(typeof answer.body.requestId, "string");
    }
  });
});

describe("the editor's page", () => {
  it("gives a guest a number, and the script what it needs", async () => {
    const { status, text, headers } = await request(server.url).get(`/-/edit/${page}?talk=golden-ticket`);
    assert.equal(status, 200);
    assert.match(String(headers["set-cookie"]), /^plenary=/);
    assert.equal(headers["cache-control"], "no-store");
    const data = JSON.parse(/id="editor-data">(.*?)<\/script>/s.exec(text)?.[1] ?? "");
    assert.deepEqual(
      [data.path, data.title, data.talk, data.me.guest],
      [`${page}.md`, "DockerCon 2016", "golden-ticket", true],
    );
    assert.match(data.me.name, /^Guest \d+$/);
    assert.match(data.room, /^\S+\.\d+$/);
    assert.equal(data.commit, await head());
    const nonce = /'nonce-([\w-]+)'/.exec(String(headers["content-security-policy"]))?.[1];
    assert.match(text, new RegExp(`csp-nonce" content="${nonce}"`));
  });

  it("does not exist for a page or a talk that does not, and offers to begin the page", async () => {
    const missing = await request(server.url).get("/-/edit/events/2026/11/lanternfish").set("Accept", "text/html");
    assert.equal(missing.status, 404);
    assert.match(missing.text, /action="\/-\/new"/);
    assert.match(missing.text, /name="path" value="events\/2026\/11\/lanternfish.md"/);
    assert.equal((await request(server.url).get(`/-/edit/${page}?talk=no-such-talk`)).status, 404);
  });
});

describe("save now", () => {
  it("tells the newest commit where there is nothing to save", async () => {
    const { status, body } = await request(server.url).post(`/-/save/${page}`).send({});
    assert.equal(status, 200);
    assert.deepEqual(body, { commit: await head() });
    assert.equal((await request(server.url).post("/-/save/no/such/page").send({})).status, 404);
  });
});

describe("a new event", () => {
  const begin = (fields: object) => request(server.url).post("/-/new").type("form").send(fields);

  it("lies where its title and date say, holds its first talk, and opens in the editor", async () => {
    const fields = {
      title: " Lanternfish  2026 ",
      date: "Tue Nov 24 2026",
      talk: "Deep light",
      speaker: "Mae Oduya @mae",
    };
    const { status, headers } = await begin(fields);
    assert.equal(status, 303);
    assert.equal(headers["location"], "/-/edit/events/2026/11/lanternfish-2026?talk=deep-light");
    const text = await source("events/2026/11/lanternfish-2026");
    assert.match(text, /^Lanternfish 2026\n-{16}\n######Tue Nov 24 2026\n\n\n\nDeep light\n-{10}\nMae Oduya @mae\n/);
    assert.match(await newest(), /^Begin Lanternfish 2026\|Guest \d+\|/);
    assert.equal((await request(server.url).get(String(headers["location"]))).status, 200);
  });

  it("can be put at a path, and a script is told where", async () => {
    const made = await request(server.url).post("/-/new").send({ title: "Setup", path: "notes/setup" });
    assert.equal(made.status, 201);
    assert.deepEqual(made.body, { path: "notes/setup.md", commit: await head() });
    assert.equal(made.headers["location"], "/notes/setup");
  });

  it("never replaces one that is there: the form comes back as it was filled in, with a link", async () => {
    const fields = { title: "Lanternfish 2026", date: "Nov 2026", talk: "Another <talk>" };
    const { status, text } = await begin(fields);
    assert.equal(status, 409);
    assert.match(text, /href="\/events\/2026\/11\/lanternfish-2026"/);
    assert.match(text, /value="Another &lt;talk&gt;"/);
    const twin = await request(server.url).post("/-/new").send({ title: "x", path: "NOTES/Setup" });
    assert.deepEqual([twin.status, twin.body.error], [409, "exists"]);
  });

  it("needs a title, and a path that is one", async () => {
    const before = await head();
    const nameless = await begin({ title: "  ", date: "soon" }).set("Accept", "text/html");
    assert.equal(nameless.status, 400);
    assert.match(nameless.text, /role="alert"/);
    for (const path of ["../x", ".git/config", "-/edit", "a//b", "notes.git/x", "slides.html"]) {
      const { status, body } = await request(server.url).post("/-/new").send({ title: "x", path });
      assert.deepEqual([status, body.error], [400, "bad-path"], path);
    }
    assert.equal(await head(), before);
  });

  it("is begun at the path that the form was asked for", async () => {
    const { status, text } = await request(server.url).get("/-/new?path=events/2026/12/owls");
    assert.equal(status, 200);
    assert.match(text, /name="path" value="events\/2026\/12\/owls.md"/);
    assert.equal((await request(server.url).get("/-/new?path=../x")).status, 400);
  });
});

describe("a name", () => {
  it("given in a form leads back to where it was asked, never to another site", async () => {
    const give = (back?: string) =>
      request(server.url)
        .post("/-/name")
        .type("form")
        .set("Accept", "text/html")
        .send({ name: "Ada", ...(back === undefined ? {} : { back }) });
    const table: Record<string, string> = {
      "/events/2016/06/dockercon16?x=1#golden-ticket": "/events/2016/06/dockercon16?x=1#golden-ticket",
      "//evil.example/": "/",
      "/\\evil.example": "/",
      "https://evil.example/": "/",
      "javascript:alert(1)": "/",
      "": "/",
    };
    for (const [back, to] of Object.entries(table)) {
      const { status, headers } = await give(back);
      assert.deepEqual([status, headers["location"]], [303, to], back);
    }
    assert.equal((await give()).headers["location"], "/");
  });

  it("that is none is refused", async () => {
    const { status, body } = await request(server.url).post("/-/name").send({ name: "<script>" });
    assert.deepEqual([status, body.error], [400, "bad-request"]);
  });
});

describe("the preview", () => {
  const show = (body: object) => request(server.url).post(`/-/preview/${page}`).send(body);
  const text =
    "Title\n-----\n\n[x]: https://example.org/\n\n\n\nA talk\n------\nMae @mae\n\n- see [x]\n\n\n\nOther\n-----\n";

  const parts = ({ body }: { body: { parts: { talk: string | null; html: string }[] } }) => body.parts;

  it("is the whole page in parts, or one talk with what the page around it defines", async () => {
    const whole = await show({ text });
    assert.equal(whole.status, 200);
    assert.deepEqual(
      parts(whole).map(({ talk, html }) => [talk, /^<(?:header|section) .*(?:Title|A talk|Other)<\/h/s.test(html)]),
      [
        [null, true],
        ["a-talk", true],
        ["other", true],
      ],
    );
    const [one, ...more] = parts(await show({ text, talk: "a-talk" }));
    assert.deepEqual(more, []);
    assert.match(one?.html ?? "", /<h2>A talk<\/h2>/);
    assert.match(one?.html ?? "", /href="https:\/\/example\.org\/"/);
    assert.doesNotMatch(one?.html ?? "", /Other|Title/);
  });

  it("names the colours that the page chooses for its slides", async () => {
    assert.equal((await show({ text: `---\ntheme: black\n---\n${text}`, at: 40 })).body.theme, "dark");
    assert.equal((await show({ text, at: 40 })).body.theme, null);
  });

  it("says where the text is shown as it is written, and shows the talk and the slide in it", async () => {
    const many = `${text}${"\n\n\n- a".repeat(5100)}\n\n\n\nThe last\n--------\n\n- at the *end*\n`;
    const slide = await show({ text: many, at: many.length });
    assert.equal(slide.body.rendered, false);
    assert.match(slide.body.html, /The last\n--------\n\n- at the \*end\*/);
    assert.doesNotMatch(slide.body.html, /see \[x\]/);
    assert.equal((await show({ text, at: 0 })).body.rendered, true);

    // Becomes more HTML than a page may have, on however quick a machine.
    const handles = `${text}${`\n\n\n\n${"@a ".repeat(60_000)}`.repeat(5)}`;
    const page = await show({ text: handles, talk: "a-talk" });
    assert.equal(page.body.rendered, false);
    const [one, ...more] = parts(page);
    assert.equal(more.length, 0);
    assert.match(one?.html ?? "", /A talk\n------\nMae @mae\n\n- see \[x\]/);
    assert.doesNotMatch(one?.html ?? "", /Title|Other/);
  });

  it("is the slide at an offset, as the deck numbers it", async () => {
    const slide = async (at: number) => (await show({ text, at })).body.html;
    assert.match(
      await slide(text.indexOf("see")),
      /aria-label="2 of 3".*<h2.*A talk.*href="https:\/\/example\.org\/"/s,
    );
    assert.doesNotMatch(await slide(text.indexOf("see")), /Title<\/h|Other/);
    assert.match(await slide(0), /aria-label="1 of 3"/);
    assert.match(await slide(text.length + 1000), /aria-label="3 of 3".*Other/s);
    assert.equal((await show({ text, at: -1 })).status, 400);
  });

  it("is sanitised", async () => {
    const [head] = parts(await show({ text: "x\n-\n\n<script>alert(1)</script><img src=x onerror=alert(1)>" }));
    assert.doesNotMatch(head?.html ?? "", /<script|onerror/);
    assert.match(head?.html ?? "", /<img/);
  });

  it("changes nothing", async () => {
    const before = await head();
    await show({ text: "all gone" });
    assert.equal(await head(), before);
  });
});

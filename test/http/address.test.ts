import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addressFault } from "../../server/http/address.ts";
import { sendRaw } from "../kit/http.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

const tricks = [
  "/../package.json",
  "/events/../../package.json",
  "/events/./2016",
  "/events/2016/..",
  "/%2e%2e/package.json",
  "/%2E%2E/package.json",
  "/.%2e/package.json",
  "/events/%2e%2e%2f%2e%2e%2fpackage.json",
  "/events%2f2016",
  "/events//2016/06/dockercon16",
  "//events/2016/06/dockercon16",
  "//example.org/%2e%2e",
  "/events\\2016",
  "/events%5c2016",
  "/..%5c..%5cpackage.json",
  "/events/%00.md",
  "/events/dockercon16%00.md",
  "/events/%0a",
  "/events/%7f",
  "/events/%",
  "/events/%2",
  "/events/%zz",
  "/events/%ff",
  "/events/%c0%ae%c0%ae/x",
  "/events/%ed%a0%80",
  "events/2016",
  "http://example.org/events/2016",
  "*",
];

const hidden = [
  "/.git/config",
  "/.git/HEAD",
  "/.GIT/config",
  "/.git./config",
  "/.git%20/config",
  "/.g%E2%80%8Bit/config",
  "/git~1/config",
  "/GIT~1/config",
  "/events/.git/config",
  "/.git::$INDEX_ALLOCATION/config",
];

/** Where a path of the wiki is read out of an address. */
const doors = [
  "/-/edit",
  "/-/slides",
  "/-/speaker",
  "/-/follow",
  "/-/history",
  "/-/diff",
  "/-/api/v1/pages",
  "/-/api/v1/history",
];

let server: TestServer;

before(async () => {
  server = await startTestServer();
});

after(() => server?.close());

test("an address that leads elsewhere, or can be read in two ways, has a fault", () => {
  for (const trick of tricks) assert.notEqual(addressFault(trick), null, trick);
});

test("the addresses of the wiki have none, whatever letters they are in", () => {
  const good = [
    "/",
    "/events/2016/06/",
    "/events/2016/06/dockercon16.md",
    "/-/edit/x?talk=a//b/../c",
    "/caf%C3%A9/...",
  ];
  for (const address of [...good, "/100%25", "/.hidden", "/a..b"]) assert.equal(addressFault(address), null, address);
});

test("tricks with paths are refused with one line, at every door", async () => {
  for (const door of ["", ...doors]) {
    for (const trick of [...tricks.filter((path) => path.startsWith("/")), ...hidden]) {
      const { status, body } = await sendRaw(server.url, door + trick, { headers: { accept: "application/json" } });
      assert.ok(status >= 400 && status < 500, `${door}${trick}: ${status}`);
      const { reason }: { reason: string } = JSON.parse(body);
      assert.match(reason, /^[^\n]{5,100}$/);
      assert.doesNotMatch(body, /node_modules|\/work|\.ts\b|at Object/);
    }
  }
});

test("a target that is no path is refused", async () => {
  for (const target of ["http://example.org/", "*"]) {
    const { status } = await sendRaw(server.url, target);
    assert.equal(status, 400, target);
  }
});

test("tricks with paths write nothing", async () => {
  for (const trick of [...tricks.filter((path) => path.startsWith("/")), ...hidden]) {
    for (const [method, door] of [
      ["POST", "/-/save"],
      ["POST", "/-/edit"],
      ["POST", "/-/preview"],
      ["PUT", "/-/api/v1/pages"],
    ] as const) {
      const { status } = await sendRaw(server.url, door + trick, { method });
      assert.ok(status >= 400 && status < 500, `${method} ${door}${trick}: ${status}`);
    }
  }
});

test("the repository's own files are behind no address", async () => {
  for (const target of [
    "/notes.git/HEAD",
    "/notes.git/config",
    "/notes.git/objects/info/packs",
    "/notes.git/refs/heads/main",
  ]) {
    assert.equal((await sendRaw(server.url, target)).status, 404, target);
  }
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WikiError } from "../../server/errors.ts";
import { parseRemoteAddress, withoutLogin } from "../../server/git/remote-address.ts";

describe("the address of a remote", () => {
  it("is a URL, what ssh takes, or a path", () => {
    for (const raw of [
      "https://example.org/notes.git",
      "http://127.0.0.1:3000/notes.git",
      "ssh://git@example.org:22/notes.git",
      "git://example.org/notes.git",
      "file:///srv/notes.git",
      "git@example.org:notes/wiki.git",
      "/srv/notes.git",
    ]) {
      assert.deepEqual(parseRemoteAddress(raw), { url: raw, login: null }, raw);
    }
  });

  it("has its login taken out of it, whatever is in that", () => {
    const address = parseRemoteAddress("https://me%40work:p%40ss%2Fword@example.org:8443/notes.git");
    assert.equal(address.url, "https://example.org:8443/notes.git");
    assert.deepEqual(address.login, { origin: "https://example.org:8443", user: "me@work", password: "p@ss/word" });
    assert.equal(
      withoutLogin("no to p@ss/word and p%40ss%2Fword at https://x:y@h/", address),
      "no to … and … at https://h/",
    );
  });

  it("is refused in one line that does not repeat it where it is none", () => {
    for (const raw of [
      "",
      "-uploadpack=touch",
      "--upload-pack=touch",
      "ext::sh -c touch",
      "fd::17",
      "https://secret@example.org/a\nb",
      "https://secret@example.org/notes?secret",
      "ftp://secret@example.org/notes.git",
      "ssh://git:secret@example.org/notes.git",
      "ssh://-oProxyCommand=secret/notes.git",
      "git:secret@example.org:notes.git",
      "-oProxyCommand=secret:notes.git",
      "https://me:se%0Acret@example.org/notes.git",
    ]) {
      assert.throws(
        () => parseRemoteAddress(raw),
        (cause) => cause instanceof WikiError && cause.code === "refused" && !/secret|\n/.test(cause.message),
        raw,
      );
    }
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { besideName, respelled } from "../../server/git/merge-names.ts";
import { folded } from "../../server/wiki/clash.ts";

const oid = "5f3a9c1e".padEnd(40, "0");
const free = (): boolean => false;

describe("a name beside another", () => {
  it("keeps the folder and the ending, and tells the version", () => {
    assert.equal(besideName("notes/stage.png", oid, free), "notes/stage-5f3a9c1e.png");
    assert.equal(besideName("README", oid, free), "README-5f3a9c1e");
    assert.equal(besideName("a/.hidden", oid, free), "a/.hidden-5f3a9c1e");
    assert.equal(besideName("a/b.tar.gz", oid, free), "a/b.tar-5f3a9c1e.gz");
  });

  it("is a longer one where that is taken", () => {
    assert.equal(
      besideName("a.png", oid, (path) => path === "a-5f3a9c1e.png"),
      `a-${oid}.png`,
    );
  });
});

describe("names that some file systems do not tell apart", () => {
  const rename = (first: readonly string[], second: readonly string[]): object => {
    const files = new Map([...first, ...second].map((path) => [path, oid]));
    return Object.fromEntries(respelled(files, new Set(first), folded));
  };

  it("get apart, in the name of what came second", () => {
    assert.deepEqual(rename(["One.md"], ["one.md"]), { "one.md": "one-5f3a9c1e.md" });
    assert.deepEqual(rename(["Caf\u00e9.md"], ["cafe\u0301.md"]), { "cafe\u0301.md": "cafe\u0301-5f3a9c1e.md" });
  });

  it("of folders become one folder", () => {
    assert.deepEqual(rename(["Notes/a.md"], ["notes/b.md"]), { "notes/b.md": "Notes/b.md" });
    assert.deepEqual(rename(["Notes/a.md"], ["notes/A.md"]), { "notes/A.md": "Notes/A-5f3a9c1e.md" });
  });

  it("of a file and a folder get apart", () => {
    assert.deepEqual(rename(["Notes"], ["notes/b.md"]), { "notes/b.md": "notes-5f3a9c1e/b.md" });
  });

  it("stay where nothing meets", () => {
    assert.deepEqual(rename(["a.md", "b/c.md"], ["d.md", "b/e.md"]), {});
  });
});

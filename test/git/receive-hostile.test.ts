import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { pushFrom } from "../kit/pusher.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { blobOf, flaws, gitWith, livingIn, processesOn } from "./plumbing.ts";
import {
  commandsOf,
  commitOf,
  NONE,
  packOf,
  packOnly,
  type RawAnswer,
  type RawEntry,
  rawTree,
  sendRaw,
} from "./pushed-raw.ts";

const MAIN = "refs/heads/main";

/** How many pushes are under way at once in here. */
const AT_ONCE = 3;

describe("what a hostile pusher sends", () => {
  let server: TestServer;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  /** A mirror that the hostile objects are made in. */
  let dir = "";
  let head = "";
  let blob = "";
  let root: RawEntry[] = [];

  before(async () => {
    [server, folder] = await Promise.all([
      startTestServer({ push: "open", pictureBytes: 1024 * 1024 }),
      temporaryFolder(),
    ]);
    dir = path.join(folder.path, "mirror");
    await git(folder.path, "clone", "-q", "--mirror", server.notes, dir);
    head = (await git(dir, "rev-parse", MAIN)).trim();
    blob = await blobOf(dir, "hostile\n");
    const there = (await gitWith(dir, "", "ls-tree", "-z", head)).split("\0").filter(Boolean);
    root = there.map((entry) => {
      const [, mode = "", oid = "", name = ""] = /^0*(\d+) \w+ (\w+)\t(.+)$/s.exec(entry) ?? [];
      return [mode, name, oid] as const;
    });
  });
  after(async () => {
    await server?.close();
    await folder?.remove();
  });

  const withEntry = (...more: readonly RawEntry[]): Promise<string> => {
    const bytes = ([mode, name]: RawEntry): Buffer =>
      Buffer.from(`${Buffer.from(name as string).toString("latin1")}${mode === "40000" ? "/" : ""}`, "latin1");
    return rawTree(
      dir,
      [...root, ...more].sort((a, b) => Buffer.compare(bytes(a), bytes(b))),
    );
  };
  /** A file at a path of many folders. */
  const nested = async (names: readonly string[], oid: string, mode = "100644"): Promise<RawEntry> => {
    const [name = "", ...rest] = names;
    if (rest.length === 0) return [mode, name, oid];
    return ["40000", name, await rawTree(dir, [await nested(rest, oid, mode)])];
  };
  const onHead = async (tree: string): Promise<string> => commitOf(dir, tree, head);
  const push = async (to: string, ref = MAIN, from = ref === MAIN ? head : NONE): Promise<RawAnswer> => {
    // What no git can walk through is packed object by object.
    const tree = (): Promise<string> => gitWith(dir, "", "rev-parse", `${to}^{tree}`);
    const pack = await packOf(dir, [to], [head]).catch(async () => packOnly(dir, [to, await tree(), blob]));
    return sendRaw(server.url, Buffer.concat([commandsOf([[from, to, ref]]), pack]));
  };
  const pushed =
    (entry: RawEntry, ...more: readonly RawEntry[]) =>
    async (): Promise<RawAnswer> =>
      push(await onHead(await withEntry(entry, ...more)));
  const file = (name: string | Buffer) => async (): Promise<RawAnswer> => pushed(["100644", name, blob])();
  const raw = (body: string | Buffer) => (): Promise<RawAnswer> => sendRaw(server.url, Buffer.from(body as string));
  /** "X" is the newest commit. */
  const at = (oid: string): string => (oid === "X" ? head : oid);
  const asks =
    (...moves: [string, string, string][]) =>
    (): Promise<RawAnswer> =>
      sendRaw(server.url, commandsOf(moves.map(([from, to, ref]) => [at(from), at(to), ref] as const)));

  /** What is done, and what the terminal says of it. */
  const CASES: Readonly<Record<string, readonly [() => Promise<RawAnswer>, RegExp]>> = {
    "a symbolic link": [async () => pushed(["120000", "link.md", blob])(), /link\.md: a symbolic link/],
    "a symbolic link in a folder": [
      async () => pushed(await nested(["docs", "deep", "link"], blob, "120000"))(),
      /docs\/deep\/link: a symbolic link/,
    ],
    "a symbolic link that a later commit takes away": [
      async () => push(await commitOf(dir, `${head}^{tree}`, await onHead(await withEntry(["120000", "was", blob])))),
      /was: a symbolic link/,
    ],
    "a symbolic link to a password file, on another branch": [
      async () =>
        push(await onHead(await withEntry(["120000", "x", await blobOf(dir, "/etc/passwd")])), "refs/heads/b1"),
      /x: a symbolic link/,
    ],
    "a symbolic link behind a tag": [
      async () => push(await onHead(await withEntry(["120000", "t", blob])), "refs/tags/t1"),
      /t: a symbolic link/,
    ],
    "a symbolic link in one side of a merge": [
      async () => {
        const side = await onHead(await withEntry(["120000", "side", blob]));
        return push(await commitOf(dir, `${head}^{tree}`, head, side));
      },
      /side: a symbolic link/,
    ],
    "a symbolic link that only the merge brings": [
      async () => {
        const one = await onHead(await withEntry(["100644", "one.md", blob]));
        const tree = await withEntry(["100644", "one.md", blob], ["120000", "evil", blob]);
        return push(await commitOf(dir, tree, head, one));
      },
      /evil: a symbolic link/,
    ],
    "a symbolic link called .gitmodules": [async () => pushed(["120000", ".gitmodules", blob])(), /gitmodules/],
    "a submodule": [async () => pushed(["160000", "module", head])(), /module: a submodule/],
    "a submodule whose settings run a command": [
      async () =>
        pushed(["100644", ".gitmodules", await blobOf(dir, '[submodule "x"]\n\tpath = x\n\turl = -u./evil\n')])(),
      /gitmodules/,
    ],
    "a folder called .git": [async () => pushed(await nested([".git", "config"], blob))(), /hasDotgit|no name/],
    "a file called .git": [async () => file(".git")(), /hasDotgit|no name/],
    ".GIT": [async () => pushed(await nested([".GIT", "config"], blob))(), /hasDotgit|no name/],
    ".gIt in a folder": [async () => pushed(await nested(["a", ".gIt", "hooks"], blob))(), /hasDotgit|no name/],
    "git~1": [async () => pushed(await nested(["git~1", "config"], blob))(), /hasDotgit|no name/],
    "GIT~1": [async () => pushed(await nested(["GIT~1", "config"], blob))(), /hasDotgit|no name/],
    "git~2": [async () => pushed(await nested(["git~2", "config"], blob))(), /no name/],
    ".git with a dot behind it": [async () => pushed(await nested([".git.", "config"], blob))(), /hasDotgit|no name/],
    ".git with a space behind it": [async () => pushed(await nested([".git ", "config"], blob))(), /hasDotgit|no name/],
    ".git with a stream of NTFS": [async () => file(".git::$INDEX_ALLOCATION")(), /hasDotgit|no name/],
    ".git with a letter that HFS+ does not see": [
      async () => pushed(await nested([".g\u200cit", "config"], blob))(),
      /hasDotgit|no name/,
    ],
    ".git in wide letters": [async () => file("．ｇｉｔ")(), /no name/],
    "..": [async () => pushed(await nested(["..", "out.md"], blob))(), /hasDotdot|no name/],
    ".": [async () => pushed(await nested([".", "in.md"], blob))(), /hasDot|no name/],
    "a name of dots and spaces": [async () => file(".. .")(), /no name/],
    "an empty name": [async () => file("")(), /emptyName|empty filename|malformed|not taken/],
    "a name with a slash": [async () => file("a/b.md")(), /fullPathname|full pathname/],
    "a name that begins with a slash": [async () => file("/etc")(), /fullPathname|full pathname/],
    "a backslash": [async () => file("a\\..\\b")(), /no name/],
    "a line end in a name": [async () => file("a\nb.md")(), /no name/],
    "an escape for the terminal in a name": [
      async () => file("a\u001b]0;owned\u0007.md")(),
      /a\?\]0;owned\?\.md: no name/,
    ],
    "a delete character in a name": [async () => file("a\u007f.md")(), /no name/],
    "a name that is not UTF-8": [async () => file(Buffer.from([0x61, 0xff, 0xfe]))(), /not UTF-8/],
    "half of a surrogate pair in a name": [async () => file(Buffer.from([0xed, 0xa0, 0x80]))(), /not UTF-8/],
    "a name of 300 characters": [async () => file("n".repeat(300))(), /no name/],
    "a path of 1,100 characters": [
      async () =>
        pushed(
          await nested(
            Array.from({ length: 11 }, () => "f".repeat(100)),
            blob,
          ),
        )(),
      /no name/,
    ],
    "forty folders in one another": [
      async () =>
        pushed(
          await nested(
            Array.from({ length: 40 }, (_, depth) => `d${depth}`),
            blob,
          ),
        )(),
      /more than 32 folders deep/,
    ],
    "the folder of the wiki's own addresses": [async () => pushed(await nested(["-", "x.md"], blob))(), /no name/],
    "a page's twin by case": [async () => file("INDEX.md")(), /only by case or Unicode form/],
    "a folder's twin by case": [
      async () => pushed(await nested(["EVENTS", "x.md"], blob))(),
      /only by case or Unicode form/,
    ],
    "two new files that are twins by case": [
      async () => pushed(["100644", "Twin.md", blob], ["100644", "tWin.md", blob])(),
      /only by case or Unicode form/,
    ],
    "two new files that are twins by Unicode form": [
      async () => pushed(["100644", "caf\u00e9.md", blob], ["100644", "cafe\u0301.md", blob])(),
      /only by case or Unicode form/,
    ],
    "a file and a folder that are twins": [
      async () => pushed(["100644", "Both", blob], await nested(["both", "x.md"], blob))(),
      /only by case or Unicode form/,
    ],
    "one name twice in a tree": [
      async () => pushed(["100644", "twice.md", blob], ["100644", "twice.md", root[0]?.[2] ?? ""])(),
      /duplicateEntries|contains duplicate/,
    ],
    "a tree in the wrong order": [
      async () =>
        push(
          await onHead(
            await rawTree(dir, [
              ["100644", "b.md", blob],
              ["100644", "a.md", blob],
            ]),
          ),
        ),
      /treeNotSorted|not properly sorted/,
    ],
    "a mode that is none": [async () => pushed(["100777", "mode.md", blob])(), /badFilemode|bad file ?mode|modes/i],
    "a mode with zeros before it": [async () => pushed(["0100644", "zero.md", blob])(), /zeroPadded|zero-padded/],
    "a tree cut short": [
      async () =>
        push(await onHead(await gitWith(dir, "100644 x", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"))),
      /not taken|nothing like|answered/,
    ],
    "a file that is not in the pack": [
      async () => {
        const to = await onHead(await withEntry(["100644", "lost.md", "1".repeat(40)]));
        const pack = await packOnly(dir, [to, await gitWith(dir, "", "rev-parse", `${to}^{tree}`)]);
        return sendRaw(server.url, Buffer.concat([commandsOf([[head, to, MAIN]]), pack]));
      },
      /not taken/,
    ],
    "a file over the limit": [
      async () => pushed(["100644", "large.bin", await blobOf(dir, "x".repeat(1024 * 1024 + 1))])(),
      /large\.bin: larger than 1 MB/,
    ],
    "a file that unpacks to a thousand times its size": [
      async () => pushed(["100644", "zeros.bin", await blobOf(dir, "\0".repeat(64 * 1024 * 1024))])(),
      /zeros\.bin: larger than 1 MB/,
    ],
    "ten folders of ten folders of ten folders, and so on": [
      async () => {
        let tree = await rawTree(
          dir,
          Array.from({ length: 10 }, (_, file) => ["100644", `f${file}`, blob] as const),
        );
        for (let depth = 0; depth < 9; depth += 1) {
          tree = await rawTree(
            dir,
            Array.from({ length: 10 }, (_, at) => ["40000", `d${at}`, tree] as const),
          );
        }
        return pushed(["40000", "bomb", tree])();
      },
      /a version holds at most 100000 files/,
    ],
    "a history that is none of the wiki's": [
      async () => push(await commitOf(dir, `${head}^{tree}`)),
      /non-fast-forward/,
    ],
    "main going back": [async () => push((await git(dir, "rev-parse", `${head}~1`)).trim()), /non-fast-forward/],
    "main as somebody saw it before": [
      async () =>
        push(
          await onHead(await withEntry(["100644", "old.md", blob])),
          MAIN,
          (await git(dir, "rev-parse", `${head}~1`)).trim(),
        ),
      /ng refs\/heads\/main fetch first/,
    ],
    "main made anew": [async () => push(head, MAIN, NONE), /fetch first/],
    "main deleted": [asks(["X", NONE, MAIN]), /cannot be deleted/],
    "main at a tree": [async () => push(`${await withEntry(["100644", "t.md", blob])}`), /at a version of the notes/],
    "a branch at a file": [async () => push(blob, "refs/heads/file"), /at a version of the notes/],
    "a tag at a file": [async () => push(blob, "refs/tags/file"), /a tag names a version/],
    "main at a tag": [
      async () => {
        const tag = await gitWith(dir, `object ${head}\ntype commit\ntag v\ntagger A <a@b> 1 +0000\n\nx\n`, "mktag");
        return push(tag);
      },
      /at a version of the notes/,
    ],
    "a commit without an author": [
      async () => {
        const tree = await gitWith(dir, "", "rev-parse", `${head}^{tree}`);
        const text = `tree ${tree}\nparent ${head}\n\nno author\n`;
        return push(await gitWith(dir, text, "hash-object", "-t", "commit", "-w", "--literally", "--stdin"));
      },
      /missingAuthor|invalid format|not taken/,
    ],
    "a commit at a NUL": [
      async () => {
        const text = `${await gitWith(dir, "", "cat-file", "commit", head)}\n\0evil\n`;
        return push(await gitWith(dir, text, "hash-object", "-t", "commit", "-w", "--literally", "--stdin"));
      },
      /nulInCommit|NUL|non-fast-forward/i,
    ],
    notes: [asks([NONE, "X", "refs/notes/commits"]), /only branches and tags/],
    "a ref that hides objects": [asks([NONE, "X", "refs/replace/0123"]), /only branches and tags/],
    "the remote's own refs": [asks([NONE, "X", "refs/remotes/origin/main"]), /only branches and tags/],
    HEAD: [asks([NONE, "X", "HEAD"]), /only branches and tags/],
    "a branch called HEAD": [asks([NONE, "X", "refs/heads/HEAD"]), /git's own/],
    "a path out of the refs": [asks([NONE, "X", "refs/heads/../../config"]), /no name of a branch/],
    "an absolute path": [asks([NONE, "X", "/etc/passwd"]), /only branches and tags/],
    "a lock": [asks([NONE, "X", "refs/heads/main.lock"]), /no name of a branch/],
    "a folder of main": [async () => push(head, "refs/heads/main/below"), /cannot be beside main/],
    "main's twin by case": [asks([NONE, "X", "refs/heads/Main"]), /only by case or Unicode form/],
    "a branch with a line end": [asks([NONE, "X", "refs/heads/a\nb"]), /no name of a branch/],
    "a branch with an option's name": [asks([NONE, "X", "refs/heads/--upload-pack=x"]), /no name of a branch/],
    "a branch with a reflog's mark": [asks([NONE, "X", "refs/heads/a@{1}"]), /no name of a branch/],
    "a branch of 300 characters": [asks([NONE, "X", `refs/heads/${"b".repeat(300)}`]), /at most 200 characters/],
    "a branch that reads as a version": [asks([NONE, "X", "refs/heads/deadbeef"]), /version's id/],
    "a branch that is not there, deleted": [asks(["X", NONE, "refs/heads/never"]), /nothing of this name/],
    "one branch twice": [asks([NONE, "X", "refs/heads/two"], [NONE, "X", "refs/heads/two"]), /moved twice/],
    "150 branches": [
      asks(...Array.from({ length: 150 }, (_, at) => [NONE, "X", `refs/heads/many${at}`] as [string, string, string])),
      /at most 100 refs/,
    ],
    "a list of refs without end": [
      asks(...Array.from({ length: 2000 }, (_, at) => [NONE, "X", `refs/heads/many${at}`] as [string, string, string])),
      /no push that git would send/,
    ],
    "a good branch beside a bad one": [
      async () => {
        const bad = await onHead(await withEntry(["120000", "bad", blob]));
        const moves = commandsOf([
          [NONE, head, "refs/heads/good"],
          [NONE, bad, "refs/heads/bad"],
        ]);
        return sendRaw(server.url, Buffer.concat([moves, await packOf(dir, [bad], [head])]));
      },
      /ng refs\/heads\/good something else in this push was refused/,
    ],
    "no pack at all": [asks([NONE, "1".repeat(40), "refs/heads/none"]), /not taken/],
    "noise for a pack": [
      raw(Buffer.concat([commandsOf([[NONE, "1".repeat(40), "refs/heads/n"]]), Buffer.from("PACKnoise".repeat(99))])),
      /not taken/,
    ],
    "a pack that claims four billion objects": [
      raw(
        Buffer.concat([
          commandsOf([[NONE, "1".repeat(40), "refs/heads/n"]]),
          Buffer.from("PACK\0\0\0\x02", "latin1"),
          Buffer.from("ffffffff", "hex"),
        ]),
      ),
      /not taken/,
    ],
    "a pack that is cut short": [
      async () => {
        const to = await onHead(await withEntry(["100644", "cut.md", blob]));
        const pack = await packOf(dir, [to], [head]);
        return sendRaw(server.url, Buffer.concat([commandsOf([[head, to, MAIN]]), pack.subarray(0, pack.length - 30)]));
      },
      /not taken/,
    ],
    "a pack with one bit that is another": [
      async () => {
        const to = await onHead(await withEntry(["100644", "bit.md", blob]));
        const pack = await packOf(dir, [to], [head]);
        pack[pack.length - 25] = (pack[pack.length - 25] ?? 0) ^ 1;
        return sendRaw(server.url, Buffer.concat([commandsOf([[head, to, MAIN]]), pack]));
      },
      /not taken/,
    ],
    "no packets": [raw("GET / HTTP/1.1\r\n\r\n"), /no push that git would send/],
    "a packet longer than the body": [raw("fff0oops"), /no push that git would send/],
    "a command without ids": [raw("0015refs/heads/main x0000"), /no push that git would send/],
  };

  it(`is refused with a reason, in ${Object.keys(CASES).length} cases, while others are answered`, async () => {
    assert.ok(Object.keys(CASES).length >= 60);
    const refs = await git(server.notes, "for-each-ref");
    const packs = await readdir(path.join(server.notes, "objects", "pack"));
    const waiting = Object.entries(CASES);
    const wrong: string[] = [];
    const one = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [name, [run, reason]] = next;
        const { status, report, said } = await run();
        const told = [...report, said].join("\n");
        const isRefused = status === 400 || report.some((line) => line.startsWith("ng "));
        if (!isRefused || !reason.test(told)) wrong.push(`${name}: ${status} ${told}`);
        assert.equal((await fetch(`${server.url}/-/health`)).status, 200);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    assert.deepEqual(wrong, []);
    assert.equal(await git(server.notes, "for-each-ref"), refs);
    assert.deepEqual(await readdir(path.join(server.notes, "objects", "pack")), packs, "no object of theirs is here");
    const incoming = path.join(server.notes, "incoming");
    assert.deepEqual(existsSync(incoming) ? await readdir(incoming) : [], []);
    assert.equal(await flaws(server.notes), "");
    const groups = new Set(
      (await processesOn(server.notes))
        .filter(({ command }) => /index-pack|rev-list|ls-tree/.test(command))
        .map(({ pid }) => pid),
    );
    assert.deepEqual(await livingIn(groups), []);
  });

  it("stands on the terminal of a real git, with the reason", async () => {
    const bad = await onHead(await withEntry(["120000", "link", blob]));
    const { done, said } = await pushFrom(dir, `${server.url}/notes.git`, `${bad}:refs/heads/main`);
    assert.equal(done, false);
    assert.match(said, /remote: refs\/heads\/main: link: a symbolic link/);
    assert.match(said, /! \[remote rejected\] \w+ -> main \(link: a symbolic link\)/);
    const back = await pushFrom(dir, "--force", `${server.url}/notes.git`, `${head}~1:refs/heads/main`);
    assert.match(back.said, /! \[remote rejected\] \S+ -> main \(non-fast-forward\)/);
    const gone = await pushFrom(dir, `${server.url}/notes.git`, ":refs/heads/main");
    assert.match(gone.said, /! \[remote rejected\] main \(main is the wiki: it cannot be deleted\)/);
  });
});

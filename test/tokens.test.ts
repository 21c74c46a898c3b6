import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { ConfigError, readConfig } from "../server/config.ts";
import { WikiError } from "../server/errors.ts";
import { runTokenCommand } from "../server/token-command.ts";
import { createTokens } from "../server/tokens-file.ts";
import { temporaryFolder } from "./kit/folder.ts";

async function inFile(run: (file: string) => Promise<void>): Promise<void> {
  const folder = await temporaryFolder();
  try {
    await run(path.join(folder.path, "new", "tokens.json"));
  } finally {
    await folder.remove();
  }
}

const refused =
  (code: string) =>
  (cause: unknown): boolean =>
    cause instanceof WikiError && cause.code === code;

test("a token is given once, is known to every process, and is nobody's when it is revoked", async () => {
  await inFile(async (file) => {
    const [command, server] = [createTokens(file), createTokens(file)];
    assert.equal(await server.nameOf("plenary_x"), null);
    const given = await runTokenCommand(["add", "Maren", "Oduya"], command);
    const token = given.split("\n")[0] ?? "";
    assert.match(token, /^plenary_[\w-]{32}$/);
    assert.equal(await server.nameOf(token), "Maren Oduya");
    assert.equal(await server.nameOf(""), null);
    await assert.rejects(runTokenCommand(["add", "Maren Oduya"], command), refused("exists"));
    const other = await command.add("Ilse");
    assert.match(await runTokenCommand(["list"], command), /^\d{4}-\d\d-\d\d Maren Oduya\n\S+ Ilse\n$/);
    await runTokenCommand(["revoke", "Maren", "Oduya"], command);
    assert.deepEqual([await server.nameOf(token), await server.nameOf(other)], [null, "Ilse"]);
    await assert.rejects(runTokenCommand(["revoke", "Maren Oduya"], command), refused("not-found"));
  });
});

test("what is no command and no name is refused in a line", async () => {
  await inFile(async (file) => {
    const tokens = createTokens(file);
    assert.equal(await runTokenCommand(["list"], tokens), "nobody has a token\n");
    for (const words of [[], ["add"], ["list", "x"], ["drop", "x"], ["add", "a\nb"], ["add", "n".repeat(81)]]) {
      await assert.rejects(runTokenCommand(words, tokens), refused("bad-request"), words.join(" "));
    }
  });
});

test("a list that is damaged lets nobody in, and says so", async () => {
  await inFile(async (file) => {
    const tokens = createTokens(file);
    const token = await tokens.add("Maren");
    for (const content of ["", "{}", "[null]", '[{"name":"Maren","hash":"00","made":"x"}]']) {
      await writeFile(file, content);
      await assert.rejects(createTokens(file).nameOf(token), refused("damaged"), content);
    }
  });
});

test("who may push is one of three words, and who has a token where nothing is said", () => {
  assert.equal(readConfig([], {}).push, "token");
  assert.equal(readConfig([], { PLENARY_PUSH: "open" }).push, "open");
  assert.throws(() => readConfig([], { PLENARY_PUSH: "yes" }), ConfigError);
});

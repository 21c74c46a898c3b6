import { WikiError } from "./errors.ts";
import type { Tokens } from "./tokens-file.ts";

const USAGE = "token add NAME, token list, or token revoke NAME";

/**
 * What `token …` on the command line does, while a server runs or not.
 *
 * @param words what stands after `token`.
 * @returns what to print.
 * @throws WikiError with one line to show.
 */
export async function runTokenCommand(words: readonly string[], tokens: Tokens): Promise<string> {
  const [act, ...rest] = words;
  const name = rest.join(" ");
  if (act === "list" && name === "") {
    const lines = (await tokens.list()).map((one) => `${one.made.slice(0, 10)} ${one.name}\n`);
    return lines.join("") || "nobody has a token\n";
  }
  if (act === "add" && name !== "") {
    const token = await tokens.add(name);
    return `${token}\nIt is not shown again. Git asks for it as the password of a push; the user name is free.\n`;
  }
  if (act === "revoke" && name !== "") {
    if (await tokens.revoke(name)) return `${name} cannot push any more\n`;
    throw new WikiError("not-found", `nobody called ${name} has a token`);
  }
  throw new WikiError("bad-request", `the command is ${USAGE}`);
}

import type { Random } from "../kit/random.ts";

/** What notes are made of, and what breaks parsers: markers, half-open blocks, blanks, characters of every width. */
const LINES = [
  "",
  "",
  "",
  " ",
  "\t",
  "Lunch",
  "Lunch",
  "Golden Ticket \u{1F3AB}",
  "-------------",
  "-",
  "---",
  "===",
  "######Mon Jun 20 2016",
  "#### Tue Jun 21 2016",
  "# A page",
  "## `code` in a *title*",
  "Ann Lee @annlee annlee.example",
  "@dyn__, __ck0n3",
  "- an item",
  "  - a nested one",
  "1. first",
  "    code",
  "```",
  "~~~~ sh",
  "<!--",
  "-->",
  "<pre>",
  "</pre>",
  "> quoted",
  "Note: for the speaker",
  "notes:",
  "[preview:3](events/2016/06/dockercon16.md)",
  "[include](a b)",
  "[label]: https://example.com",
  "key: value",
  "...",
  "会議 \u{1F469}\u200D\u{1F4BB} e\u0301",
  "\u{1F600}\u{1F601}\u{1F602}",
];

/** Lines of pages whose titles have signs before them. */
const WITH_SIGNS = [
  ...LINES.filter((line) => !/^-+$/.test(line)),
  "## Lunch",
  "## Lunch",
  "##Dinner ##",
  "# Saturday",
  "-",
];

/** Notes of up to `most` lines, structured enough that every rule of the grammar is met. */
export function randomNotes(random: Random, most: number): string {
  const kit = random.chance(0.35) ? WITH_SIGNS : LINES;
  const lines = Array.from({ length: random.int(most + 1) }, () => random.pick(kit));
  return lines.join("\n") + (random.chance(0.5) ? "\n" : "");
}

/** A few changes as people and programs make them: lines gone, doubled, moved, and pieces put anywhere. Well-formed. */
export function randomlyEdited(random: Random, text: string): string {
  let characters = [...text];
  for (let edits = random.int(5); edits >= 0; edits--) {
    const from = random.int(characters.length + 1);
    const length = random.int(random.chance(0.2) ? 60 : 4);
    const cut = characters.slice(from, from + length);
    const rest = [...characters.slice(0, from), ...characters.slice(from + length)];
    const to = random.int(rest.length + 1);
    const put = random.pick([[], cut, [...cut, ...cut], [...random.pick(LINES)], ["\n"], ["\u{1F64F}"]]);
    characters = [...rest.slice(0, to), ...put, ...rest.slice(to)];
  }
  return characters.join("");
}

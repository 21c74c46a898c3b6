/**
 * Between a file's bytes and a room's text. A room holds LF and no BOM, so that offsets mean the same everywhere; the
 * file keeps the line endings it has wherever nobody touched the line.
 */
import { lineHunks } from "./diff.ts";
import { linesOf } from "./lines.ts";

const BOM = "\uFEFF";

const ENDING = /\r\n|\r|\n/g;

/** The text as a room holds it: without the file's BOM, every CRLF and lone CR an LF. */
export function toRoomText(fileText: string): string {
  const text = fileText.startsWith(BOM) ? fileText.slice(BOM.length) : fileText;
  return text.includes("\r") ? text.replace(ENDING, "\n") : text;
}

/**
 * A room's text as its file holds it.
 *
 * @param roomText LF only.
 * @param was the file's text before, "" for a new file. Untouched lines keep the ending they had there, a changed line
 *   that of the line it replaces, and others take the ending most of the file's lines have (LF where none has one). The
 *   BOM stays; whether the last line has a newline is as in `roomText`.
 *
 * `toRoomText(toFileText(r, was)) === r` for every room text, and `toFileText(toRoomText(f), f) === f` for every file.
 */
export function toFileText(roomText: string, was: string): string {
  // A room text that begins with a BOM of its own needs the file's before it, or reading would take the one for the other.
  const bom = was.startsWith(BOM) || roomText.startsWith(BOM) ? BOM : "";
  if (!was.includes("\r")) return bom + roomText;
  const before = toRoomText(was);
  if (before === roomText) return was;
  const old = was.match(ENDING) ?? [];
  return bom + joined(roomText, endingsFor(before, roomText, old, habitOf(old)));
}

/** The ending of each of the room text's lines, an unterminated last one included. */
function endingsFor(before: string, roomText: string, old: readonly string[], habit: string): string[] {
  const endings: string[] = [];
  let oldLine = 0;
  for (const hunk of lineHunks(before, roomText)) {
    while (oldLine < hunk.oldFrom) endings.push(old[oldLine++] ?? habit);
    while (endings.length < hunk.newTo) {
      endings.push((oldLine < hunk.oldTo ? old[oldLine] : undefined) ?? habit);
      oldLine++;
    }
    oldLine = hunk.oldTo;
  }
  while (oldLine < old.length) endings.push(old[oldLine++] ?? habit);
  return endings;
}

function joined(roomText: string, endings: readonly string[]): string {
  const parts: string[] = [];
  let previous = "";
  for (const [i, line] of linesOf(roomText).entries()) {
    let ending = line.to === line.next ? "" : (endings[i] ?? "\n");
    // A CR and then the LF of an empty line would be read as one ending.
    if (previous === "\r" && line.from === line.to && ending === "\n") ending = "\r";
    parts.push(roomText.slice(line.from, line.to), ending);
    previous = ending;
  }
  return parts.join("");
}

/** The ending most lines have; LF before the others where they are level. */
function habitOf(endings: readonly string[]): string {
  const count = (ending: string): number => endings.filter((each) => each === ending).length;
  const habits = ["\n", "\r\n", "\r"].map((ending) => ({ ending, lines: count(ending) }));
  return habits.reduce((most, next) => (next.lines > most.lines ? next : most)).ending;
}

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

/** A line's ending, and whether it is that of a line nobody touched. */
interface Ending {
  readonly sign: string;
  readonly kept: boolean;
}

/** The ending of each of the room text's lines, an unterminated last one included. */
function endingsFor(before: string, roomText: string, old: readonly string[], habit: string): Ending[] {
  const endings: Ending[] = [];
  let oldLine = 0;
  const keepTo = (end: number): void => {
    while (oldLine < end) endings.push({ sign: old[oldLine++] ?? habit, kept: true });
  };
  for (const hunk of lineHunks(before, roomText)) {
    keepTo(hunk.oldFrom);
    for (let replaced = hunk.oldFrom; endings.length < hunk.newTo; replaced++) {
      const sign = replaced < hunk.oldTo ? old[replaced] : undefined;
      endings.push({ sign: sign ?? habit, kept: false });
    }
    oldLine = hunk.oldTo;
  }
  keepTo(old.length);
  return endings;
}

function joined(roomText: string, endings: readonly Ending[]): string {
  const parts: string[] = [];
  let previous: Ending = { sign: "", kept: true };
  for (const [i, line] of linesOf(roomText).entries()) {
    const { sign, kept } = endings[i] ?? { sign: "\n", kept: false };
    let ending = line.to === line.next ? "" : sign;
    // A CR and then the LF of an empty line would be read as one ending: that of a touched line gives way. A CRLF is read
    // as itself whatever stands before it and after it.
    if (previous.sign === "\r" && line.from === line.to && ending === "\n") {
      if (kept && !previous.kept) parts[parts.length - 1] = "\r\n";
      else ending = "\r";
    }
    parts.push(roomText.slice(line.from, line.to), ending);
    previous = { sign: ending, kept };
  }
  return parts.join("");
}

/** The ending most lines have; LF before the others where they are level. */
function habitOf(endings: readonly string[]): string {
  const count = (ending: string): number => endings.filter((each) => each === ending).length;
  const habits = ["\n", "\r\n", "\r"].map((ending) => ({ ending, lines: count(ending) }));
  return habits.reduce((most, next) => (next.lines > most.lines ? next : most)).ending;
}

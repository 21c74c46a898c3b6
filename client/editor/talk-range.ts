/**
 * Which part of the page a talk's editor holds. Pure: edits in, range out; who types, what shows it and how it is sent
 * are other files' business.
 *
 * The grammar says where a talk runs; marks only carry the answer from one reading to the next. So a range is first
 * mapped through the edits and then compared with the talk the grammar finds at the same underline. Where the two
 * disagree because somebody is in the middle of typing (a `-` that will be a list, a fence not yet closed), the mapped
 * range is *held* until `letGo`, so that text neither jumps out of an editor nor a neighbour into it.
 */
import type { Edit } from "../../server/text/edit.ts";
import { type EventFile, parseEvent, type Talk } from "../../server/text/event.ts";

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Offsets are UTF-16 units of the page's text, half-open. */
export interface TalkRange extends Span {
  /**
   * `page`: all of it, always. `follows`: exactly the talk as the grammar reads it. `held`: the grammar reads it
   * differently, and the editor waits for the writer to come to an end. `detached`: no title of this talk is left.
   */
  readonly standing: "page" | "follows" | "held" | "detached";
  /**
   * Offset of the first dash under the title, or of the first `#` before it: who the talk is, in this session. Null for the
   * page, and once it is gone.
   */
  readonly dash: number | null;
  /** The title as last read, plain; a lost talk is found again by it. Empty for the page. */
  readonly title: string;
}

/** A page's text with what the grammar reads in it. */
export interface PageText {
  readonly text: string;
  readonly event: EventFile;
}

/**
 * Who made the edits. `own`: this editor, undo included; what it does to the range waits for `letGo`. `other`:
 * somebody else. `above`, `below`: newlines this editor puts at an end of its range, and which stay outside it.
 */
export type Whose = "own" | "other" | "above" | "below";

export interface Followed {
  readonly range: TalkRange;
  /** Where the edits alone took the old range. Differs from `range` where the grammar moved an end. */
  readonly mapped: Span;
  /** Text of this editor may now lie outside its range, or beside it: its undo must not touch it any more. */
  readonly lost: boolean;
}

/** The text is read once, and only if somebody asks what is in it. */
export function pageText(text: string): PageText {
  let event: EventFile | undefined;
  return {
    text,
    get event() {
      event ??= parseEvent(text);
      return event;
    },
  };
}

/** The whole page as a range. */
export function pageRange(text: string): TalkRange {
  return { from: 0, to: text.length, standing: "page", dash: null, title: "" };
}

/** The range of one talk as the grammar reads it now. */
export function talkRange(talk: Talk): TalkRange {
  return { from: talk.from, to: talk.to, standing: "follows", dash: talk.underline, title: talk.title };
}

/** The talk a range stands for: the one whose underline holds the dash. Null for the page and for a detached range. */
export function talkOf(range: TalkRange, event: EventFile): Talk | null {
  const { dash } = range;
  if (dash === null) return null;
  return event.talks.find((talk) => talk.underline <= dash && dash < talk.bodyFrom) ?? null;
}

/** Takes a range through edits. `edits` are in offsets of the text before, `page` is the text after. */
export function followRange(range: TalkRange, edits: readonly Edit[], page: PageText, whose: Whose): Followed {
  if (range.standing === "page") {
    const all = pageRange(page.text);
    return { range: all, mapped: all, lost: false };
  }
  const mapped = mapSpan(range, edits, whose);
  const carried: TalkRange = { ...range, ...mapped, dash: mapDash(range.dash, edits) };
  // The own edit the newlines are for comes next, and decides.
  if (whose === "above" || whose === "below") {
    const standing = range.standing === "detached" ? "detached" : "held";
    return { range: { ...carried, standing }, mapped, lost: true };
  }
  const frayed = whose === "other" && edits.some((edit) => frays(edit, range));
  const talk = talkOf(carried, page.event) ?? findAgain(range, carried, edits, page, whose);
  if (talk === null) {
    // A writer who deletes the own title must be able to undo just that: the mapped range still holds it.
    const gone = range.standing !== "detached";
    return { range: { ...carried, standing: "detached" }, mapped, lost: (gone && whose !== "own") || frayed };
  }
  const settled = settle(range, carried, talk, edits, page, whose);
  return { range: settled, mapped, lost: frayed || leaves(mapped, settled) };
}

/** Ends a hold: the range becomes what the grammar reads, unless that would swallow a neighbour whose title stands. */
export function letGo(range: TalkRange, page: PageText): Followed {
  const talk = range.standing === "held" ? talkOf(range, page.event) : null;
  if (talk === null || swallows(talk, range, page)) return { range, mapped: range, lost: false };
  const settled = talkRange(talk);
  return { range: settled, mapped: range, lost: leaves(range, settled) };
}

/** Talks that begin inside a range besides its own: those a `letGo` would make talks of their own. */
export function talksWithin(range: TalkRange, event: EventFile): readonly Talk[] {
  if (range.standing === "page") return [];
  const own = talkOf(range, event);
  return event.talks.filter((talk) => talk !== own && talk.from >= range.from && talk.from < range.to);
}

function settle(
  range: TalkRange,
  carried: TalkRange,
  talk: Talk,
  edits: readonly Edit[],
  page: PageText,
  whose: Whose,
): TalkRange {
  const settled = talkRange(talk);
  const moved = settled.to < carried.from || settled.from > carried.to;
  if (moved || (settled.from === carried.from && settled.to === carried.to)) return settled;
  const wait =
    range.standing === "held" ||
    (whose === "own" && leaves(carried, settled)) ||
    swallows(talk, carried, page) ||
    talksWithin({ ...carried, dash: talk.underline }, page.event).some((other) => !arrivedWhole(other, range, edits));
  return wait ? { ...settled, from: carried.from, to: carried.to, standing: "held" } : settled;
}

/**
 * A talk whose dash is gone: by its title inside the range; else the one title at the range's top, where the writer
 * typed it anew or it was renamed in one stroke; else by a title of that name put somewhere else just now, once (a move).
 */
function findAgain(
  range: TalkRange,
  carried: TalkRange,
  edits: readonly Edit[],
  page: PageText,
  whose: Whose,
): Talk | null {
  const within = page.event.talks.filter((talk) => talk.from >= carried.from && talk.from < carried.to);
  const same = within.find((talk) => talk.title === range.title);
  if (same !== undefined) return same;
  const [only, ...more] = within;
  if (only !== undefined && more.length === 0 && (whose === "own" || range.standing !== "detached")) {
    if (page.text.slice(carried.from, only.from).trim() === "") return only;
  }
  const [moved, ...others] = page.event.talks.filter((talk) => talk.title === range.title);
  return moved !== undefined && others.length === 0 && inserted(moved.underline, edits) ? moved : null;
}

/** Whether the talk ends later only because something open in it (a fence, a comment) hides the next title. */
function swallows(talk: Talk, held: Span, page: PageText): boolean {
  if (talk.to <= held.to) return false;
  const rest = page.text.slice(held.to);
  const heading = parseEvent(rest).titleRange;
  return heading !== null && rest.slice(0, heading.from).trim() === "";
}

/** Whether a new talk came in one piece at an end of the range, as "New talk" and form saves bring it. */
function arrivedWhole(talk: Talk, range: Span, edits: readonly Edit[]): boolean {
  let shift = 0;
  for (const edit of edits) {
    const at = edit.from + shift;
    const apart = edit.from === range.from ? at <= talk.from : edit.from === range.to && at < talk.from;
    if (apart && talk.underline < at + edit.insert.length) return true;
    shift += edit.insert.length - (edit.to - edit.from);
  }
  return false;
}

function leaves(held: Span, settled: Span): boolean {
  return settled.from > held.from || settled.to < held.to;
}

/** Whether an edit takes text away on both sides of an end, or from the separator right at it. */
function frays(edit: Edit, range: Span): boolean {
  return (edit.from < range.from && edit.to >= range.from) || (edit.from <= range.to && edit.to > range.to);
}

/** Text put at an end is inside, unless it is padding; text that replaces something across an end is always outside. */
function mapSpan(span: Span, edits: readonly Edit[], whose: Whose): Span {
  let { from, to } = span;
  let shift = 0;
  for (const edit of edits) {
    const grown = edit.insert.length - (edit.to - edit.from);
    const pure = edit.from === edit.to;
    if (edit.from < span.from || (pure && edit.from === span.from && whose === "above")) {
      from = edit.to <= span.from ? span.from + shift + grown : edit.from + shift + edit.insert.length;
    }
    if (edit.from < span.to || (pure && edit.from === span.to && whose !== "below")) {
      to = edit.to <= span.to ? span.to + shift + grown : edit.from + shift;
    }
    shift += grown;
  }
  return { from, to: Math.max(from, to) };
}

/** Where one character went; null where it was deleted. */
function mapDash(dash: number | null, edits: readonly Edit[]): number | null {
  if (dash === null) return null;
  let shift = 0;
  for (const edit of edits) {
    if (edit.from > dash) break;
    if (edit.to > dash) return null;
    shift += edit.insert.length - (edit.to - edit.from);
  }
  return dash + shift;
}

/** Whether the character now at `offset` was put there by these edits. */
function inserted(offset: number, edits: readonly Edit[]): boolean {
  let shift = 0;
  for (const edit of edits) {
    const at = edit.from + shift;
    if (offset >= at && offset < at + edit.insert.length) return true;
    shift += edit.insert.length - (edit.to - edit.from);
  }
  return false;
}

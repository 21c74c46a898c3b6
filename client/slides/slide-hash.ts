import type { NamedSlide } from "./naming.ts";

/** Digits of a slide's own print, and of those of its neighbours: enough to tell the slides of one page apart. */
const OWN = 6;
const BESIDE = 4;

/** Stands for a neighbour that is not there or has nothing on it. */
const NONE = "0";

/** All prints are of the moment at which the address was taken; "" in an address without, as people write them. */
interface HashName {
  readonly id: string;
  readonly print: string;
  readonly before: string;
  readonly after: string;
}

/**
 * The end of an address that names one of these slides: `#/first-boat.3~1f3a9c.77ab.03fd`. The prints of what is on it and
 * on the slides beside it find it again after edits, which change the number. "" where there is no such slide.
 */
export function slideHash(slides: readonly NamedSlide[], at: number): string {
  const slide = slides[at];
  if (slide === undefined) return "";
  const id = encodeURIComponent(slide.id);
  if (slide.print === "") return `#/${id}`;
  const [before, after] = [at - 1, at + 1].map((beside) => slides[beside]?.print.slice(0, BESIDE) || NONE);
  return `#/${id}~${slide.print.slice(0, OWN)}.${before}.${after}`;
}

/**
 * Which of the slides an address names: the one with its words on it, wherever it has gone. Where its words are another
 * by now, the one that stands where it stood, and where it is gone, the one before that. -1 where not even its talk is there.
 */
export function indexOfHash(slides: readonly NamedSlide[], hash: string): number {
  const name = nameIn(hash);
  if (name === null) return -1;
  const byId = slides.findIndex(({ id }) => id === name.id);
  if (byId >= 0 && isOf(slides[byId], name.print)) return byId;
  const talk = talkOf(name.id);
  const ofTalk = (at: number): boolean => talkOf(slides[at]?.id ?? "") === talk;
  const same = indicesOf(slides, name.print);
  const byWords = same.find(ofTalk) ?? same[0];
  if (byWords !== undefined) return byWords;
  // The first of a talk has the talk's own name, which no edit beside it changes.
  if (byId >= 0 && name.id === talk) return byId;
  const stood = whereItStood(slides, name, byId);
  const isThere = slides.some((_, at) => ofTalk(at));
  if (stood >= 0 && (ofTalk(stood) || !isThere)) return stood;
  if (byId >= 0) return byId;
  return slides.findLastIndex(({ id }, at) => ofTalk(at) && numberOf(id) < numberOf(name.id));
}

/** By the slides beside it; -1 where they are not there either. */
function whereItStood(slides: readonly NamedSlide[], { before, after }: HashName, byId: number): number {
  const befores = indicesOf(slides, before);
  const left = befores.includes(byId - 1) ? byId - 1 : befores[0];
  if (left !== undefined)
    return after !== "" && isOf(slides[left + 1], after) ? left : Math.min(left + 1, slides.length - 1);
  const right = indicesOf(slides, after)[0];
  return right === undefined ? -1 : Math.max(right - 1, 0);
}

/** Of the slides with this print; none for "". */
function indicesOf(slides: readonly NamedSlide[], print: string): number[] {
  return print === "" ? [] : [...slides.keys()].filter((at) => isOf(slides[at], print));
}

function isOf(slide: NamedSlide | undefined, print: string): boolean {
  return slide?.print.startsWith(print) === true;
}

/** Null for what names no slide: a place in the page, a number, a broken code. */
function nameIn(hash: string): HashName | null {
  const parts = /^#\/?([^/~]+)(?:~([0-9a-f]+)\.([0-9a-f]+)\.([0-9a-f]+))?(?:\/\d*)?$/.exec(hash);
  if (parts === null) return null;
  const [, coded = "", ...prints] = parts;
  const [print = "", before = "", after = ""] = prints.map((one) => (one === NONE ? "" : one));
  try {
    return { id: decodeURIComponent(coded), print, before, after };
  } catch {
    return null;
  }
}

/** "" before the first talk. */
function talkOf(id: string): string {
  return id.replace(/\.\d+$/, "");
}

function numberOf(id: string): number {
  return Number(/\.(\d+)$/.exec(id)?.[1] ?? 1);
}

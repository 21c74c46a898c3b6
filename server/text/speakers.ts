/**
 * Who a line of names names: `Ann Lee @annlee`, `@annlee annlee.example`, `A. Lee & B. Roe`, and what else people
 * write in a hurry. What reads like a sentence names nobody. Underscores and hyphens are letters here: `@dyn__`.
 */

/** One person or group. At least one of the three is known; a site alone stands among other people only. */
export interface Speaker {
  readonly name: string | null;
  /** With its `@`, as written. */
  readonly handle: string | null;
  /** A site, a URL or an e-mail address, as written. */
  readonly site: string | null;
}

interface Draft {
  readonly words: string[];
  handle: string | null;
  site: string | null;
  /** Behind a dash or inside brackets, where words are a firm or a role and not the name. */
  aside: boolean;
}

/** No line of names is longer; bounds the work. */
const LONGEST = 200;

/** More words in a row are a sentence. */
const WORDS_IN_NAME = 6;

/** Lower-case words a name may hold. */
const PARTICLES = new Set(
  "af al bin da das de del den der di do dos du e el la le los of the ten ter van von y zu".split(" "),
);

/** Lower-case words that make a group of the name beside them. */
const GROUPS = new Set("community crew family folks friends group others panel project staff team".split(" "));

/** After these another person begins. */
const JOINERS = new Set([",", "&", "+", "/", "and", "with", "und", "et"]);

/** These part a name from what belongs to it. */
const DASHES = new Set(["-", "–", "—", "|", "·", "•"]);

const HANDLE = /^@[\p{L}\p{N}_][\p{L}\p{N}_.-]*(?:@[\p{L}\p{N}.-]+)?$/u;
const URL = /^(?:https?:\/\/|www\.)\S+$/i;
const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;
const DOMAIN = /^(?:[a-z0-9-]+\.)+[a-z]{2,24}(?:\/\S*)?$/;
const NAME_WORD = /^[\p{L}\p{M}\p{N}_.'’"“”-]+$/u;

/** A capital, a letter of a script without capitals, or the sign of a nickname: a digit, `_`, `-` or a capital inside. */
const NAME_LIKE = /[\p{Lu}\p{Lt}\p{Lo}_-]|\p{N}.*\p{L}|\p{L}.*\p{N}/u;

/** The people a line names, in order; null where it names none. */
export function speakersOf(line: string): Speaker[] | null {
  const source = line.trim();
  if (source.length > LONGEST || isSentence(source)) return null;
  const people = gathered(peopleOf(wordsOf(source)));
  if (!people.every((person) => isPerson(person, people.length))) return null;
  // Addresses alone may be anybody's.
  if (people.every(({ words, handle }) => words.length === 0 && handle === null)) return null;
  return people.map(({ words, handle, site }) => ({ name: words.join(" ") || null, handle, site }));
}

/** Whether the line holds addresses and nothing else: they belong to the name above, or to nobody. */
export function isLinks(line: string): boolean {
  const words = wordsOf(line);
  return words.length > 0 && words.every(isSite);
}

function isSentence(source: string): boolean {
  if (/^["“'‘]|^(?:TODO|TBD|FIXME)\b|[`!?;{}=]/.test(source)) return true;
  // `Ann B.` and `Lee Jr.` end in a full stop and are none.
  return /[.:…]$/.test(source) && !/(?:^|[\s.])(?:\p{Lu}|[JS]r|Inc|Ltd|Co|al)\.$/u.test(source);
}

/** Words, and the signs that order them. A link gives its label and its address; stars fall away. */
function wordsOf(source: string): string[] {
  return source
    .replace(/\[([^[\]]*)\]\(([^()\s]*)\)/g, " $1 $2 ")
    .replace(/[*<>]/g, " ")
    .replace(/[,()[\]]/g, " $& ")
    .split(/\s+/)
    .filter((word) => word !== "");
}

function peopleOf(words: readonly string[]): Draft[] {
  const people: Draft[] = [];
  let person = begin();
  for (const word of words) {
    if (startsAnother(word, person)) {
      people.push(person);
      person = begin();
    }
    take(person, word);
  }
  return [...people, person].filter(({ words, handle, site }) => words.length > 0 || handle !== null || site !== null);
}

function begin(): Draft {
  return { words: [], handle: null, site: null, aside: false };
}

function startsAnother(word: string, person: Draft): boolean {
  if (JOINERS.has(word.toLowerCase())) return true;
  if (HANDLE.test(word)) return person.handle !== null;
  const complete = person.handle !== null || person.site !== null;
  return complete && !person.aside && !isSite(word) && !isSign(word);
}

function take(person: Draft, word: string): void {
  if (word === ")" || word === "]") person.aside = false;
  else if (isSign(word)) person.aside = true;
  else if (HANDLE.test(word)) person.handle = word;
  else if (isSite(word)) person.site ??= word;
  else if (!person.aside && !JOINERS.has(word.toLowerCase())) person.words.push(word);
}

function isSign(word: string): boolean {
  return DASHES.has(word) || "()[]".includes(word);
}

function isSite(word: string): boolean {
  return URL.test(word) || EMAIL.test(word) || DOMAIN.test(word);
}

/** What stands alone behind somebody is theirs: `Ann Lee, annlee.example`, `Ann Lee and friends`. */
function gathered(people: readonly Draft[]): Draft[] {
  const kept: Draft[] = [];
  for (const person of people) {
    const before = kept.at(-1);
    const alone = person.handle === null && person.words.every((word) => GROUPS.has(word));
    if (!alone || before === undefined || (before.site !== null && person.site !== null)) kept.push(person);
    else before.site ??= person.site;
  }
  return kept;
}

function isPerson({ words, handle }: Draft, people: number): boolean {
  if (words.length === 0) return true;
  if (words.length > WORDS_IN_NAME || words.every(isParticle)) return false;
  if (!words.every((word) => NAME_WORD.test(word))) return false;
  const lower = words.filter((word) => !NAME_LIKE.test(word));
  // `ann lee @annlee` and a lone nickname are names, `slides are online` is none.
  if (lower.length === words.length) return handle === null ? words.length === 1 && people === 1 : words.length <= 2;
  return lower.every((word) => PARTICLES.has(word) || GROUPS.has(word));
}

function isParticle(word: string): boolean {
  return PARTICLES.has(word.toLowerCase()) || !/\p{L}/u.test(word);
}

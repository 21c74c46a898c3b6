/**
 * The headings of one rendering: their ids, their ranks for those who hear a page, and what `#fragments` lead to. It is
 * filled from top to bottom while a page is read, and asked when links are written.
 */
import { slugOf } from "../text/page-path.ts";

/** Before every id a writer can choose, so that none takes the place of ours (`main`, `editor-data`). */
const PREFIX = "user-content-";

/** What a heading becomes. */
export interface HeadingPlace {
  readonly id: string;
  /** A second id for addresses of the old form (`#Golden_Ticket`); null where it would be no other, or taken. */
  readonly oldId: string | null;
  /** Its tag: the level written, but never above the floor. */
  readonly level: number;
  /** Its rank where levels were left out (an h6 right below an h2 is of rank 3); null where the tag says it. */
  readonly rank: number | null;
}

export class Outline {
  /** Every id given out. */
  readonly #given = new Set<string>();
  /** How often an id was asked for. */
  readonly #asked = new Map<string, number>();
  /** Fragments to ids. */
  readonly #anchors = new Map<string, string>();
  /** Levels of the headings open around the next one. */
  readonly #open: number[] = [];
  #floor = 1;
  #rank = 1;

  /** The level that headings have at least where the outline stands. */
  get floor(): number {
    return this.#floor;
  }

  /** Headings from here on are of level `floor` or deeper; the first of them has the given rank. */
  begin(floor: number, rank: number): void {
    this.#floor = floor;
    this.#rank = rank;
    this.#open.length = 0;
  }

  /** Takes in a talk's title, whose id (the talk's slug) is given by whoever shows it. Returns the old form's id. */
  talk(title: string, slug: string): string | null {
    this.#anchors.set(slug, slug);
    this.#given.add(slug);
    return this.#oldAnchor(title, slug);
  }

  heading(title: string, level: number): HeadingPlace {
    const slug = slugOf(title);
    const id = this.unique(slug);
    if (!this.#anchors.has(slug)) this.#anchors.set(slug, id);
    const tag = Math.max(level, this.#floor);
    while ((this.#open.at(-1) ?? 0) >= tag) this.#open.pop();
    this.#open.push(tag);
    const rank = this.#rank + this.#open.length - 1;
    return { id, oldId: this.#oldAnchor(title, id), level: tag, rank: rank === tag ? null : rank };
  }

  /** An id not given before, safe from ours. Amortised constant time. */
  unique(name: string): string {
    const base = name.startsWith(PREFIX) ? name : PREFIX + name;
    let count = this.#asked.get(base) ?? 0;
    let id = base;
    do {
      count++;
      id = count === 1 ? base : `${base}-${count}`;
    } while (this.#given.has(id));
    this.#asked.set(base, count);
    this.#given.add(id);
    return id;
  }

  /** Whether the id was given out here. */
  has(id: string): boolean {
    return this.#given.has(id);
  }

  /** The id a link to `#fragment` on this page means: a talk, a heading in either form, or what HTML names so. */
  anchor(fragment: string): string {
    const name = decoded(fragment);
    if (name.startsWith(PREFIX)) return name;
    return this.#anchors.get(name) ?? this.#anchors.get(slugOf(name)) ?? PREFIX + name;
  }

  /** The old wiki put `_` for spaces and kept the rest. Only what no id of ours can look like becomes an id. */
  #oldAnchor(title: string, id: string): string | null {
    const name = title.replace(/ /g, "_");
    if (this.#anchors.has(name)) return null;
    this.#anchors.set(name, id);
    if (!/[A-Z_]/.test(name) || /\s/.test(name)) return null;
    this.#given.add(name);
    return name;
  }
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

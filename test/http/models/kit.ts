import type { Clock } from "../../../server/http/models/time.ts";
import type { PagePath } from "../../../server/text/page-path.ts";
import type { Commit } from "../../../server/wiki/ports.ts";
import type { EventEntry, Page, Save, Writing } from "../../../server/wiki/wiki.ts";

/** Thursday, a little after lunch. */
export const clock: Clock = { now: Date.UTC(2026, 9, 8, 13, 0), zone: "UTC" };

export function pagePath(path: string): PagePath {
  return path as PagePath;
}

export function oid(digit: string): string {
  return digit.repeat(40);
}

export function person(name: string): { name: string; email: string } {
  return { name, email: `${name.toLowerCase().replaceAll(" ", ".")}@example.org` };
}

export function save(changes: Partial<Save> = {}): Save {
  return {
    commit: oid("b"),
    parent: oid("a"),
    path: "events/2026/10/mergehaven.md",
    before: oid("1"),
    after: oid("2"),
    title: "Mergehaven 2026",
    authors: [person("Maren Oduya")],
    date: Date.UTC(2026, 9, 8, 12, 44),
    message: "Mergehaven 2026: Packfiles on a train",
    talks: ["Packfiles on a train"],
    talkSlugs: ["packfiles-on-a-train"],
    added: 7,
    removed: 4,
    marks: [{ kind: "add", from: 0.7, to: 0.8 }],
    ...changes,
  };
}

export function commit(changes: Partial<Commit> = {}): Commit {
  return {
    oid: oid("b"),
    parents: [oid("a")],
    author: person("Ilse Karvonen"),
    coAuthors: [],
    date: Date.UTC(2026, 9, 8, 12, 44),
    message: "Mergehaven 2026: Packfiles on a train",
    saveId: null,
    changes: [],
    ...changes,
  };
}

export function page(changes: Partial<Page> = {}): Page {
  return {
    path: pagePath("events/2026/10/mergehaven.md"),
    text: "",
    commit: oid("b"),
    blob: oid("c"),
    live: false,
    version: oid("c"),
    editable: true,
    ...changes,
  };
}

export function event(year: number, title: string, changes: Partial<EventEntry> = {}): EventEntry {
  const path = pagePath(`events/${year}/10/${title.toLowerCase().replaceAll(" ", "-")}.md`);
  return { path, title, date: null, talks: 7, year, month: 10, day: "Oct 8", live: false, ...changes };
}

export function writing(changes: Partial<Writing> = {}): Writing {
  return {
    path: pagePath("events/2026/10/mergehaven.md"),
    title: "Mergehaven 2026",
    talk: "Packfiles on a train",
    talkSlug: "packfiles-on-a-train",
    since: Date.UTC(2026, 9, 8, 12, 10),
    people: [{ name: "Jun Hasegrove", slot: 5, again: false }],
    ...changes,
  };
}

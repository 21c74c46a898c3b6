import { parseEvent, talkBySlug } from "../text/event.ts";
import { parsePagePath } from "../text/page-path.ts";
import type { LiveDocs, Occupancy } from "./live-ports.ts";
import type { Writing } from "./wiki.ts";

/** What readers are told of a room with people in it: an entry for each talk they are in. None where it has just gone. */
export function writingIn(occupancy: Occupancy, docs: LiveDocs): Writing[] {
  const path = parsePagePath(occupancy.path);
  const room = docs.loaded(occupancy.path);
  if (!path || !room) return [];
  const event = parseEvent(room.text());
  const talks = new Map(occupancy.people.map((person) => [person.talk, talkBySlug(event, person.talk ?? "")]));
  return [...new Set(talks.values())].map((talk) => ({
    path,
    title: event.title || path,
    talk: talk?.title ?? null,
    talkSlug: talk?.slug ?? null,
    since: occupancy.since,
    people: occupancy.people
      .filter((person) => talks.get(person.talk) === talk)
      .map(({ name, slot, again }) => ({ name, slot, again })),
  }));
}

/** From talk to talk, without leaving the page: its address, its neighbours, a new one. */
import type { Talk } from "../../server/text/event.ts";
import { appendTalk } from "../../server/text/event-edit.ts";
import type { Desk } from "./desk.ts";
import type { Notices } from "./notice.ts";
import { addressOf, type EditorData } from "./page-data.ts";
import type { LiveRoom } from "./provider.ts";
import { fits } from "./room-limit.ts";

export interface TurningOptions {
  readonly data: EditorData;
  readonly desk: Desk;
  readonly room: LiveRoom;
  readonly notices: Notices;
  /** The page is so long that a talk was not added. */
  full(): void;
  /** Something else is open now. */
  turned(): void;
}

export interface Turning {
  /** Opens what the page was asked for. Waits for the server where this device does not know the talk. */
  begin(): Promise<void>;
  open(talk: string | null): void;
  step(step: 1 | -1): void;
  /** Puts a new talk at the end of the page, and opens it with its title selected. */
  addTalk(): void;
  /** Tells the writer of talks that have left their editor. */
  offer(talks: readonly Talk[]): void;
}

const NEW_TITLE = "New talk";
/** A title may be gone for as long as it takes to type another. */
const LOST_MS = 3000;
const OFFERED_MS = 30_000;

export function createTurning({ data, desk, room, notices, full, turned }: TurningOptions): Turning {
  let lost: ReturnType<typeof setTimeout> | undefined;

  function turn(talk: string | null): boolean {
    if (!desk.turnTo(talk)) return false;
    for (const matter of ["parted", "lost"]) notices.clear(matter);
    clearTimeout(lost);
    desk.open?.binding.listen(watch);
    // A form that asks for a name keeps the focus; on a phone it would bring the keyboard up.
    if (document.activeElement === document.body && matchMedia("(pointer: fine)").matches) desk.open?.view.focus();
    turned();
    return true;
  }

  /** Keeps the address of the talk true while its title is typed, and says when the title is gone. */
  function watch(): void {
    const talk = desk.talk();
    if (talk !== null) keepAddress(talk.slug);
    const detached = desk.open?.binding.range.standing === "detached";
    if (!detached) {
      clearTimeout(lost);
      lost = undefined;
      notices.clear("lost");
    } else lost ??= setTimeout(sayLost, LOST_MS);
  }

  function sayLost(): void {
    notices.show("lost", {
      words:
        "The title of this talk is gone from the page. What you write stays where it is; a title above it makes it a talk again.",
      acts: [{ label: "Open the whole page", act: () => open(null) }],
    });
  }

  function keepAddress(slug: string): void {
    const address = addressOf(data.api.edit, slug);
    if (address !== location.pathname + location.search) history.replaceState(null, "", address);
  }

  function open(talk: string | null): void {
    if (!turn(talk)) {
      missing(talk);
      return;
    }
    history.pushState(null, "", addressOf(data.api.edit, talk));
    desk.open?.view.focus();
  }

  function missing(talk: string | null): void {
    notices.show("missing", { words: `There is no talk “${talk}” on this page any more.`, ms: OFFERED_MS });
  }

  addEventListener("popstate", () => {
    const talk = new URLSearchParams(location.search).get("talk");
    if (!turn(talk)) missing(talk);
  });

  return {
    async begin() {
      if (turn(data.talk)) return;
      await room.synced;
      if (turn(data.talk)) return;
      turn(null);
      missing(data.talk);
    },
    open,
    step(step) {
      const opened = desk.open;
      if (opened === null) return;
      const { talks } = opened.binding.page.event;
      const at = talks.findIndex(({ slug }) => slug === desk.talk()?.slug);
      const next = talks[at < 0 ? (step > 0 ? 0 : talks.length - 1) : at + step];
      if (next !== undefined) open(next.slug);
    },
    addTalk() {
      const opened = desk.open;
      if (opened === null || opened.view.state.readOnly) return;
      const { text } = opened.binding.page;
      const edit = appendTalk(text, { title: NEW_TITLE, speaker: null });
      if (!fits(text, edit.insert, data.limit)) {
        full();
        return;
      }
      room.text.doc?.transact(() => room.text.insert(edit.from, edit.insert), "new talk");
      const added = opened.binding.page.event.talks.at(-1);
      if (added === undefined || added.title !== NEW_TITLE) return open(null);
      open(added.slug);
      const { from, words } = added;
      desk.open?.view.dispatch({ selection: { anchor: words.from - from, head: words.to - from } });
    },
    offer(talks) {
      const last = talks.at(-1);
      if (last === undefined) return;
      notices.show("parted", {
        words: `“${last.title}” is a talk of its own now.`,
        acts: [{ label: "Go on writing there", act: () => open(last.slug) }],
        ms: OFFERED_MS,
      });
    },
  };
}

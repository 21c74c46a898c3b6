/** The one editor that is open: a talk of the page, or all of it. Opening another closes it; the room stays. */
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { Talk } from "../../server/text/event.ts";
import { caretLayer, showPeers } from "./carets.ts";
import { openEditor } from "./editor-view.ts";
import { letGoWhenIdle } from "./hold.ts";
import { isInNote } from "./marks.ts";
import { marksView } from "./marks-view.ts";
import { Presence } from "./presence.ts";
import type { LiveRoom } from "./provider.ts";
import { withinLimit } from "./room-limit.ts";
import { bindTalk, type PageNews, type TalkBinding } from "./talk-binding.ts";
import { talkOf } from "./talk-range.ts";
import { cutIn } from "./talk-slides.ts";

export interface DeskOptions {
  readonly room: LiveRoom;
  readonly parent: HTMLElement;
  readonly nonce: string;
  /** Most text the page may hold, in bytes of UTF-8. */
  readonly limit: number;
  /** Text or range changed. Called after the room and the editor have it. */
  edited(news: PageNews): void;
  /** The writer's caret moved. */
  moved(): void;
  /** Somebody came, went, moved, or stopped typing. */
  peopleChanged(): void;
  /** Talks that were typed in this editor have become talks of their own. */
  parted(talks: readonly Talk[]): void;
  /** The page is so long that something was not taken. */
  full(): void;
}

/** What is open. */
export interface Open {
  readonly view: EditorView;
  readonly binding: TalkBinding;
  /** As it was asked for; null for the whole page. */
  readonly asked: string | null;
}

export interface Desk {
  readonly open: Open | null;
  readonly presence: Presence;
  /** The talk the editor holds, as it stands now; null for the whole page and while its title is lost. */
  talk(): Talk | null;
  /** Closes what is open and opens this. False, and nothing changes, where the page has no such talk. */
  turnTo(talk: string | null): boolean;
  /** Whether the text can be changed. */
  lock(locked: boolean): void;
}

export function createDesk(options: DeskOptions): Desk {
  const { room, parent, nonce, limit, edited, moved, peopleChanged, parted, full } = options;
  const readOnly = new Compartment();
  let open: Open | null = null;
  let locked = false;
  let painting = 0;

  const presence = new Presence(room.awareness, () => {
    if (painting === 0) painting = requestAnimationFrame(paintPeople);
  });

  function paintPeople(): void {
    painting = 0;
    // Offsets are the room's: not those of an editor that still lacks some of it.
    if (open !== null && open.binding.queued === null) showPeers(open.view, open.binding.range, presence.peers());
    peopleChanged();
  }

  function close(): void {
    open?.view.destroy();
    open?.binding.destroy();
    open = null;
  }

  /** Of the whole page nothing is read: it is parsed where it is drawn, once a frame. */
  function talk(): Talk | null {
    return open === null || open.asked === null ? null : talkOf(open.binding.range, open.binding.page.event);
  }

  function turnTo(asked: string | null): boolean {
    const binding = bindTalk(room.text, asked);
    if (binding === null) return false;
    close();
    const title = talkOf(binding.range, binding.page.event)?.title;
    const view = openEditor({
      parent,
      binding,
      nonce,
      label: title === undefined ? "The whole page, as text" : `Notes of ${title}`,
      extensions: [
        marksView({
          whole: asked === null,
          begun: () => asked !== null && isInNote(binding.page.text, binding.range.from),
          cut: () => (asked === null ? undefined : cutIn(binding.page.text, binding.slice)),
          length: () => binding.page.text.length,
        }),
        caretLayer(),
        letGoWhenIdle(binding, parted),
        withinLimit(binding, limit, full),
        readOnly.of(EditorState.readOnly.of(locked)),
        EditorView.updateListener.of(({ state, selectionSet, docChanged }) => {
          if (!selectionSet && !docChanged) return;
          presence.publish(state.selection.main.anchor, state.selection.main.head);
          moved();
        }),
      ],
    });
    // Notes go on where they end; what is on the screen stays the title.
    if (asked !== null) view.dispatch({ selection: { anchor: binding.slice.trimEnd().length } });
    open = { view, binding, asked };
    presence.follow(binding);
    presence.enter(asked);
    binding.listen((news) => {
      presence.enter(talk()?.slug ?? asked);
      edited(news);
    });
    return true;
  }

  return {
    get open() {
      return open;
    },
    presence,
    talk,
    turnTo,
    lock(on) {
      locked = on;
      open?.view.dispatch({ effects: readOnly.reconfigure(EditorState.readOnly.of(on)) });
    },
  };
}

/** The editor's page: its parts, and who tells whom. */
import { createDesk, type Desk } from "./desk.ts";
import { keptText } from "./kept.ts";
import { listenToKeys, nameKeys } from "./keys.ts";
import { offerLeftTexts, showText } from "./left.ts";
import { createLight } from "./light.ts";
import { createNameForm } from "./name.ts";
import { createNotices, type Notices } from "./notice.ts";
import { type EditorData, part, readEditorData, readNonce } from "./page-data.ts";
import type { Person } from "./person.ts";
import { type LiveRoom, openRoom, type Trouble } from "./provider.ts";
import { followSaves, type Saves } from "./saves.ts";
import { createScreen } from "./screen.ts";
import { listenToTools } from "./tools.ts";
import { watchTrouble } from "./trouble.ts";
import { createTurning, type Turning } from "./turning.ts";

/** How long a save waits for text that is still on its way. */
const SETTLE_MS = 5000;
const SAVED_WORD_MS = 4000;
const SLOW_MS = 3000;
const SLOW_WORDS = "No answer from the server so far. The text comes as soon as there is one.";

async function start(): Promise<void> {
  const data = readEditorData();
  const notices = createNotices(part("_say"));
  const light = createLight();
  let me: Person = { name: data.me.name, slot: 0, again: false };

  const room = openRoom({
    server: `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}${data.api.live.replace(/\/$/, "")}`,
    room: data.room,
    kept: await keptText(data.room, data.path),
    changed() {
      light.show(room.state);
      trouble(room.state.trouble);
    },
    seated(person) {
      me = person;
      screen.refresh();
    },
  });
  const desk = createDesk({
    room,
    parent: part("_main"),
    nonce: readNonce(),
    edited: () => screen.edited(),
    moved: () => screen.refresh(),
    peopleChanged: () => screen.refresh(),
    parted: (talks) => turning.offer(talks),
  });
  const screen = createScreen({ data, desk, me: () => me, open: (talk) => turning.open(talk) });
  const turning = createTurning({ data, desk, room, notices, turned: () => screen.edited() });
  const trouble = guardText({ data, desk, room, notices });
  const saves = followSaves({
    saveAddress: data.api.save,
    followAddress: data.api.follow,
    path: data.path,
    commit: data.commit,
    settled: () => room.settled(SETTLE_MS),
    committed: light.showHistory,
  });

  takeOrders({ desk, turning, saves, notices });
  introduce(data, desk, room);
  const slow = setTimeout(() => notices.show("opening", { words: SLOW_WORDS }), SLOW_MS);
  await room.opened;
  clearTimeout(slow);
  notices.clear("opening");
  await turning.begin();
  part("_form").remove();
  await offerLeftTexts(data.room, data.path, notices);
}

interface Guarded {
  readonly data: EditorData;
  readonly desk: Desk;
  readonly room: LiveRoom;
  readonly notices: Notices;
}

/** Sees to it that no text is lost for want of a word. Returns what to call with the room's trouble. */
function guardText({ data, desk, room, notices }: Guarded): (trouble: Trouble | null) => void {
  const warn = (event: BeforeUnloadEvent): void => {
    if (room.state.pending) event.preventDefault();
  };
  addEventListener("beforeunload", warn);
  return watchTrouble({
    notices,
    pageAddress: data.api.edit.replace("/-/edit/", "/-/api/v1/pages/"),
    room: data.room,
    lock: desk.lock,
    showText: () => showText(desk.open?.binding.slice ?? "", null),
    reload() {
      removeEventListener("beforeunload", warn);
      location.reload();
    },
  });
}

interface Ordered {
  readonly desk: Desk;
  readonly turning: Turning;
  readonly saves: Saves;
  readonly notices: Notices;
}

/** Keys, buttons and the phone's tools. */
function takeOrders({ desk, turning, saves, notices }: Ordered): void {
  const save = async (): Promise<void> => {
    notices.show("save", { words: "Into history…" });
    notices.show("save", { words: await saves.save(), ms: SAVED_WORD_MS });
  };
  const help = (): void => part<HTMLDialogElement>("_keys").showModal();
  listenToKeys({ save: () => void save(), newTalk: turning.addTalk, turn: turning.step, help });
  listenToTools(
    () => desk.open?.view ?? null,
    () => desk.open?.binding.undo(),
  );
  part("_save").addEventListener("click", () => void save());
  part("_add").addEventListener("click", turning.addTalk);
  part("_help").addEventListener("click", help);
  nameKeys(document);
}

/** Who this is to the others, and how that is changed. */
function introduce(data: EditorData, desk: Desk, room: LiveRoom): void {
  const claim = (name: string): void => {
    // For clients that are not ours; the server puts the session's name over it.
    room.awareness.setLocalStateField("user", { name });
  };
  claim(data.me.name);
  const names = createNameForm({
    ...data.me,
    address: data.api.name,
    named(name) {
      claim(name);
      room.reconnect();
    },
    done: () => desk.open?.view.focus(),
  });
  part("_me").addEventListener("click", names.ask);
}

/** What needs a script comes. The form stays behind it until the text is there, and comes back where it does not. */
function takeOver(): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-script]")) element.hidden = false;
}

takeOver();
start().catch((error: unknown) => {
  part("_form").classList.add("is-needed");
  throw error;
});

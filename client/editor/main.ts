/** The editor's page: its parts, and who tells whom. */

import { encodeStateAsUpdate } from "yjs";
import { parseEvent, talkBySlug } from "../../server/text/event.ts";
import { showDiagrams } from "../diagrams/show.ts";
import type { Person } from "../people/person.ts";
import { createDesk, type Desk } from "./desk.ts";
import { createDrawer } from "./drawer.ts";
import { followFate } from "./fate.ts";
import { type KeptText, keptText } from "./kept.ts";
import { listenToKeys, nameKeys } from "./keys.ts";
import { bringAlong, showText } from "./left.ts";
import { createLight } from "./light.ts";
import { createNameForm } from "./name.ts";
import { followWiki } from "./news.ts";
import { createNotices, type Notices } from "./notice.ts";
import { type EditorData, moveTo, part, readEditorData, readNonce } from "./page-data.ts";
import { createPatience } from "./patience.ts";
import { takePictures } from "./pictures.ts";
import { type LiveRoom, openRoom, type Trouble } from "./provider.ts";
import { fullWords } from "./room-limit.ts";
import { followSaves, type Saves } from "./saves.ts";
import { createScreen } from "./screen.ts";
import { listenToTools } from "./tools.ts";
import { watchTrouble } from "./trouble.ts";
import { createTurning, type Turning } from "./turning.ts";
import { keepAboveKeyboard } from "./viewport.ts";

/** How long a save waits for text that is still on its way. */
const SETTLE_MS = 5000;
const SAVED_WORD_MS = 4000;
const SLOW_MS = 3000;
const SLOW_WORDS = "No answer from the server so far. The text comes as soon as there is one.";

const FULL_WORD_MS = 10_000;

async function start(): Promise<void> {
  const data = readEditorData();
  const notices = createNotices(part("_say"));
  const light = createLight();
  const patience = createPatience(notices);
  const news = followWiki(data.api.follow);
  const full = (): void => notices.show("full", { words: fullWords(data.limit), ms: FULL_WORD_MS });
  const kept = await keptText(data.room, data.path);
  let me: Person = { name: data.me.name, slot: 0, again: false };

  const room = openRoom({
    server: `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}${data.api.live.replace(/\/$/, "")}`,
    room: data.room,
    kept,
    changed() {
      light.show(room.state);
      patience.watch(room.state);
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
    limit: data.limit,
    edited: () => screen.edited(),
    moved: () => screen.refresh(),
    peopleChanged: () => screen.refresh(),
    parted: (talks) => turning.offer(talks),
    full,
  });
  const screen = createScreen({
    data,
    desk,
    me: () => me,
    open: (talk) => turning.open(talk),
    went: () => drawer.close(),
  });
  const drawer = createDrawer();
  const turning = createTurning({
    data,
    desk,
    room,
    notices,
    full,
    turned() {
      drawer.close();
      screen.edited();
    },
  });
  const trouble = guardText({ data, desk, room, kept, notices });
  const saves = followSaves({
    data,
    news,
    settled: () => room.settled(SETTLE_MS),
    committed: light.showHistory,
  });

  news.on("disk", ({ writable }) => patience.disk(writable === true));
  followFate({
    data,
    news,
    notices,
    titleOf: (slug) => talkBySlug(parseEvent(room.text.toString()), slug)?.title ?? null,
    showText: () => showText(room.text.toString(), null),
    moved() {
      kept.moved(data.path);
      screen.edited();
    },
  });
  takePictures({ data, desk, room, notices });
  takeOrders({ desk, turning, saves, notices });
  introduce(data, desk, room);
  await openedPatiently(room, notices);
  await turning.begin();
  part("_form").remove();
  await bringAlong(data.room, data.path, notices);
}

/** Waits for the text, and says so where that takes long. */
async function openedPatiently(room: LiveRoom, notices: Notices): Promise<void> {
  const slow = setTimeout(() => notices.show("opening", { words: SLOW_WORDS }), SLOW_MS);
  await room.opened;
  clearTimeout(slow);
  notices.clear("opening");
}

interface Guarded {
  readonly data: EditorData;
  readonly desk: Desk;
  readonly room: LiveRoom;
  readonly kept: KeptText;
  readonly notices: Notices;
}

/** Sees to it that no text is lost for want of a word. Returns what to call with the room's trouble. */
function guardText({ data, desk, room, kept, notices }: Guarded): (trouble: Trouble | null) => void {
  const warn = (event: BeforeUnloadEvent): void => {
    if (room.state.pending) event.preventDefault();
  };
  addEventListener("beforeunload", warn);
  return watchTrouble({
    notices,
    room: data.room,
    state: () => new Uint8Array(room.text.doc === null ? [] : encodeStateAsUpdate(room.text.doc)),
    lock: desk.lock,
    showText: () => showText(room.text.toString(), null),
    startAgain: () =>
      showText(room.text.toString(), () => {
        kept.drop();
        removeEventListener("beforeunload", warn);
        location.reload();
      }),
    leave(path, sent) {
      if (sent) kept.mark(false);
      if (path !== null && path !== data.path) {
        moveTo(data, path);
        history.replaceState(null, "", data.api.edit + location.search);
      }
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
  keepAboveKeyboard(part("_ed"));
  showDiagrams({ faults: true });
  for (const element of document.querySelectorAll<HTMLElement>("[data-script]")) element.hidden = false;
}

takeOver();
start().catch((error: unknown) => {
  part("_form").classList.add("is-needed");
  throw error;
});

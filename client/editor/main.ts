/** The editor's page: its parts, and who tells whom. */
import { showText, offerLeftTexts } from "./left.ts";
import { createDesk } from "./desk.ts";
import type { Person } from "./faces.ts";
import { keptText } from "./kept.ts";
import { listenToKeys, nameKeys } from "./keys.ts";
import { createLight } from "./light.ts";
import { createNameForm } from "./name.ts";
import { createNotices } from "./notice.ts";
import { part, readEditorData, readNonce } from "./page-data.ts";
import { openRoom } from "./provider.ts";
import { followSaves } from "./saves.ts";
import { createScreen } from "./screen.ts";
import { listenToTools } from "./tools.ts";
import { watchTrouble } from "./trouble.ts";
import { createTurning } from "./turning.ts";

/** How long a save waits for text that is still on its way. */
const SETTLE_MS = 5000;
const SAVED_WORD_MS = 4000;

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
  // For clients that are not ours; the server puts the session's name over it.
  room.awareness.setLocalStateField("user", { name: me.name });

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
  const saves = followSaves({
    saveAddress: data.api.save,
    followAddress: data.api.follow,
    path: data.path,
    commit: data.commit,
    settled: () => room.settled(SETTLE_MS),
    committed: light.showHistory,
  });

  const save = async (): Promise<void> => {
    notices.show("save", { words: await saves.save(), ms: SAVED_WORD_MS });
  };
  const warn = (event: BeforeUnloadEvent): void => {
    if (room.state.pending) event.preventDefault();
  };
  const trouble = watchTrouble({
    notices,
    pageAddress: `/-/api/v1/pages${location.pathname.replace(/^\/-\/edit/, "")}`,
    room: data.room,
    lock: desk.lock,
    showText: () => showText(desk.open?.binding.slice ?? "", null),
    reload() {
      removeEventListener("beforeunload", warn);
      location.reload();
    },
  });
  const names = createNameForm({
    ...data.me,
    address: data.api.name,
    named(name) {
      me = { ...me, name };
      room.awareness.setLocalStateField("user", { name });
      room.reconnect();
      screen.refresh();
    },
    done: () => desk.open?.view.focus(),
  });

  addEventListener("beforeunload", warn);
  const help = (): void => part<HTMLDialogElement>("_keys").showModal();
  listenToKeys({ save: () => void save(), newTalk: turning.addTalk, turn: turning.step, help });
  listenToTools(
    () => desk.open?.view ?? null,
    () => desk.open?.binding.undo(),
  );
  part("_save").addEventListener("click", () => void save());
  part("_add").addEventListener("click", turning.addTalk);
  part("_help").addEventListener("click", help);
  part("_me").addEventListener("click", names.ask);
  nameKeys(document);

  await room.opened;
  await turning.begin();
  await offerLeftTexts(data.room, data.path, notices);
}

/** From here on the page is the script's: the form goes, and what needs a script comes. */
function takeOver(): void {
  part("_form").remove();
  for (const element of document.querySelectorAll<HTMLElement>("[data-script]")) element.hidden = false;
}

takeOver();
await start();

/** Pictures that are pasted, dropped or picked: sent to the wiki one after another, and put in where the caret was. */
import type { EditorView } from "@codemirror/view";
import * as Y from "yjs";
import type { Desk } from "./desk.ts";
import type { Notices } from "./notice.ts";
import { type EditorData, part } from "./page-data.ts";
import { closeSlot, fillSlot, openSlot, placeOf, sayInSlot } from "./pictures-place.ts";
import { type Answer, postFile } from "./post.ts";
import type { LiveRoom } from "./provider.ts";
import { fits, fullWords } from "./room-limit.ts";

/** A slow line takes its time with a photograph. */
const LONGEST_MS = 120_000;
const NOTICE_MS = 12_000;
const OFFLINE = "Pictures need the server, and there is no connection now. Nothing was put in.";

/** What browsers call a picture that was copied and never had a name. */
const NAMELESS = /^(?:image|unknown|blob)?\.?[a-z]*$/i;

export interface PictureOptions {
  readonly data: EditorData;
  readonly desk: Desk;
  readonly room: LiveRoom;
  readonly notices: Notices;
}

/** Pictures that came together. */
interface Batch {
  readonly id: number;
  readonly files: readonly File[];
  readonly view: EditorView;
  /** Where they go, should this editor be closed meanwhile. */
  place: Y.RelativePosition;
}

export function takePictures({ data, desk, room, notices }: PictureOptions): void {
  const input = part<HTMLInputElement>("_pictures");
  let batches = 0;
  let last: Promise<void> = Promise.resolve();

  /** @param at where in the editor; null at the caret, which a selection ends in. */
  function take(files: readonly File[], at: number | null): void {
    const open = desk.open;
    if (open === null || files.length === 0) return;
    if (!room.state.connected || open.view.state.readOnly) {
      notices.show("pictures", { words: OFFLINE, ms: NOTICE_MS });
      return;
    }
    notices.clear("pictures");
    const { view, binding } = open;
    batches += 1;
    const place = at ?? view.state.selection.main.to;
    const batch: Batch = { id: batches, files, view, place: relative(binding.range.from + place) };
    openSlot(view, { id: batch.id, at: place, words: wordsOf(batch, 0) });
    last = last.then(() => sendAll(batch));
  }

  async function sendAll(batch: Batch): Promise<void> {
    let landed = 0;
    for (const [index, file] of batch.files.entries()) {
      sayInSlot(batch.view, batch.id, wordsOf(batch, index));
      const answer: Answer<{ markdown: string }> = await postFile(data.api.upload, named(file), LONGEST_MS);
      if ("refusal" in answer) refuse(`${batch.id}.${index}`, `${file.name || "Picture"}: ${answer.refusal}`);
      else if (!fits(room.text.toString(), answer.value.markdown, data.limit)) {
        refuse(`${batch.id}.${index}`, fullWords(data.limit));
      } else {
        putIn(batch, answer.value.markdown, landed > 0);
        landed += 1;
      }
    }
    closeSlot(batch.view, batch.id);
  }

  function refuse(id: string, words: string): void {
    notices.show(`picture-${id}`, { words, ms: NOTICE_MS });
  }

  /** Into the editor it was begun in, as an edit that can be taken back; where that is closed, into the page's text. */
  function putIn(batch: Batch, markdown: string, more: boolean): void {
    const text = (before: string): string => (more ? "\n" : /\S$/.test(before) ? " " : "") + markdown;
    if (desk.open?.view === batch.view && placeOf(batch.view, batch.id) !== null) {
      fillSlot(batch.view, batch.id, text);
      const at = placeOf(batch.view, batch.id) ?? 0;
      batch.place = relative(desk.open.binding.range.from + at);
      return;
    }
    const { doc } = room.text;
    const at = doc === null ? null : Y.createAbsolutePositionFromRelativePosition(batch.place, doc)?.index;
    const whole = room.text.toString();
    // A page that has lost the place has its pictures at its end.
    const index = at ?? whole.length;
    const insert = text(whole.slice(whole.lastIndexOf("\n", index - 1) + 1, index));
    room.text.insert(index, insert);
    batch.place = relative(index + insert.length);
  }

  /** A place in the page's text that others' typing does not move; what is put in at it comes before it. */
  function relative(index: number): Y.RelativePosition {
    return Y.createRelativePositionFromTypeIndex(room.text, Math.min(index, room.text.length));
  }

  /** A copied picture without a name of its own is named after the talk it is put into. */
  function named(file: File): File {
    if (!NAMELESS.test(file.name)) return file;
    const name = desk.talk()?.slug ?? data.path.replace(/^.*\/|\.md$/g, "");
    return new File([file], name, { type: file.type });
  }

  listenToText(
    (files, at) => take(files, at),
    () => desk.open?.view ?? null,
  );
  input.addEventListener("change", () => {
    take([...(input.files ?? [])], null);
    input.value = "";
    desk.open?.view.focus();
  });
  for (const button of document.querySelectorAll("[data-pick]")) {
    button.addEventListener("click", () => input.click());
  }
}

/** Pictures pasted or dropped on the text, before the editor sees them. Words that come with a picture go first. */
function listenToText(take: (files: readonly File[], at: number | null) => void, view: () => EditorView | null): void {
  const main = part("_main");
  main.addEventListener(
    "paste",
    (event) => {
      const files = picturesIn(event.clipboardData);
      if (files.length === 0 || event.clipboardData?.types.includes("text/plain") === true) return;
      event.preventDefault();
      event.stopPropagation();
      take(files, null);
    },
    { capture: true },
  );
  main.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files") === true) event.preventDefault();
  });
  main.addEventListener(
    "drop",
    (event) => {
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      // A file that is no picture would open in place of the editor.
      event.preventDefault();
      event.stopPropagation();
      take(picturesIn(event.dataTransfer), view()?.posAtCoords({ x: event.clientX, y: event.clientY }) ?? null);
    },
    { capture: true },
  );
}

function picturesIn(transfer: DataTransfer | null): File[] {
  return [...(transfer?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
}

function wordsOf({ files }: Batch, index: number): string {
  const name = files[index]?.name || "picture";
  return files.length === 1 ? `Sending ${name} …` : `Sending ${name}, ${index + 1} of ${files.length} …`;
}

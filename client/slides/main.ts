import { showDiagrams } from "../diagrams/show.ts";
import { startDeck } from "./deck.ts";
import { fitSheetsForPaper } from "./sheets.ts";
import { startSpeaker } from "./speaker.ts";

/** The script of the deck, of the deck for paper and of the speaker's view: the page says which it is. */
const deck = document.querySelector<HTMLElement>(".reveal");
showDiagrams();
const speaker = document.querySelector<HTMLElement>(".speaker");
if (deck !== null) {
  fitSheetsForPaper(deck);
  if (deck.dataset["view"] === "screen") await startDeck(deck);
}
if (speaker !== null) startSpeaker(speaker);

import { startDeck } from "./deck.ts";
import { startSpeaker } from "./speaker.ts";

/** The script of the deck and of its speaker's view: the page says which it is. */
const deck = document.querySelector<HTMLElement>(".reveal");
const speaker = document.querySelector<HTMLElement>(".speaker");
if (deck !== null) await startDeck(deck);
if (speaker !== null) startSpeaker(speaker);

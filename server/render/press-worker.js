/**
 * Renders pages and decks in a thread of its own, one after the other; see `press-thread.ts`. The thread runs what is built
 * of this, also where the server itself runs from its sources.
 */
import { parentPort } from "node:worker_threads";
import { deckHtml } from "./deck-html.ts";
import { pageHtml } from "./page-html.ts";
import { isTooMuch } from "./press-size.ts";

parentPort?.on("message", ({ kind, text, context, talk }) => {
  const html = kind === "page" ? pageHtml(text, context) : deckHtml(text, context, talk === null ? {} : { talk });
  parentPort?.postMessage(isTooMuch(html) ? null : html);
});
parentPort?.postMessage("ready");

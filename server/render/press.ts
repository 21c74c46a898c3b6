/** Pages and decks, rendered where it holds nobody up. What would take too long is shown as it is written. */
import { createLru } from "../lru.ts";
import type { PagePath } from "../text/page-path.ts";
import { deckAsWritten, pageAsWritten } from "./as-written.ts";
import { type DeckHtml, deckHtml } from "./deck-html.ts";
import { type PageHtml, pageHtml } from "./page-html.ts";
import { charactersIn } from "./press-size.ts";
import { createThread, type Job, type ThreadLimits } from "./press-thread.ts";
import type { RenderContext } from "./scope.ts";

export interface Printed<Html> {
  readonly html: Html;
  /** False where the text is shown as it is written. Another time it may be rendered, so no cache should keep it. */
  readonly rendered: boolean;
}

export interface Press {
  page(text: string, context: RenderContext): Promise<Printed<PageHtml>>;
  /** @param talk slug of the one talk to show; null for all of the page. */
  deck(text: string, context: RenderContext, talk: string | null): Promise<Printed<DeckHtml>>;
}

export interface PressLimits extends ThreadLimits {
  /** Characters, included pages counted, that are rendered at once: starting up a thread's work costs more than they do. */
  readonly light: number;
  /** A text that took too long is not tried again for so long, ms. */
  readonly refusedMs: number;
  /** Characters of texts and of their HTML that are kept for the next reader. */
  readonly kept: number;
}

const LIMITS: PressLimits = { longestMs: 1500, waiting: 16, light: 24_000, refusedMs: 300_000, kept: 16_000_000 };

/**
 * One renderer for everybody: who asks for what somebody else waits for waits with them, and what was rendered lately is
 * at hand. A text up to `light` is rendered at once, a longer one in the thread.
 *
 * @param program absolute path of the built `press-worker.js`.
 */
export function createPress(program: string, changes: Partial<PressLimits> = {}): Press {
  const limits = { ...LIMITS, ...changes };
  const inThread = createThread<Job, PageHtml | DeckHtml>(program, limits);
  const kept = createLru<string, Printed<PageHtml | DeckHtml>>(limits.kept);
  const refused = createLru<string, number>(limits.kept);
  const waiting = new Map<string, Promise<Printed<PageHtml | DeckHtml>>>();

  async function print(job: Job): Promise<Printed<PageHtml | DeckHtml>> {
    const key = keyOf(job);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const there = waiting.get(key);
    if (there !== undefined) return there;
    const coming = render(job, key);
    waiting.set(key, coming);
    try {
      return await coming;
    } finally {
      waiting.delete(key);
    }
  }

  async function render(job: Job, key: string): Promise<Printed<PageHtml | DeckHtml>> {
    const html = lengthOf(job) <= limits.light ? atOnce(job) : await beside(job, key);
    if (html === null) return { html: asWritten(job), rendered: false };
    const printed = { html, rendered: true };
    const weight = key.length + charactersIn(html);
    // A larger one would push out too many others.
    if (weight <= limits.kept / 4) kept.set(key, printed, weight);
    return printed;
  }

  async function beside(job: Job, key: string): Promise<PageHtml | DeckHtml | null> {
    if ((refused.get(key) ?? 0) > Date.now()) return null;
    const outcome = await inThread(job);
    if (outcome.kind === "done") return outcome.html;
    if (outcome.kind === "too-much") refused.set(key, Date.now() + limits.refusedMs, key.length);
    return null;
  }

  return {
    async page(text, context) {
      return (await print({ kind: "page", text, context, talk: null })) as Printed<PageHtml>;
    },
    async deck(text, context, talk) {
      return (await print({ kind: "deck", text, context, talk })) as Printed<DeckHtml>;
    },
  };
}

function atOnce({ kind, text, context, talk }: Job): PageHtml | DeckHtml {
  return kind === "page" ? pageHtml(text, context) : deckHtml(text, context, talk === null ? {} : { talk });
}

function asWritten({ kind, text }: Job): PageHtml | DeckHtml {
  return kind === "page" ? pageAsWritten(text) : deckAsWritten(text);
}

function lengthOf({ text, context }: Job): number {
  return [...context.includes.values()].reduce((sum, included) => sum + included.length, text.length);
}

/** All that the HTML depends on. */
function keyOf({ kind, text, context, talk }: Job): string {
  const includes: [PagePath, string][] = [...context.includes];
  const asked = [kind, context.path, String(context.faults === true), context.cut ?? "", talk ?? "\0"];
  return [...asked, ...includes.flat(), text].join("\n\0");
}

import { type Clock, momentOf } from "./time.ts";
import { counted } from "./words.ts";

const DAY = 86_400_000;

/** How long ago something was, in five steps. */
export interface Age {
  /** 1 for the newest, 5 for the oldest. */
  readonly step: number;
  readonly words: string;
}

/** How much of a page is of one age. */
export interface AgeShare extends Age {
  /** "12 lines" */
  readonly lines: string;
}

const STEPS: readonly { readonly days: number; readonly words: string }[] = [
  { days: 0, words: "today" },
  { days: 7, words: "in the last week" },
  { days: 31, words: "in the last month" },
  { days: 366, words: "in the last year" },
  { days: Number.POSITIVE_INFINITY, words: "longer ago" },
];

/** Today ends at midnight, the others after so many times 24 hours. */
export function ageOf(date: number, clock: Clock): Age {
  const today = momentOf(date, clock).dayKey === momentOf(clock.now, clock).dayKey || date > clock.now;
  const index = today ? 0 : STEPS.findIndex(({ days }) => days > 0 && clock.now - date < days * DAY);
  return { step: index + 1, words: STEPS[index]?.words ?? "" };
}

/** The ages that there are, the newest first. */
export function agesOf(parts: readonly { readonly date: number; readonly lines: number }[], clock: Clock): AgeShare[] {
  const counts = new Map<number, number>();
  for (const { date, lines } of parts) {
    const { step } = ageOf(date, clock);
    counts.set(step, (counts.get(step) ?? 0) + lines);
  }
  return STEPS.flatMap(({ words }, index) => {
    const lines = counts.get(index + 1);
    return lines === undefined ? [] : [{ step: index + 1, words, lines: counted(lines, "line") }];
  });
}

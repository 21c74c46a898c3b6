import { isSilenced, lettersAct } from "../letters.ts";
import { isTyping } from "./keys.ts";

/** What a change begins with: a line of the source, or what has come or is gone in the page as it is read. */
const LINES =
  ".diff tr:is(.is-add, .is-del, .is-went, .is-came), .diff--two tr:has(> :is(.is-add, .is-del, .is-went, .is-came))";
const MARKS = ".dif__page :is(ins, del, .is-ins, .is-del, .is-alt)";

/** On a page of changes, "j" and "k" go to the next change and the one before, and the page says so. */
export function stepThroughChanges(): void {
  const page = document.querySelector(".dif");
  if (page === null) return;
  const hint = page.querySelector<HTMLElement>(".dif__hint");
  if (hint !== null) hint.hidden = !lettersAct();
  let here: HTMLElement | null = null;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isTyping(event.target)) return;
    if (isSilenced(event) || !/^[jk]$/.test(event.key)) return;
    const starts = changesIn(page);
    const at = here === null ? -1 : starts.indexOf(here);
    const next = event.key === "j" ? starts[at + 1] : starts[Math.max(at - 1, 0)];
    if (next === undefined) return;
    here?.classList.remove("is-here");
    here = next;
    here.classList.add("is-here");
    here.tabIndex = -1;
    here.focus({ preventScroll: true });
    here.scrollIntoView({ block: "center" });
  });
}

/** The first of each run of changed lines, and each mark that stands in no other; only what is shown. */
function changesIn(page: Element): HTMLElement[] {
  const lines = [...page.querySelectorAll<HTMLElement>(LINES)].filter((row) => !goesOn(row) && row.checkVisibility());
  const marks = [...page.querySelectorAll<HTMLElement>(MARKS)].filter((mark) => !mark.parentElement?.closest(MARKS));
  return [...lines, ...marks];
}

/** The line above has changed as well, whatever is said of blocks that moved in between. */
function goesOn(row: Element): boolean {
  let above = row.previousElementSibling;
  while (above?.matches(".d-move")) above = above.previousElementSibling;
  return above?.matches(LINES) ?? false;
}

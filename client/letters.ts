/**
 * Keys that are one letter or sign, on pages and decks. Who speaks to their browser, or whose hand is not steady, can
 * switch them off; this browser remembers it.
 */
const KEY = "plenary.letters";

/** Whether such keys do something here. They do where nothing can be remembered. */
export function lettersAct(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

export function setLetters(act: boolean): void {
  try {
    if (act) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "off");
  } catch {
    // A browser that keeps nothing has them again on the next page.
  }
}

/** Whether a press is one of these keys, and they are switched off. */
export function isSilenced({ key }: KeyboardEvent): boolean {
  return key !== " " && [...key].length === 1 && !lettersAct();
}

/** A name is asked for once, beside the text and not before it. Nobody needs one to write. */
import { part } from "./page-data.ts";
import { post } from "./post.ts";

export interface NameOptions {
  /** The name now. */
  readonly name: string;
  /** No name was given so far. */
  readonly guest: boolean;
  readonly address: string;
  named(name: string): void;
  /** The form is gone; the text should have the focus. */
  done(): void;
}

export interface NameForm {
  /** Opens the form, also for who has a name. */
  ask(): void;
}

const ASKED = "plenary.name.asked";

/** Opens by itself for a guest who has not been asked in this browser. */
export function createNameForm({ name, guest, address, named, done }: NameOptions): NameForm {
  const form = part<HTMLFormElement>("_name");
  const field = part<HTMLInputElement>("_name-field");
  const stay = part<HTMLButtonElement>("_name-stay");
  const fault = part("_name-fault");
  let current = name;
  let isGuest = guest;

  function open(): void {
    field.value = isGuest ? "" : current;
    stay.textContent = `Stay ${current}`;
    fault.textContent = "";
    form.hidden = false;
    field.focus();
  }

  function close(): void {
    form.hidden = true;
    remember();
    done();
  }

  async function give(): Promise<void> {
    const wanted = field.value.trim();
    if (wanted === "" || wanted === current) return close();
    const answer = await post<{ name: string }>(address, { name: wanted });
    if ("refusal" in answer) {
      fault.textContent = answer.refusal;
      field.focus();
      return;
    }
    current = answer.value.name;
    isGuest = false;
    named(current);
    close();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void give();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  });
  stay.addEventListener("click", close);

  if (guest && !wasAsked()) open();
  return { ask: open };
}

function wasAsked(): boolean {
  try {
    return localStorage.getItem(ASKED) !== null;
  } catch {
    return false;
  }
}

function remember(): void {
  try {
    localStorage.setItem(ASKED, "1");
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

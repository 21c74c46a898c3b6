/** A form with a page's whole text, as it was sent. */
export interface SentForm {
  /** The page's file, with ".md". */
  readonly path: string;
  /** Where the page is read, or where it is told what became of it. */
  readonly address: string;
  readonly action: string;
  /** As it was typed, but with LF line ends. */
  readonly text: string;
  /** What the text was started from, by the form's own word. */
  readonly base: string;
  readonly message: string;
}

export interface UnsavedModel {
  readonly form: SentForm;
  /** What the writer can do, in a sentence; "" where the page is gone and its address says more. */
  readonly advice: string;
}

const ADVICE: Readonly<Record<string, string>> = {
  "too-large": "Make it shorter, and save again.",
  "cannot-write": "Save again in a moment: it works as soon as the wiki can write.",
  busy: "Save again in a moment.",
  damaged: "Keep a copy of it: nothing can be saved on this page before it is mended.",
  "not-found": "",
};

/** @param error the code of the refusal. */
export function unsavedModel(form: SentForm, error: string): UnsavedModel {
  return { form, advice: ADVICE[error] ?? "Keep a copy of it, or save again." };
}

/** Posting to the wiki. */

/** What came back: a value, or a sentence for the writer. */
export type Answer<T> = { readonly value: T } | { readonly refusal: string };

/** Posts a value as JSON. A refusal is the server's own sentence, or one about the network. Never throws. */
export function post<T>(address: string, body: unknown): Promise<Answer<T>> {
  return send<T>(address, { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** Posts a form with a file. As `post`; what takes longer than `ms` is given up. */
export function postFile<T>(address: string, file: File, ms: number): Promise<Answer<T>> {
  const body = new FormData();
  body.append("file", file, file.name);
  return send<T>(address, { body, signal: AbortSignal.timeout(ms) });
}

async function send<T>(address: string, { headers, ...init }: RequestInit): Promise<Answer<T>> {
  try {
    const response = await fetch(address, {
      ...init,
      method: "POST",
      headers: { ...headers, Accept: "application/json" },
    });
    const answer: unknown = await response.json();
    if (response.ok) return { value: answer as T };
    return { refusal: sentence(reasonIn(answer) ?? `the server refused (${response.status})`) };
  } catch {
    return { refusal: "The server cannot be reached." };
  }
}

function reasonIn(answer: unknown): string | null {
  const known = typeof answer === "object" && answer !== null && "reason" in answer;
  return known && typeof answer.reason === "string" ? answer.reason : null;
}

function sentence(words: string): string {
  const capital = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

/** Posting JSON to the wiki. */

/** What came back: a value, or a sentence for the writer. */
export type Answer<T> = { readonly value: T } | { readonly refusal: string };

/** A refusal is the server's own sentence, or one about the network. Never throws. */
export async function post<T>(address: string, body: unknown): Promise<Answer<T>> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
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

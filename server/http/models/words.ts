export { listed } from "../../text/names.ts";

const WORDS = [
  "no",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
  "thirteen",
  "fourteen",
  "fifteen",
  "sixteen",
  "seventeen",
  "eighteen",
  "nineteen",
  "twenty",
];

/** A whole number as running text has it: a word up to twenty ("no" for 0), grouped digits above. */
export function inWords(count: number): string {
  return WORDS[count] ?? inDigits(count);
}

/** A whole number in digits, grouped in threes: "1,140". */
export function inDigits(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "7 talks", "1 talk"; `many` where the plural is not one `s` more. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${inDigits(count)} ${count === 1 ? one : many}`;
}

/** "seven talks", "one talk", "no talks". */
export function countedInWords(count: number, one: string, many = `${one}s`): string {
  return `${inWords(count)} ${count === 1 ? one : many}`;
}

/** The first two at most, and how many more: "Ilse", "Maren, Guest 9", "Ilse and two more". */
export function shortened(names: readonly string[]): string {
  const [first] = names;
  if (first === undefined || names.length <= 2) return names.join(", ");
  return `${first} and ${inWords(names.length - 1)} more`;
}

/** The same text with a capital at its start. */
export function sentence(text: string): string {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length);
}

/**
 * Answers that cost as much as they are found out, for many who ask the same at once. Who asks while it is being found out
 * waits until it is found out once more, with all who have come by then: no answer is older than its question.
 */
export type SharedAnswers<T> = (question: string, find: () => Promise<T>) => Promise<T>;

interface Lane<T> {
  readonly running: Promise<T>;
  next: Promise<T> | null;
}

export function createSharedAnswers<T>(): SharedAnswers<T> {
  const lanes = new Map<string, Lane<T>>();

  function begin(question: string, find: () => Promise<T>): Promise<T> {
    const lane: Lane<T> = { running: find(), next: null };
    lanes.set(question, lane);
    const end = (): void => {
      if (lane.next === null) lanes.delete(question);
    };
    lane.running.then(end, end);
    return lane.running;
  }

  return (question, find) => {
    const lane = lanes.get(question);
    if (!lane) return begin(question, find);
    const goOn = (): Promise<T> => begin(question, find);
    lane.next ??= lane.running.then(goOn, goOn);
    return lane.next;
  };
}

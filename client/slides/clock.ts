/** Starts the speaker's two clocks: the time of day, and the time since the talk began, which can be set back to zero. */
export function startClock(view: HTMLElement): void {
  const time = view.querySelector<HTMLElement>("[data-time]");
  const timer = view.querySelector<HTMLElement>("[data-timer]");
  let began = Date.now();
  const tick = (): void => {
    const now = new Date();
    if (time !== null) time.textContent = now.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    if (timer !== null) timer.textContent = elapsed(now.getTime() - began);
  };
  view.querySelector("[data-reset]")?.addEventListener("click", () => {
    began = Date.now();
    tick();
  });
  setInterval(tick, 1000);
  tick();
}

/** Milliseconds as "4:05", or "1:04:05" from an hour on. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const two = (value: number): string => String(value).padStart(2, "0");
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

import { readdirSync, readFileSync } from "node:fs";

/** Ticks a second in /proc; 100 on every Linux one is likely to meet. */
const TICKS = 100;

/**
 * CPU a process has used so far in all its threads, user and system, ms. Asked of the operating system (Linux), so that
 * nothing runs in the measured process. To the nanosecond where the kernel keeps scheduler statistics, else to 10 ms.
 */
export function cpuMs(pid: number): number {
  return fromSchedulerStatistics(pid) ?? fromTicks(pid);
}

function fromSchedulerStatistics(pid: number): number | null {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.reduce((sum, thread) => sum + nanoseconds(pid, thread), 0) / 1e6;
  } catch {
    // No such file on this kernel, or a thread ended between the two readings: the coarser figure has all threads.
    return null;
  }
}

function nanoseconds(pid: number, thread: string): number {
  return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
}

/** CPU the whole machine has used so far, or was denied by the one it is a guest of, ms of one core. */
export function machineCpuMs(): number {
  const [, user, nice, system, , , irq, softirq, steal] = readFileSync("/proc/stat", "utf8").split(/\s+/).map(Number);
  const ticks = [user, nice, system, irq, softirq, steal].reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return (ticks * 1000) / TICKS;
}

function fromTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
}

/** Part of a core below which a server is at rest. */
const REST = 0.04;

/** Waits until a process has rested for half a second; for at most `longestMs`. */
export async function untilAtRest(pid: number, longestMs: number): Promise<void> {
  const end = performance.now() + longestMs;
  while (performance.now() < end) {
    const before = cpuMs(pid);
    const start = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 500));
    if ((cpuMs(pid) - before) / (performance.now() - start) < REST) return;
  }
}

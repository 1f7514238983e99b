/** What the app's processes take of the machine, from /proc (proc(5)). */
import { readdirSync, readFileSync } from 'node:fs';
import type { AppProcess, Role } from './app-processes';

/** Linux counts CPU time of other processes in hundredths of a second. */
const TICK_MS = 10;
const PAGE_BYTES = 4_096;

/** ms of CPU since the process, or the thread of it, began. */
export function cpuMs(pid: number, thread?: number): number {
  const folder = thread === undefined ? `/proc/${pid}` : `/proc/${pid}/task/${thread}`;
  const stat = readFileSync(`${folder}/stat`, 'utf8');
  // Fields are counted behind the name, which may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

export function rssBytes(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
}

/** ms of CPU of every thread, by its id. */
export function threadsCpuMs(pid: number): ReadonlyMap<number, number> {
  const threads = new Map<number, number>();
  for (const name of readdirSync(`/proc/${pid}/task`)) {
    try {
      threads.set(Number(name), cpuMs(pid, Number(name)));
    } catch {
      // It ended meanwhile.
    }
  }
  return threads;
}

/** ms of CPU that each thread took between two looks, by its id. */
export function threadsBetween(
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  return new Map([...after].map(([id, ms]) => [id, ms - (before.get(id) ?? 0)]));
}

/** What a thread took of one core. */
export interface ThreadUse {
  readonly role: Role;
  /** As the program calls it; the first thread is called like the program. */
  readonly thread: string;
  readonly cpuPercent: number;
}

const NAMED_THREADS = 8;

/** Begins to count the threads of processes; `stop` tells which took most, for finding out why. */
export function busiestThreads(processes: readonly AppProcess[]): { stop(): ThreadUse[] } {
  const before = new Map(processes.map(({ pid }) => [pid, threadsCpuMs(pid)]));
  const began = performance.now();
  return {
    stop() {
      const elapsed = performance.now() - began;
      return processes
        .flatMap(({ pid, role }) =>
          [...threadsBetween(before.get(pid)!, threadsCpuMs(pid))].map(([thread, ms]) => ({
            role,
            thread: readFileSync(`/proc/${pid}/task/${thread}/comm`, 'utf8').trim(),
            cpuPercent: (ms / elapsed) * 100,
          })),
        )
        .filter(({ cpuPercent }) => cpuPercent > 0)
        .sort((a, b) => b.cpuPercent - a.cpuPercent)
        .slice(0, NAMED_THREADS);
    },
  };
}

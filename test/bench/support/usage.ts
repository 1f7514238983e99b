/** What processes take of the machine. */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

export interface Usage {
  /** µs of CPU since the process began, its helpers included. */
  readonly cpuMicros: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
}

/** Linux counts CPU time of other processes in hundredths of a second. */
const TICK_MICROS = 10_000;
const PAGE_BYTES = 4_096;

/** This process, and other processes that work for it (nginx). Collects garbage first, when asked to. */
export function usage(helpers: readonly number[], collect = false): Usage {
  if (collect) {
    globalThis.gc?.();
    globalThis.gc?.();
  }
  const own = process.cpuUsage();
  const memory = process.memoryUsage();
  let cpuMicros = own.user + own.system;
  let rssBytes = memory.rss;
  for (const pid of helpers) {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields are counted behind the name, which may hold blanks (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    cpuMicros += (Number(fields[11]) + Number(fields[12])) * TICK_MICROS;
    rssBytes += Number(fields[21]) * PAGE_BYTES;
  }
  return { cpuMicros, rssBytes, heapBytes: memory.heapUsed };
}

/** µs that all cores together have been busy since the machine began. */
export function machineBusyMicros(): number {
  return cpus().reduce(
    (sum, { times }) => sum + (times.user + times.nice + times.sys + times.irq) * 1_000,
    0,
  );
}

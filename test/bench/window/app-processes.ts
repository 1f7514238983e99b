/** The processes of the app: what they are for, and what they take of the machine, from /proc (proc(5)). */
import { readdirSync, readFileSync } from 'node:fs';

/** What a process of the app is for. `others`: Chromium's network service, its zygotes, what keeps crash dumps. */
export type Role = 'main' | 'window' | 'graphics' | 'others';

export interface AppProcess {
  readonly pid: number;
  readonly role: Role;
}

/** A figure for each role, and all together. */
export type ByRole = Readonly<Record<Role | 'all', number>>;

/**
 * The main process, all its descendants, and what has detached itself but works on the same data folder.
 * @param dataPath as it was named when the app was started
 */
export function appProcesses(main: number, dataPath: string): AppProcess[] {
  const children = new Map<number, number[]>();
  const detached: number[] = [];
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    const parent = parentOf(pid);
    if (parent === null) continue;
    children.set(parent, [...(children.get(parent) ?? []), pid]);
    if (parent === 1 && pid !== main && commandOf(pid).includes(`${dataPath}/`)) detached.push(pid);
  }
  const found: AppProcess[] = [];
  const follow = (pid: number): void => {
    found.push({ pid, role: pid === main ? 'main' : roleOf(pid) });
    for (const child of children.get(pid) ?? []) follow(child);
  };
  for (const pid of [main, ...detached]) follow(pid);
  return found;
}

/** Adds up what `of` says about each process, by what the processes are for. */
export function byRole(processes: readonly AppProcess[], of: (pid: number) => number): ByRole {
  const sums = { main: 0, window: 0, graphics: 0, others: 0, all: 0 };
  for (const { pid, role } of processes) {
    const value = of(pid);
    sums[role] += value;
    sums.all += value;
  }
  return sums;
}

/** Bytes that a process alone holds (its private pages), and its part of all that it holds (PSS): sums of PSS count nothing twice. */
export function memoryOf(pid: number): { readonly privateBytes: number; readonly pssBytes: number } {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'mu').exec(rollup)?.[1]) * 1_024;
  return { privateBytes: bytes('Private_Clean') + bytes('Private_Dirty'), pssBytes: bytes('Pss') };
}

/** Files that a process has mapped: its program and libraries, fonts, caches of the system. */
export function mappedFiles(pid: number): string[] {
  const maps = readFileSync(`/proc/${pid}/maps`, 'utf8');
  return [...new Set(maps.split('\n').flatMap((line) => /\s(\/.+)$/u.exec(line)?.[1] ?? []))];
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // It ended meanwhile.
    return null;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function roleOf(pid: number): Role {
  const type = /--type=([\w-]+)/u.exec(commandOf(pid))?.[1];
  return type === 'renderer' ? 'window' : type === 'gpu-process' ? 'graphics' : 'others';
}

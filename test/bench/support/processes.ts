/** Starts the processes of a benchmark: the subject on one core, the clients on another where that can be told. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Remote } from './rpc';

const TASKSET = '/usr/bin/taskset';

/** Whether processes are bound to cores. */
export const PINNED = process.platform === 'linux' && existsSync(TASKSET) && cpus().length > 1;

export interface ProcessOptions {
  /** Base name of the built entry, such as `subject-process`. */
  readonly entry: string;
  /** Core to run on, where cores can be chosen; without it any. */
  readonly core?: number;
  /** Further arguments for Node. */
  readonly nodeArguments?: readonly string[];
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the constraint refers to its own parameter
export function startProcess<Calls extends Record<keyof Calls, any>>(options: ProcessOptions): Remote<Calls> {
  const command = [
    process.execPath,
    '--expose-gc',
    '--enable-source-maps',
    ...(options.nodeArguments ?? []),
    join(__dirname, `${options.entry}.cjs`),
  ];
  const pinned =
    PINNED && options.core !== undefined ? [TASKSET, '-c', String(options.core), ...command] : command;
  const child = spawn(pinned[0]!, pinned.slice(1), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return new Remote<Calls>(child);
}

/** Files, sockets included, that a process may have open; Infinity where that cannot be told. */
export function openFileLimit(): number {
  try {
    const limit = /^Max open files\s+(\S+)/mu.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit === undefined || limit === 'unlimited' ? Infinity : Number(limit);
  } catch {
    return Infinity;
  }
}

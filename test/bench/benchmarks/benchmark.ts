import type { SubjectKind } from '../subjects/subject';
import { openFileLimit } from '../support/processes';
import type { Report } from '../support/report';
import { median } from '../support/statistics';
import { fixed } from '../support/table';

export interface BenchmarkOptions {
  readonly quick: boolean;
  readonly rounds: number;
  /** Names of subjects; undefined for all. */
  readonly only: readonly string[] | undefined;
  /** Folder for CPU profiles of subjects. */
  readonly profileFolder: string | undefined;
}

export interface BenchmarkResult {
  readonly report: Omit<Report, 'partial' | 'loadBefore'>;
  /** What is printed. */
  readonly text: string;
  /** False when something that may never happen has happened: an event lost, memory that grows. */
  readonly sound: boolean;
}

export interface Benchmark {
  readonly name: string;
  /** Whether `npm run bench` without names runs it. */
  readonly byDefault: boolean;
  /** Rounds when nobody says how many; 5 without it. */
  readonly usualRounds?: number;
  readonly run: (options: BenchmarkOptions) => Promise<BenchmarkResult>;
}

/** Files a process has open besides the clients' sockets, with room to spare. */
const OTHER_FILES = 100;

/** Why this many clients cannot be had on this machine; null when they can. */
export function tooManyClients(clients: number): string | null {
  const limit = openFileLimit();
  const needed = clients + OTHER_FILES;
  return limit >= needed ? null : `needs ulimit -n ${needed}, here it is ${limit}`;
}

/** Subjects that can be measured here, and for the others what is missing. */
export function available(
  kinds: readonly SubjectKind[],
  only: readonly string[] | undefined,
): { present: SubjectKind[]; absent: { kind: SubjectKind; reason: string }[] } {
  const chosen = kinds.filter(({ name }) => only === undefined || only.includes(name));
  const absent = chosen.flatMap((kind) => {
    const reason = kind.missing();
    return reason === null ? [] : [{ kind, reason: `not installed: ${reason}` }];
  });
  return { present: chosen.filter((kind) => kind.missing() === null), absent };
}

export function versionsOf(kinds: readonly SubjectKind[]): Record<string, string> {
  return Object.fromEntries(
    kinds.map((kind) => [kind.title, kind.missing() === null ? kind.version() : 'missing']),
  );
}

/** The list, begun at another place each round, so that no subject always follows the same one. */
export function rotated<T>(list: readonly T[], round: number): T[] {
  const shift = list.length === 0 ? 0 : round % list.length;
  return [...list.slice(shift), ...list.slice(0, shift)];
}

/** The first line of an error, short enough for a table. */
export function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(/\r?\n/u, 1)[0]!.slice(0, 100);
}

/** What other programs took of the machine meanwhile: figures of a busy machine are not final. */
export function disturbance(rounds: readonly { readonly othersCpu: number }[]): string {
  const cores = median(rounds.map(({ othersCpu }) => othersCpu).filter((value) => !Number.isNaN(value)));
  return `Meanwhile other programs took ${fixed(cores * 100, 0)} % of a core (median over rounds).`;
}

/** Shows what runs at the moment, on a terminal only. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

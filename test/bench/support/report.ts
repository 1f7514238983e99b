/** Results as a file: everything that another person needs to judge or repeat them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { PINNED } from './processes';

/** A figure that was promised, and what came of it. */
export interface Target {
  readonly what: string;
  readonly wanted: string;
  /** NaN when it could not be measured. */
  readonly value: number;
  readonly reached: boolean;
}

export interface Report {
  readonly benchmark: string;
  /** Quick, or of some subjects only, or slowed by a profiler. */
  readonly partial: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Program → version; `missing: …` for what is not installed. */
  readonly versions: Readonly<Record<string, string>>;
  readonly summary: readonly unknown[];
  readonly targets: readonly Target[];
  readonly rounds: readonly unknown[];
  /** Load average of the last minute before the run. */
  readonly loadBefore: number;
}

export function target(
  what: string,
  wanted: string,
  value: number,
  holds: (value: number) => boolean,
): Target {
  return { what, wanted, value, reached: Number.isFinite(value) && holds(value) };
}

/** Writes `<folder>/<benchmark>.json`; partial runs get a name of their own and replace no full result. */
export function writeReport(folder: string, report: Report): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${report.benchmark}${report.partial ? '.partial' : ''}.json`);
  const [cpu] = cpus();
  const { rounds, summary, targets, loadBefore, ...head } = report;
  const machine = {
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: process.version,
    pinned: PINNED,
    loadBefore,
    loadAfter: loadavg()[0],
  };
  const content = { ...head, date: new Date().toISOString(), machine, targets, summary, rounds };
  writeFileSync(file, `${JSON.stringify(content, rounded, 1)}\n`);
  return file;
}

export function formatTargets(targets: readonly Target[]): string {
  return targets
    .map(({ what, wanted, value, reached }) => {
      const got = Number.isFinite(value) ? String(Number(value.toPrecision(3))) : 'not measured';
      return `${reached ? 'reached' : 'MISSED '}  ${what}: ${got} (wanted ${wanted})`;
    })
    .join('\n');
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}

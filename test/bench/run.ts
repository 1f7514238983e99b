/** Runs benchmarks, prints their tables and writes their results. Called by scripts/bench.mjs, which builds this. */
import { mkdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmarks/benchmark';
import { capture } from './benchmarks/capture';
import { connectionSuccess } from './benchmarks/connection-success';
import { fanOut } from './benchmarks/fan-out';
import { historyMemory } from './benchmarks/history-memory';
import { hour } from './benchmarks/hour';
import { idleApp } from './benchmarks/idle-app';
import { idleSources } from './benchmarks/idle-sources';
import { ingest } from './benchmarks/ingest';
import { latency } from './benchmarks/latency';
import { memory } from './benchmarks/memory';
import { packageSize } from './benchmarks/package-size';
import { queries } from './benchmarks/queries';
import { recovery } from './benchmarks/recovery';
import { soak } from './benchmarks/soak';
import { start } from './benchmarks/start';
import { window } from './benchmarks/window';
import { writeReport } from './support/report';

const BENCHMARKS: readonly Benchmark[] = [
  fanOut,
  latency,
  memory,
  ingest,
  idleSources,
  recovery,
  connectionSuccess,
  queries,
  soak,
  window,
  historyMemory,
  start,
  capture,
  idleApp,
  hour,
  packageSize,
];

const USAGE = `Usage: npm run bench -- [name…] [options]

Names: ${BENCHMARKS.map(({ name, byDefault }) => (byDefault ? name : `${name} (only when named)`)).join(', ')}

  --quick         few, short rounds: to see that all works, not to quote
  --rounds N      rounds per subject, 1 … 100 (default 5, start 9, idle-app 3; quick 2)
  --only A,B      only these subjects
  --cpu-prof      write CPU profiles of the subjects to out/bench/profiles
`;

const USUAL_ROUNDS = 5;
const QUICK_ROUNDS = 2;
const isRounds = (count: number): boolean => Number.isInteger(count) && count >= 1 && count <= 100;

/** Cores' worth of other work from which on figures are called disturbed. */
const DISTURBING_LOAD = 0.5;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string' },
      'cpu-prof': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const quick = values.quick === true;
  const asked = values.rounds === undefined ? null : Number(values.rounds);
  const unknown = positionals.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
  if (values.help === true || unknown.length > 0 || (asked !== null && !isRounds(asked))) {
    process.stderr.write(`${unknown.map((name) => `There is no benchmark ${name}.\n`).join('')}${USAGE}`);
    return values.help === true ? 0 : 2;
  }
  const root = join(__dirname, '..', '..');
  const profileFolder = values['cpu-prof'] === true ? join(__dirname, 'profiles') : undefined;
  if (profileFolder !== undefined) mkdirSync(profileFolder, { recursive: true });
  const chosen = BENCHMARKS.filter(({ name, byDefault }) =>
    positionals.length === 0 ? byDefault : positionals.includes(name),
  );
  const partial = quick || values.only !== undefined || profileFolder !== undefined;
  let sound = true;
  for (const benchmark of chosen) {
    const loadBefore = loadavg()[0] ?? 0;
    process.stdout.write(`\n${benchmark.name}${quick ? ' (quick: not to be quoted)' : ''}\n\n`);
    const only = values.only?.split(',');
    const rounds = asked ?? (quick ? QUICK_ROUNDS : (benchmark.usualRounds ?? USUAL_ROUNDS));
    const result = await benchmark.run({ quick, rounds, only, profileFolder });
    const file = writeReport(join(root, 'bench', 'results'), { ...result.report, partial, loadBefore });
    process.stdout.write(`${result.text}\n\n${relative(root, file)}\n`);
    if (loadBefore > DISTURBING_LOAD) {
      process.stdout.write(
        `The machine was busy before the run (load ${loadBefore.toFixed(1)}): not final.\n`,
      );
    }
    sound &&= result.sound;
  }
  return sound ? 0 : 1;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  },
);

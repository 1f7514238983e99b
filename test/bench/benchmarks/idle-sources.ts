/** What sources cost that are connected and hear little: CPU and memory of 200. */
import { setTimeout as delay } from 'node:timers/promises';
import { version } from '../../../node_modules/eventsource/package.json';
import { eventually } from '../../support/eventually';
import { FOLLOWERS, type FollowerName } from '../fleet/follower';
import type { FollowersCalls } from '../fleet/followers-process';
import type { FleetServerCalls } from '../fleet/server-process';
import { startProcess } from '../support/processes';
import { formatTargets, target } from '../support/report';
import { median } from '../support/statistics';
import { fixed, formatTable } from '../support/table';
import {
  progress,
  rotated,
  sentenceOf,
  tooManyClients,
  type Benchmark,
  type BenchmarkOptions,
  type BenchmarkResult,
} from './benchmark';

const SOURCES = 200;
/** Sources that are there before memory is read, so that code and pools are. */
const WARM_UP_SOURCES = 20;
const HABITS = { heartbeatMs: 15_000, eventMs: 10_000, answerMs: 0 };
const FULL_MS = 60_000;
const QUICK_MS = 8_000;
/** ms for sockets and compilers to settle. */
const SETTLE_MS = 1_000;
/** As in `memory`: so that V8's young generation is not taken for a cost of sources. */
const SMALL_YOUNG_GENERATION = '--max-semi-space-size=1';

interface Round {
  readonly follower: FollowerName;
  readonly round: number;
  /** Of one core. */
  readonly cpuPercent: number;
  readonly kibibytesEach: number;
  readonly error?: string;
}

interface Summary {
  readonly follower: FollowerName;
  readonly title: string;
  readonly cpuPercent: number;
  readonly cpuMost: number;
  readonly kibibytesEach: number;
  readonly kibibytesMost: number;
  readonly note: string;
}

export const idleSources: Benchmark = { name: 'idle-sources', byDefault: true, run };

async function run({ quick, rounds: count, only }: BenchmarkOptions): Promise<BenchmarkResult> {
  const names = (Object.keys(FOLLOWERS) as FollowerName[]).filter((name) => only?.includes(name) ?? true);
  const measureMs = quick ? QUICK_MS : FULL_MS;
  const impossible = tooManyClients(SOURCES);
  const rounds: Round[] = [];
  for (let round = 0; round < count && impossible === null; round++) {
    for (const follower of rotated(names, round)) {
      progress(`idle-sources: round ${round + 1}, ${FOLLOWERS[follower].title}`);
      try {
        rounds.push({ follower, round, ...(await measure(follower, measureMs)) });
      } catch (error) {
        rounds.push({ follower, round, cpuPercent: NaN, kibibytesEach: NaN, error: sentenceOf(error) });
      }
    }
  }
  progress('');
  const summary = names.map((name) => summarise(name, rounds, impossible));
  const ours = summary.find(({ follower }) => follower === 'source');
  const targets = [
    target(`CPU of ${SOURCES} idle sources, % of a core`, '< 1', ours?.cpuPercent ?? NaN, (x) => x < 1),
  ];
  return {
    report: {
      benchmark: 'idle-sources',
      settings: { rounds: count, sources: SOURCES, ...HABITS, measureMs },
      versions: { eventsource: version },
      summary,
      targets,
      rounds,
    },
    text: `${table(summary)}\n\n${formatTargets(targets)}`,
    sound: rounds.every(({ error }) => error === undefined),
  };
}

async function measure(
  follower: FollowerName,
  measureMs: number,
): Promise<Pick<Round, 'cpuPercent' | 'kibibytesEach'>> {
  const server = startProcess<FleetServerCalls>({ entry: 'fleet-server-process', core: 0 });
  const followers = startProcess<FollowersCalls>({
    entry: 'followers-process',
    core: 1,
    nodeArguments: [SMALL_YOUNG_GENERATION],
  });
  try {
    const port = await server.call('start', HABITS);
    const grow = async (count: number): Promise<void> => {
      const wanted = (await followers.call('open')) + count;
      await followers.call('follow', { follower, port, count });
      await eventually(
        async () => {
          const open = await followers.call('open');
          if (open < wanted) throw new Error(`Only ${open} of ${wanted} are connected.`);
        },
        { timeoutMs: 20_000 },
      );
      await delay(SETTLE_MS);
    };
    await grow(WARM_UP_SOURCES);
    const before = await followers.call('usage', { collect: true });
    await grow(SOURCES - WARM_UP_SOURCES);
    const after = await followers.call('usage', { collect: true });
    const began = performance.now();
    const { cpuMicros } = await followers.call('usage', { collect: false });
    await delay(measureMs);
    const spent = (await followers.call('usage', { collect: false })).cpuMicros - cpuMicros;
    const open = await followers.call('open');
    if (open < SOURCES) throw new Error(`${SOURCES - open} sources were cut.`);
    return {
      cpuPercent: (spent / 1_000 / (performance.now() - began)) * 100,
      kibibytesEach: (after.rssBytes - before.rssBytes) / 1024 / (SOURCES - WARM_UP_SOURCES),
    };
  } finally {
    await followers.close();
    await server.close();
  }
}

function summarise(follower: FollowerName, rounds: readonly Round[], impossible: string | null): Summary {
  const own = rounds.filter((round) => round.follower === follower);
  const good = own.filter(({ error }) => error === undefined);
  const cpu = good.map(({ cpuPercent }) => cpuPercent);
  const memory = good.map(({ kibibytesEach }) => kibibytesEach);
  return {
    follower,
    title: FOLLOWERS[follower].title,
    cpuPercent: median(cpu),
    cpuMost: Math.max(...cpu),
    kibibytesEach: median(memory),
    kibibytesMost: Math.max(...memory),
    note: impossible ?? own.find(({ error }) => error !== undefined)?.error ?? '',
  };
}

function table(summary: readonly Summary[]): string {
  return formatTable<Summary>(
    [
      { title: `${SOURCES} of`, text: (row) => row.title, align: 'left' },
      { title: '% of a core', text: (row) => fixed(row.cpuPercent, 2) },
      { title: 'at most', text: (row) => fixed(row.cpuMost, 2) },
      { title: 'KiB each', text: (row) => fixed(row.kibibytesEach, 0) },
      { title: 'at most', text: (row) => fixed(row.kibibytesMost, 0) },
      { title: '', text: (row) => row.note, align: 'left' },
    ],
    summary,
  );
}

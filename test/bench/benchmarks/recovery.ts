/** A thousand sources lose their server at once: when are all of them back, and how gently do they come. */
import { version } from '../../../node_modules/eventsource/package.json';
import { eventually } from '../../support/eventually';
import { FOLLOWERS, type FollowerName } from '../fleet/follower';
import type { FollowersCalls } from '../fleet/followers-process';
import type { FleetServerCalls } from '../fleet/server-process';
import { startProcess } from '../support/processes';
import { formatTargets, target, type Target } from '../support/report';
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

const SOURCES = 1_000;
const QUICK_SOURCES = 300;
const HABITS = { heartbeatMs: 0, eventMs: 0, answerMs: 5 };
/** How far behind the last wait that was meant the last source may be, ms. */
const ALLOWED_MS = 1_000;
const BIN_MS = 100;
/** How much more than around it may come within 100 ms; 10 would be all of them at once. */
const ALLOWED_PEAK = 3;
const TIMEOUT_MS = 60_000;

interface Case {
  readonly title: string;
  /** How long the server is away. */
  readonly awayMs: number;
}
const CASES: readonly Case[] = [
  { title: 'back at once', awayMs: 0 },
  { title: 'away for 3 s', awayMs: 3_000 },
];

interface Round {
  readonly case: string;
  readonly follower: FollowerName;
  readonly round: number;
  /** ms from the server's return to the end of the last wait that was under way, or begun for this break. */
  readonly windowMs: number;
  /** ms from the server's return until the last one was back. */
  readonly allBackMs: number;
  /** Largest part of all that came within 100 ms, %. */
  readonly peakPercent: number;
  /** Arrivals in the busiest 100 ms, relative to the mean of the second around it: 1 evenly spread, 10 all at once. */
  readonly peak: number;
  /** The most requests that waited for an answer at a time. */
  readonly peakWaiting: number;
  /** Arrivals in each 100 ms from the server's return. */
  readonly histogram: readonly number[];
  readonly error?: string;
}

interface Summary extends Omit<Round, 'round' | 'histogram' | 'error'> {
  readonly title: string;
  /** Of the last round. */
  readonly shape: string;
  readonly note: string;
}

export const recovery: Benchmark = { name: 'recovery', byDefault: true, run };

async function run({ quick, rounds: count, only }: BenchmarkOptions): Promise<BenchmarkResult> {
  const names = (Object.keys(FOLLOWERS) as FollowerName[]).filter((name) => only?.includes(name) ?? true);
  const sources = quick ? QUICK_SOURCES : SOURCES;
  const impossible = tooManyClients(sources);
  const rounds: Round[] = [];
  for (let round = 0; round < count && impossible === null; round++) {
    for (const which of CASES) {
      for (const follower of rotated(names, round)) {
        progress(`recovery: ${which.title}, round ${round + 1}, ${FOLLOWERS[follower].title}`);
        const base = { case: which.title, follower, round };
        try {
          rounds.push({ ...base, ...(await measure(follower, which.awayMs, sources)) });
        } catch (error) {
          const nothing = { windowMs: NaN, allBackMs: NaN, peakPercent: NaN, peak: NaN };
          rounds.push({ ...base, ...nothing, peakWaiting: NaN, histogram: [], error: sentenceOf(error) });
        }
      }
    }
  }
  progress('');
  const summary = CASES.flatMap((which) => names.map((name) => summarise(which, name, rounds, impossible)));
  const targets = CASES.flatMap((which) => targetsOf(which, summary));
  return {
    report: {
      benchmark: 'recovery',
      settings: { rounds: count, sources, answerMs: HABITS.answerMs, cases: CASES },
      versions: { eventsource: version },
      summary,
      targets,
      rounds,
    },
    text: `${table(summary)}\n\n${formatTargets(targets)}`,
    // A source that does not come back is no matter of speed.
    sound: rounds.every(({ error }) => error === undefined),
  };
}

async function measure(
  follower: FollowerName,
  awayMs: number,
  sources: number,
): Promise<Omit<Round, 'case' | 'follower' | 'round'>> {
  const server = startProcess<FleetServerCalls>({ entry: 'fleet-server-process', core: 0 });
  const followers = startProcess<FollowersCalls>({ entry: 'followers-process', core: 1 });
  const allOpen = (): Promise<void> =>
    eventually(
      async () => {
        const open = await followers.call('open');
        const served = await server.call('clients');
        if (open < sources || served < sources) throw new Error(`Only ${open} of ${sources} are back.`);
      },
      { timeoutMs: TIMEOUT_MS },
    );
  try {
    const port = await server.call('start', HABITS);
    await followers.call('follow', { follower, port, count: sources });
    await allOpen();
    await server.call('leave', { forMs: awayMs });
    await allOpen();
    const { at, backAt, peakWaiting } = await server.call('arrivals');
    const courses = await followers.call('courses');
    const histogram: number[] = [];
    for (const one of at) {
      const bin = Math.floor((one - backAt) / BIN_MS);
      if (bin >= 0) histogram[bin] = (histogram[bin] ?? 0) + 1;
    }
    const counts = Array.from(histogram, (value) => value ?? 0);
    const pending = courses.flatMap(({ waitsUntil }) => waitsUntil.find((until) => until >= backAt) ?? []);
    return {
      windowMs: Math.max(...pending) - backAt,
      allBackMs: Math.max(...courses.map(({ openedAt }) => openedAt)) - backAt,
      peakPercent: (Math.max(...counts) / sources) * 100,
      peak: peakOf(counts),
      peakWaiting,
      histogram: counts,
    };
  } finally {
    await followers.close();
    await server.close();
  }
}

function summarise(
  which: Case,
  follower: FollowerName,
  rounds: readonly Round[],
  impossible: string | null,
): Summary {
  const own = rounds.filter((round) => round.case === which.title && round.follower === follower);
  const good = own.filter(({ error }) => error === undefined);
  const middle = (value: (round: Round) => number): number => median(good.map(value));
  return {
    case: which.title,
    follower,
    title: FOLLOWERS[follower].title,
    windowMs: middle((round) => round.windowMs),
    allBackMs: middle((round) => round.allBackMs),
    peakPercent: middle((round) => round.peakPercent),
    peak: middle((round) => round.peak),
    peakWaiting: middle((round) => round.peakWaiting),
    shape: shapeOf(good.at(-1)?.histogram ?? []),
    note: impossible ?? own.find(({ error }) => error !== undefined)?.error ?? '',
  };
}

function peakOf(counts: readonly number[]): number {
  const most = Math.max(...counts);
  const at = counts.indexOf(most);
  const around = counts.slice(Math.max(0, at - 5), at + 5);
  return most / (around.reduce((sum, value) => sum + value, 0) / 10);
}

const BARS = ' ▁▂▃▄▅▆▇█';

/** A histogram in one line, at most 40 characters. */
function shapeOf(histogram: readonly number[]): string {
  const each = Math.max(1, Math.ceil(histogram.length / 40));
  const sums: number[] = [];
  histogram.forEach((value, i) => (sums[Math.floor(i / each)] = (sums[Math.floor(i / each)] ?? 0) + value));
  const most = Math.max(1, ...sums);
  return sums.map((sum) => BARS[Math.ceil((sum / most) * (BARS.length - 1))]).join('');
}

function targetsOf(which: Case, summary: readonly Summary[]): Target[] {
  const ours = summary.find((row) => row.case === which.title && row.follower === 'source');
  const late = ours ? ours.allBackMs - ours.windowMs : NaN;
  return [
    target(
      `${which.title}: last source after the last wait, ms`,
      `≤ ${ALLOWED_MS}`,
      late,
      (x) => x <= ALLOWED_MS,
    ),
    target(
      `${which.title}: busiest 100 ms ÷ mean of the second around it`,
      `≤ ${ALLOWED_PEAK}`,
      ours?.peak ?? NaN,
      (x) => x <= ALLOWED_PEAK,
    ),
  ];
}

function table(summary: readonly Summary[]): string {
  return formatTable<Summary>(
    [
      { title: 'server', text: (row) => row.case, align: 'left' },
      { title: 'clients', text: (row) => row.title, align: 'left' },
      { title: 'waits end ms', text: (row) => fixed(row.windowMs, 0) },
      { title: 'all back ms', text: (row) => fixed(row.allBackMs, 0) },
      { title: 'busiest 100 ms %', text: (row) => fixed(row.peakPercent, 1) },
      { title: '÷ its second', text: (row) => fixed(row.peak, 1) },
      { title: 'waiting at most', text: (row) => fixed(row.peakWaiting, 0) },
      { title: 'arrivals', text: (row) => row.shape, align: 'left' },
      { title: '', text: (row) => row.note, align: 'left' },
    ],
    summary,
  );
}

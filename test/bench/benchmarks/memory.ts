/** What a connection costs in memory: an idle one, and one whose client does not read. */
import { setTimeout as delay } from 'node:timers/promises';
import { SUBJECTS } from '../subjects/all';
import type { SubjectKind } from '../subjects/subject';
import { formatTargets, target, type Target } from '../support/report';
import { openSession } from '../support/session';
import { median } from '../support/statistics';
import { fixed, formatTable } from '../support/table';
import {
  available,
  progress,
  rotated,
  sentenceOf,
  tooManyClients,
  versionsOf,
  type Benchmark,
  type BenchmarkOptions,
  type BenchmarkResult,
} from './benchmark';

const KINDS = SUBJECTS.filter(({ protocol }) => protocol !== 'polling');

/** Clients that are there before the measurement begins, so that code and pools are. */
const WARM_UP_CLIENTS = 50;
/** ms for sockets to settle before memory is read. */
const SETTLE_MS = 500;

/**
 * V8's young generation grows with whatever makes garbage, connecting among it, by up to 48 MiB once and for all. Held
 * small, it is not taken for a cost of connections.
 */
const SMALL_YOUNG_GENERATION = '--max-semi-space-size=1';

/** Clients that never read; the cost of one is a part of theirs, since memory is read in coarse steps. */
const STUCK_CLIENTS = 20;
const STUCK_EVENTS_PER_SECOND = 5_000;
/** Until the hub's log is full, whose memory is not the clients'. */
const LOG_FILL_SECONDS = 3;

interface Round {
  readonly case: string;
  readonly subject: string;
  readonly round: number;
  /** Bytes of the process for one connection. */
  readonly bytesEach: number;
  readonly error?: string;
}

interface Case {
  readonly name: string;
  readonly clients: number;
  readonly kinds: readonly SubjectKind[];
  readonly measure: (kind: SubjectKind, clients: number, quick: boolean) => Promise<number>;
}

interface Summary {
  readonly case: string;
  readonly subject: string;
  readonly title: string;
  readonly kibibytes: number;
  readonly min: number;
  readonly max: number;
  readonly note: string;
}

const IDLE_CASES = [1_000, 5_000].map((clients): Case => ({
  name: `idle, ${clients} clients`,
  clients,
  kinds: KINDS,
  measure: measureIdle,
}));
const STUCK_CASE: Case = {
  name: `never reads, ${STUCK_EVENTS_PER_SECOND}/s`,
  clients: STUCK_CLIENTS,
  kinds: KINDS.filter(({ name }) => name.startsWith('hub-')),
  measure: measureStuck,
};

export const memory: Benchmark = { name: 'memory', byDefault: true, run };

async function run(options: BenchmarkOptions): Promise<BenchmarkResult> {
  const cases = [...(options.quick ? IDLE_CASES.slice(0, 1) : IDLE_CASES), STUCK_CASE];
  const rounds: Round[] = [];
  const summary: Summary[] = [];
  for (const which of cases) {
    const { present, absent } = available(which.kinds, options.only);
    const tooMany = tooManyClients(which.clients);
    for (let round = 0; round < options.rounds && tooMany === null; round++) {
      for (const kind of rotated(present, round)) {
        progress(`memory: ${which.name}, round ${round + 1}, ${kind.title}`);
        const base = { case: which.name, subject: kind.name, round };
        try {
          rounds.push({ ...base, bytesEach: await which.measure(kind, which.clients, options.quick) });
        } catch (error) {
          rounds.push({
            ...base,
            bytesEach: Number.NaN,
            error: sentenceOf(error),
          });
        }
      }
    }
    summary.push(
      ...present.map((kind) => summarise(which, kind, rounds, tooMany)),
      ...absent.map(({ kind, reason }) => summarise(which, kind, [], reason)),
    );
  }
  progress('');
  const targets = targetsOf(summary);
  return {
    report: {
      benchmark: 'memory',
      settings: {
        rounds: options.rounds,
        stuckClients: STUCK_CLIENTS,
        unit: 'KiB of RSS per connection, after a collection of garbage',
      },
      versions: versionsOf(KINDS),
      summary,
      targets,
      rounds,
    },
    text: `${table(summary)}\n\n${formatTargets(targets)}`,
    sound: true,
  };
}

async function measureIdle(kind: SubjectKind, clients: number): Promise<number> {
  const session = await openSession({ kind, nodeArguments: [SMALL_YOUNG_GENERATION] });
  try {
    await session.connect({ clients: WARM_UP_CLIENTS });
    await session.received(await session.subject.call('atRate', { eventsPerSecond: 100, count: 20 }));
    await delay(SETTLE_MS);
    const before = await session.subject.call('usage', { collect: true });
    await session.connect({ clients });
    await delay(SETTLE_MS);
    const after = await session.subject.call('usage', { collect: true });
    return (after.rssBytes - before.rssBytes) / clients;
  } finally {
    await session.close();
  }
}

/** The highest that memory rises while some clients do not read, against the same load without them. */
async function measureStuck(kind: SubjectKind, clients: number, quick: boolean): Promise<number> {
  const session = await openSession({ kind });
  const { subject } = session;
  try {
    await session.connect({ clients: 1 });
    const highestOf = async (seconds: number): Promise<number> => {
      let highest = 0;
      for (let second = 0; second < seconds; second++) {
        await subject.call('atRate', {
          eventsPerSecond: STUCK_EVENTS_PER_SECOND,
          count: STUCK_EVENTS_PER_SECOND,
        });
        highest = Math.max(highest, (await subject.call('usage', { collect: true })).rssBytes);
      }
      return highest;
    };
    const seconds = quick ? 4 : 8;
    await highestOf(LOG_FILL_SECONDS);
    const before = await highestOf(seconds);
    await session.connect({ clients, reading: false });
    return Math.max(0, (await highestOf(seconds)) - before) / clients;
  } finally {
    await session.close();
  }
}

function summarise(which: Case, kind: SubjectKind, rounds: readonly Round[], note: string | null): Summary {
  const own = rounds.filter((round) => round.case === which.name && round.subject === kind.name);
  const values = own.filter(({ error }) => error === undefined).map(({ bytesEach }) => bytesEach / 1024);
  return {
    case: which.name,
    subject: kind.name,
    title: kind.title,
    kibibytes: median(values),
    min: values.length === 0 ? Number.NaN : Math.min(...values),
    max: values.length === 0 ? Number.NaN : Math.max(...values),
    note: note ?? own.find(({ error }) => error !== undefined)?.error ?? '',
  };
}

function table(summary: readonly Summary[]): string {
  return formatTable<Summary>(
    [
      { title: 'connections', text: (row) => row.case, align: 'left' },
      { title: 'server', text: (row) => row.title, align: 'left' },
      { title: 'KiB each', text: (row) => fixed(row.kibibytes, 1) },
      { title: 'min … max', text: (row) => `${fixed(row.min, 1)} … ${fixed(row.max, 1)}` },
      { title: '', text: (row) => row.note, align: 'left' },
    ],
    summary,
  );
}

function targetsOf(summary: readonly Summary[]): Target[] {
  const find = (subject: string, name: string): number =>
    summary.find((row) => row.subject === subject && row.case === name)?.kibibytes ?? Number.NaN;
  return [
    target(
      'KiB of an idle SSE connection among 1,000',
      '≤ 16',
      find('hub-sse', IDLE_CASES[0]!.name),
      (kib) => kib <= 16,
    ),
    target(
      'KiB of an SSE client that never reads',
      '≤ 1,024',
      find('hub-sse', STUCK_CASE.name),
      (kib) => kib <= 1_024,
    ),
    target(
      'KiB of a WebSocket client that never reads',
      '≤ 1,024',
      find('hub-websocket', STUCK_CASE.name),
      (kib) => kib <= 1_024,
    ),
  ];
}

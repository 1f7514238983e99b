/** How long an event takes from the call of publish to the client's socket, at rates that servers bear with ease. */
import { SUBJECTS } from '../subjects/all';
import type { SubjectKind } from '../subjects/subject';
import { formatTargets, target, type Target } from '../support/report';
import { openSession, type Session } from '../support/session';
import { median } from '../support/statistics';
import { fixed, formatTable, times } from '../support/table';
import { machineBusyMicros } from '../support/usage';
import {
  available,
  disturbance,
  progress,
  rotated,
  sentenceOf,
  tooManyClients,
  versionsOf,
  type Benchmark,
  type BenchmarkOptions,
  type BenchmarkResult,
} from './benchmark';

const REFERENCE = 'raw-net';

interface Case {
  readonly name: string;
  readonly clients: number;
  readonly eventsPerSecond: number;
  /** Events of one round, and before it for warming up. */
  readonly events: number;
  readonly warmUp: number;
}

const cases = (quick: boolean): Case[] => [
  { name: '20,000/s', clients: 1_000, eventsPerSecond: 20, events: quick ? 30 : 80, warmUp: quick ? 15 : 30 },
  {
    name: '10,000/s',
    clients: 100,
    eventsPerSecond: 100,
    events: quick ? 150 : 400,
    warmUp: quick ? 50 : 100,
  },
  { name: 'idle', clients: 1, eventsPerSecond: 4, events: quick ? 6 : 20, warmUp: 4 },
];

interface Round {
  readonly case: string;
  readonly subject: string;
  readonly round: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Part of a core that the subject took. */
  readonly subjectCpu: number;
  readonly othersCpu: number;
  readonly error?: string;
}

interface Summary {
  readonly case: string;
  readonly clients: number;
  readonly eventsPerSecond: number;
  readonly subject: string;
  readonly title: string;
  readonly p50: number;
  readonly p99: number;
  readonly p99Min: number;
  readonly p99Max: number;
  readonly max: number;
  readonly p99Ratio: number;
  readonly subjectCpu: number;
  readonly note: string;
}

export const latency: Benchmark = { name: 'latency', byDefault: true, run };

async function run(options: BenchmarkOptions): Promise<BenchmarkResult> {
  const { present, absent } = available(SUBJECTS, options.only);
  const rounds: Round[] = [];
  const all = cases(options.quick);
  for (const which of all) {
    if (tooManyClients(which.clients) !== null) continue;
    for (let round = 0; round < options.rounds; round++) {
      for (const kind of rotated(present, round)) {
        progress(`latency: ${which.name}, round ${round + 1}, ${kind.title}`);
        rounds.push(await measure(kind, which, round, options.profileFolder));
      }
    }
  }
  progress('');
  const summary = all.flatMap((which) => [
    ...present.map((kind) => summarise(which, kind, rounds)),
    ...absent.map(({ kind, reason }) => ({ ...summarise(which, kind, []), note: reason })),
  ]);
  const targets = targetsOf(summary);
  return {
    report: {
      benchmark: 'latency',
      settings: { rounds: options.rounds, cases: all, reference: REFERENCE, unit: 'ms' },
      versions: versionsOf(SUBJECTS),
      summary,
      targets,
      rounds,
    },
    text: `${table(summary)}\n\n${disturbance(rounds)}\n\n${formatTargets(targets)}`,
    sound: true,
  };
}

async function measure(
  kind: SubjectKind,
  which: Case,
  round: number,
  profileFolder: string | undefined,
): Promise<Round> {
  const base = { case: which.name, subject: kind.name, round };
  try {
    const session = await openSession({ kind, profileFolder });
    try {
      await session.connect({ clients: which.clients });
      return { ...base, ...(await timeEvents(session, which)) };
    } finally {
      await session.close();
    }
  } catch (error) {
    const none = Number.NaN;
    const figures = { p50: none, p99: none, max: none, subjectCpu: none, othersCpu: none };
    return { ...base, ...figures, error: sentenceOf(error) };
  }
}

async function timeEvents(
  { subject, reader, received }: Session,
  which: Case,
): Promise<Omit<Round, 'case' | 'subject' | 'round'>> {
  const { clients, eventsPerSecond, events, warmUp } = which;
  await received(await subject.call('atRate', { eventsPerSecond, count: warmUp }));
  await reader.call('time');
  const before = {
    mark: await reader.call('mark'),
    used: await subject.call('usage', { collect: false }),
    busy: machineBusyMicros(),
  };
  const after = await received(await subject.call('atRate', { eventsPerSecond, count: events }));
  const used = await subject.call('usage', { collect: false });
  const busy = machineBusyMicros() - before.busy;
  const { count, p50, p99, max } = await reader.call('latencies');
  if (count !== events * clients) throw new Error(`Clients got ${count} of ${events * clients} events.`);
  const micros = after.at - before.mark.at;
  const subjectMicros = used.cpuMicros - before.used.cpuMicros;
  const readerMicros = after.cpuMicros - before.mark.cpuMicros;
  return {
    p50,
    p99,
    max,
    subjectCpu: subjectMicros / micros,
    othersCpu: Math.max(0, (busy - subjectMicros - readerMicros) / micros),
  };
}

function summarise(which: Case, kind: SubjectKind, rounds: readonly Round[]): Summary {
  const inCase = rounds.filter((round) => round.case === which.name);
  const good = inCase.filter(({ subject, error }) => subject === kind.name && error === undefined);
  const reference = inCase.filter(({ subject, error }) => subject === REFERENCE && error === undefined);
  const p99s = good.map(({ p99 }) => p99);
  const p99 = median(p99s);
  return {
    case: which.name,
    clients: which.clients,
    eventsPerSecond: which.eventsPerSecond,
    subject: kind.name,
    title: kind.title,
    p50: median(good.map((round) => round.p50)),
    p99,
    p99Min: p99s.length === 0 ? Number.NaN : Math.min(...p99s),
    p99Max: p99s.length === 0 ? Number.NaN : Math.max(...p99s),
    max: median(good.map((round) => round.max)),
    p99Ratio: p99 / median(reference.map((round) => round.p99)),
    subjectCpu: median(good.map((round) => round.subjectCpu)),
    note:
      tooManyClients(which.clients) ??
      inCase.find(({ subject, error }) => subject === kind.name && error !== undefined)?.error ??
      '',
  };
}

function table(summary: readonly Summary[]): string {
  return formatTable<Summary>(
    [
      { title: 'clients', text: (row) => String(row.clients) },
      { title: 'events/s', text: (row) => String(row.eventsPerSecond) },
      { title: 'server', text: (row) => row.title, align: 'left' },
      { title: 'p50 ms', text: (row) => fixed(row.p50, 2) },
      { title: 'p99 ms', text: (row) => fixed(row.p99, 2) },
      { title: 'min … max of p99', text: (row) => `${fixed(row.p99Min, 1)} … ${fixed(row.p99Max, 1)}` },
      { title: 'slowest ms', text: (row) => fixed(row.max, 1) },
      { title: '× raw p99', text: (row) => times(row.p99Ratio) },
      { title: 'CPU %', text: (row) => fixed(row.subjectCpu * 100, 0) },
      { title: '', text: (row) => row.note, align: 'left' },
    ],
    summary,
  );
}

function targetsOf(summary: readonly Summary[]): Target[] {
  const find = (subject: string, name: string): Summary | undefined =>
    summary.find((row) => row.subject === subject && row.case === name);
  // One request for each delivery: 20,000 a second are more than polling is for, so that row promises nothing.
  const ours = summary.filter(
    (row) => row.subject.startsWith('hub-') && !(row.subject === 'hub-polling' && row.case === '20,000/s'),
  );
  return [
    target(
      '20,000 deliveries/s to 1,000 SSE clients, p99 against raw sockets',
      '≤ 1.2×',
      find('hub-sse', '20,000/s')?.p99Ratio ?? Number.NaN,
      (ratio) => ratio <= 1.2,
    ),
    target(
      'one event to an idle hub, SSE, p50 in ms',
      '< 1',
      find('hub-sse', 'idle')?.p50 ?? Number.NaN,
      (p50) => p50 < 1,
    ),
    ...ours.map((row) =>
      target(`${row.title}, ${row.case}, slowest event in ms`, '≤ 200', row.max, (max) => max <= 200),
    ),
  ];
}

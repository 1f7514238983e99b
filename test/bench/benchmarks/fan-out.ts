/** How many deliveries a second each server makes at most, from one publisher to many clients. */
import { setTimeout as delay } from 'node:timers/promises';
import { SUBJECTS } from '../subjects/all';
import type { SubjectKind } from '../subjects/subject';
import { formatTargets, target, type Target } from '../support/report';
import { openSession, type Session } from '../support/session';
import { median } from '../support/statistics';
import { count, fixed, formatTable, times } from '../support/table';
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

const KINDS = SUBJECTS.filter(({ protocol }) => protocol !== 'polling');
const REFERENCE = 'http-write';

interface Case {
  readonly clients: number;
  /** Events that the publisher hands over before it lets the loop turn. */
  readonly eventsPerTurn: number;
}

const CASES: readonly Case[] = [
  { clients: 1, eventsPerTurn: 64 },
  { clients: 100, eventsPerTurn: 64 },
  { clients: 1_000, eventsPerTurn: 64 },
  { clients: 1_000, eventsPerTurn: 1 },
  { clients: 5_000, eventsPerTurn: 64 },
];
const QUICK_CASES = CASES.filter(({ clients }) => clients === 1 || clients === 1_000);

/** Bytes that may be under way to all clients together, and the bounds of the publisher's lead, in events. */
const BYTES_UNDER_WAY = 128 * 2 ** 20;
const EVENT_BYTES = 165;
const LEAD = { min: 256, max: 8_192 };

interface Round extends Case {
  readonly subject: string;
  readonly round: number;
  readonly deliveriesPerSecond: number;
  readonly cpuMicrosPerDelivery: number;
  /** Part of a core, 1 for all of it. */
  readonly subjectCpu: number;
  readonly readerCpu: number;
  /** What the rest of the machine took meanwhile, in cores. */
  readonly othersCpu: number;
  readonly bytesPerDelivery: number;
  readonly error?: string;
}

interface Summary extends Case {
  readonly subject: string;
  readonly title: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly ratio: number;
  readonly cpuMicrosPerDelivery: number;
  readonly readerCpu: number;
  readonly othersCpu: number;
  readonly note: string;
}

export const fanOut: Benchmark = { name: 'fan-out', byDefault: true, run };

async function run(options: BenchmarkOptions): Promise<BenchmarkResult> {
  const seconds = options.quick ? 1 : 2.5;
  const cases = options.quick ? QUICK_CASES : CASES;
  const { present, absent } = available(KINDS, options.only);
  const rounds: Round[] = [];
  for (const which of cases) {
    if (tooManyClients(which.clients) !== null) continue;
    for (let round = 0; round < options.rounds; round++) {
      for (const kind of rotated(present, round)) {
        progress(`fan-out: ${which.clients} clients, round ${round + 1}, ${kind.title}`);
        rounds.push(await measure(kind, which, round, seconds, options.profileFolder));
      }
    }
  }
  progress('');
  const summary = cases.flatMap((which) => summarise(which, present, absent, rounds));
  const targets = targetsOf(summary);
  return {
    report: {
      benchmark: 'fan-out',
      settings: { rounds: options.rounds, seconds, eventBytes: 150, lead: LEAD, reference: REFERENCE },
      versions: versionsOf(KINDS),
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
  seconds: number,
  profileFolder: string | undefined,
): Promise<Round> {
  const nothing = {
    deliveriesPerSecond: Number.NaN,
    cpuMicrosPerDelivery: Number.NaN,
    subjectCpu: Number.NaN,
    readerCpu: Number.NaN,
    othersCpu: Number.NaN,
    bytesPerDelivery: Number.NaN,
  };
  const base = { subject: kind.name, round, ...which };
  try {
    const session = await openSession({ kind, profileFolder });
    try {
      await session.connect({ clients: which.clients, purpose: 'count' });
      return { ...base, ...(await saturate(session, which, seconds)) };
    } finally {
      await session.close();
    }
  } catch (error) {
    return { ...base, ...nothing, error: sentenceOf(error) };
  }
}

async function saturate(
  { kind, subject, reader, received }: Session,
  { clients, eventsPerTurn }: Case,
  seconds: number,
): Promise<Omit<Round, 'subject' | 'round' | keyof Case>> {
  const window = Math.round(
    Math.min(LEAD.max, Math.max(LEAD.min, BYTES_UNDER_WAY / (clients * EVENT_BYTES))),
  );
  await subject.call('saturate', { eventsPerTurn, window, maxEventsPerSecond: kind.maxEventsPerSecond });
  // Time to compile what is hot, and for socket buffers to find their size.
  await delay(seconds * 400);
  const [before, usedBefore, busyBefore] = [
    await reader.call('mark'),
    await subject.call('usage', { collect: false }),
    machineBusyMicros(),
  ];
  await delay(seconds * 1_000);
  const [after, usedAfter, busyAfter] = [
    await reader.call('mark'),
    await subject.call('usage', { collect: false }),
    machineBusyMicros(),
  ];
  await received(await subject.call('stop'));
  if (after.lost > 0) throw new Error(`The server let ${after.lost} of ${clients} clients go.`);
  const deliveries = after.deliveries - before.deliveries;
  const micros = after.at - before.at;
  const subjectMicros = usedAfter.cpuMicros - usedBefore.cpuMicros;
  const readerMicros = after.cpuMicros - before.cpuMicros;
  const bytesPerDelivery = (after.bytes - before.bytes) / deliveries;
  if (bytesPerDelivery < kind.leastEventBytes) {
    throw new Error(`Clients got ${bytesPerDelivery.toFixed(0)} bytes per event: some were left out.`);
  }
  return {
    deliveriesPerSecond: (deliveries / micros) * 1e6,
    cpuMicrosPerDelivery: subjectMicros / deliveries,
    subjectCpu: subjectMicros / micros,
    readerCpu: readerMicros / micros,
    othersCpu: Math.max(0, (busyAfter - busyBefore - subjectMicros - readerMicros) / micros),
    bytesPerDelivery,
  };
}

function summarise(
  which: Case,
  present: readonly SubjectKind[],
  absent: readonly { kind: SubjectKind; reason: string }[],
  rounds: readonly Round[],
): Summary[] {
  const tooMany = tooManyClients(which.clients);
  const of = (name: string): Round[] =>
    rounds.filter(
      ({ subject, clients, eventsPerTurn, error }) =>
        subject === name &&
        clients === which.clients &&
        eventsPerTurn === which.eventsPerTurn &&
        error === undefined,
    );
  const reference = median(of(REFERENCE).map((round) => round.deliveriesPerSecond));
  const measured = present.map((kind): Summary => {
    const good = of(kind.name);
    const rates = good.map((round) => round.deliveriesPerSecond);
    const failed = rounds.find(
      (round) =>
        round.subject === kind.name &&
        round.clients === which.clients &&
        round.eventsPerTurn === which.eventsPerTurn &&
        round.error !== undefined,
    );
    return {
      ...which,
      subject: kind.name,
      title: kind.title,
      median: median(rates),
      min: rates.length === 0 ? Number.NaN : Math.min(...rates),
      max: rates.length === 0 ? Number.NaN : Math.max(...rates),
      ratio: median(rates) / reference,
      cpuMicrosPerDelivery: median(good.map((round) => round.cpuMicrosPerDelivery)),
      readerCpu: median(good.map((round) => round.readerCpu)),
      othersCpu: median(good.map((round) => round.othersCpu)),
      note: tooMany ?? failed?.error ?? '',
    };
  });
  const missing = absent.map(({ kind, reason }): Summary => {
    const none = Number.NaN;
    const figures = {
      median: none,
      min: none,
      max: none,
      ratio: none,
      cpuMicrosPerDelivery: none,
      readerCpu: none,
      othersCpu: none,
    };
    return { ...which, ...figures, subject: kind.name, title: kind.title, note: reason };
  });
  return [...measured, ...missing];
}

function table(summary: readonly Summary[]): string {
  return formatTable<Summary>(
    [
      { title: 'clients', text: (row) => String(row.clients) },
      { title: 'per turn', text: (row) => String(row.eventsPerTurn) },
      { title: 'server', text: (row) => row.title, align: 'left' },
      { title: 'deliveries/s', text: (row) => count(row.median) },
      { title: 'min … max', text: (row) => `${count(row.min)} … ${count(row.max)}` },
      { title: '× res.write', text: (row) => times(row.ratio) },
      { title: 'CPU µs each', text: (row) => fixed(row.cpuMicrosPerDelivery, 2) },

      { title: 'reader CPU %', text: (row) => fixed(row.readerCpu * 100, 0) },
      { title: '', text: (row) => row.note, align: 'left' },
    ],
    summary,
  );
}

/** In deliveries a second, and in CPU time of each, which a busy machine changes less. */
function targetsOf(summary: readonly Summary[]): Target[] {
  const thousand = CASES.filter(({ clients }) => clients === 1_000);
  return thousand.flatMap(({ clients, eventsPerTurn }) => {
    const row = (subject: string): Summary | undefined =>
      summary.find(
        (other) =>
          other.subject === subject && other.clients === clients && other.eventsPerTurn === eventsPerTurn,
      );
    const against = (peer: string, wanted: number): Target[] => {
      const ours = row('hub-sse');
      const theirs = row(peer);
      if (!ours || !theirs) return [];
      const what = `${clients} clients, ${eventsPerTurn} events per turn, hub against ${theirs.title}`;
      const holds = (ratio: number): boolean => ratio >= wanted;
      return [
        target(`${what}, deliveries/s`, `≥ ${wanted}×`, ours.median / theirs.median, holds),
        target(
          `${what}, CPU`,
          `≥ ${wanted}×`,
          theirs.cpuMicrosPerDelivery / ours.cpuMicrosPerDelivery,
          holds,
        ),
      ];
    };
    return [...against('better-sse', 20), ...against('nchan-sse', 10)];
  });
}

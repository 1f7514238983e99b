/** How long questions to a history of a million events take: the store beside a plain scan and ripgrep over the same events. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QUESTIONS, type Question } from '../queries/questions';
import { ripgrepCount, ripgrepVersion } from '../queries/ripgrep';
import { SAMPLE } from '../queries/sample-stream';
import type { ScanCalls } from '../queries/scan-process';
import type { Answer, Filled, Others, StoreCalls, Timing } from '../queries/store-process';
import { startProcess } from '../support/processes';
import { formatTargets, target, type Target } from '../support/report';
import type { Remote } from '../support/rpc';
import { median } from '../support/statistics';
import { count, fixed, formatTable, times } from '../support/table';
import { machineBusyMicros } from '../support/usage';
import {
  disturbance,
  progress,
  rotated,
  sentenceOf,
  type Benchmark,
  type BenchmarkOptions,
  type BenchmarkResult,
} from './benchmark';

const FULL = { events: 1_000_000, writeEvents: 100_000, again: 3 };
const QUICK = { events: 50_000, writeEvents: 10_000, again: 2 };
type Settings = typeof FULL;

interface Round {
  readonly question: string;
  readonly round: number;
  readonly matches: number;
  readonly pageFirst: number;
  readonly pageWarm: number;
  readonly countFirst: number;
  readonly countWarm: number;
  readonly countFirstCpu: number;
  readonly openMs: number;
  readonly scan: number;
  /** NaN where it cannot be asked this way. */
  readonly bytes: number;
  readonly ripgrep: number;
  /** Cores' worth of CPU that other programs took while the store was asked. */
  readonly othersCpu: number;
  readonly error?: string;
}

interface OtherRound extends Others {
  readonly round: number;
  readonly written: number;
  readonly indexed: number;
}

const FIGURES = [
  'pageFirst',
  'pageWarm',
  'countFirst',
  'countWarm',
  'countFirstCpu',
  'scan',
  'bytes',
  'ripgrep',
] as const;
type Figure = (typeof FIGURES)[number];
type Summary = Readonly<Record<Figure, number>> & {
  readonly question: string;
  readonly query: string;
  readonly matches: number;
  readonly countFirstMost: number;
  readonly countWarmMost: number;
  readonly note: string;
};

export const queries: Benchmark = { name: 'queries', byDefault: true, run };

async function run(options: BenchmarkOptions): Promise<BenchmarkResult> {
  const settings = options.quick ? QUICK : FULL;
  const questions = QUESTIONS.filter(({ name }) => options.only?.includes(name) ?? true);
  const ripgrep = ripgrepVersion();
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-queries-'));
  const history = join(folder, 'history');
  const file = join(folder, 'events.ndjson');
  const rounds: Round[] = [];
  const others: OtherRound[] = [];
  let filled: Filled;
  try {
    progress(`queries: ${settings.events} events`);
    filled = await withStore((store) =>
      store.call('fill', { folder: history, lines: file, events: settings.events, sample: SAMPLE }),
    );
    for (let round = 0; round < options.rounds; round++) {
      for (const question of rotated(questions, round)) {
        progress(`queries: round ${round + 1}, ${question.name}`);
        rounds.push(await measure(question, round, { history, file, ripgrep, settings }));
      }
      progress(`queries: round ${round + 1}, writing and the rest`);
      others.push(await measureOthers(round, { folder, history, filled, settings }));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  progress('');
  const summary = questions.map((question) => summarise(question, rounds));
  const rest = summariseOthers(others);
  const targets = targetsOf(questions, summary, rest);
  return {
    report: {
      benchmark: 'queries',
      settings: { rounds: options.rounds, ...settings, ...SAMPLE, ...filled },
      versions: { ripgrep: ripgrep ?? 'missing' },
      summary: [...summary, rest],
      targets,
      rounds: [...rounds, ...others],
    },
    text: [
      table(summary),
      otherTable(rest),
      sizes(filled, settings.events, rest),
      ...(ripgrep === null ? ['ripgrep is not installed: no figures of it.'] : []),
      formatTargets(targets),
      disturbance(rounds),
    ].join('\n\n'),
    // Speeds are for people to judge, but all ways have to find the same events.
    sound: rounds.every(({ error }) => error === undefined),
  };
}

interface Place {
  readonly history: string;
  readonly file: string;
  readonly ripgrep: string | null;
  readonly settings: Settings;
}

async function measure(question: Question, round: number, place: Place): Promise<Round> {
  const { history, file, settings } = place;
  const base = { question: question.name, round };
  try {
    const busyBefore = machineBusyMicros();
    const began = performance.now();
    const { answer, cpuMicros } = await withStore(async (store) => ({
      answer: await store.call('answer', { folder: history, query: question.query, again: settings.again }),
      cpuMicros: await store.call('cpuMicros'),
    }));
    const elapsed = (performance.now() - began) * 1_000;
    const othersCpu = Math.max(0, (machineBusyMicros() - busyBefore - cpuMicros) / elapsed);
    const { lines, bytes } = await withScan(async (scan) => ({
      lines: await scan.call('lines', { file, name: question.name }),
      bytes: question.bytes === null ? null : await scan.call('bytes', { file, name: question.name }),
    }));
    const searched =
      place.ripgrep === null || question.ripgrep === null ? null : ripgrepCount(file, question.ripgrep);
    same('matches', answer.count, lines.count);
    same('the newest 200', answer.pageFrom, lines.pageFrom);
    if (bytes) same('lines with these bytes', answer.count, bytes.count);
    if (searched) same('lines of ripgrep', answer.count, searched.count);
    return {
      ...base,
      ...timesOf(answer),
      scan: lines.ms,
      bytes: bytes?.ms ?? NaN,
      ripgrep: searched?.ms ?? NaN,
      othersCpu,
    };
  } catch (error) {
    const nothing = Object.fromEntries(FIGURES.map((figure) => [figure, NaN])) as Record<Figure, number>;
    return { ...base, ...nothing, matches: NaN, openMs: NaN, othersCpu: NaN, error: sentenceOf(error) };
  }
}

function timesOf({
  count: matches,
  openMs,
  page,
  counting,
  countCpu,
}: Answer): Omit<Round, 'question' | 'round' | 'scan' | 'bytes' | 'ripgrep' | 'othersCpu'> {
  return {
    matches,
    openMs,
    pageFirst: page.first,
    pageWarm: page.warm,
    countFirst: counting.first,
    countWarm: counting.warm,
    countFirstCpu: countCpu,
  };
}

function same(what: string, ours: number, theirs: number): void {
  if (ours !== theirs) throw new Error(`The store says ${ours} for ${what}, the file ${theirs}.`);
}

async function measureOthers(
  round: number,
  at: { folder: string; history: string; filled: Filled; settings: Settings },
): Promise<OtherRound> {
  const { settings, filled } = at;
  const asked = await withStore((store) =>
    store.call('others', {
      folder: at.history,
      events: settings.events,
      lastTime: filled.lastTime,
      again: settings.again,
    }),
  );
  const folder = join(at.folder, 'written');
  mkdirSync(folder);
  try {
    const speed = await withStore((store) =>
      store.call('write', { folder, events: settings.writeEvents, sample: SAMPLE }),
    );
    return { round, ...asked, ...speed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function withStore<T>(work: (store: Remote<StoreCalls>) => Promise<T>): Promise<T> {
  const store = startProcess<StoreCalls>({ entry: 'query-store-process' });
  try {
    const result = await work(store);
    await store.call('end');
    return result;
  } finally {
    await store.close();
  }
}

async function withScan<T>(work: (scan: Remote<ScanCalls>) => Promise<T>): Promise<T> {
  const scan = startProcess<ScanCalls>({ entry: 'query-scan-process' });
  try {
    return await work(scan);
  } finally {
    await scan.close();
  }
}

function summarise({ name, query }: Question, rounds: readonly Round[]): Summary {
  const own = rounds.filter(({ question }) => question === name);
  const good = own.filter(({ error }) => error === undefined);
  const medians = Object.fromEntries(
    FIGURES.map((figure) => [figure, median(good.map((each) => each[figure]))]),
  ) as Record<Figure, number>;
  return {
    question: name,
    query,
    matches: good[0]?.matches ?? NaN,
    ...medians,
    countFirstMost: Math.max(...good.map(({ countFirst }) => countFirst)),
    countWarmMost: Math.max(...good.map(({ countWarm }) => countWarm)),
    note: own.find(({ error }) => error !== undefined)?.error ?? '',
  };
}

const TIMINGS = [
  'histogram',
  'histogramOfQuery',
  'scanFirst',
  'scanAll',
  'rowsTogether',
  'rowsScattered',
  'channelsAt',
] as const;
type OtherSummary = Readonly<Record<(typeof TIMINGS)[number], Timing>> & {
  readonly written: number;
  readonly indexed: number;
  readonly rssBytes: number;
};

function summariseOthers(rounds: readonly OtherRound[]): OtherSummary {
  const middle = (value: (round: OtherRound) => number): number => median(rounds.map(value));
  const timings = Object.fromEntries(
    TIMINGS.map((name) => [
      name,
      { first: middle((round) => round[name].first), warm: middle((round) => round[name].warm) },
    ]),
  ) as Record<(typeof TIMINGS)[number], Timing>;
  return {
    ...timings,
    written: middle(({ written }) => written),
    indexed: middle(({ indexed }) => indexed),
    rssBytes: middle(({ rssBytes }) => rssBytes),
  };
}

function table(summary: readonly Summary[]): string {
  const ms = (value: number): string => fixed(value, value < 10 ? 1 : 0);
  return formatTable<Summary>(
    [
      { title: 'question', text: (row) => row.question, align: 'left' },
      { title: 'matches', text: (row) => count(row.matches) },
      { title: 'page, first', text: (row) => ms(row.pageFirst) },
      { title: 'again', text: (row) => ms(row.pageWarm) },
      { title: 'count, first', text: (row) => ms(row.countFirst) },
      { title: 'most', text: (row) => ms(row.countFirstMost) },
      { title: 'CPU', text: (row) => ms(row.countFirstCpu) },
      { title: 'again', text: (row) => ms(row.countWarm) },
      { title: 'most', text: (row) => ms(row.countWarmMost) },
      { title: 'plain scan', text: (row) => ms(row.scan) },
      { title: 'bytes', text: (row) => ms(row.bytes) },
      { title: 'ripgrep', text: (row) => ms(row.ripgrep) },
      { title: 'rg ÷ first', text: (row) => times(row.ripgrep / row.countFirst) },
      { title: '', text: (row) => row.note, align: 'left' },
    ],
    summary,
  );
}

function otherTable(rest: OtherSummary): string {
  return formatTable<(typeof TIMINGS)[number]>(
    [
      { title: 'ms', text: (name) => name, align: 'left' },
      { title: 'first', text: (name) => fixed(rest[name].first, 1) },
      { title: 'again', text: (name) => fixed(rest[name].warm, 1) },
    ],
    TIMINGS,
  );
}

function sizes(filled: Filled, events: number, rest: OtherSummary): string {
  const each = (bytes: number): string => fixed(bytes / events, 0);
  return (
    `${count(events)} events: ${each(filled.lineBytes)} B each as lines, ${each(filled.segmentBytes)} B in segments, ` +
    `${each(filled.indexBytes)} B in indexes. Written ${count(rest.written)} events/s, and indexed ${count(rest.indexed)}. ` +
    `The process takes ${fixed(rest.rssBytes / 2 ** 20, 0)} MiB in the end.`
  );
}

function targetsOf(
  questions: readonly Question[],
  summary: readonly Summary[],
  rest: OtherSummary,
): Target[] {
  const telling = summary.filter((_, i) => questions[i]!.untelling !== true);
  const plain = summary.filter((_, i) => questions[i]!.plain === true);
  const most = (rows: readonly Summary[], figure: Figure): number =>
    rows.length === 0 ? NaN : Math.max(...rows.map((row) => row[figure]));
  const least = Math.min(...plain.map((row) => row.ripgrep / row.countFirst));
  const leastWarm = Math.min(...plain.map((row) => row.ripgrep / row.countWarm));
  return [
    target(
      'newest 200, slowest question, ms, first time',
      '≤ 100',
      most(telling, 'pageFirst'),
      (x) => x <= 100,
    ),
    target(
      'exact count, slowest question, ms, first time',
      '≤ 500',
      most(telling, 'countFirst'),
      (x) => x <= 500,
    ),
    target('histogram of everything, ms, first time', '≤ 50', rest.histogram.first, (x) => x <= 50),
    target('histogram of everything, ms, again', '≤ 50', rest.histogram.warm, (x) => x <= 50),
    target('ripgrep ÷ count of plain text, least, first time', '≥ 1', least, (x) => x >= 1),
    target('ripgrep ÷ count of plain text, least, again', '≥ 1', leastWarm, (x) => x >= 1),
  ];
}

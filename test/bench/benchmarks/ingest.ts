/** How fast one event stream is followed: our whole source beside the packages there are and the floor of reading. */
import { PAYLOADS, type Payload } from '../ingest/payload';
import { READERS, type Reader } from '../ingest/readers';
import type { IngestReaderCalls } from '../ingest/reader-process';
import type { IngestServerCalls } from '../ingest/server-process';
import { startProcess } from '../support/processes';
import { formatTargets, target, type Target } from '../support/report';
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

const SERVER_CORE = 0;
const READER_CORE = 1;
const FULL = { warmUpMs: 1_000, measureMs: 2_000 };
const QUICK = { warmUpMs: 400, measureMs: 600 };

interface Round {
  readonly payload: string;
  readonly reader: string;
  readonly round: number;
  readonly eventsPerSecond: number;
  readonly bytesPerSecond: number;
  /** ns of CPU for one event. */
  readonly cpuNanos: number;
  /** Cores' worth of CPU that other programs took meanwhile. */
  readonly othersCpu: number;
  readonly error?: string;
}

interface Summary {
  readonly payload: string;
  readonly reader: string;
  readonly title: string;
  readonly eventsPerSecond: number;
  readonly min: number;
  readonly max: number;
  readonly mebibytesPerSecond: number;
  /** Relative to the eventsource package. */
  readonly ratio: number;
  readonly cpuNanos: number;
  /** The same from CPU time, which other programs disturb less. */
  readonly cpuRatio: number;
  readonly note: string;
}

export const ingest: Benchmark = { name: 'ingest', byDefault: true, run };

async function run(options: BenchmarkOptions): Promise<BenchmarkResult> {
  const readers = READERS.filter(({ name }) => options.only === undefined || options.only.includes(name));
  const rounds: Round[] = [];
  for (let round = 0; round < options.rounds; round++) {
    for (const payload of PAYLOADS) {
      for (const reader of rotated(readers, round)) {
        progress(`ingest: ${payload.title}, round ${round + 1}, ${reader.title}`);
        rounds.push(await measure(payload, reader, round, options));
      }
    }
  }
  progress('');
  const summary = PAYLOADS.flatMap((payload) => readers.map((reader) => summarise(payload, reader, rounds)));
  const targets = targetsOf(summary);
  return {
    report: {
      benchmark: 'ingest',
      settings: { rounds: options.rounds, ...(options.quick ? QUICK : FULL), payloads: PAYLOADS },
      versions: Object.fromEntries(
        readers.flatMap(({ name, version }) => (version === undefined ? [] : [[name, version]])),
      ),
      summary,
      targets,
      rounds,
    },
    text: `${table(summary)}\n\n${formatTargets(targets)}\n\n${disturbance(rounds)}`,
    // Speeds are for people to judge, but an event may never be missing.
    sound: rounds.every(({ error }) => error === undefined),
  };
}

async function measure(
  payload: Payload,
  reader: Reader,
  round: number,
  { quick, profileFolder }: BenchmarkOptions,
): Promise<Round> {
  const base = { payload: payload.name, reader: reader.name, round };
  const server = startProcess<IngestServerCalls>({ entry: 'ingest-server-process', core: SERVER_CORE });
  const client = startProcess<IngestReaderCalls>({
    entry: 'ingest-reader-process',
    core: READER_CORE,
    nodeArguments: [
      // Undici calls its EventSource experimental.
      '--disable-warning=UNDICI-ES',
      ...(profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`]),
    ],
  });
  try {
    const port = await server.call('start', payload.name);
    const cpuOfBoth = async (): Promise<number> =>
      (await server.call('cpuMicros')) + (await client.call('cpuMicros'));
    const cpuBefore = await cpuOfBoth();
    const busyBefore = machineBusyMicros();
    const began = performance.now();
    const speed = await client.call('read', {
      reader: reader.name,
      url: `http://127.0.0.1:${port}/stream`,
      ...(quick ? QUICK : FULL),
    });
    const elapsed = (performance.now() - began) * 1_000;
    const ours = (await cpuOfBoth()) - cpuBefore;
    if (speed.missing !== 0) throw new Error(`${speed.missing} events are missing.`);
    const bytes = speed.events === 0 ? speed.bytes : speed.events * payload.eventBytes;
    return {
      ...base,
      eventsPerSecond: bytes / payload.eventBytes / speed.seconds,
      bytesPerSecond: bytes / speed.seconds,
      cpuNanos: (speed.cpuMicros * 1_000) / (bytes / payload.eventBytes),
      othersCpu: Math.max(0, (machineBusyMicros() - busyBefore - ours) / elapsed),
    };
  } catch (error) {
    const nothing = { eventsPerSecond: NaN, bytesPerSecond: NaN, cpuNanos: NaN, othersCpu: NaN };
    return { ...base, ...nothing, error: sentenceOf(error) };
  } finally {
    await client.close();
    await server.close();
  }
}

function summarise(payload: Payload, reader: Reader, rounds: readonly Round[]): Summary {
  const of = (name: string): Round[] =>
    rounds.filter(
      (each) => each.payload === payload.name && each.reader === name && each.error === undefined,
    );
  const own = of(reader.name);
  const reference = of('eventsource');
  const rates = own.map((each) => each.eventsPerSecond);
  const cpuNanos = median(own.map((each) => each.cpuNanos));
  const failed = rounds.find(
    (each) => each.payload === payload.name && each.reader === reader.name && each.error !== undefined,
  );
  return {
    payload: payload.name,
    reader: reader.name,
    title: reader.title,
    eventsPerSecond: median(rates),
    min: Math.min(...rates),
    max: Math.max(...rates),
    mebibytesPerSecond: median(own.map((each) => each.bytesPerSecond)) / 2 ** 20,
    ratio: median(rates) / median(reference.map((each) => each.eventsPerSecond)),
    cpuNanos,
    cpuRatio: median(reference.map((each) => each.cpuNanos)) / cpuNanos,
    note: failed?.error ?? '',
  };
}

function table(summary: readonly Summary[]): string {
  return formatTable<Summary>(
    [
      {
        title: 'events',
        text: (row) => PAYLOADS.find(({ name }) => name === row.payload)!.title,
        align: 'left',
      },
      { title: 'reader', text: (row) => row.title, align: 'left' },
      { title: 'events/s', text: (row) => count(row.eventsPerSecond) },
      { title: 'min … max', text: (row) => `${count(row.min)} … ${count(row.max)}` },
      { title: 'MiB/s', text: (row) => fixed(row.mebibytesPerSecond, 0) },
      { title: '× eventsource', text: (row) => times(row.ratio) },
      { title: 'CPU ns/event', text: (row) => fixed(row.cpuNanos, 0) },
      { title: '× by CPU', text: (row) => times(row.cpuRatio) },
      { title: '', text: (row) => row.note, align: 'left' },
    ],
    summary,
  );
}

function targetsOf(summary: readonly Summary[]): Target[] {
  return PAYLOADS.flatMap(({ name, title }) => {
    const rate = (reader: string): number =>
      summary.find((row) => row.payload === name && row.reader === reader)?.eventsPerSecond ?? NaN;
    const ours = rate('source');
    return [
      target(`our source ÷ eventsource, ${title}`, '≥ 0.7', ours / rate('eventsource'), (x) => x >= 0.7),
      target(`our source ÷ undici, ${title}`, '≥ 2', ours / rate('undici'), (x) => x >= 2),
    ];
  });
}

/** Five minutes of mixed load with clients that come and go: memory stays flat, and nobody misses anything. */
import { setTimeout as delay } from 'node:timers/promises';
import type { SoakClientsCalls } from '../soak/clients-process';
import type { Sample, SoakHubCalls } from '../soak/hub-process';
import type { Findings } from '../soak/soak-client';
import { startProcess } from '../support/processes';
import { formatTargets, target, type Target } from '../support/report';
import { slope } from '../support/statistics';
import { fixed, formatTable } from '../support/table';
import { progress, type Benchmark, type BenchmarkOptions, type BenchmarkResult } from './benchmark';

const SECONDS = 300;
const QUICK_SECONDS = 30;
const SAMPLE_EVERY_SECONDS = 10;
/** Between two of the bursts that come every 5 s: what one of them leaves for a moment is not growth. */
const SAMPLE_PHASE_SECONDS = 2.5;
/** The log, pools and compiled code fill first. */
const WARM_UP_SECONDS = 60;
const QUICK_WARM_UP_SECONDS = 10;

/**
 * Growth that still counts as flat, MiB per minute: the bounds lie above the noise of a heap of this size, and far
 * below what one leaked connection or event of each kind would make.
 */
const MAX_HEAP_GROWTH = 0.5;
const MAX_RSS_GROWTH = 2;

const MIB = 2 ** 20;

interface TimedSample extends Sample {
  /** s since the beginning. */
  readonly at: number;
}

export const soak: Benchmark = { name: 'soak', byDefault: false, run };

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  const seconds = quick ? QUICK_SECONDS : SECONDS;
  const hub = startProcess<SoakHubCalls>({ entry: 'soak-hub-process', core: 0 });
  const clients = startProcess<SoakClientsCalls>({ entry: 'soak-clients-process', core: 1 });
  try {
    await clients.call('start', await hub.call('start'));
    const samples: TimedSample[] = [];
    const began = performance.now();
    for (let at = SAMPLE_EVERY_SECONDS; at <= seconds; at += SAMPLE_EVERY_SECONDS) {
      await delay(began + (at + SAMPLE_PHASE_SECONDS) * 1_000 - performance.now());
      samples.push({ at, ...(await hub.call('sample')) });
      progress(`soak: ${at} of ${seconds} s`);
    }
    await clients.call('settle');
    const findings = await clients.call('finish', await hub.call('quiet'));
    const counters = await hub.call('counters');
    progress('');
    return resultOf(quick, seconds, samples, findings, counters);
  } finally {
    await clients.close();
    await hub.close();
  }
}

function resultOf(
  quick: boolean,
  seconds: number,
  samples: readonly TimedSample[],
  findings: Findings,
  counters: unknown,
): BenchmarkResult {
  const warmUp = quick ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS;
  const steady = samples.filter(({ at }) => at >= warmUp);
  const growth = (bytes: (sample: TimedSample) => number): number =>
    slope(steady.map((sample) => [sample.at / 60, bytes(sample) / MIB] as const));
  const unexpected = Object.values(findings.ended).reduce((sum, count) => sum + count, 0);
  const clean: Target[] = [
    target('events lost', '0', findings.lost, (lost) => lost === 0),
    target('events seen twice', '0', findings.repeated, (repeated) => repeated === 0),
    target('gaps told', '0', findings.gaps, (gaps) => gaps === 0),
    target('streams of reading clients ended by the hub', '0', unexpected, (ended) => ended === 0),
  ];
  const flat: Target[] = [
    target(
      'heap, MiB per minute',
      `≤ ${MAX_HEAP_GROWTH}`,
      growth(({ heapBytes }) => heapBytes),
      (mib) => mib <= MAX_HEAP_GROWTH,
    ),
    target(
      'RSS, MiB per minute',
      `≤ ${MAX_RSS_GROWTH}`,
      growth(({ rssBytes }) => rssBytes),
      (mib) => mib <= MAX_RSS_GROWTH,
    ),
  ];
  const kept = target(
    'deliveries within 200 ms, %',
    '≥ 99.9',
    (1 - findings.late / findings.events) * 100,
    (percent) => percent >= 99.9,
  );
  // Half a minute says nothing about growth.
  const binding = quick ? clean : [...clean, ...flat];
  const targets = [...clean, ...flat, kept];
  return {
    report: {
      benchmark: 'soak',
      settings: {
        seconds,
        warmUpSeconds: warmUp,
        maxHeapGrowth: MAX_HEAP_GROWTH,
        maxRssGrowth: MAX_RSS_GROWTH,
      },
      versions: { hub: 'of this checkout' },
      summary: [{ findings, counters }],
      targets,
      rounds: samples,
    },
    text: `${table(samples)}\n\n${describe(findings)}\n\n${formatTargets(targets)}`,
    sound: binding.every(({ reached }) => reached),
  };
}

function table(samples: readonly TimedSample[]): string {
  return formatTable<TimedSample>(
    [
      { title: 's', text: ({ at }) => String(at) },
      { title: 'heap MiB', text: ({ heapBytes }) => fixed(heapBytes / MIB, 2) },
      { title: 'RSS MiB', text: ({ rssBytes }) => fixed(rssBytes / MIB, 1) },
      { title: 'clients', text: (sample) => String(sample.clients) },
      { title: 'published', text: (sample) => String(sample.published) },
    ],
    samples,
  );
}

function describe({ events, sessions, resumes, late, slowestMs, ended, examples }: Findings): string {
  const endings = Object.entries(ended).map(([reason, count]) => `${count} × ${reason}`);
  return [
    `${events} events received in ${sessions} sessions, ${resumes} of them resumed.`,
    `${late} later than 200 ms, the slowest ${slowestMs.toFixed(0)} ms.`,
    ...(endings.length > 0 ? [`Ended by the hub: ${endings.join(', ')}.`] : []),
    ...examples,
  ].join('\n');
}

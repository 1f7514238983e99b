/** How many of our sources get their first event, over good and bad ways, by every transport. */
import { createAuthority } from '../../support/authority';
import { freePort } from '../../support/free-port';
import type { ClientsCalls, Fate } from '../connections/clients-process';
import type { HubCalls } from '../connections/hub-process';
import { MODES, SET_UPS, type Mode, type SetUp, type Way } from '../connections/set-ups';
import { startProcess } from '../support/processes';
import { formatTargets, target, type Target } from '../support/report';
import { percentile } from '../support/statistics';
import { fixed, formatTable } from '../support/table';
import { CHANNEL } from '../support/tick';
import {
  progress,
  sentenceOf,
  type Benchmark,
  type BenchmarkOptions,
  type BenchmarkResult,
} from './benchmark';

/** Sources for each set-up and transport. */
const CONNECTS = 60;
const QUICK_CONNECTS = 4;
const AT_ONCE = 8;
/**
 * A source has this long for its first event, all its attempts together: longer than a poll may go unanswered (90 s), which
 * is what a half-open line looks like.
 */
const DEADLINE_MS = 100_000;
const QUICK_DEADLINE_MS = 40_000;
const EVENTS_PER_SECOND = 20;
const WANTED_PERCENT = 99.9;
const LEAST_SET_UPS = 12;

interface Connect extends Fate {
  readonly setUp: string;
  readonly mode: Mode;
}

interface Summary {
  readonly setUp: string;
  readonly mode: Mode;
  readonly connects: number;
  readonly percent: number;
  readonly atFirst: number;
  readonly openP50: number;
  readonly openP99: number;
  readonly eventP50: number;
  readonly eventP99: number;
  readonly deliveryP50: number;
  readonly note: string;
}

export const connectionSuccess: Benchmark = { name: 'connection-success', byDefault: true, run };

async function run({ quick, only }: BenchmarkOptions): Promise<BenchmarkResult> {
  const chosen = SET_UPS.filter(({ name }) => only === undefined || only.includes(name));
  const authority = createAuthority('Streamgauge Benchmarks');
  const pem = authority.issue(['127.0.0.1', 'localhost']);
  const sites = new Map<SetUp, { port: number; controlPort: number }>();
  for (const setUp of chosen) {
    sites.set(setUp, { port: await freePort(), controlPort: await freePort() });
  }
  const hub = startProcess<HubCalls>({ entry: 'connection-hub-process', core: 0 });
  const clients = startProcess<ClientsCalls>({ entry: 'connection-clients-process', core: 1 });
  const ways = new Map<SetUp, Way>();
  const absent = new Map<SetUp, string>();
  const connects: Connect[] = [];
  try {
    const ports = await hub.call('start', {
      ...pem,
      hosts: [...sites.values()].map(({ port }) => `127.0.0.1:${port}`),
      eventsPerSecond: EVENTS_PER_SECOND,
    });
    for (const [setUp, site] of sites) {
      progress(`connection-success: ${setUp.name}`);
      const missing = setUp.missing();
      if (missing !== null) {
        absent.set(setUp, missing);
        continue;
      }
      try {
        ways.set(setUp, await setUp.open({ ...site, hub: ports, pem, authority: authority.cert }));
      } catch (error) {
        absent.set(setUp, sentenceOf(error));
      }
    }
    const deadlineMs = quick ? QUICK_DEADLINE_MS : DEADLINE_MS;
    const each = quick ? QUICK_CONNECTS : CONNECTS;
    // In turns, so that no set-up has a quieter machine than the others.
    const jobs = Array.from({ length: each }, () =>
      [...ways].flatMap(([setUp, way]) => modesOf(setUp, quick).map((mode) => ({ setUp, way, mode }))),
    ).flat();
    let next = 0;
    const work = async (): Promise<void> => {
      for (let i = next++; i < jobs.length; i = next++) {
        const { setUp, way, mode } = jobs[i]!;
        const fate = await clients.call('connect', {
          id: `client-${i}`,
          // Of its own for each: sources with the same address would share a connection.
          url: `${way.origin}/events?channel=${encodeURIComponent(CHANNEL)}&client=${i}`,
          transports: [...MODES[mode]],
          options: { polling: { mode: 'long-poll', form: 'hub' }, ...way.options },
          deadlineMs,
        });
        connects.push({ setUp: setUp.name, mode, ...fate });
        progress(`connection-success: ${connects.length} of ${jobs.length}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    await clients.close();
    for (const way of ways.values()) await way.close();
    await hub.close();
    authority.remove();
  }
  progress('');
  const summary = chosen.flatMap((setUp) =>
    modesOf(setUp, quick).map((mode) => summarise(setUp.name, mode, connects, absent.get(setUp) ?? null)),
  );
  const targets = targetsOf(connects);
  return {
    report: {
      benchmark: 'connection-success',
      settings: {
        deadlineMs: quick ? QUICK_DEADLINE_MS : DEADLINE_MS,
        atOnce: AT_ONCE,
        eventsPerSecond: EVENTS_PER_SECOND,
      },
      versions: Object.fromEntries(chosen.map((setUp) => [setUp.name, absent.get(setUp) ?? 'as installed'])),
      summary,
      targets,
      rounds: connects,
    },
    text: `${table(summary)}\n\n${formatTargets(targets)}`,
    sound: connects.length > 0 && targets.every(({ reached }) => reached || only !== undefined),
  };
}

/** Without those that take minutes by their nature, when it is to be quick. */
function modesOf({ modes, slow = [] }: SetUp, quick: boolean): readonly Mode[] {
  return quick ? modes.filter((mode) => !slow.includes(mode)) : modes;
}

function summarise(setUp: string, mode: Mode, connects: readonly Connect[], missing: string | null): Summary {
  const own = connects.filter((each) => each.setUp === setUp && each.mode === mode);
  const good = own.filter(({ connected }) => connected);
  const open = good.map(({ openMs }) => openMs);
  const event = good.map(({ firstEventMs }) => firstEventMs);
  const carriers = [...new Set(good.map(({ by }) => by))].join(', ');
  const failed = own.find(({ connected }) => !connected);
  return {
    setUp,
    mode,
    connects: own.length,
    percent: (good.length / own.length) * 100,
    atFirst: (good.filter(({ attempts }) => attempts === 1).length / own.length) * 100,
    openP50: percentile(open, 50),
    openP99: percentile(open, 99),
    eventP50: percentile(event, 50),
    eventP99: percentile(event, 99),
    deliveryP50: percentile(
      good.map(({ deliveryMs }) => deliveryMs),
      50,
    ),
    note: missing ?? failed?.reason.slice(0, 100) ?? (mode === 'auto' ? `by ${carriers}` : ''),
  };
}

function targetsOf(connects: readonly Connect[]): Target[] {
  const good = connects.filter(({ connected }) => connected).length;
  return [
    target(
      `A12: of ${connects.length} sources got their first event, %`,
      `≥ ${WANTED_PERCENT}`,
      (good / connects.length) * 100,
      (percent) => percent >= WANTED_PERCENT,
    ),
    target(
      'A12: set-ups',
      `≥ ${LEAST_SET_UPS}`,
      new Set(connects.map(({ setUp }) => setUp)).size,
      (count) => count >= LEAST_SET_UPS,
    ),
  ];
}

function table(summary: readonly Summary[]): string {
  const ms = (p50: number, p99: number): string => `${fixed(p50, 0)} / ${fixed(p99, 0)}`;
  return formatTable<Summary>(
    [
      { title: 'set-up', text: (row) => row.setUp, align: 'left' },
      { title: 'by', text: (row) => row.mode, align: 'left' },
      { title: 'sources', text: (row) => String(row.connects) },
      { title: 'connected %', text: (row) => fixed(row.percent, 1) },
      { title: 'at first try %', text: (row) => fixed(row.atFirst, 1) },
      { title: 'open ms p50 / p99', text: (row) => ms(row.openP50, row.openP99) },
      { title: 'first event p50 / p99', text: (row) => ms(row.eventP50, row.eventP99) },
      { title: 'delivery p50', text: (row) => fixed(row.deliveryP50, 1) },
      { title: '', text: (row) => row.note, align: 'left' },
    ],
    summary,
  );
}

/** From the socket to the screen: the built app in a real window, with its history on, at rates from quiet to flood. */
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../support/eventually';
import {
  allAccounted,
  keptBy,
  platformOf,
  startApp,
  whenKept,
  type AppSession,
  type Kept,
} from '../window/app-session';
import { delaysOf, framesOf, type Delays, type Frames } from '../window/delays';
import { SHOWN_NUMBER } from '../window/numbered-frames';
import { cpuMs, rssBytes, threadsBetween, threadsCpuMs } from '../window/process-usage';
import { startPageCosts, type PageCosts } from '../window/page-costs';
import { startProfiles } from '../window/profiles';
import { startProbe, takeSeen, type Sight } from '../window/screen-probe';
import type { StreamServerCalls } from '../window/server-process';
import { startProcess } from '../support/processes';
import { formatTargets, target, type Target } from '../support/report';
import { count, fixed, formatTable } from '../support/table';
import { machineBusyMicros } from '../support/usage';
import {
  disturbance,
  progress,
  type Benchmark,
  type BenchmarkOptions,
  type BenchmarkResult,
} from './benchmark';

interface Load {
  /** Events per second. */
  readonly rate: number;
  /** Of one frame. */
  readonly bytes: number;
  /** The table shows columns of these fields of the payload too. */
  readonly fields?: readonly string[];
}

/** Two fields by name and one that is looked for at any depth. */
const FIELDS = ['level', 'orderId', '**.amount'];

const LOADS: readonly Load[] = [
  { rate: 1_000, bytes: 250 },
  { rate: 10_000, bytes: 250 },
  { rate: 10_000, bytes: 250, fields: FIELDS },
  { rate: 20_000, bytes: 1_024 },
  { rate: 50_000, bytes: 100 },
  { rate: 100_000, bytes: 100 },
];
/** Tried one after the other, until one does not hold. */
const LADDER: readonly Load[] = [125_000, 150_000, 200_000, 250_000].map((rate) => ({ rate, bytes: 100 }));

const FULL = { warmUpMs: 5_000, measureMs: 60_000, ladderMs: 20_000 };
const QUICK = { warmUpMs: 2_000, measureMs: 10_000, ladderMs: 0 };

/** How long the window may take to show the last event when nothing more comes, ms. */
const CATCH_UP_MS = 20_000;
const STORE_MS = 120_000;
/** A median lag that grows by more than this over the time is one that goes on growing, ms. */
const MAX_GROWTH_MS = 100;

const MIB = 2 ** 20;

interface Round extends Load {
  readonly seconds: number;
  readonly delays: Delays;
  readonly frames: Frames;
  readonly written: number;
  /** Not written, because the app was 64 MiB behind. */
  readonly heldBack: number;
  readonly kept: Kept;
  /** Not yet written to the disk, and not yet indexed, when the stream stopped. */
  readonly behind: { readonly waitingBytes: number; readonly unindexed: number };
  /** Cores' worth of CPU: whole processes, and the two busiest threads of the main process, its own first. */
  readonly cpu: Cpu;
  readonly page: PageCosts;
  readonly mainMiB: number;
  readonly windowMiB: number;
  /** No lag that grows, nothing held back, and the last event on the screen. */
  readonly holds: boolean;
  readonly othersCpu: number;
  readonly platform: Readonly<Record<string, string>>;
}

interface Cpu {
  readonly main: number;
  readonly mainThread: number;
  readonly storeThread: number;
  readonly window: number;
  readonly graphics: number;
  readonly server: number;
}

export const window: Benchmark = { name: 'window', byDefault: false, run };

async function run(options: BenchmarkOptions): Promise<BenchmarkResult> {
  const times = options.quick ? QUICK : FULL;
  const rounds: Round[] = [];
  const chosen = LOADS.filter(
    ({ rate }) => options.only === undefined || options.only.includes(String(rate)),
  );
  for (const load of chosen) rounds.push(await measure(load, times.measureMs, options));
  if (times.ladderMs > 0 && options.only === undefined) {
    for (const load of LADDER) {
      if (rounds.at(-1)?.holds !== true) break;
      rounds.push(await measure(load, times.ladderMs, options));
    }
  }
  progress('');
  const targets = targetsOf(rounds);
  const versions = rounds[0]?.platform ?? {};
  return {
    report: { benchmark: 'window', settings: { ...times }, versions, summary: rounds, targets, rounds: [] },
    text: `${delayTable(rounds)}\n\n${costTable(rounds)}\n\n${formatTargets(targets)}\n\n${disturbance(rounds)}`,
    // A lag is for people to judge, but an event must be somewhere: stored, or counted as dropped.
    sound: rounds.every(({ written, kept }) => allAccounted(written, kept)),
  };
}

async function measure(load: Load, measureMs: number, options: BenchmarkOptions): Promise<Round> {
  const { warmUpMs } = options.quick ? QUICK : FULL;
  const name = `${load.rate}x${load.bytes}${load.fields ? '-fields' : ''}`;
  progress(`window: ${name}`);
  const server = startProcess<StreamServerCalls>({ entry: 'window-server-process' });
  let session: AppSession | null = null;
  try {
    const port = await server.call('listen', load.bytes);
    session = await startApp();
    const { app, page, pids } = session;
    if (load.fields) await session.showFields(load.fields);
    await session.follow(`http://127.0.0.1:${port}/stream`);
    await eventually(async () => {
      if (!(await server.call('connected'))) throw new Error('The app does not connect.');
    });
    await startProbe(page, SHOWN_NUMBER);
    await server.call('pace', load.rate);
    await delay(warmUpMs);
    const profiles = options.profileFolder === undefined ? null : await startProfiles(app, page);
    await takeSeen(page);
    await server.call('take');
    const serverCpu = (await server.call('cpuMicros')) / 1_000;
    const costs = await startPageCosts(page);
    const before = look(pids);
    const busy = machineBusyMicros();
    await delay(measureMs);
    const after = look(pids);
    const othersBusy = (machineBusyMicros() - busy) / 1_000;
    const spent = await costs();
    const seen = await takeSeen(page);
    const seconds = (after.at - before.at) / 1_000;
    const serverMs = (await server.call('cpuMicros')) / 1_000 - serverCpu;
    await profiles?.stop(options.profileFolder!, `window-${name}`);
    const last = await server.call('stop');
    const { stamps, heldBack, written } = await server.call('take');
    const atStop = await keptBy(session);
    const sights: Sight[] = [...seen.sights];
    await eventually(
      async () => {
        sights.push(...(await takeSeen(page)).sights);
        if ((sights.at(-1)?.[0] ?? 0) < last) throw new Error('The last event is not on the screen.');
      },
      { timeoutMs: CATCH_UP_MS },
    ).catch(() => undefined);
    const kept = await whenKept(session, written, STORE_MS).catch(() => keptBy(session!));
    const delays = delaysOf(stamps, sights);
    const threads = threadsBetween(before.threads, after.threads);
    const mainThread = threads.get(pids.main) ?? 0;
    const cores = (ms: number): number => ms / (after.at - before.at);
    const cpu = {
      main: cores(after.main - before.main),
      mainThread: cores(mainThread),
      // The store's is by far the busiest of the others.
      storeThread: cores(Math.max(...[...threads].filter(([id]) => id !== pids.main).map(([, ms]) => ms))),
      window: cores(after.window - before.window),
      graphics: cores(after.graphics - before.graphics),
      server: cores(serverMs),
    };
    return {
      ...load,
      platform: await platformOf(session),
      seconds,
      delays,
      frames: framesOf(seen.frames),
      written,
      heldBack,
      kept,
      behind: atStop,
      cpu,
      page: spent,
      mainMiB: rssBytes(pids.main) / MIB,
      windowMiB: rssBytes(pids.window) / MIB,
      holds: heldBack === 0 && delays.unseen === 0 && delays.late - delays.early < MAX_GROWTH_MS,
      othersCpu: Math.max(0, cores(othersBusy) - cpu.main - cpu.window - cpu.graphics - cpu.server),
    };
  } finally {
    await session?.close();
    await server.close();
  }
}

interface Look {
  readonly at: number;
  readonly main: number;
  readonly window: number;
  readonly graphics: number;
  readonly threads: ReadonlyMap<number, number>;
}

/** ms of CPU until now. */
function look({ main, window, graphics }: AppSession['pids']): Look {
  return {
    at: performance.now(),
    main: cpuMs(main),
    window: cpuMs(window),
    graphics: graphics === null ? 0 : cpuMs(graphics),
    threads: threadsCpuMs(main),
  };
}

const titleOf = ({ rate, bytes, fields }: Load): string =>
  `${count(rate)}/s × ${bytes} B${fields ? `, ${fields.length} field columns` : ''}`;

function delayTable(rounds: readonly Round[]): string {
  return formatTable<Round>(
    [
      { title: 'stream', text: titleOf, align: 'left' },
      { title: 'p50 ms', text: ({ delays }) => fixed(delays.p50, 0) },
      { title: 'p99 ms', text: ({ delays }) => fixed(delays.p99, 0) },
      { title: 'max ms', text: ({ delays }) => fixed(delays.max, 0) },
      {
        title: 'first → last third',
        text: ({ delays }) => `${fixed(delays.early, 0)} → ${fixed(delays.late, 0)}`,
      },
      { title: 'frames/s', text: ({ frames }) => fixed(frames.perSecond, 1) },
      { title: 'late', text: ({ frames }) => `${fixed(frames.late * 100, 1)} %` },
      { title: 'longest ms', text: ({ frames }) => fixed(frames.longestMs, 0) },
      { title: 'holds', text: ({ holds }) => (holds ? 'yes' : 'no') },
    ],
    rounds,
  );
}

function costTable(rounds: readonly Round[]): string {
  const percent = (cores: number): string => fixed(cores * 100, 0);
  return formatTable<Round>(
    [
      { title: 'stream', text: titleOf, align: 'left' },
      { title: 'written', text: ({ written }) => count(written) },
      { title: 'stored', text: ({ kept }) => count(kept.stored) },
      { title: 'dropped', text: ({ kept }) => count(kept.dropped) },
      { title: 'evicted', text: ({ kept }) => count(kept.evicted) },
      { title: 'waiting MiB', text: ({ behind }) => fixed(behind.waitingBytes / MIB, 1) },
      { title: 'unindexed', text: ({ behind }) => fixed(behind.unindexed, 0) },
      { title: 'main %', text: ({ cpu }) => percent(cpu.mainThread) },
      { title: 'store %', text: ({ cpu }) => percent(cpu.storeThread) },
      { title: 'main, all %', text: ({ cpu }) => percent(cpu.main) },
      { title: 'window %', text: ({ cpu }) => percent(cpu.window) },
      { title: 'script %', text: ({ page }) => percent(page.script) },
      { title: 'style %', text: ({ page }) => percent(page.style) },
      { title: 'layout %', text: ({ page }) => percent(page.layout) },
      { title: 'page %', text: ({ page }) => percent(page.all) },
      { title: 'GPU %', text: ({ cpu }) => percent(cpu.graphics) },
      { title: 'server %', text: ({ cpu }) => percent(cpu.server) },
      { title: 'others %', text: ({ othersCpu }) => percent(othersCpu) },
      { title: 'main MiB', text: ({ mainMiB }) => fixed(mainMiB, 0) },
      { title: 'window MiB', text: ({ windowMiB }) => fixed(windowMiB, 0) },
    ],
    rounds,
  );
}

function targetsOf(rounds: readonly Round[]): Target[] {
  const find = (rate: number): Round | undefined => rounds.find((round) => round.rate === rate);
  const fast = [find(50_000), find(20_000)].flatMap((round) => (round ? [round] : []));
  const flood = find(100_000);
  return [
    ...fast.flatMap((round) => [
      target(`p99, ms, ${titleOf(round)}`, '≤ 75', round.delays.p99, (ms) => ms <= 75),
      target(`frames/s, ${titleOf(round)}`, '≥ 59', round.frames.perSecond, (rate) => rate >= 59),
      target(`late frames, %, ${titleOf(round)}`, '≤ 1', round.frames.late * 100, (late) => late <= 1),
    ]),
    ...(flood
      ? [
          target(
            `growth of the median lag, ms, ${titleOf(flood)}`,
            `< ${MAX_GROWTH_MS}`,
            flood.delays.unseen > 0 ? NaN : flood.delays.late - flood.delays.early,
            (ms) => ms < MAX_GROWTH_MS,
          ),
        ]
      : []),
  ];
}

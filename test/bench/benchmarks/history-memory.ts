/** Ten million events through the app with its window open and following: memory stays flat. */
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
import { rssBytes } from '../window/process-usage';
import type { StreamServerCalls } from '../window/server-process';
import { startProcess } from '../support/processes';
import { formatTargets, target, type Target } from '../support/report';
import { slope } from '../support/statistics';
import { count, fixed, formatTable } from '../support/table';
import { progress, type Benchmark, type BenchmarkOptions, type BenchmarkResult } from './benchmark';

const FRAME_BYTES = 250;
const STEP = 1_000_000;
const QUICK_STEP = 100_000;
const STEPS = 10;
/** Before memory is read, ms. */
const PAUSE_MS = 2_000;
const SAMPLE_EVERY_MS = 250;
const STEP_TIMEOUT_MS = 300_000;
/** RSS at the end of ten million events, MiB. */
const MAX_MAIN = 350;
const MAX_WINDOW = 300;

const MIB = 2 ** 20;

interface Step {
  readonly events: number;
  /** Taken in, over the time that this step took without its pause. */
  readonly perSecond: number;
  readonly mainMiB: number;
  readonly windowMiB: number;
  /** Highest since the last step. */
  readonly mainPeakMiB: number;
  readonly windowPeakMiB: number;
  /** Of the main process: the heap of its main thread, and memory outside of it that it holds. */
  readonly heapMiB: number;
  readonly externalMiB: number;
  readonly kept: Kept;
}

export const historyMemory: Benchmark = { name: 'history-memory', byDefault: false, run };

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  const size = quick ? QUICK_STEP : STEP;
  const server = startProcess<StreamServerCalls>({ entry: 'window-server-process' });
  let session: AppSession | null = null;
  try {
    const port = await server.call('listen', FRAME_BYTES);
    session = await startApp();
    await session.follow(`http://127.0.0.1:${port}/stream`);
    await eventually(async () => {
      if (!(await server.call('connected'))) throw new Error('The app does not connect.');
    });
    const none = { mainPeakMiB: NaN, windowPeakMiB: NaN };
    const steps: Step[] = [
      { events: 0, perSecond: NaN, ...(await memoryOf(session)), ...none, kept: await keptBy(session) },
    ];
    for (let step = 1; step <= STEPS; step++) {
      progress(`history-memory: ${step} of ${STEPS}`);
      const sampler = sampleMemory(session);
      const began = performance.now();
      await server.call('flood', size);
      const kept = await whenKept(session, step * size, STEP_TIMEOUT_MS);
      const seconds = (performance.now() - began) / 1_000;
      const peaks = sampler.stop();
      await delay(PAUSE_MS);
      steps.push({
        events: step * size,
        perSecond: size / seconds,
        ...(await memoryOf(session)),
        ...peaks,
        kept,
      });
    }
    progress('');
    return resultOf(size, steps, await platformOf(session));
  } finally {
    await session?.close();
    await server.close();
  }
}

function residentOf({ pids }: AppSession): { mainMiB: number; windowMiB: number } {
  return { mainMiB: rssBytes(pids.main) / MIB, windowMiB: rssBytes(pids.window) / MIB };
}

async function memoryOf(
  session: AppSession,
): Promise<Pick<Step, 'mainMiB' | 'windowMiB' | 'heapMiB' | 'externalMiB'>> {
  const { heapTotal, external } = await session.app.evaluate(() => process.memoryUsage());
  return { ...residentOf(session), heapMiB: heapTotal / MIB, externalMiB: external / MIB };
}

function sampleMemory(session: AppSession): {
  stop(): { mainPeakMiB: number; windowPeakMiB: number };
} {
  let [mainPeakMiB, windowPeakMiB] = [0, 0];
  const sample = (): void => {
    const { mainMiB, windowMiB } = residentOf(session);
    mainPeakMiB = Math.max(mainPeakMiB, mainMiB);
    windowPeakMiB = Math.max(windowPeakMiB, windowMiB);
  };
  const timer = setInterval(sample, SAMPLE_EVERY_MS);
  return {
    stop() {
      sample();
      clearInterval(timer);
      return { mainPeakMiB, windowPeakMiB };
    },
  };
}

function resultOf(size: number, steps: readonly Step[], versions: Record<string, string>): BenchmarkResult {
  const targets = targetsOf(steps);
  return {
    report: {
      benchmark: 'history-memory',
      settings: { frameBytes: FRAME_BYTES, step: size, pauseMs: PAUSE_MS },
      versions,
      summary: steps.slice(-1),
      targets,
      rounds: steps,
    },
    text: `${table(steps)}\n\n${formatTargets(targets)}`,
    sound: steps.every(({ events, kept }) => allAccounted(events, kept)),
  };
}

function table(steps: readonly Step[]): string {
  return formatTable<Step>(
    [
      { title: 'events', text: ({ events }) => count(events) },
      { title: 'events/s', text: ({ perSecond }) => count(perSecond) },
      { title: 'main MiB', text: ({ mainMiB }) => fixed(mainMiB, 0) },
      { title: 'peak', text: ({ mainPeakMiB }) => fixed(mainPeakMiB, 0) },
      { title: 'heap', text: ({ heapMiB }) => fixed(heapMiB, 0) },
      { title: 'external', text: ({ externalMiB }) => fixed(externalMiB, 0) },
      { title: 'window MiB', text: ({ windowMiB }) => fixed(windowMiB, 0) },
      { title: 'peak', text: ({ windowPeakMiB }) => fixed(windowPeakMiB, 0) },
      { title: 'kept', text: ({ kept }) => count(kept.kept) },
      { title: 'evicted', text: ({ kept }) => count(kept.evicted) },
      { title: 'dropped', text: ({ kept }) => count(kept.dropped) },
      { title: 'unindexed', text: ({ kept }) => fixed(kept.unindexed, 0) },
    ],
    steps,
  );
}

function targetsOf(steps: readonly Step[]): Target[] {
  const last = steps.at(-1)!;
  const grows = (of: (step: Step) => number): number =>
    slope(steps.slice(Math.floor(steps.length / 2)).map((step) => [step.events / 1e6, of(step)]));
  return [
    target('main process, MiB', `≤ ${MAX_MAIN}`, last.mainMiB, (mib) => mib <= MAX_MAIN),
    target('window, MiB', `≤ ${MAX_WINDOW}`, last.windowMiB, (mib) => mib <= MAX_WINDOW),
    target(
      'growth of the main process over the second half, MiB per million events',
      '≤ 5',
      grows(({ mainMiB }) => mainMiB),
      (mib) => mib <= 5,
    ),
    target(
      'growth of the window over the second half, MiB per million events',
      '≤ 2',
      grows(({ windowMiB }) => windowMiB),
      (mib) => mib <= 2,
    ),
  ];
}

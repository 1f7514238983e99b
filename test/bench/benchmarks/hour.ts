/** As many events as an hour of 1,000 a second brings, faster: the memory that is the app's alone stays bounded. */
import { setTimeout as delay } from 'node:timers/promises';
import type { RuleDraft } from '@shared/rule';
import { eventually } from '../../support/eventually';
import { appProcesses, byRole, memoryOf, type ByRole } from '../window/app-processes';
import {
  allAccounted,
  keptBy,
  platformOf,
  startApp,
  whenKept,
  type AppSession,
  type Kept,
} from '../window/app-session';
import type { StreamServerCalls } from '../window/server-process';
import { startProcess } from '../support/processes';
import { formatTargets, target, type Target } from '../support/report';
import { slope } from '../support/statistics';
import { count, fixed, formatTable } from '../support/table';
import { progress, type Benchmark, type BenchmarkOptions, type BenchmarkResult } from './benchmark';

const FRAME_BYTES = 250;
const EVENTS = 3_600_000;
const QUICK_EVENTS = 100_000;
const STEPS = 10;
/** Events per second at most; the reader may slow the stream down. */
const RATE = 15_000;
/** From the start, and from each step, until memory is read, ms. */
const SETTLE_MS = 10_000;
const PAUSE_MS = 2_000;
/** What is given back when nothing arrives any more. */
const REST_MS = 60_000;
const QUICK_REST_MS = 5_000;
const STEP_TIMEOUT_MS = 300_000;
/** At the end of the hour, MiB; the aims for ten million events. */
const MAX_MAIN = 350;
const MAX_WINDOW = 300;
/** From the first tenth to the end, MiB: a leak of 100 bytes an event would be 309. */
const MAX_GROWTH = 50;

const MIB = 2 ** 20;

/** Rules at work, as a person may have them: a level, a rate, and a figure of the payload. */
const RULES: readonly RuleDraft[] = [
  rule('Errors', { kind: 'event', query: 'level:error', sources: [] }),
  rule('Large amounts', { kind: 'event', query: 'amount > 999', sources: [] }),
  rule('Many orders', {
    kind: 'rate',
    query: 'type:order.created',
    sources: [],
    direction: 'above',
    events: 100,
    perSeconds: 10,
  }),
];

interface Step {
  readonly when: 'start' | 'hour' | 'rest';
  readonly events: number;
  /** Taken in, over the time that this step took without its pause. */
  readonly perSecond: number;
  readonly privateMiB: ByRole;
  readonly pssMiB: ByRole;
  readonly kept: Kept;
}

export const hour: Benchmark = { name: 'hour', byDefault: false, run };

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  const events = quick ? QUICK_EVENTS : EVENTS;
  const restMs = quick ? QUICK_REST_MS : REST_MS;
  const server = startProcess<StreamServerCalls>({ entry: 'window-server-process' });
  let session: AppSession | null = null;
  try {
    const port = await server.call('listen', FRAME_BYTES);
    session = await startApp();
    for (const each of RULES) await session.call('rules.add', each);
    await session.follow(`http://127.0.0.1:${port}/stream`);
    await eventually(async () => {
      if (!(await server.call('connected'))) throw new Error('The app does not connect.');
    });
    await delay(SETTLE_MS);
    const steps: Step[] = [
      { when: 'start', events: 0, perSecond: NaN, kept: await keptBy(session), ...memoryNow(session) },
    ];
    for (let step = 1; step <= STEPS; step++) {
      progress(`hour: ${step} of ${STEPS}`);
      const began = performance.now();
      await server.call('paceOut', { rate: RATE, events: events / STEPS });
      const kept = await whenKept(session, (step * events) / STEPS, STEP_TIMEOUT_MS);
      const seconds = (performance.now() - began) / 1_000;
      await delay(PAUSE_MS);
      steps.push({
        when: 'hour',
        events: (step * events) / STEPS,
        perSecond: events / STEPS / seconds,
        kept,
        ...memoryNow(session),
      });
    }
    progress('hour: resting');
    await delay(restMs);
    steps.push({ when: 'rest', events, perSecond: NaN, kept: await keptBy(session), ...memoryNow(session) });
    progress('');
    return resultOf(events, restMs, steps, await platformOf(session));
  } finally {
    await session?.close();
    await server.close();
  }
}

function rule(name: string, when: RuleDraft['when']): RuleDraft {
  return {
    name,
    enabled: true,
    when,
    then: [{ do: 'inbox', level: 'warning', priority: 'normal' }],
    cooldownSeconds: 10,
    groupSeconds: 0,
    always: false,
    secret: null,
  };
}

function memoryNow({ pids, dataPath }: AppSession): Pick<Step, 'privateMiB' | 'pssMiB'> {
  const processes = appProcesses(pids.main, dataPath);
  return {
    privateMiB: byRole(processes, (pid) => memoryOf(pid).privateBytes / MIB),
    pssMiB: byRole(processes, (pid) => memoryOf(pid).pssBytes / MIB),
  };
}

function resultOf(
  events: number,
  restMs: number,
  steps: readonly Step[],
  versions: Record<string, string>,
): BenchmarkResult {
  const targets = targetsOf(steps);
  return {
    report: {
      benchmark: 'hour',
      settings: { frameBytes: FRAME_BYTES, events, rate: RATE, pauseMs: PAUSE_MS, restMs },
      versions,
      summary: steps.filter(({ when }, i) => when !== 'hour' || i === 1 || i === STEPS),
      targets,
      rounds: steps,
    },
    text: `${table(steps)}\n\n${formatTargets(targets)}`,
    sound: steps.every((step) => allAccounted(step.events, step.kept)),
  };
}

function table(steps: readonly Step[]): string {
  return formatTable<Step>(
    [
      { title: '', text: ({ when }) => when, align: 'left' },
      { title: 'events', text: (step) => count(step.events) },
      { title: 'events/s', text: ({ perSecond }) => count(perSecond) },
      { title: 'private: main MiB', text: ({ privateMiB }) => fixed(privateMiB.main, 0) },
      { title: 'window', text: ({ privateMiB }) => fixed(privateMiB.window, 0) },
      { title: 'graphics', text: ({ privateMiB }) => fixed(privateMiB.graphics, 0) },
      { title: 'all', text: ({ privateMiB }) => fixed(privateMiB.all, 0) },
      { title: 'PSS, all', text: ({ pssMiB }) => fixed(pssMiB.all, 0) },
      { title: 'kept', text: ({ kept }) => count(kept.kept) },
      { title: 'dropped', text: ({ kept }) => count(kept.dropped) },
    ],
    steps,
  );
}

function targetsOf(steps: readonly Step[]): Target[] {
  const [first, last] = [steps[1]!, steps[STEPS]!];
  const secondHalf = steps.slice(STEPS / 2, STEPS + 1);
  const perMillion = (role: 'main' | 'window'): number =>
    slope(secondHalf.map((step) => [step.events / 1e6, step.privateMiB[role]]));
  return [
    target(
      'main process after the hour, private MiB',
      `≤ ${MAX_MAIN}`,
      last.privateMiB.main,
      atMost(MAX_MAIN),
    ),
    target(
      'window after the hour, private MiB',
      `≤ ${MAX_WINDOW}`,
      last.privateMiB.window,
      atMost(MAX_WINDOW),
    ),
    target(
      'all processes, from the first tenth to the end, private MiB',
      `≤ ${MAX_GROWTH}`,
      last.privateMiB.all - first.privateMiB.all,
      atMost(MAX_GROWTH),
    ),
    target('main process over the second half, MiB per million events', '≤ 5', perMillion('main'), atMost(5)),
    target('window over the second half, MiB per million events', '≤ 5', perMillion('window'), atMost(5)),
  ];
}

function atMost(limit: number): (value: number) => boolean {
  return (value) => value <= limit;
}

/** What the whole app takes of the machine while nothing happens: CPU and memory of all its processes. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../support/eventually';
import { startPrivateBus } from '../../support/session-bus';
import { startTray } from '../../support/tray';
import type { FleetServerCalls } from '../fleet/server-process';
import { startBareApp, type BareApp } from '../start/bare-app';
import { closeWindow, quietFolder, type QuietFolder } from '../idle/quiet-app';
import { INSPECTABLE } from '../start/inspector';
import { appProcesses, byRole, memoryOf, type AppProcess, type ByRole } from '../window/app-processes';
import { APP_FOLDER } from '../window/app-session';
import { busiestThreads, cpuMs, type ThreadUse } from '../window/process-usage';
import { startProcess } from '../support/processes';
import { formatTargets, target } from '../support/report';
import { median } from '../support/statistics';
import { fixed, formatTable } from '../support/table';
import { progress, rotated, type Benchmark, type BenchmarkOptions, type BenchmarkResult } from './benchmark';

const SOURCES = 20;
const HABITS = { heartbeatMs: 15_000, eventMs: 0, answerMs: 0, greeting: 25 };
/** From the last connection until CPU is counted: compilers and collectors of a fresh start are done by then. */
const SETTLE_MS = 30_000;
const MEASURE_MS = 60_000;
const QUICK = { settleMs: 5_000, measureMs: 10_000 };
const START_TIMEOUT_MS = 60_000;
const MIB = 2 ** 20;

const WATCHER = join(APP_FOLDER, 'test', 'e2e', 'support', 'status-notifier-watcher.py');

const SUBJECTS = {
  empty: { title: 'window, no sources', sources: 0, hidden: false },
  window: { title: `window, ${SOURCES} sources`, sources: SOURCES, hidden: false },
  tray: { title: `closed to the tray, ${SOURCES} sources`, sources: SOURCES, hidden: true },
} as const;

type SubjectName = keyof typeof SUBJECTS;

interface Round {
  readonly subject: SubjectName;
  readonly round: number;
  /** Of one core. */
  readonly cpuPercent: ByRole;
  readonly privateMiB: ByRole;
  readonly pssMiB: ByRole;
  readonly busiest: readonly ThreadUse[];
}

interface Summary {
  readonly subject: SubjectName;
  readonly title: string;
  readonly cpuPercent: ByRole;
  readonly cpuMost: number;
  readonly privateMiB: ByRole;
  readonly pssMiB: number;
}

export const idleApp: Benchmark = { name: 'idle-app', byDefault: false, usualRounds: 3, run };

async function run({ quick, rounds: turns, only }: BenchmarkOptions): Promise<BenchmarkResult> {
  const names = (Object.keys(SUBJECTS) as SubjectName[]).filter((name) => only?.includes(name) ?? true);
  const times = quick ? QUICK : { settleMs: SETTLE_MS, measureMs: MEASURE_MS };
  const server = startProcess<FleetServerCalls>({ entry: 'fleet-server-process' });
  const bus = await startPrivateBus();
  const tray = await startTray(bus.address, WATCHER);
  const folders = new Map<number, QuietFolder>();
  try {
    const port = await server.call('start', HABITS);
    for (const sources of new Set(names.map((name) => SUBJECTS[name].sources)))
      folders.set(sources, await quietFolder(port, sources));
    const rounds: Round[] = [];
    for (let round = 0; round < turns; round++) {
      for (const subject of rotated(names, round)) {
        progress(`idle-app: round ${round + 1}, ${SUBJECTS[subject].title}`);
        const { sources, hidden } = SUBJECTS[subject];
        const { path } = folders.get(sources)!;
        const app = startBareApp({
          dataPath: path,
          env: { DBUS_SESSION_BUS_ADDRESS: bus.address },
          // Whoever can be looked into can be told to close its window.
          switches: hidden ? [INSPECTABLE] : [],
        });
        try {
          await comesUp(app, path, server, sources);
          if (hidden) await closeWindow(path, START_TIMEOUT_MS);
          await delay(times.settleMs);
          rounds.push({ subject, round, ...(await measure(app, path, times.measureMs)) });
        } finally {
          await app.end();
        }
        await eventually(() => clientsAre(server, 0));
      }
    }
    progress('');
    return resultOf(names, rounds, times, [...folders.values()][0]!.platform);
  } finally {
    await tray.stop();
    await bus.stop();
    await server.close();
    for (const { path } of folders.values()) await rm(path, { recursive: true, force: true });
  }
}

type Server = ReturnType<typeof startProcess<FleetServerCalls>>;

async function comesUp(app: BareApp, dataPath: string, server: Server, sources: number): Promise<void> {
  await eventually(
    async () => {
      await clientsAre(server, sources);
      if (!appProcesses(app.pid, dataPath).some(({ role }) => role === 'window'))
        throw new Error('The app opens no window.');
    },
    { timeoutMs: START_TIMEOUT_MS },
  );
}

async function clientsAre(server: Server, wanted: number): Promise<void> {
  const clients = await server.call('clients');
  if (clients !== wanted) throw new Error(`${clients} of ${wanted} sources are connected.`);
}

async function measure(
  app: BareApp,
  dataPath: string,
  forMs: number,
  again = 2,
): Promise<Omit<Round, 'subject' | 'round'>> {
  const processes = appProcesses(app.pid, dataPath);
  const cpuBefore = new Map(processes.map(({ pid }) => [pid, cpuMs(pid)]));
  const threads = busiestThreads(processes);
  const began = performance.now();
  await delay(forMs);
  const after = appProcesses(app.pid, dataPath);
  if (!isSame(processes, after)) {
    if (again > 0) return measure(app, dataPath, forMs, again - 1);
    throw new Error('Processes of the app come and go while nothing happens.');
  }
  const elapsed = performance.now() - began;
  return {
    cpuPercent: byRole(after, (pid) => ((cpuMs(pid) - cpuBefore.get(pid)!) / elapsed) * 100),
    busiest: threads.stop(),
    privateMiB: byRole(after, (pid) => memoryOf(pid).privateBytes / MIB),
    pssMiB: byRole(after, (pid) => memoryOf(pid).pssBytes / MIB),
  };
}

function isSame(before: readonly AppProcess[], after: readonly AppProcess[]): boolean {
  return before.length === after.length && after.every(({ pid }) => before.some((one) => one.pid === pid));
}

function resultOf(
  names: readonly SubjectName[],
  rounds: readonly Round[],
  times: { readonly settleMs: number; readonly measureMs: number },
  versions: Readonly<Record<string, string>>,
): BenchmarkResult {
  const summary = names.map((name) => summarise(name, rounds));
  const targets = names
    .filter((name) => SUBJECTS[name].sources > 0)
    .map((name) =>
      target(
        `${SUBJECTS[name].title}, % of a core`,
        '< 1',
        summary.find(({ subject }) => subject === name)!.cpuPercent.all,
        (percent) => percent < 1,
      ),
    );
  return {
    report: {
      benchmark: 'idle-app',
      settings: { sources: SOURCES, ...HABITS, ...times },
      versions,
      summary,
      targets,
      rounds,
    },
    text: `${table(summary)}\n\n${formatTargets(targets)}`,
    sound: true,
  };
}

function summarise(subject: SubjectName, rounds: readonly Round[]): Summary {
  const own = rounds.filter((round) => round.subject === subject);
  return {
    subject,
    title: SUBJECTS[subject].title,
    cpuPercent: medians(own.map(({ cpuPercent }) => cpuPercent)),
    cpuMost: Math.max(...own.map(({ cpuPercent }) => cpuPercent.all)),
    privateMiB: medians(own.map(({ privateMiB }) => privateMiB)),
    pssMiB: median(own.map(({ pssMiB }) => pssMiB.all)),
  };
}

/** Of each figure by itself. */
function medians(rounds: readonly ByRole[]): ByRole {
  const of = (role: keyof ByRole): number => median(rounds.map((round) => round[role]));
  return {
    main: of('main'),
    window: of('window'),
    graphics: of('graphics'),
    others: of('others'),
    all: of('all'),
  };
}

function table(summary: readonly Summary[]): string {
  return formatTable<Summary>(
    [
      { title: 'nothing happens', text: ({ title }) => title, align: 'left' },
      { title: '% of a core', text: ({ cpuPercent }) => fixed(cpuPercent.all, 2) },
      { title: 'at most', text: ({ cpuMost }) => fixed(cpuMost, 2) },
      { title: 'main', text: ({ cpuPercent }) => fixed(cpuPercent.main, 2) },
      { title: 'window', text: ({ cpuPercent }) => fixed(cpuPercent.window, 2) },
      { title: 'private MiB', text: ({ privateMiB }) => fixed(privateMiB.all, 0) },
      { title: 'main', text: ({ privateMiB }) => fixed(privateMiB.main, 0) },
      { title: 'window', text: ({ privateMiB }) => fixed(privateMiB.window, 0) },
      { title: 'PSS', text: ({ pssMiB }) => fixed(pssMiB, 0) },
    ],
    summary,
  );
}

/** From the start of the app until its window shows events, with and without a million of them on disk. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { timeStart, type StartTimes } from '../start/bare-start';
import type { FillCalls } from '../start/fill-process';
import { electronProgram } from '../start/bare-app';
import { forgetFile, forgetFiles } from '../start/forget-files';
import { appProcesses, mappedFiles } from '../window/app-processes';
import { APP_FOLDER, platformOf, startApp } from '../window/app-session';
import { startProcess } from '../support/processes';
import { formatTargets, target, type Target } from '../support/report';
import { median } from '../support/statistics';
import { count, fixed, formatTable, times } from '../support/table';
import { machineBusyMicros } from '../support/usage';
import { progress, rotated, type Benchmark, type BenchmarkOptions, type BenchmarkResult } from './benchmark';

const EVENTS = 1_000_000;
const QUICK_EVENTS = 100_000;

interface Folder {
  readonly events: number;
  readonly path: string;
  /** Libraries, fonts and caches of the system that the app maps. */
  readonly libraries: readonly string[];
  readonly platform: Readonly<Record<string, string>>;
}

interface Round extends StartTimes {
  readonly events: number;
  readonly files: 'cold' | 'warm';
  readonly round: number;
  /** Cores' worth of work of the whole machine meanwhile: of it about one and a half is the app's. */
  readonly busy: number;
}

interface Summary {
  readonly events: number;
  readonly files: Round['files'];
  readonly paintedMs: number;
  readonly shownMs: number;
  readonly interactiveMs: number;
  readonly min: number;
  readonly max: number;
  /** Relative to none, of the same files. */
  readonly ratio: number;
}

export const start: Benchmark = { name: 'start', byDefault: false, usualRounds: 9, run };

async function run({ quick, rounds: turns }: BenchmarkOptions): Promise<BenchmarkResult> {
  const full = quick ? QUICK_EVENTS : EVENTS;
  const folders: Folder[] = [];
  try {
    for (const events of [0, full]) {
      progress(`start: making a history of ${events} events`);
      folders.push(await dataFolder(events));
    }
    const rounds: Round[] = [];
    for (let round = 0; round < turns; round++) {
      for (const { events, path, libraries } of rotated(folders, round)) {
        for (const files of ['cold', 'warm'] as const) {
          progress(`start: round ${round + 1}, ${events} events, ${files}`);
          if (files === 'cold') forgetAll(path, libraries);
          const busy = machineBusyMicros();
          const began = performance.now();
          const taken = await timeStart(path);
          const elapsed = (performance.now() - began) * 1_000;
          rounds.push({ ...taken, events, files, round, busy: (machineBusyMicros() - busy) / elapsed });
        }
      }
    }
    progress('');
    return resultOf(full, rounds, folders[0]!.platform);
  } finally {
    for (const { path } of folders) await rm(path, { recursive: true, force: true });
  }
}

/** A data folder with one source that is paused, and so many events of it. */
async function dataFolder(events: number): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'streamgauge-start-'));
  const session = await startApp(path);
  const sourceId = await session.follow('http://127.0.0.1:9/none', { enabled: false });
  const platform = await platformOf(session);
  const mapped = appProcesses(session.pids.main, path).flatMap(({ pid }) => mappedFiles(pid));
  const libraries = [...new Set(mapped)].filter((file) => existsSync(file));
  await session.close();
  if (events === 0) return { events, path, platform, libraries };
  const filler = startProcess<FillCalls>({ entry: 'start-fill-process' });
  try {
    await filler.call('fill', { folder: join(path, 'history'), events, sourceId });
  } finally {
    await filler.close();
  }
  return { events, path, platform, libraries };
}

function forgetAll(dataPath: string, libraries: readonly string[]): void {
  for (const file of libraries) forgetFile(file);
  forgetFiles(dataPath);
  forgetFiles(join(APP_FOLDER, 'out'));
  forgetFiles(dirname(electronProgram()));
}

function resultOf(
  full: number,
  rounds: readonly Round[],
  versions: Readonly<Record<string, string>>,
): BenchmarkResult {
  const summary = (['cold', 'warm'] as const).flatMap((files) =>
    [0, full].map((events) => summarise(events, files, rounds)),
  );
  const targets = targetsOf(full, summary);
  return {
    report: { benchmark: 'start', settings: { events: full }, versions, summary, targets, rounds },
    text: `${table(summary)}\n\n${formatTargets(targets)}`,
    // What was stored has to be there.
    sound: rounds.every(({ events, rows }) => rows > 0 === events > 0),
  };
}

function summarise(events: number, files: Round['files'], rounds: readonly Round[]): Summary {
  const of = (wanted: number): Round[] =>
    rounds.filter((round) => round.files === files && round.events === wanted);
  const interactive = of(events).map(({ interactiveMs }) => interactiveMs);
  return {
    events,
    files,
    paintedMs: median(of(events).map(({ paintedMs }) => paintedMs)),
    shownMs: median(of(events).map(({ shownMs }) => shownMs)),
    interactiveMs: median(interactive),
    min: Math.min(...interactive),
    max: Math.max(...interactive),
    ratio: median(interactive) / median(of(0).map(({ interactiveMs }) => interactiveMs)),
  };
}

function table(summary: readonly Summary[]): string {
  return formatTable<Summary>(
    [
      { title: 'files', text: ({ files }) => files, align: 'left' },
      { title: 'events', text: ({ events }) => count(events) },
      { title: 'first paint ms', text: ({ paintedMs }) => fixed(paintedMs, 0) },
      { title: 'shown ms', text: ({ shownMs }) => fixed(shownMs, 0) },
      { title: 'interactive ms', text: ({ interactiveMs }) => fixed(interactiveMs, 0) },
      { title: 'min … max', text: ({ min, max }) => `${fixed(min, 0)} … ${fixed(max, 0)}` },
      { title: '× none', text: ({ ratio }) => times(ratio) },
    ],
    summary,
  );
}

function targetsOf(full: number, summary: readonly Summary[]): Target[] {
  const of = (events: number, files: Round['files']): Summary =>
    summary.find((each) => each.events === events && each.files === files)!;
  return [
    target('warm, no events, ms', '≤ 1,500', of(0, 'warm').interactiveMs, (ms) => ms <= 1_500),
    target(`warm, ${count(full)} events, ms`, '≤ 1,500', of(full, 'warm').interactiveMs, (ms) => ms <= 1_500),
    target(`warm, ${count(full)} events ÷ none`, '≤ 1.1', of(full, 'warm').ratio, (x) => x <= 1.1),
  ];
}

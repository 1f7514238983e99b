/** Opening a capture of a gigabyte: when its first events show, how fast the rest follows, and whether the window stays quick. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from '@shared/history';
import { CAPTURE_FORMATS, writeCapture, type CaptureFormat } from '../capture/capture-file';
import { keptBy, platformOf, startApp, type AppSession, type Kept } from '../window/app-session';
import { framesOf, type Frames } from '../window/delays';
import { SHOWN_NUMBER } from '../window/numbered-frames';
import { rssBytes } from '../window/process-usage';
import { startProfiles } from '../window/profiles';
import { startProbe, takeSeen } from '../window/screen-probe';
import { formatTargets, target, type Target } from '../support/report';
import { count, fixed, formatTable } from '../support/table';
import { progress, type Benchmark, type BenchmarkOptions, type BenchmarkResult } from './benchmark';

const GIBIBYTE = 2 ** 30;
const MIB = 2 ** 20;
const BYTES = GIBIBYTE;
const QUICK_BYTES = 64 * MIB;
/** Between two looks at the job and at memory, ms. */
const LOOK_EVERY_MS = 200;
const TIMEOUT_MS = 600_000;

interface Round {
  readonly format: CaptureFormat;
  readonly fileBytes: number;
  readonly events: number;
  /** ms from opening the file until its first event was on the screen. */
  readonly firstRowMs: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly mebibytesPerSecond: number;
  readonly frames: Frames;
  readonly mainPeakMiB: number;
  readonly windowPeakMiB: number;
  readonly kept: Kept;
  /** What the app says when it is done. */
  readonly sentence: string;
  readonly platform: Readonly<Record<string, string>>;
}

export const capture: Benchmark = { name: 'capture', byDefault: false, run };

async function run(options: BenchmarkOptions): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'streamgauge-captures-'));
  const rounds: Round[] = [];
  try {
    for (const format of CAPTURE_FORMATS) rounds.push(await measure(folder, format, options));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  progress('');
  const targets = rounds.flatMap(targetsOf);
  const versions = rounds[0]?.platform ?? {};
  return {
    report: {
      benchmark: 'capture',
      settings: { bytes: options.quick ? QUICK_BYTES : BYTES },
      versions,
      summary: rounds,
      targets,
      rounds: [],
    },
    text: `${table(rounds)}\n\n${rounds.map(({ sentence }) => sentence).join('\n')}\n\n${formatTargets(targets)}`,
    // Every event of the file is stored; of a file, none may be dropped.
    sound: rounds.every(({ events, kept }) => kept.stored >= events && kept.dropped === 0),
  };
}

async function measure(
  folder: string,
  format: CaptureFormat,
  { quick, profileFolder }: BenchmarkOptions,
): Promise<Round> {
  const path = join(folder, format === 'NDJSON' ? 'capture.ndjson' : 'capture.sse');
  progress(`capture: writing ${format}`);
  const events = await writeCapture(path, format, quick ? QUICK_BYTES : BYTES);
  const { size: fileBytes } = await stat(path);
  progress(`capture: ${format}`);
  const session = await startApp();
  try {
    const { app, page, pids } = session;
    await app.evaluate(({ dialog }, chosen) => {
      // The system's own dialog, which no program can press.
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    }, path);
    await startProbe(page, SHOWN_NUMBER);
    const profiles = profileFolder === undefined ? null : await startProfiles(app, page);
    await takeSeen(page);
    const began = Date.now();
    await session.call('import.pick', undefined);
    const [sights, frames]: [number[], number[]] = [[], []];
    let [mainPeakMiB, windowPeakMiB] = [0, 0];
    let job: Job | undefined;
    do {
      if (Date.now() - began > TIMEOUT_MS) throw new Error('The file is not read in time.');
      await delay(LOOK_EVERY_MS);
      mainPeakMiB = Math.max(mainPeakMiB, rssBytes(pids.main) / MIB);
      windowPeakMiB = Math.max(windowPeakMiB, rssBytes(pids.window) / MIB);
      const seen = await takeSeen(page);
      sights.push(...seen.sights.map(([, at]) => at));
      frames.push(...seen.frames);
      job = await jobOf(session);
    } while (job?.state === 'running' || job?.state === 'waiting');
    const seconds = (Date.now() - began) / 1_000;
    await profiles?.stop(profileFolder!, `capture-${format === 'NDJSON' ? 'ndjson' : 'stream'}`);
    const kept = await whenWritten(session, events);
    return {
      format,
      fileBytes,
      events,
      firstRowMs: (sights[0] ?? NaN) - began,
      seconds,
      eventsPerSecond: events / seconds,
      mebibytesPerSecond: fileBytes / MIB / seconds,
      frames: framesOf(frames),
      mainPeakMiB,
      windowPeakMiB,
      kept,
      platform: await platformOf(session),
      sentence: job?.sentence ?? job?.problem?.message ?? '',
    };
  } finally {
    await session.close();
    await rm(path, { force: true });
  }
}

async function jobOf(session: AppSession): Promise<Job | undefined> {
  return (await session.call('app.start', undefined)).jobs.find(({ kind }) => kind === 'import');
}

/** What is left in the queue when the file has been read. */
async function whenWritten(session: AppSession, events: number): Promise<Kept> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const kept = await keptBy(session);
    if (kept.stored + kept.dropped >= events || Date.now() > deadline) return kept;
    await delay(LOOK_EVERY_MS);
  }
}

function table(rounds: readonly Round[]): string {
  return formatTable<Round>(
    [
      { title: 'file', text: ({ format }) => format, align: 'left' },
      { title: 'MiB', text: ({ fileBytes }) => fixed(fileBytes / MIB, 0) },
      { title: 'events', text: ({ events }) => count(events) },
      { title: 'first row ms', text: ({ firstRowMs }) => fixed(firstRowMs, 0) },
      { title: 'seconds', text: ({ seconds }) => fixed(seconds, 1) },
      { title: 'events/s', text: ({ eventsPerSecond }) => count(eventsPerSecond) },
      { title: 'MiB/s', text: ({ mebibytesPerSecond }) => fixed(mebibytesPerSecond, 1) },
      { title: 'frames/s', text: ({ frames }) => fixed(frames.perSecond, 1) },
      { title: 'late', text: ({ frames }) => `${fixed(frames.late * 100, 1)} %` },
      { title: 'main peak MiB', text: ({ mainPeakMiB }) => fixed(mainPeakMiB, 0) },
      { title: 'window peak MiB', text: ({ windowPeakMiB }) => fixed(windowPeakMiB, 0) },
      { title: 'kept', text: ({ kept }) => count(kept.kept) },
      { title: 'evicted', text: ({ kept }) => count(kept.evicted) },
    ],
    rounds,
  );
}

function targetsOf({ format, firstRowMs, frames }: Round): Target[] {
  return [
    target(`first row, ms, ${format}`, '≤ 1,000', firstRowMs, (ms) => ms <= 1_000),
    target(`late frames, %, ${format}`, '≤ 5', frames.late * 100, (late) => late <= 5),
  ];
}

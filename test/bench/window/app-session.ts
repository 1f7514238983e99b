/** The built app in a real window, as the end-to-end tests start it: fresh, with a data folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ElectronApplication, Page } from '@playwright/test';
import type { CallArgument, CallName, CallResult, StreamgaugeBridge } from '@shared/ipc';
import { EVENT_COLUMNS, type TableColumn } from '@shared/table-layout';
import { eventually } from '../../support/eventually';

/** Folder of the checkout, seen from out/bench. */
export const APP_FOLDER = join(__dirname, '..', '..');

/** Asking makes the app gather everything it knows: seldom enough to cost nothing. */
const ASK_EVERY_MS = 250;

export interface AppSession {
  /** Folder of settings, sources and history. */
  readonly dataPath: string;
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly pids: { readonly main: number; readonly window: number; readonly graphics: number | null };
  /** What the page itself could call. Throws what the app says is wrong. */
  call<N extends CallName>(name: N, argument: CallArgument<N>): Promise<CallResult<N>>;
  /** Adds a source that follows this address by SSE, at once unless it is not enabled; its id. */
  follow(url: string, options?: { readonly enabled: boolean }): Promise<string>;
  /** Puts columns of fields of the payload before the data in the event list. */
  showFields(paths: readonly string[]): Promise<void>;
  /** Quits, and takes the data folder away unless it was given. */
  close(): Promise<void>;
}

/** @param given folder of settings, sources and history; a fresh empty one when left out */
export async function startApp(given?: string): Promise<AppSession> {
  // Only here: no other benchmark needs it.
  const { _electron } = await import('@playwright/test');
  const dataPath = given ?? (await mkdtemp(join(tmpdir(), 'streamgauge-bench-')));
  const app = await _electron.launch({
    args: [APP_FOLDER, `--user-data-dir=${dataPath}`],
    env: process.env as Record<string, string>,
    chromiumSandbox: process.getuid?.() !== 0,
  });
  const page = await app.firstWindow();
  await page.waitForLoadState('load');
  await page.getByRole('navigation', { name: 'Views' }).waitFor();
  const pids = await app.evaluate(({ app, webContents }) => ({
    main: process.pid,
    window: webContents.getAllWebContents()[0]!.getOSProcessId(),
    graphics: app.getAppMetrics().find(({ type }) => type === 'GPU')?.pid ?? null,
  }));
  const session: AppSession = {
    dataPath,
    app,
    page,
    pids,
    async call(name, argument) {
      const answer = await page.evaluate(
        ([name, argument]) =>
          (globalThis as unknown as { streamgauge: StreamgaugeBridge }).streamgauge.call(name, argument),
        [name, argument] as const,
      );
      if (!answer.ok) throw new Error(answer.problem.message);
      return answer.value as CallResult<typeof name>;
    },
    follow: (url, { enabled } = { enabled: true }) =>
      session.call('sources.add', {
        name: 'bench',
        url,
        transports: ['sse'],
        enabled,
        headers: [],
        queryToken: null,
        resume: true,
        startFromId: '',
        options: {},
        secrets: {},
      }),
    async showFields(paths) {
      const { settings } = await session.call('app.start', undefined);
      const usual: TableColumn[] = EVENT_COLUMNS.map((column) => ({ kind: 'event', column, width: null }));
      const fields: TableColumn[] = paths.map((path) => ({ kind: 'field', path, width: null }));
      const data = EVENT_COLUMNS.indexOf('data');
      const columns = [...usual.slice(0, data), ...fields, ...usual.slice(data)];
      await session.call('settings.save', { ...settings, tables: { '': { columns } } });
    },
    async close() {
      await app.close();
      if (given === undefined) await rm(dataPath, { recursive: true, force: true });
    },
  };
  return session;
}

/** What the app runs on. */
export async function platformOf(session: AppSession): Promise<Record<string, string>> {
  const { app } = await session.call('app.start', undefined);
  return { Electron: app.electron, Chromium: app.chrome, "Electron's Node": app.node };
}

/** What the app says it did with the events. */
export interface Kept {
  readonly received: number;
  readonly stored: number;
  readonly dropped: number;
  readonly evicted: number;
  readonly kept: number;
  /** Segments that wait for their index. */
  readonly unindexed: number;
  readonly waitingBytes: number;
}

export async function keptBy(session: AppSession): Promise<Kept> {
  const { history, rates } = await session.call('app.start', undefined);
  return {
    received: rates.sources.reduce((sum, { events }) => sum + events, 0),
    stored: history.stored,
    dropped: history.dropped,
    evicted: history.evicted,
    kept: history.events,
    unindexed: history.unindexed,
    waitingBytes: history.waitingBytes,
  };
}

/** Waits until the app has received so many events and has written what it keeps of them. */
export function whenKept(session: AppSession, events: number, timeoutMs: number): Promise<Kept> {
  return eventually(
    async () => {
      const kept = await keptBy(session);
      if (kept.received < events || kept.stored + kept.dropped < events) {
        await delay(ASK_EVERY_MS);
        throw new Error(
          `Of ${events} events ${kept.received} were received, ${kept.stored} stored and ${kept.dropped} dropped.`,
        );
      }
      return kept;
    },
    { timeoutMs },
  );
}

/** Rows of our own, about the connection, that are stored as well. */
const MAX_OWN_ROWS = 20;

/** Whether every event that was written was received, and stored or counted as dropped. */
export function allAccounted(written: number, { received, stored, dropped }: Kept): boolean {
  const own = stored + dropped - written;
  return received === written && own >= 0 && own <= MAX_OWN_ROWS;
}

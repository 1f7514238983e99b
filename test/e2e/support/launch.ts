import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';

/** Folder of the checkout: what Electron is started with. */
export const APP_FOLDER = resolve(__dirname, '../../..');
const SCREENS = join(APP_FOLDER, 'test-results/screens');

export interface LaunchOptions {
  /** Settings and sources of an earlier start; a fresh empty folder when left out. */
  readonly dataPath?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** The built app, running in a real Electron with Chromium's sandbox on. */
export interface RunningApp {
  readonly app: ElectronApplication;
  /** The page of its window, drawn. */
  readonly page: Page;
  readonly dataPath: string;
  /** Errors on the page's console and uncaught exceptions, CSP violations among them, since the start. */
  readonly complaints: readonly string[];
  /** Quits as a person would, and takes the data folder away unless it was given. */
  close(): Promise<void>;
}

/** The Electron to run, found by `scripts/test.mjs` or `scripts/with-electron.mjs`. */
export function electronExecutable(): string {
  const path = process.env['ELECTRON_EXEC_PATH'];
  if (path === undefined) throw new Error('Run the end-to-end tests with: npm run test:e2e');
  return path;
}

/** Starts the app and waits for its window. */
export async function launchApp(options: LaunchOptions = {}): Promise<RunningApp> {
  const dataPath = options.dataPath ?? (await mkdtemp(join(tmpdir(), 'streamgauge-data-')));
  electronExecutable(); // says how to run the tests where there is none
  const app = await _electron.launch({
    // No executablePath: only with the Electron that it finds by itself (through ELECTRON_OVERRIDE_DIST_PATH) does
    // Playwright hold the app back until it is connected. Otherwise the two race, and now and then the launch hangs.
    args: [APP_FOLDER, `--user-data-dir=${dataPath}`, ...(options.args ?? [])],
    env: { ...(process.env as Record<string, string>), ...options.env },
    chromiumSandbox: true, // Playwright would switch it off by itself
  });
  const complaints: string[] = [];
  app.on('window', (page) => listen(page, complaints));
  const page = await app.firstWindow();
  listen(page, complaints);
  await page.waitForLoadState('load');
  // Drawn, and with that ready for keys.
  // Behind the dialog too that a start with a link opens at once.
  await page
    .getByRole('navigation', { name: /^(?:Views|Ansichten|Vistas)$/u, includeHidden: true })
    .waitFor();
  return {
    app,
    page,
    dataPath,
    complaints,
    async close() {
      await app.close();
      if (options.dataPath === undefined) await rm(dataPath, { recursive: true, force: true });
    },
  };
}

const listened = new WeakSet<Page>();

function listen(page: Page, complaints: string[]): void {
  if (listened.has(page)) return;
  listened.add(page);
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
}

/**
 * Saves pictures of the window as it is, light and dark, as `test-results/screens/<name>-<theme>.png`. The app's own
 * theme setting must be `system`.
 */
export async function takeScreens(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0); // Xvfb's pointer rests in the middle and hovers whatever is there
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.evaluate(async () => {
      // Two frames: the first may still hold the old theme.
      await new Promise<void>((shown) => requestAnimationFrame(() => requestAnimationFrame(() => shown())));
    });
    await page.screenshot({ path: join(SCREENS, `${name}-${theme}.png`) });
  }
  await page.emulateMedia({ colorScheme: null });
}

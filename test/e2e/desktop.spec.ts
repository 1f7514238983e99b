import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import type { StreamgaugeBridge } from '../../src/shared/ipc';
import { DEFAULT_SETTINGS, type Settings } from '../../src/shared/settings';
import { hostileArguments } from '../support/hostile-arguments';
import { startPrivateBus, type PrivateBus } from '../support/session-bus';
import { startTray, type Tray } from '../support/tray';
import { openCanary } from './support/canary';
import { frame, startEventServer } from './support/event-server';
import { APP_FOLDER, electronExecutable, launchApp, takeScreens, type RunningApp } from './support/launch';
import { addSource, call, channels, rows } from './support/stream-view';

let running: RunningApp;
let folder: string;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streamgauge-desktop-'));
});
test.afterEach(async () => {
  await running.close();
  await rm(folder, { recursive: true, force: true });
});

/** Starts the program once more on the same data; its exit code. */
const startAgain = (...args: string[]): Promise<number> => startOn(running.dataPath, ...args);
async function startOn(dataPath: string, ...args: string[]): Promise<number> {
  const again = spawn(electronExecutable(), [APP_FOLDER, `--user-data-dir=${dataPath}`, ...args], {
    cwd: folder,
    stdio: 'ignore',
  });
  const [code] = (await once(again, 'exit')) as [number];
  return code;
}
/** Answers the questions of the system from here on, and keeps what they said. */
async function answerQuestions(button: number): Promise<() => Promise<string[]>> {
  await running.app.evaluate(({ dialog }, response) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = (...given: unknown[]) => {
      const { message, detail = '' } = given.at(-1) as { message: string; detail?: string };
      asked.push(`${message}\n${detail}`);
      return Promise.resolve({ response, checkboxChecked: false });
    };
  }, button);
  return () => running.app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
}
async function saveSettings(page: Page, change: Partial<Settings>): Promise<void> {
  await call(page, 'settings.save', { ...DEFAULT_SETTINGS, ...change });
}
async function idOf(page: Page, name: string): Promise<string | undefined> {
  const sources = await page.evaluate(() =>
    (
      globalThis as unknown as {
        streamgauge: {
          call(name: string): Promise<{ value: { sources: { config: { id: string; name: string } }[] } }>;
        };
      }
    ).streamgauge.call('app.start'),
  );
  return sources.value.sources.find(({ config }) => config.name === name)?.config.id;
}
const windows = (): Promise<{ visible: boolean; minimised: boolean }[]> =>
  running.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => ({
      visible: window.isVisible(),
      minimised: window.isMinimized(),
    })),
  );
const sourceDialog = (page: Page): ReturnType<Page['getByRole']> =>
  page.getByRole('dialog', { name: 'Add a source' });
const notices = (page: Page): ReturnType<Page['getByRole']> =>
  page.getByText(/was not taken|was not opened/u);

test.describe('a further start', () => {
  test('brings up the window that is there, and hands it the address of a link, which is only offered', async () => {
    running = await launchApp();
    const { page, app } = running;
    const canary = await openCanary();
    const url = `http://127.0.0.1:${canary.port}/events`;
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.minimize());
    expect(await startAgain(`streamgauge://connect?url=${encodeURIComponent(url)}`)).toBe(0);
    await expect.poll(windows).toEqual([{ visible: true, minimised: false }]);
    await expect(sourceDialog(page)).toBeVisible();
    await expect(sourceDialog(page).getByText('From a link or another program')).toBeVisible();
    await expect(sourceDialog(page).getByRole('textbox', { name: 'URL' })).toHaveValue(url);
    await expect(sourceDialog(page).getByText(`It leads to 127.0.0.1:${canary.port}; nothing`)).toBeVisible();
    await takeScreens(page, 'offered-source');

    // Another one waits until this dialog is done with.
    expect(await startAgain(`streamgauge://connect?url=${encodeURIComponent(`${url}/two`)}`)).toBe(0);
    await expect(page.getByText('A link offers a source.')).toBeVisible();
    await sourceDialog(page).getByRole('textbox', { name: 'Name' }).fill('typed for the first one');
    await page.keyboard.press('Escape');
    await sourceDialog(page).getByRole('button', { name: 'Discard' }).click();
    await expect(sourceDialog(page).getByRole('textbox', { name: 'URL' })).toHaveValue(`${url}/two`);
    await expect(sourceDialog(page).getByRole('textbox', { name: 'Name' })).toHaveValue('');
    await expect(sourceDialog(page).getByText('From a link or another program')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(sourceDialog(page)).toBeHidden();

    // The note is about what came from outside, not about what somebody adds after that.
    await page.keyboard.press('Control+n');
    await expect(sourceDialog(page).getByRole('textbox', { name: 'URL' })).toHaveValue('');
    await expect(sourceDialog(page).getByText('From a link or another program')).toHaveCount(0);
    expect(canary.hits()).toBe(0);
    canary.close();
  });

  test('offers several links one after the other, while another dialog is open too', async () => {
    running = await launchApp();
    const { page } = running;
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    const urls = [1, 2, 3].map((n) => `http://127.0.0.1:9/${n}`);
    expect(await startAgain(...urls)).toBe(0);
    for (const url of urls) {
      await expect(sourceDialog(page).getByRole('textbox', { name: 'URL' })).toHaveValue(url);
      await page.keyboard.press('Escape');
    }
    await expect(sourceDialog(page)).toBeHidden();
    // What was open before still is.
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  });

  test('shows where an address leads first, however long it is and however it is written', async () => {
    const path = 'https/www.bank.example/'.repeat(60);
    const link = `streamgauge://connect?url=${encodeURIComponent(`https://bänk.example/${path}`)}`;
    running = await launchApp({ args: [link] });
    const field = sourceDialog(running.page).getByRole('textbox', { name: 'URL' });
    await expect(field).toHaveValue(`https://xn--bnk-qla.example/${path}`);
    await expect(
      sourceDialog(running.page).getByText('It leads to xn--bnk-qla.example; nothing'),
    ).toBeVisible();
    await expect(field).toBeFocused();
    expect(
      await field.evaluate((input: HTMLInputElement) => [input.scrollLeft, input.selectionStart]),
    ).toEqual([0, 0]);
  });

  test('a link that comes while the app starts is offered as soon as it can be', async () => {
    const dataPath = join(folder, 'data');
    const starting = launchApp({ dataPath });
    // The first one has the lock from here on, and is far from its window.
    await expect.poll(() => readlink(join(dataPath, 'SingletonLock')).catch(() => null)).not.toBeNull();
    const link = `streamgauge://connect?url=${encodeURIComponent('http://127.0.0.1:9/early')}`;
    const again = startOn(dataPath, link);
    running = await starting;
    expect(await again).toBe(0);
    await expect(sourceDialog(running.page).getByRole('textbox', { name: 'URL' })).toHaveValue(
      'http://127.0.0.1:9/early',
    );
    expect(await windows()).toHaveLength(1);
    expect(running.complaints).toEqual([]);
  });

  test('the first start takes an address and a file too', async () => {
    running = await launchApp({ args: ['http://127.0.0.1:9/first', join(folder, 'gone.ndjson')] });
    await expect(sourceDialog(running.page).getByRole('textbox', { name: 'URL' })).toHaveValue(
      'http://127.0.0.1:9/first',
    );
    await expect(running.page.getByText(/gone\.ndjson was not opened/u)).toBeVisible();
  });

  test('E16: hostile links, addresses and paths connect to nothing, add nothing, and leave the app as it is', async () => {
    test.setTimeout(180_000);
    running = await launchApp();
    const { page } = running;
    const canary = await openCanary();
    const asked = await answerQuestions(1);
    const all = hostileArguments(canary.port);
    expect(all.length).toBeGreaterThanOrEqual(30);
    // Several a start: each takes a second or two.
    for (let at = 0; at < all.length; at += 6) expect(await startAgain(...all.slice(at, at + 6))).toBe(0);
    // Far more than fits between two processes: it never gets there, and the app that runs is not taken for hung.
    expect(await startAgain(`streamgauge://connect?url=${'a'.repeat(60_000)}`)).toBe(1);
    await expect(notices(page).first()).toBeVisible();
    expect(await asked()).toEqual([]);
    expect(canary.hits()).toBe(0);
    const sources = await page.evaluate(() =>
      (
        globalThis as unknown as {
          streamgauge: { call(name: string): Promise<{ value: { sources: unknown[] } }> };
        }
      ).streamgauge.call('app.start'),
    );
    expect(sources.value.sources).toEqual([]);
    canary.close();
  });

  test('asks before it opens a file, and shows a configuration before it changes anything', async () => {
    running = await launchApp();
    const { page } = running;
    await writeFile(join(folder, 'night.ndjson'), `${JSON.stringify({ data: 'hello from a file' })}\n`);
    await writeFile(
      join(folder, 'team.streamgauge'),
      JSON.stringify({ format: 'streamgauge-configuration', version: 1, settings: { theme: 'dark' } }),
    );
    const refused = await answerQuestions(1);
    expect(await startAgain('night.ndjson')).toBe(0);
    await expect
      .poll(refused)
      .toEqual([expect.stringMatching(/^Import the events of “night.ndjson”\?[^]*29 B/u)]);
    await expect(page.getByText('hello from a file')).toHaveCount(0);

    const agreed = await answerQuestions(0);
    expect(await startAgain('night.ndjson')).toBe(0);
    await expect.poll(agreed).toHaveLength(1);
    await expect(page.getByText('night').first()).toBeVisible();

    expect(await startAgain('team.streamgauge')).toBe(0);
    await expect.poll(agreed).toContainEqual(expect.stringMatching(/^Look at the configuration in “team/u));
    await expect(page.getByRole('dialog').getByText('team.streamgauge')).toBeVisible();
    expect(await page.locator('html').getAttribute('data-theme')).not.toBe('dark');
    await page.keyboard.press('Escape');

    expect(await startAgain('gone.ndjson')).toBe(0);
    await expect(page.getByText(/gone\.ndjson was not opened: there is no such file/u)).toBeVisible();
  });
});

test.describe('the tray', () => {
  let bus: PrivateBus;
  let tray: Tray;
  test.beforeEach(async () => {
    bus = await startPrivateBus();
    tray = await startTray(bus.address);
  });
  test.afterEach(async () => {
    await tray.stop();
    await bus.stop();
  });
  const labels = async (): Promise<string[]> => (await tray.menu()).map(({ label }) => label);
  const launch = (...args: string[]): Promise<RunningApp> =>
    launchApp({ env: { DBUS_SESSION_BUS_ADDRESS: bus.address, XDG_CONFIG_HOME: folder }, args });

  test('shows the state of all sources in words and with a picture, and does what its menu says', async () => {
    running = await launch();
    const { page } = running;
    await expect.poll(() => tray.items()).toHaveLength(1);
    const [calm] = await tray.items();
    const server = await startEventServer();
    await addSource(page, 'orders', server.url);
    await addSource(page, 'nobody there', 'http://127.0.0.1:9/');
    await expect
      .poll(async () => (await tray.items())[0]?.tooltip, { timeout: 15_000 })
      .toBe('Streamgauge: 1 of 2 sources open, 1 in trouble');
    const [troubled] = await tray.items();
    expect(troubled!.picture).not.toBeNull();
    expect(troubled!.picture).not.toBe(calm!.picture);
    expect(await labels()).toEqual([
      '1 of 2 sources open, 1 in trouble',
      expect.stringMatching(/^nobody there: /u),
      'orders: open',
      '',
      'Pause all sources',
      'Resume all sources',
      'Do not disturb',
      '',
      'Open Streamgauge',
      'Quit',
    ]);

    // A source of the menu is shown where everything about it stands.
    await tray.click('orders: open');
    await expect(page.locator('.v-conn').getByRole('heading', { name: 'orders' })).toBeVisible();
    await tray.click(/^nobody there: /u);
    await expect(page.locator('.v-conn').getByRole('heading', { name: 'nobody there' })).toBeVisible();

    await tray.click('Pause all sources');
    await expect.poll(labels).toContain('orders: paused');
    await expect.poll(() => server.isHeard()).toBe(false);
    await expect.poll(async () => (await tray.items())[0]?.tooltip).toBe('Streamgauge: 0 of 2 sources open');
    await call(page, 'sources.remove', { id: (await idOf(page, 'nobody there'))!, history: true });
    await tray.click('Resume all sources');
    await expect.poll(labels, { timeout: 15_000 }).toContain('orders: open');
    expect(server.isHeard()).toBe(true);
    await tray.click('Do not disturb');
    await expect
      .poll(async () => (await tray.menu()).find(({ label }) => label === 'Do not disturb')?.checked)
      .toBe(true);
    await server.send(`event: notification\ndata: {"title":"Build failed","level":"error"}\n\n`);
    await expect.poll(labels, { timeout: 15_000 }).toContain('1 unread');
    const [unread] = await tray.items();
    expect(unread!.tooltip).toBe('Streamgauge: 1 of 1 source open, 1 unread');
    expect([calm!.picture, troubled!.picture]).not.toContain(unread!.picture);
    await tray.click('1 unread');
    await expect(page.getByText('Build failed').first()).toBeVisible();

    // The panel is restarted, as panels are.
    await tray.leave();
    await tray.come();
    await expect.poll(() => tray.items(), { timeout: 15_000 }).toHaveLength(1);
    await expect.poll(labels).toContain('orders: open');
    await server.close();
  });

  test('keeps the app when the last window is closed, and brings it back; Quit ends it', async () => {
    running = await launch();
    const { page, app } = running;
    await saveSettings(page, { desktop: { ...DEFAULT_SETTINGS.desktop, closeToTray: true } });
    await expect.poll(() => tray.items()).toHaveLength(1);
    await page.keyboard.press('Control+2');
    await page.getByRole('button', { name: 'Close', exact: true }).first().click();
    await expect.poll(windows).toEqual([{ visible: false, minimised: false }]);
    await tray.activate();
    await expect.poll(windows).toEqual([{ visible: true, minimised: false }]);
    const ended = once(app.process(), 'exit');
    await tray.click('Quit');
    expect(await ended).toEqual([0, null]);
  });

  test('a window in the tray is told nothing of the streams, and has everything when it comes back', async () => {
    running = await launch();
    const { page } = running;
    await saveSettings(page, { desktop: { ...DEFAULT_SETTINGS.desktop, closeToTray: true } });
    await expect.poll(() => tray.items()).toHaveLength(1);
    const server = await startEventServer('halls');
    await addSource(page, 'sensors', server.url);
    await server.send(frame(1, 'reading', { at: 'seen' }));
    await expect(rows(page, 'seen')).toHaveCount(1);
    await page.evaluate(() => {
      const { streamgauge } = globalThis as unknown as { streamgauge: StreamgaugeBridge };
      const names: string[] = [];
      Object.assign(globalThis, { names });
      for (const name of ['sourceChanges', 'rates', 'history', 'inbox'] as const)
        streamgauge.on(name, () => names.push(name));
    });
    const heard = (): Promise<string[]> =>
      page.evaluate(() => (globalThis as unknown as { names: string[] }).names.splice(0));
    await page.getByRole('button', { name: 'Close', exact: true }).first().click();
    await expect.poll(windows).toEqual([{ visible: false, minimised: false }]);
    await heard();
    for (let id = 2; id <= 41; id++) await server.send(frame(id, 'reading', { at: `missed ${id}` }));
    await server.send(`event: notification\ndata: {"title":"Build failed","level":"error"}\n\n`);
    // The tray is told at once.
    await expect.poll(labels, { timeout: 15_000 }).toContain('1 unread');
    expect(await heard()).toEqual([]);

    await tray.activate();
    await expect.poll(windows).toEqual([{ visible: true, minimised: false }]);
    await expect(rows(page, 'missed 41')).toHaveCount(1);
    await expect(channels(page).getByRole('treeitem', { name: /halls/u })).toContainText('42');
    await expect(page.getByRole('button', { name: /^Notifications.*1/u })).toBeVisible();
    expect(new Set(await heard())).toEqual(new Set(['sourceChanges', 'rates', 'history', 'inbox']));
    await server.send(frame(50, 'reading', { at: 'afterwards' }));
    await expect(rows(page, 'afterwards')).toHaveCount(1);
    await server.close();
  });

  test('a start at login shows no window where there is a tray; another start does', async () => {
    const dataPath = join(folder, 'data');
    const starting = launchApp({
      dataPath,
      env: { DBUS_SESSION_BUS_ADDRESS: bus.address, XDG_CONFIG_HOME: folder },
      args: ['--hidden'],
    });
    await expect.poll(() => tray.items(), { timeout: 20_000 }).toHaveLength(1);
    await expect.poll(labels).toContain('No sources yet');
    // The desktop starts it again, as some do after an update of theirs: still nothing is to come up.
    expect(await startOn(dataPath, '--hidden')).toBe(0);
    let isUp = false;
    void starting.then(() => (isUp = true));
    await expect.poll(labels).toContain('Open Streamgauge');
    expect(isUp).toBe(false);
    await tray.click('Open Streamgauge');
    running = await starting;
    await expect.poll(windows).toEqual([{ visible: true, minimised: false }]);
  });

  test('speaks the language of the window as soon as that changes, and so do its questions', async () => {
    running = await launch();
    await expect.poll(labels).toContain('Pause all sources');
    await saveSettings(running.page, { language: 'de' });
    await expect
      .poll(labels)
      .toEqual([
        'Noch keine Quellen',
        '',
        'Alle Quellen anhalten',
        'Alle Quellen fortsetzen',
        'Nicht stören',
        '',
        'Streamgauge öffnen',
        'Beenden',
      ]);
    const asked = await answerQuestions(1);
    await writeFile(join(folder, 'night.ndjson'), '{"data":"x"}\n'.repeat(100));
    expect(await startAgain('night.ndjson')).toBe(0);
    await expect
      .poll(asked)
      .toEqual([expect.stringMatching(/^Ereignisse aus „night.ndjson“ importieren\?[^]* \(1,3 kB\)/u)]);
  });

  test('ends the app when the last window is closed and no desktop shows a tray', async () => {
    running = await launch();
    const { page, app } = running;
    await saveSettings(page, { desktop: { ...DEFAULT_SETTINGS.desktop, closeToTray: true } });
    await tray.leave();
    // The settings say so before it happens.
    await page.keyboard.press('Control+Comma');
    await page
      .getByRole('navigation', { name: 'Settings' })
      .getByRole('button', { name: 'Desktop', exact: true })
      .click();
    await expect(page.getByText('so closing the last window ends the app')).toBeVisible();
    const ended = once(app.process(), 'exit');
    await page.getByRole('button', { name: 'Close', exact: true }).first().click();
    await ended;
  });

  test('start at login is written where the desktop looks for it, and taken away again', async () => {
    running = await launch();
    const { page } = running;
    const entry = (): Promise<string | null> =>
      readFile(join(folder, 'autostart/streamgauge.desktop'), 'utf8').catch(() => null);
    expect(await entry()).toBeNull();
    await saveSettings(page, { desktop: { ...DEFAULT_SETTINGS.desktop, startAtLogin: true } });
    await expect.poll(entry).toMatch(/^\[Desktop Entry\][^]*\nExec=.* --hidden$/mu);
    await saveSettings(page, {});
    await expect.poll(entry).toBeNull();
  });
});

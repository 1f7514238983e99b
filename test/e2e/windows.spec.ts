import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { DEFAULT_SETTINGS } from '../../src/shared/settings';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import { addSource, call, count, grid, queryField } from './support/stream-view';

const EVENTS = 40;

test.describe('several windows', () => {
  let running: RunningApp;
  let server: EventServer;
  let first: Page;

  test.beforeEach(async () => {
    running = await launchApp();
    first = running.page;
    server = await startEventServer();
    await addSource(first, 'orders', server.url);
    for (let i = 1; i <= EVENTS; i++) await server.send(frame(i, i % 4 === 0 ? 'paid' : 'created', { i }));
    await expect(count(first)).toContainText(`${EVENTS} events`);
  });
  test.afterEach(async () => {
    await running.close();
    await server.close();
  });

  async function opened(act: () => Promise<unknown>): Promise<Page> {
    const [page] = await Promise.all([running.app.waitForEvent('window'), act()]);
    await page.getByRole('navigation', { name: 'Views' }).waitFor();
    return page;
  }
  const howMany = (): Promise<number> =>
    running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

  test('a new window has its own filter and view on the same events, and the other stays when it closes', async () => {
    await grid(first).focus();
    const second = await opened(() => first.keyboard.press('Control+Shift+N'));
    await expect(count(second)).toContainText(`${EVENTS} events`);
    const [a, b] = await running.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.getBounds()),
    );
    expect([a!.width, a!.height]).toEqual([b!.width, b!.height]);
    expect([a!.x, a!.y]).not.toEqual([b!.x, b!.y]);

    await queryField(second).fill('type:paid');
    await queryField(second).press('Enter');
    await expect(count(second)).toContainText(/^10 of/u);
    await expect(count(first)).toContainText(`${EVENTS} events`);
    await second.keyboard.press('Control+2');
    await expect(grid(first)).toBeVisible();

    // What arrives comes to both.
    await server.send(frame(EVENTS + 1, 'paid', { i: EVENTS + 1 }));
    await expect(count(first)).toContainText(`${EVENTS + 1} events`);
    await second.keyboard.press('Control+1');
    await expect(count(second)).toContainText(/^11 of/u);

    // The page may be gone before the key has been let go.
    await second.keyboard.press('Control+w').catch(() => undefined);
    await expect.poll(howMany).toBe(1);
    await server.send(frame(EVENTS + 2, 'created', {}));
    await expect(count(first)).toContainText(`${EVENTS + 2} events`);
    expect(running.complaints).toEqual([]);
  });

  test('this view opens in a new window with its filter', async () => {
    await queryField(first).fill('type:paid');
    await queryField(first).press('Enter');
    await expect(count(first)).toContainText(/^10 of/u);
    await first.keyboard.press('Control+k');
    await first.getByRole('combobox', { name: /Search commands/u }).fill('this view in a new window');
    await expect(first.getByRole('option', { name: 'Open this view in a new window' })).toBeVisible();
    const second = await opened(() => first.keyboard.press('Enter'));
    await expect(count(second)).toContainText(/^10 of/u);
    await expect(queryField(second)).toHaveValue('type:paid');
    await takeScreens(second, 'second-window');
  });

  test('an item of the menu acts in the window that is used, and in no other', async () => {
    const second = await opened(() => first.keyboard.press('Control+Shift+N'));
    await running.app.evaluate(({ BrowserWindow, Menu }) => {
      const newest = BrowserWindow.getAllWindows().sort((a, b) => b.id - a.id)[0]!;
      newest.focus();
      newest.emit('focus');
      const items = (Menu.getApplicationMenu()?.items ?? []).flatMap((item) => item.submenu?.items ?? []);
      items.find(({ label }) => label === 'Add source…')!.click();
    });
    await expect(second.getByRole('dialog', { name: 'Add a source' })).toBeVisible();
    await expect(first.getByRole('dialog', { name: 'Add a source' })).toBeHidden();
  });

  test('no more windows open than the engine has feeds for, and it says so', async () => {
    await grid(first).focus();
    for (let n = 2; n <= 8; n++) {
      await first.keyboard.press('Control+Shift+N');
      await expect.poll(howMany).toBe(n);
    }
    await first.keyboard.press('Control+Shift+N');
    await expect(first.getByText('There are 8 windows already.')).toBeVisible();
    expect(await howMany()).toBe(8);
  });
});

test.describe('after a restart', () => {
  let dataPath: string;
  let running: RunningApp;

  test.beforeEach(async () => {
    dataPath = await mkdtemp(join(tmpdir(), 'streamgauge-windows-'));
    running = await launchApp({ dataPath });
  });
  test.afterEach(async () => {
    await running.close();
    await rm(dataPath, { recursive: true, force: true });
  });

  async function openSecond(): Promise<Page> {
    const [page] = await Promise.all([
      running.app.waitForEvent('window'),
      running.page.keyboard.press('Control+Shift+N'),
    ]);
    await page.getByRole('navigation', { name: 'Views' }).waitFor();
    return page;
  }
  /** Gives the windows, the oldest first, a place and a size each. */
  const place = (places: readonly (readonly [number, number, number, number])[]): Promise<void> =>
    running.app.evaluate(({ BrowserWindow }, places) => {
      const windows = BrowserWindow.getAllWindows().sort((a, b) => a.id - b.id);
      places.forEach(([x, y, width, height], i) => windows[i]?.setBounds({ x, y, width, height }));
    }, places);
  /** The heading of the view, and the place and size of each window. */
  async function standing(): Promise<string[]> {
    return running.app.evaluate(async ({ BrowserWindow }) => {
      const all = BrowserWindow.getAllWindows().map(async (window) => {
        const { x, y, width, height } = window.getBounds();
        const view: unknown = await window.webContents.executeJavaScript(
          'document.querySelector(".rail [aria-current]")?.getAttribute("aria-label") ?? ""',
        );
        return `${String(view)} ${x},${y} ${width}×${height}`;
      });
      return (await Promise.all(all)).sort();
    });
  }

  test('all windows come back, each with its view, place and size', async () => {
    const second = await openSecond();
    await second.keyboard.press('Control+4');
    await expect(second.locator('.v-serv')).toBeVisible();
    await place([
      [30, 40, 900, 600],
      [220, 90, 1_000, 640],
    ]);
    const before = ['Server 220,90 1000×640', 'Stream 30,40 900×600'];
    await expect.poll(standing).toEqual(before);

    await running.close();
    running = await launchApp({ dataPath });
    await expect.poll(standing).toEqual(before);
    expect(running.complaints).toEqual([]);
  });

  test('only the window comes back that was closed last', async () => {
    const second = await openSecond();
    await second.getByRole('button', { name: 'Settings' }).click();
    await expect(second.locator('.v-set')).toBeVisible();
    await place([
      [30, 40, 900, 600],
      [220, 90, 1_000, 640],
    ]);
    // The page may be gone before the key has been let go.
    await running.page.keyboard.press('Control+w').catch(() => undefined);
    // A window that is asked while it closes does not answer.
    await expect
      .poll(() => running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length))
      .toBe(1);
    await expect.poll(standing).toEqual(['Settings 220,90 1000×640']);
    const ended = running.app.waitForEvent('close');
    await second.keyboard.press('Control+w').catch(() => undefined);
    await ended;

    running = await launchApp({ dataPath });
    await expect.poll(standing).toEqual(['Settings 220,90 1000×640']);
  });

  test('a window whose display is gone opens on one that is there, and one that was there stays', async () => {
    await place([[30, 40, 900, 600]]);
    await expect.poll(standing).toEqual(['Stream 30,40 900×600']);
    await running.close();
    const file = join(dataPath, 'windows.json');
    const [saved] = (JSON.parse(await readFile(file, 'utf8')) as { windows: object[] }).windows;
    const gone = { ...saved, position: { x: 9_000, y: -3_000 }, view: 'server' };
    await writeFile(file, JSON.stringify({ windows: [saved, gone] }));

    running = await launchApp({ dataPath });
    await expect.poll(standing).toEqual(['Server 70,80 900×600', 'Stream 30,40 900×600']);
  });

  test('a window comes back when its display is taken away', async () => {
    await place([[30, 40, 900, 600]]);
    const onScreen = (): Promise<boolean> =>
      running.app.evaluate(({ BrowserWindow, screen }) => {
        const { x, y } = BrowserWindow.getAllWindows()[0]!.getBounds();
        const area = screen.getPrimaryDisplay().workArea;
        return x >= area.x && y >= area.y && x < area.x + area.width && y < area.y + area.height;
      });
    expect(await onScreen()).toBe(true);
    // Where a second display was until now.
    await running.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.setPosition(8_000, 200),
    );
    await expect.poll(onScreen).toBe(false);
    await running.app.evaluate(({ screen }) => void screen.emit('display-removed', {}, {}));
    await expect.poll(onScreen).toBe(true);
  });

  test('a file of windows that is of no use costs nothing but their places', async () => {
    await running.close();
    await writeFile(join(dataPath, 'windows.json'), '{"windows":[{"position":"left"},7');
    running = await launchApp({ dataPath });
    await expect.poll(async () => (await standing()).length).toBe(1);
    await expect(running.page.locator('.v-stream')).toBeVisible();
  });

  test('the first picture is in the language that was set', async () => {
    await call(running.page, 'settings.save', { ...DEFAULT_SETTINGS, language: 'de', theme: 'dark' });
    await expect(running.page.locator('html')).toHaveAttribute('lang', 'de');
    await running.close();
    running = await launchApp({ dataPath });
    // What a window was told when it opened it knows again when it is loaded again.
    await running.page.addInitScript(() => {
      const seen: string[] = [];
      Object.assign(globalThis, { seen });
      new MutationObserver(() => {
        const text = document.querySelector('#app')?.textContent ?? '';
        const { lang, dataset } = document.documentElement;
        if (text !== '') seen.push(`${lang} ${dataset['theme'] ?? ''} ${text}`);
      }).observe(document, { childList: true, subtree: true, characterData: true });
    });
    await running.page.reload();
    await running.page.getByRole('navigation', { name: 'Ansichten' }).waitFor();
    const seen = await running.page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter((one) => !one.startsWith('de dark ') || /Settings|Opening/u.test(one))).toEqual([]);
  });
});

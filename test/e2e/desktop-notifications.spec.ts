import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test, type Page } from '@playwright/test';
import type { CallResult, StreamgaugeBridge } from '../../src/shared/ipc';
import type { NotificationSettings } from '../../src/shared/settings';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { APP_FOLDER, electronExecutable, launchApp, type RunningApp } from './support/launch';
import { startTray } from '../support/tray';
import { startNotificationDaemon, type NotificationDaemon } from './support/notification-daemon';
import { addSource, call, grid, rows } from './support/stream-view';

let daemon: NotificationDaemon;
let server: EventServer;
let running: RunningApp;
test.beforeEach(async () => {
  daemon = await startNotificationDaemon();
  server = await startEventServer('orders');
  running = await launchApp({ env: daemon.env });
  await addSource(running.page, 'Staging', server.url);
});
test.afterEach(async () => {
  await running.close();
  await server.close();
  await daemon.stop();
});

const stateOf = (page: Page): Promise<CallResult<'app.start'>> =>
  page.evaluate(async () => {
    const bridge = (globalThis as unknown as { streamgauge: StreamgaugeBridge }).streamgauge;
    const answer = await bridge.call('app.start', undefined);
    if (!answer.ok) throw new Error(answer.problem.message);
    return answer.value;
  });

async function setNotifications(page: Page, parts: Partial<NotificationSettings>): Promise<void> {
  const { settings } = await stateOf(page);
  await call(page, 'settings.save', { ...settings, notifications: { ...settings.notifications, ...parts } });
}

/** A rule that tells the desktop of every event of a type, without a rest. */
const addRule = (page: Page, name: string, type: string, always = false): Promise<void> =>
  call(page, 'rules.add', {
    name,
    when: { kind: 'event', query: `type:${type}` },
    then: [{ do: 'desktop' }],
    cooldownSeconds: 0,
    always,
  });
const shown = async (): Promise<(readonly [summary: string, body: string])[]> =>
  (await daemon.shown()).map(({ summary, body }) => [summary, body] as const);

test('P9: what a stream sends is plain text in a notification whose title is ours', async () => {
  await addRule(running.page, 'Errors', 'order.failed');
  const message = '<b>Your bank</b> <a href="http://evil.example">sign in</a>\u202e & <img src="x">\u0007';
  await server.send(frame(1, 'order.failed', { message: `${message}${'!'.repeat(400)}` }));
  await expect.poll(shown).toHaveLength(1);
  const [notice] = await daemon.shown();
  expect(notice?.summary).toBe('Streamgauge – Errors');
  const escaped =
    '&lt;b&gt;Your bank&lt;/b&gt; &lt;a href="http://evil.example"&gt;sign in&lt;/a&gt; &amp; &lt;img src="x"&gt;!';
  expect(notice?.body.startsWith(`order.failed event from Staging\n${escaped}`)).toBe(true);
  // What the daemon draws: nothing but the title is formatted, and by the daemon.
  expect(notice?.drawn.match(/<[^>]*>/gu)).toEqual(['<b>', '</b>']);
  expect(notice?.actions).toEqual(['default']);
});

test('P10: a click brings the window up, with the stream view standing at the event', async () => {
  const { app, page } = running;
  await addRule(page, 'Errors', 'order.failed');
  await server.send(frame(1, 'order.failed', { message: 'Card declined' }));
  await server.send(Array.from({ length: 300 }, (_, i) => frame(i + 2, 'order.created', { i })).join(''));
  await expect(rows(page, 'order.created').first()).toBeVisible();
  await expect
    .poll(shown)
    .toEqual([['Streamgauge – Errors', 'order.failed event from Staging\nCard declined']]);
  await page.keyboard.press('Control+2');
  await expect(grid(page)).toBeHidden();
  const isUp = (): Promise<boolean> =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  await expect.poll(isUp).toBe(false);

  await daemon.click();
  await expect.poll(isUp).toBe(true);
  await expect(rows(page, 'order.failed')).toHaveAttribute('aria-selected', 'true');
  await expect(rows(page, 'order.failed')).toBeInViewport();
  await expect.poll(() => daemon.onScreen()).toBe(0);
  expect(running.complaints).toEqual([]);
});

test('P10: a click opens a window at the event when the app was started without one', async () => {
  const dataPath = await mkdtemp(join(tmpdir(), 'streamgauge-data-'));
  const tray = await startTray(daemon.env['DBUS_SESSION_BUS_ADDRESS']!);
  const failures = {
    name: 'Errors',
    when: { kind: 'event', query: 'type:order.late' },
    then: [{ do: 'desktop' }],
  };
  const stream = await startEventServer('late');
  const source = { id: 'late', name: 'Late', url: stream.url, transports: ['sse'], enabled: true };
  await writeFile(join(dataPath, 'rules.json'), JSON.stringify({ version: 1, rules: [failures] }));
  await writeFile(join(dataPath, 'sources.json'), JSON.stringify({ version: 1, sources: [source] }));
  electronExecutable();
  const hidden = await _electron.launch({
    args: [APP_FOLDER, `--user-data-dir=${dataPath}`, '--hidden'],
    env: { ...(process.env as Record<string, string>), ...daemon.env },
    chromiumSandbox: true,
  });
  try {
    await stream.send(frame(1, 'order.late', { message: 'Two days' }));
    await stream.send(Array.from({ length: 300 }, (_, i) => frame(i + 2, 'order.created', { i })).join(''));
    await expect.poll(shown).toEqual([['Streamgauge – Errors', 'order.late event from Late\nTwo days']]);
    expect(hidden.windows()).toEqual([]);
    const opened = hidden.waitForEvent('window');
    await daemon.click();
    const page = await opened;
    await expect(rows(page, 'order.late')).toHaveAttribute('aria-selected', 'true', { timeout: 15_000 });
    await expect(rows(page, 'order.late')).toBeInViewport();
  } finally {
    await hidden.close();
    await stream.close();
    await tray.stop();
    await rm(dataPath, { recursive: true, force: true });
  }
});

test('a burst is one notification, and later one that says how many more there were', async () => {
  const { page } = running;
  await addRule(page, 'Errors', 'order.failed');
  await addRule(page, 'Late orders', 'order.late');
  const burst = Array.from({ length: 8 }, (_, i) =>
    frame(i + 1, i < 5 ? 'order.failed' : 'order.late', { i }),
  );
  await server.send(burst.join(''));
  await expect.poll(shown).toHaveLength(2);
  await daemon.closeAll();
  await expect.poll(shown, { timeout: 15_000 }).toHaveLength(3);
  expect(await shown()).toEqual([
    ['Streamgauge – Errors', 'order.failed event from Staging\n{"i":0}'],
    ['Streamgauge – Late orders', 'order.late event from Staging\n{"i":5}'],
    ['Streamgauge', '6 more notifications: Errors (4), Late orders (2)'],
  ]);
  await expect.poll(async () => (await stateOf(page)).rules.collapsed).toBe(6);

  // A click on what is about several leads to the inbox.
  await daemon.click();
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible();
});

test('is in the language of the app, all but the words of the stream', async () => {
  const { page } = running;
  const { settings } = await stateOf(page);
  await call(page, 'settings.save', { ...settings, language: 'de' });
  await expect(page.getByRole('navigation', { name: 'Ansichten' })).toBeVisible();
  await addRule(page, 'Zahlungen', 'order.failed');
  await call(page, 'rules.add', {
    name: 'Stille',
    when: { kind: 'silence', longerThan: 1 },
    then: [{ do: 'desktop' }],
  });
  await server.send(
    frame(1, 'order.failed', { message: 'Card declined' }) +
      frame(2, 'order.failed', { message: 'Out of stock' }) +
      frame(3, 'order.failed', { message: 'Too late' }),
  );
  await expect.poll(shown, { timeout: 15_000 }).toHaveLength(3);
  const [first, silence, together] = await shown();
  expect(first).toEqual(['Streamgauge – Zahlungen', 'Ereignis order.failed von Staging\nCard declined']);
  expect(silence?.[0]).toBe('Streamgauge – Stille');
  expect(silence?.[1]).toMatch(/^Staging ist still\nSeit \d s kam nichts\.$/u);
  expect(together).toEqual([
    'Streamgauge – Zahlungen',
    '2 weitere Benachrichtigungen, die neueste:\nEreignis order.failed von Staging\nToo late',
  ]);
});

test('quiet hours are silent, but for a rule that always tells', async () => {
  const { page } = running;
  await addRule(page, 'Errors', 'order.failed');
  await addRule(page, 'On call', 'order.lost', true);
  // The whole day.
  await setNotifications(page, { quietHours: { on: true, from: '08:00', to: '08:00' } });
  await server.send(frame(1, 'order.failed', { message: 'in the night' }));
  await server.send(frame(2, 'order.lost', { message: 'gone' }));
  await expect.poll(shown).toEqual([['Streamgauge – On call', 'order.lost event from Staging\ngone']]);
  const { rules } = (await stateOf(page)).rules;
  expect(rules.map(({ name, firedToday }) => [name, firedToday])).toEqual([
    ['Errors', 1],
    ['On call', 1],
  ]);

  await setNotifications(page, { quietHours: { on: false, from: '08:00', to: '08:00' } });
  await server.send(frame(3, 'order.failed', { message: 'in the morning' }));
  await expect
    .poll(shown)
    .toContainEqual(['Streamgauge – Errors', 'order.failed event from Staging\nin the morning']);
  expect(JSON.stringify(await shown())).not.toContain('in the night');
});

test('do not disturb, and no notifications of the desktop at all, are switches', async () => {
  const { page } = running;
  await addRule(page, 'Errors', 'order.failed');
  await setNotifications(page, { doNotDisturb: true });
  await server.send(frame(1, 'order.failed', 'one'));
  await expect(rows(page, 'one')).toBeVisible();
  await setNotifications(page, { doNotDisturb: false, desktop: false });
  await server.send(frame(2, 'order.failed', 'two'));
  await expect(rows(page, 'two')).toBeVisible();
  await setNotifications(page, { desktop: true });
  await server.send(frame(3, 'order.failed', 'three'));
  await expect.poll(shown).toEqual([['Streamgauge – Errors', 'order.failed event from Staging\nthree']]);
});

test('a rule sounds, flashes the window until it is used, and puts a number on the icon', async () => {
  const { app, page } = running;
  await call(page, 'rules.add', {
    name: 'Loud',
    when: { kind: 'event', query: 'type:order.failed' },
    then: [{ do: 'sound', sound: 'low-bell' }, { do: 'flash' }, { do: 'badge' }],
  });
  await page.evaluate(() => {
    const audio = globalThis.AudioContext.prototype;
    const tones: OscillatorNode[] = [];
    const make = audio.createOscillator;
    audio.createOscillator = function (this: AudioContext) {
      const tone = make.call(this);
      tones.push(tone);
      return tone;
    };
    Object.assign(globalThis, { tones });
  });
  // The desktop of the tests has neither task bar nor icons: what it is asked for is written down.
  await app.evaluate(({ app, BrowserWindow }) => {
    const asked: unknown[] = [];
    Object.assign(globalThis, { asked });
    const window = BrowserWindow.getAllWindows()[0]!;
    window.blur();
    window.flashFrame = (on) => void asked.push(['flash', on]);
    app.setBadgeCount = (count) => asked.push(['badge', count]) > 0;
  });
  const asked = (): Promise<unknown> =>
    app.evaluate(() => (globalThis as unknown as { asked: unknown }).asked);
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow() === null))
    .toBe(true);
  await server.send(frame(1, 'order.failed', 'one'));
  await expect
    .poll(() => page.evaluate(() => (globalThis as unknown as { tones: OscillatorNode[] }).tones.length))
    .toBe(4);
  await expect.poll(asked).toEqual(
    [
      ['flash', true],
      ['badge', 1],
    ].sort(),
  );
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus());
  await expect.poll(asked).toEqual(
    expect.arrayContaining([
      ['flash', false],
      ['badge', 0],
    ]),
  );
  expect(await shown()).toEqual([]);
});

test('an error that a stream notifies of is told of, unless the inbox is looked at, and goes when it is read', async () => {
  const { app, page } = running;
  const notify = (id: number, level: string, title: string): Promise<void> =>
    server.send(frame(id, 'notification', { level, title, message: 'catalog' }));
  await notify(1, 'info', 'Deploy begins');
  await notify(2, 'error', 'Deploy failed');
  await expect.poll(shown).toEqual([['Streamgauge – Staging', 'Deploy failed\ncatalog']]);

  // Looked at and read: gone from the desktop as well.
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus());
  await page.keyboard.press('Control+3');
  await expect(page.getByText('Deploy failed').first()).toBeVisible();
  await page.getByRole('button', { name: 'Mark all read' }).click();
  await expect.poll(() => daemon.onScreen()).toBe(0);

  // Of another source, so that no limit holds it back.
  const other = await startEventServer('production');
  await addSource(page, 'Production', other.url);
  await other.send(frame(1, 'notification', { level: 'error', title: 'Rollback failed' }));
  await expect(page.getByText('Rollback failed').first()).toBeVisible();
  await page.keyboard.press('Control+1');
  await expect(grid(page)).toBeVisible();
  await other.send(frame(2, 'notification', { level: 'error', title: 'Disk full' }));
  await expect.poll(shown).toEqual([
    ['Streamgauge – Staging', 'Deploy failed\ncatalog'],
    ['Streamgauge – Production', 'Disk full'],
  ]);
  await other.close();
});

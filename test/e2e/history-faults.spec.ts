import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import { makeSmallDisk } from './support/small-disk';
import { addSource, count, grid, historyButton, rows } from './support/stream-view';

let running: RunningApp;
let server: EventServer;
let dataPath: string;
let sent = 0;

test.beforeEach(async () => {
  sent = 0;
  server = await startEventServer();
  dataPath = await mkdtemp(join(tmpdir(), 'streamgauge-data-'));
});
test.afterEach(async () => {
  await server.close();
  await rm(dataPath, { recursive: true, force: true });
});

/** Numbered events of about `bytes` each, 500 at once. */
async function send(bytes: number): Promise<void> {
  let text = '';
  for (let i = 0; i < 500; i++) {
    sent += 1;
    text += frame(sent, 'load', { n: sent, note: `load ${sent} of many`, pad: 'x'.repeat(bytes) });
  }
  await server.send(text);
}
const load = (n: number): string => `load ${n} of`;

test('faults: a full disk is told in a banner, the live view goes on, and so does keeping once there is room', async () => {
  const disk = await makeSmallDisk(join(dataPath, 'history'));
  running = await launchApp({ dataPath });
  const { page } = running;
  const banner = page.locator('.notices').getByText(disk.sentence);
  await addSource(page, 'load', server.url);
  await send(100);
  await expect(rows(page, load(sent))).toBeVisible();
  await expect(banner).toBeHidden();

  await disk.fill();
  while (sent < 60_000 && !(await banner.isVisible())) {
    for (let i = 0; i < 4; i++) await send(1_500);
  }
  await expect(banner).toBeVisible();
  await expect(page.getByText('Events are shown but not kept until then.')).toBeVisible();
  // Past what waits for it in memory (32 MiB).
  const until = sent + 26_000;
  while (sent < until) await send(1_500);
  await expect(rows(page, load(sent))).toBeVisible({ timeout: 20_000 });
  await historyButton(page).click();
  const counters = page.getByRole('dialog', { name: /History/u });
  const notKept = counters.getByRole('button', { name: /^Not kept [\d,]+/u });
  await expect(notKept).not.toHaveText(/Not kept\s*0$/u);
  const figure = async (label: string): Promise<number> => {
    const text = await counters
      .getByRole('button', { name: new RegExp(`^${label} [\\d,]+$`, 'u') })
      .textContent();
    return Number(text!.replace(/\D/gu, ''));
  };
  await expect(async () => {
    const kept = (await figure('In the history')) + (await figure('Not kept'));
    // Notes of the connection are in the history as well.
    expect(kept - (await figure('Received since the start'))).toBe(1);
  }).toPass({ timeout: 5_000 });
  await notKept.click();
  await expect(counters.getByText(/are not in the history/u)).toBeVisible();
  await takeScreens(page, 'history-disk-full');
  await page.keyboard.press('Escape');

  await disk.free();
  await expect(banner).toBeHidden({ timeout: 15_000 });
  // The banner that leaves makes the table higher, which is no reason to pause it.
  await send(100);
  await expect(rows(page, load(sent))).toBeVisible();
  await takeScreens(page, 'history-disk-freed');
  expect(running.complaints).toEqual([]);
  await running.close();

  running = await launchApp({ dataPath });
  await expect(rows(running.page, load(sent))).toBeVisible();
  await grid(running.page).focus();
  await running.page.keyboard.press('Home');
  await expect(rows(running.page, load(1))).toBeVisible();
  await running.close();
  await disk.close();
});

test('faults: the app is killed while it writes at full rate, and the next start has all but the last moment', async () => {
  running = await launchApp({ dataPath });
  await addSource(running.page, 'load', server.url);
  const saved = (): Promise<string> => readFile(join(dataPath, 'sources.json'), 'utf8').catch(() => '');
  await expect.poll(saved).toContain(server.url);
  const counted = async (): Promise<number> =>
    Number((await count(running.page).textContent())!.replace(/\D/gu, ''));
  let over = false;
  const sending = (async () => {
    while (!over) await send(200);
  })().catch(() => undefined); // the kill cuts the connection
  await expect.poll(counted, { timeout: 15_000 }).toBeGreaterThan(15_000);
  const shown = await counted();
  const shownAt = Date.now();
  await expect.poll(() => Date.now() - shownAt).toBeGreaterThan(250);
  over = true;
  const app = running.app.process();
  const exit = once(app, 'exit');
  app.kill('SIGKILL');
  await Promise.all([exit, sending]);

  running = await launchApp({ dataPath });
  const { page } = running;
  await expect(count(page)).toHaveText(/^[\d,]+ events$/u);
  await expect(page.locator('.notices')).toBeHidden();
  await expect(rows(page, /load \d+ of/u).last()).toBeVisible();
  const last = await rows(page, /load \d+ of/u)
    .last()
    .textContent();
  const kept = Number(/load (\d+) of/u.exec(last ?? '')![1]);
  // What was there a quarter of a second before is there.
  expect(kept).toBeGreaterThanOrEqual(shown);
  // Nothing is missing below the last one.
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(kept + 1));
  await grid(page).focus();
  await page.keyboard.press('Home');
  await expect(rows(page, load(1))).toBeVisible();
  await running.close();
});

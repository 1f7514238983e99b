import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import {
  addSource,
  channels,
  count,
  dragThumb,
  grid,
  historyButton,
  queryField,
  rows,
  topOf,
} from './support/stream-view';

/** More than are kept in memory (20,000): the oldest can come from the disk alone. */
const EVENTS = 26_000;
const ERRORS = EVENTS / 1_000;

let running: RunningApp;
let server: EventServer;
let dataPath: string;
let sent = 0;
let burstEnded = 0;

const orders = (from: number, to: number): string => {
  let text = '';
  for (let n = from; n <= to; n++) {
    text += frame(n, n % 2 === 0 ? 'order.paid' : 'order.created', {
      n,
      channel: n % 3 === 0 ? 'orders/eu' : 'orders/us',
      note: `order ${n} of many`,
      ...(n % 1_000 === 0 && { level: 'error' }),
    });
  }
  return text;
};
const order = (n: number): string => `order ${n} of`;

async function send(events: number): Promise<void> {
  const to = sent + events;
  while (sent < to) {
    const upTo = Math.min(to, sent + 1_000);
    await server.send(orders(sent + 1, upTo));
    sent = upTo;
  }
}
const whole = (value: number): string => value.toLocaleString('en-US');
/** The whole is what is stored, in which notes of the connection count as well. */
const of = (matches: number): RegExp => new RegExp(`^${whole(matches)} of 26,\\d{3}$`, 'u');

test.beforeAll(async () => {
  server = await startEventServer();
  dataPath = await mkdtemp(join(tmpdir(), 'streamgauge-data-'));
  running = await launchApp({ dataPath });
  await addSource(running.page, 'shop', server.url);
  await send(EVENTS);
  await expect(count(running.page)).toHaveText(`${whole(EVENTS)} events`, { timeout: 30_000 });
  burstEnded = Date.now();
});
test.afterAll(async () => {
  await running.close();
  await server.close();
  await rm(dataPath, { recursive: true, force: true });
});

/** Nothing filtered, nothing selected, at the newest event. */
async function startOver(): Promise<void> {
  const { page } = running;
  const clear = page.getByRole('button', { name: 'Clear the query' });
  if (await clear.isVisible()) await clear.click();
  await grid(page).focus();
  for (const key of ['Escape', 'Escape', 'End']) await page.keyboard.press(key);
}

test('live view: every event of a long stream is reached by scrolling, those that only the disk has as well', async () => {
  await startOver();
  const { page } = running;
  await expect(rows(page, order(sent))).toBeVisible();
  await dragThumb(page, 0);
  await expect(rows(page, order(1))).toBeVisible();
  await expect(page.getByRole('button', { name: 'Paused. Follow the newest' })).toBeVisible();
  await takeScreens(page, 'history-oldest');
  await dragThumb(page, 0.5);
  const middle = rows(page, /order \d+ of/u).first();
  await expect(middle).toBeVisible();
  const n = Number(/order (\d+) of/u.exec((await middle.textContent()) ?? '')?.[1]);
  expect(n).toBeGreaterThan(EVENTS * 0.4);
  expect(n).toBeLessThan(EVENTS * 0.6);
  await expect(page.getByLabel('Loading')).toHaveCount(0);
  await grid(page).focus();
  await page.keyboard.press('Home');
  await expect(rows(page, order(1))).toBeVisible();
  // A row that only the disk has opens like any other.
  await rows(page, order(2)).click();
  await expect(page.getByRole('tree', { name: /data/iu }).getByText('order 2 of many')).toBeVisible();
  await grid(page).focus();
  await page.keyboard.press('End');
  await expect(rows(page, order(sent))).toBeVisible();
  await expect(page.getByRole('button', { name: 'Following. Pause the view' })).toBeVisible();
});

test('live view: the slightest scroll up pauses; the pill counts what waits, and nothing of it is lost', async () => {
  await startOver();
  const { page } = running;
  const last = sent;
  await grid(page).hover();
  await page.mouse.wheel(0, -1);
  await expect(page.getByRole('button', { name: 'Paused. Follow the newest' })).toBeVisible();
  await send(150);
  await expect(page.getByRole('button', { name: /^150 new/u })).toBeVisible();
  await expect(rows(page, order(last))).toBeVisible();
  await takeScreens(page, 'history-paused');
  await page.getByRole('button', { name: /^150 new/u }).click();
  await expect(rows(page, order(sent))).toBeVisible();
  await expect(page.getByRole('button', { name: / new/u })).toBeHidden();
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(sent + 1));
  await page.keyboard.press('PageUp');
  const shown = await rows(page, /order \d+ of/u).allTextContents();
  const numbers = shown.map((text) => Number(/order (\d+) of/u.exec(text)![1])).sort((a, b) => a - b);
  expect(numbers).toEqual(numbers.map((_, i) => numbers[0]! + i));
});

test('query: the bar completes, points at what is wrong, and counts what matches', async () => {
  await startOver();
  const { page } = running;
  await page.keyboard.press('/');
  await expect(queryField(page)).toBeFocused();
  await page.keyboard.type('lev');
  const list = page.getByRole('listbox', { name: 'Suggestions' });
  await expect(list.getByRole('option', { name: /^level/u })).toBeVisible();
  await takeScreens(page, 'history-completion');
  await page.keyboard.press('Tab');
  await expect(queryField(page)).toHaveValue('level:');
  await page.keyboard.type('err');
  await page.keyboard.press('Tab');
  await expect(queryField(page)).toHaveValue(/^level:error ?$/u);
  await page.keyboard.press('Enter');
  await expect(count(page)).toHaveText(of(ERRORS));
  await expect(rows(page, order(1_000))).toBeVisible();
  await takeScreens(page, 'history-filtered');

  await queryField(page).fill('level:error) data.n:1');
  await expect(count(page)).toHaveClass(/is-problem/u);
  await expect(page.getByRole('search').locator('.q-bad')).toHaveText(')');
  await takeScreens(page, 'history-query-problem');
  // The last query that could be read stays in force meanwhile.
  await expect(rows(page, order(1_000))).toBeVisible();
});

test('live view: a filter leaves the selected row where it is, and so does taking it away', async () => {
  await startOver();
  const { page } = running;
  await dragThumb(page, 0.3);
  await expect(page.getByLabel('Loading')).toHaveCount(0);
  const row = rows(page, 'order.paid').nth(12);
  await row.click();
  const selected = grid(page).getByRole('row', { selected: true });
  // A row that flew by is written out when the table rests.
  await expect(selected).toContainText('of many');
  const words = await selected.textContent();
  const before = await topOf(selected);
  await page.keyboard.press('/');
  await page.keyboard.type('type:order.paid');
  await page.keyboard.press('Enter');
  await expect(count(page)).toHaveText(of(sent / 2));
  await expect(rows(page, 'order.created')).toHaveCount(0);
  await expect(selected).toContainText(/order \d+ of/u);
  expect((await selected.textContent())?.includes(/order \d+ of/u.exec(words ?? '')![0])).toBe(true);
  expect(Math.abs((await topOf(selected)) - before)).toBeLessThanOrEqual(1);
  await page.getByRole('button', { name: 'Clear the query' }).click();
  await expect(rows(page, 'order.created').first()).toBeVisible();
  await expect(selected).toContainText(/order \d+ of/u.exec(words ?? '')![0]);
  expect(Math.abs((await topOf(selected)) - before)).toBeLessThanOrEqual(1);
});

test('live view: highlighting leaves every row there, and the keys go from one match to the next', async () => {
  await startOver();
  const { page } = running;
  await page.getByRole('button', { name: 'Highlight instead of filter' }).click();
  await queryField(page).fill('level:error');
  await page.keyboard.press('Enter');
  await expect(count(page)).toHaveText(`${ERRORS} marked of ${whole(sent)}`);
  await page.getByRole('button', { name: 'Previous match' }).click();
  const selected = grid(page).getByRole('row', { selected: true });
  await expect(selected).toContainText(order(EVENTS));
  await expect(selected.locator('.is-marked')).toHaveCount(1);
  await takeScreens(page, 'history-highlight');
  await grid(page).focus();
  await page.keyboard.press('p');
  await expect(selected).toContainText(order(EVENTS - 1_000));
  await page.keyboard.press('n');
  await expect(selected).toContainText(order(EVENTS));
  await page.getByRole('button', { name: 'Highlight instead of filter' }).click();
  await expect(count(page)).toHaveText(of(ERRORS));
});

test('aggregates: a brush on the graph filters by time, and Escape takes it away', async () => {
  await startOver();
  const { page } = running;
  await expect.poll(() => Date.now() - burstEnded, { timeout: 10_000 }).toBeGreaterThan(8_000);
  const earlier = sent;
  await send(40);
  await expect(count(page)).toHaveText(`${whole(sent)} events`);
  const layer = page.getByRole('group', { name: 'Time range' });
  const box = (await layer.boundingBox())!;
  // The graph ends with this second and shows the last two minutes.
  const span = 120_000;
  const x = (time: number): number => box.x + box.width * (1 - (Date.now() - time) / span);
  await page.mouse.move(box.x + 4, box.y + box.height / 2);
  await page.mouse.down();
  const until = x(Date.now() - 3_000);
  await page.mouse.move(until, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await expect(count(page)).toHaveText(of(earlier));
  await expect(page.getByRole('search').getByText('time', { exact: true })).toBeVisible();
  await expect(rows(page, order(sent))).toBeHidden();
  await expect(rows(page, order(earlier))).toBeVisible();
  await takeScreens(page, 'history-brush');
  await layer.press('Escape');
  await expect(count(page)).toHaveText(`${whole(sent)} events`);
  await expect(rows(page, order(sent))).toBeVisible();
});

test('faults: when the process that draws the window dies, the view comes back to where it was', async () => {
  await startOver();
  const { page, app } = running;
  await queryField(page).fill('type:order.paid');
  await page.keyboard.press('Enter');
  await expect(rows(page, 'order.created')).toHaveCount(0);
  await dragThumb(page, 0.5);
  await expect(page.getByLabel('Loading')).toHaveCount(0);
  await rows(page, 'order.paid').nth(12).click();
  const selected = grid(page).getByRole('row', { selected: true });
  // A row that flew by is written out when the table rests.
  await expect(selected).toContainText('of many');
  const kept = (): Promise<string | null> => page.evaluate(() => sessionStorage.getItem('streamgauge.place'));
  await expect.poll(kept).toMatch(/"selected":\d/u);
  // Once the panes that opened with the selection have taken their room, and the place is kept as it is then.
  let last = '';
  const rests = async (): Promise<boolean> => {
    const now = `${await topOf(selected)} ${await kept()}`;
    const same = now === last;
    last = now;
    return same;
  };
  await expect.poll(rests, { intervals: [600] }).toBe(true);
  // In the list: above it stands a notice of what happened, later.
  const place = (await topOf(selected)) - (await topOf(grid(page)));
  const before = { words: await selected.textContent(), place };

  const processId = (): Promise<number | undefined> =>
    app.evaluate(({ webContents }) => webContents.getAllWebContents()[0]?.getOSProcessId());
  const first = await processId();
  await app.evaluate(({ webContents }) => webContents.getAllWebContents()[0]?.forcefullyCrashRenderer());
  await expect.poll(processId).not.toBe(first);
  const after = (): Promise<unknown> =>
    app.evaluate(({ webContents }) => {
      const contents = webContents.getAllWebContents()[0];
      if (!contents || contents.isCrashed() || contents.isLoading()) return null;
      return contents.executeJavaScript(`(() => {
        const row = document.querySelector('[role=row][aria-selected=true]');
        if (!row) return null;
        return {
          words: row.textContent,
          place: row.getBoundingClientRect().top - row.closest('[role=grid]').getBoundingClientRect().top,
          query: document.querySelector('[role=search] [role=combobox]')?.value,
        };
      })()`) as Promise<unknown>;
    });
  await expect.poll(after, { timeout: 15_000 }).toEqual({ ...before, query: 'type:order.paid' });
});

test('history: after a restart everything is there: events, channels, and the queries that were saved', async () => {
  await running.close();
  running = await launchApp({ dataPath });
  const { page } = running;
  await expect(count(page)).toHaveText(`${whole(sent)} events`);
  await expect(historyButton(page)).toContainText(/26,\d{3} events/u);
  await expect(rows(page, order(sent))).toBeVisible();
  // By their names: last values hold letters of their own.
  for (const name of [/^eu$/u, /^us$/u])
    await expect(channels(page).locator('.tr-n').filter({ hasText: name })).toBeVisible();
  await takeScreens(page, 'history-restarted');
  await grid(page).focus();
  await page.keyboard.press('Home');
  await expect(rows(page, order(1))).toBeVisible();

  await queryField(page).fill('data.n:<=10');
  await page.keyboard.press('Enter');
  await expect(count(page)).toHaveText(of(10));
  await page.keyboard.press('Control+s');
  await page.getByLabel('Name of this query').fill('first ten');
  await takeScreens(page, 'history-save-query');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Saved as first ten/u })).toBeVisible();

  await running.close();
  running = await launchApp({ dataPath });
  await running.page.getByRole('button', { name: 'Saved queries' }).click();
  await running.page.getByRole('list', { name: 'Saved queries' }).getByText('first ten').click();
  await expect(count(running.page)).toHaveText(of(10));

  // What was received stays within reach when nothing is followed any more.
  await running.page.getByRole('listitem').filter({ hasText: 'shop' }).hover();
  await running.page.getByRole('button', { name: 'More for shop' }).click();
  await running.page.getByRole('menuitem', { name: 'Remove source' }).click();
  await running.page.getByRole('button', { name: 'Remove source', exact: true }).click();
  await expect(running.page.getByRole('list', { name: 'Sources' })).toBeHidden();
  await expect(rows(running.page, order(10))).toContainText('shop');
  await takeScreens(running.page, 'history-no-source');
  expect(running.complaints).toEqual([]);
});

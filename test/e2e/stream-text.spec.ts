import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { startEventServer, type EventServer } from './support/event-server';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import { addSource, call, grid } from './support/stream-view';
import { answerChunk, frames, TEXT_STREAMS } from './support/text-streams';

let running: RunningApp;
let page: Page;
const servers: EventServer[] = [];

test.beforeAll(async () => {
  running = await launchApp();
  ({ page } = running);
});
test.afterAll(async () => {
  await running.close();
  for (const server of servers) await server.close();
});

async function follow(name: string): Promise<EventServer> {
  const server = await startEventServer();
  servers.push(server);
  await addSource(page, name, server.url);
  return server;
}
const pane = (): Locator => page.getByRole('complementary', { name: 'Text' });
const opener = (): Locator => page.getByRole('button', { name: 'Text', exact: true });
const parts = (): Locator => pane().locator('.tp-part');
const bodies = (): Locator => pane().locator('.tp-body');

async function look(source: string): Promise<void> {
  if (!(await pane().isVisible())) await opener().click();
  await pane().getByRole('combobox', { name: 'Stream' }).click();
  await page.getByRole('option', { name: source, exact: true }).click();
}
const readAs = async (shape: string): Promise<void> => {
  await pane().getByRole('combobox', { name: 'Read as' }).click();
  await page.getByRole('option', { name: shape, exact: true }).click();
};
const marked = (): Promise<string[]> =>
  page.evaluate(() => [...(CSS.highlights.get('text-selected') ?? [])].map(String));

test('issue 6.4: the text of every known shape is joined, thinking and tool calls apart', async () => {
  for (const stream of TEXT_STREAMS) {
    const server = await follow(stream.name);
    await server.send(frames(stream.payloads));
    await expect(opener()).toBeVisible();
    await look(stream.name);
    await expect(pane().locator('.tp-state')).toHaveText('Done');
    await expect(bodies()).toHaveText(stream.parts.map(([, text]) => text));
    const titles = stream.parts.map(([title]) => title).filter((title) => title !== null);
    await expect(pane().locator('.tp-fold .trunc')).toHaveText(titles);
    await expect(pane().locator('.tp-measures')).toContainText(stream.finish);
    if (stream.tokens !== null) await expect(pane().locator('.tp-measures')).toContainText(stream.tokens);
    await expect(
      pane().getByText(`${stream.payloads.length} of ${stream.payloads.length} events`),
    ).toBeVisible();
  }
});

test('issue 6.4: a piece of the text selects its event, and an event its piece', async () => {
  const server = await follow('to pick');
  await server.send(frames(TEXT_STREAMS[0]!.payloads));
  await look('to pick');
  const tool = parts().filter({ hasText: 'river_level' });
  await expect(tool).toBeVisible();
  const box = (await tool.locator('.tp-body').boundingBox())!;
  await page.mouse.click(box.x + 16, box.y + 14);
  await expect.poll(marked).toEqual(['{"at":']);
  const selected = grid(page).locator('[role="row"][aria-selected="true"]');
  await expect(selected).toContainText('river_level');

  await grid(page).focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(marked).toEqual(['"Dresden"}']);
  await pane().getByRole('region', { name: 'Text of the response' }).focus();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect.poll(marked).toEqual(['{"at":']);

  await tool.getByRole('button', { name: 'Copy the arguments' }).click();
  await expect
    .poll(() => running.app.evaluate(({ clipboard }) => clipboard.readText()))
    .toBe('{"at":"Dresden"}');
  await tool.getByRole('button', { name: /Tool call/u }).click();
  await expect(tool.locator('.tp-body')).toBeHidden();
});

test('issue 6.4: the text grows at its end and is followed, until somebody scrolls up', async () => {
  const server = await follow('growing');
  await server.send(frames([answerChunk('g', 'Line 0\n')]));
  await look('growing');
  const lines = (from: number, count: number): string =>
    frames(Array.from({ length: count }, (_, i) => answerChunk('g', `Line ${from + i}\n`)));
  await server.send(lines(1, 200));
  await expect(bodies()).toContainText('Line 200');
  await expect(pane().locator('.tp-state')).toHaveText('Streaming');
  const scroller = pane().locator('.tp-scroll');
  const toEnd = (): Promise<number> =>
    scroller.evaluate((el) => Math.round(el.scrollHeight - el.clientHeight - el.scrollTop));
  await expect.poll(toEnd).toBeLessThan(12);

  await scroller.hover();
  await page.mouse.wheel(0, -600);
  await expect.poll(toEnd).toBeGreaterThan(300);
  const place = await scroller.evaluate((el) => el.scrollTop);
  await server.send(lines(201, 50));
  await expect(bodies()).toContainText('Line 250');
  expect(await scroller.evaluate((el) => el.scrollTop)).toBe(place);
  await pane().getByRole('button', { name: 'Follow the end' }).click();
  await expect.poll(toEnd).toBeLessThan(12);
});

test('issue 6.4: what is broken is told, and the rest is joined', async () => {
  const server = await follow('broken');
  await server.send(
    frames([
      answerChunk('b', 'Half a '),
      '{"id":"b","choices":[{"del',
      answerChunk('b', 'sentence'),
      { error: { message: 'The model is overloaded.' } },
    ]),
  );
  await look('broken');
  await expect(bodies()).toHaveText(['Half a sentence']);
  await expect(pane().locator('.tp-state')).toHaveText('Failed');
  await expect(pane()).toContainText('The model is overloaded.');
  await expect(pane()).toContainText('1 event was no JSON and is left out.');
});

test('issue 6.4: a JSONPath finds the text of any other stream, and is remembered', async () => {
  const server = await follow('own');
  await server.send(frames([{ bit: { words: 'By a ' } }, { bit: {} }, { bit: { words: 'path.' } }]));
  await look('own');
  await expect(pane()).toContainText('No text in 3 events');
  await readAs('JSONPath');
  const path = pane().getByRole('textbox', { name: /JSONPath/u });
  await path.fill('$.bit[');
  await path.press('Enter');
  await expect(pane()).toContainText('This JSONPath cannot be read');
  await path.fill('$.bit.words');
  await path.press('Enter');
  await expect(bodies()).toHaveText(['By a path.']);

  await page.reload();
  await expect(opener()).toBeVisible();
  await look('own');
  await expect(bodies()).toHaveText(['By a path.']);
});

test('issue 6.4: a thousand pieces a second are joined without holding the window', async () => {
  const server = await follow('fast');
  await server.send(frames([answerChunk('f', 'start ')]));
  await look('fast');
  await expect(bodies()).toHaveText(['start ']);
  const frameTimes = page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const times: number[] = [];
        let before = performance.now();
        const end = before + 3_000;
        const step = (now: number): void => {
          times.push(now - before);
          before = now;
          if (now < end) requestAnimationFrame(step);
          else resolve(times);
        };
        requestAnimationFrame(step);
      }),
  );
  let sent = 0;
  const began = Date.now();
  while (sent < 3_000) {
    const due = Math.min(3_000, Date.now() - began);
    if (due > sent) {
      await server.send(
        frames(Array.from({ length: due - sent }, (_, i) => answerChunk('f', `w${sent + i} `))),
      );
      sent = due;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  const times = (await frameTimes).sort((a, b) => a - b);
  await expect(bodies()).toContainText('w2999');
  const text = await bodies().textContent();
  expect(text).toBe(`start ${Array.from({ length: 3_000 }, (_, i) => `w${i} `).join('')}`);
  expect(times[Math.floor(times.length / 2)]).toBeLessThan(60);
});

test('issue 6.4: the demo streams a completion to try it on, in both themes and without findings of axe', async () => {
  await call(page, 'hub.startDemo', undefined);
  await call(page, 'hub.scene', { id: 'llm', running: true, pace: { rate: 200, burst: 1, payloadBytes: 0 } });
  await expect(opener()).toBeVisible();
  if (!(await pane().isVisible())) await opener().click();
  await pane().getByRole('combobox', { name: 'Stream' }).click();
  await page.getByRole('option', { name: /llm\/chat$/u }).click();
  await expect(parts().filter({ hasText: 'Thinking' })).toBeVisible();
  await expect(pane().getByRole('listbox', { name: 'Responses' }).getByRole('option').nth(2)).toBeVisible({
    timeout: 20_000,
  });
  await takeScreens(page, 'stream-text');
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).include('.text-pane').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  expect(running.complaints).toEqual([]);
});

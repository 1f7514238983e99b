import { expect, type Locator, type Page } from '@playwright/test';
import type { CallArgument, CallName, StreamgaugeBridge } from '../../../src/shared/ipc';

/** Asks the main process as the window does. */
export async function call<N extends CallName>(
  page: Page,
  name: N,
  argument: CallArgument<N>,
): Promise<void> {
  const answer = await page.evaluate(
    ([name, argument]) =>
      (globalThis as unknown as { streamgauge: StreamgaugeBridge }).streamgauge.call(name, argument),
    [name, argument] as const,
  );
  expect(answer).toMatchObject({ ok: true });
}

/** Follows a stream by SSE. The dialog has tests of its own. */
export async function addSource(page: Page, name: string, url: string): Promise<void> {
  await call(page, 'sources.add', {
    name,
    url,
    transports: ['sse'],
    enabled: true,
    headers: [],
    queryToken: null,
    resume: false,
    startFromId: '',
    options: {},
    secrets: {},
  });
}

/** Height of the heads of the columns, px. */
const HEADS = 24;

export const grid = (page: Page): Locator => page.getByRole('grid', { name: 'Events' });
export const rows = (page: Page, text: string | RegExp): Locator =>
  grid(page).getByRole('row').filter({ hasText: text });
export const channels = (page: Page): Locator => page.getByRole('tree', { name: 'Channels' });
export const queryField = (page: Page): Locator => page.getByRole('search').getByRole('combobox');
/** What the query bar says beside the query: `26 of 26,000`. */
export const count = (page: Page): Locator => page.getByRole('search').locator('.qcount');
/** The figures of the history in the status bar; a press opens the counters. */
export const historyButton = (page: Page): Locator =>
  page.getByRole('contentinfo').getByRole('button', { name: /History/u });

/** Chooses an entry of the menu of a row. */
export async function chooseForRow(page: Page, row: Locator, entry: string | RegExp): Promise<void> {
  await row.click({ button: 'right' });
  await page.getByRole('menuitem', { name: entry }).click();
}

/** Distance of a row from the upper edge of the window, px. */
export async function topOf(row: Locator): Promise<number> {
  const box = await row.boundingBox();
  if (!box) throw new Error('The row is not drawn.');
  return box.y;
}

/** Drags the thumb of the table's scroll bar to a share of the way down: 0 is the oldest row. */
export async function dragThumb(page: Page, share: number): Promise<void> {
  const box = (await grid(page).boundingBox())!;
  const from = await grid(page).evaluate((element) => {
    const { scrollTop, scrollHeight, clientHeight } = element;
    return (scrollTop + clientHeight / 2) / scrollHeight;
  });
  const x = box.x + box.width - 4;
  // The bar begins below the heads of the columns.
  const track = { y: box.y + HEADS, height: box.height - HEADS };
  const at = (where: number): number =>
    track.y + Math.min(track.height - 6, Math.max(6, where * track.height));
  await page.mouse.move(x, at(from));
  await page.mouse.down();
  await page.mouse.move(x, at((from + share) / 2), { steps: 4 });
  await page.mouse.move(x, at(share), { steps: 4 });
  await page.mouse.up();
}

import { expect, test, type Locator, type Page } from '@playwright/test';
import { objections } from '../support/axe';
import { NARROW, startStandIn, WIDE, type StandIn } from '../support/stand-in';
import { textFaults } from '../support/text-faults';

test.setTimeout(120_000); // a build, and the box may be busy

let standIn: StandIn;
test.beforeAll(async () => {
  standIn = await startStandIn();
});
test.afterAll(() => standIn.close());

const STREAM = { rate: '0', rows: '400', llm: '' };
const LOW = { width: 720, height: 450 };
const FULL_HD = { width: 1_920, height: 1_080 };

const grid = (page: Page): Locator => page.getByRole('grid', { name: 'Events' });
const inspector = (page: Page): Locator => page.getByRole('complementary', { name: 'Event inspector' });
const textPane = (page: Page): Locator => page.getByRole('complementary', { name: 'Text', exact: true });
const charts = (page: Page): Locator => page.getByRole('region', { name: 'Charts' });
const tab = (page: Page, name: string): Locator =>
  page.getByRole('tablist', { name: 'Panes' }).getByRole('tab', { name });

/** Opens an event that has numbers. */
async function openEvent(page: Page): Promise<void> {
  await grid(page)
    .getByText(/^order\.(?:created|paid)$/u)
    .last()
    .click();
  await expect(inspector(page)).toBeVisible();
}
const openText = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Text', exact: true }).click();
const pinNumber = (page: Page): Promise<void> =>
  inspector(page)
    .getByRole('button', { name: /^Pin .* to the charts$/u })
    .first()
    .click();
const fold = (page: Page): Locator => charts(page).getByRole('button', { name: /^Charts/u });

/** Rows of the list that can be seen whole. */
const rowsSeen = (page: Page): Promise<number> =>
  grid(page).evaluate((element) => {
    const head = element.querySelector('[role=columnheader]')!.getBoundingClientRect().bottom;
    return Math.floor((element.getBoundingClientRect().bottom - head) / 24 + 0.01);
  });
const widthOf = async (pane: Locator): Promise<number> => (await pane.boundingBox())!.width;

test('eight rows of the list stay at 1024 × 700 with inspector, text and charts, and the panes take turns', async () => {
  const page = await standIn.open(STREAM, NARROW);
  await openEvent(page);
  await expect.poll(() => rowsSeen(page)).toBeGreaterThanOrEqual(8);

  await pinNumber(page);
  await expect(charts(page)).toBeVisible();
  await expect(inspector(page)).toBeHidden();
  await expect.poll(() => rowsSeen(page)).toBeGreaterThanOrEqual(8);

  await openText(page);
  await expect(textPane(page)).toBeVisible();
  await expect(charts(page)).toBeHidden();
  await expect.poll(() => rowsSeen(page)).toBeGreaterThanOrEqual(8);

  await tab(page, 'Text').press('Home');
  await expect(tab(page, 'Event')).toBeFocused();
  await expect(inspector(page)).toBeVisible();
  await expect(textPane(page)).toBeHidden();
  expect(await textFaults(page)).toEqual([]);
  expect(await objections(page)).toEqual([]);

  await inspector(page).getByRole('button', { name: 'Close inspector' }).click();
  await expect(tab(page, 'Event')).toHaveCount(0);
  await expect(grid(page)).toBeFocused();
  expect(standIn.complaints()).toEqual([]);
});

test('folded charts and the inspector are seen at once at 1024 × 700', async () => {
  const page = await standIn.open(STREAM, { width: 1_024, height: 1_000 });
  await openEvent(page);
  await pinNumber(page);
  await expect(charts(page)).toBeVisible();
  await expect(inspector(page)).toBeVisible();
  await fold(page).click();
  await page.setViewportSize(NARROW);
  await expect(inspector(page)).toBeVisible();
  await expect(fold(page)).toBeVisible();
  await expect.poll(() => rowsSeen(page)).toBeGreaterThanOrEqual(8);
});

test('a text has a wide place of its own, which an event shares at 1440 and stands next to at 1920', async () => {
  const page = await standIn.open(STREAM, WIDE);
  await openText(page);
  await expect.poll(() => widthOf(textPane(page))).toBeGreaterThanOrEqual(420);
  await openEvent(page);
  await expect(textPane(page)).toBeHidden();
  await tab(page, 'Text').click();
  await expect(textPane(page)).toBeVisible();
  await expect(inspector(page)).toBeHidden();
  expect(await textFaults(page)).toEqual([]);

  await page.setViewportSize(FULL_HD);
  await expect(inspector(page)).toBeVisible();
  await expect(textPane(page)).toBeVisible();
  await expect(tab(page, 'Text')).toHaveCount(0);
  expect(await widthOf(grid(page))).toBeGreaterThanOrEqual(640);
});

test('the edges stop where the list would have no room, and the sizes are remembered', async () => {
  const page = await standIn.open(STREAM, WIDE);
  await openText(page);
  const edge = page.getByRole('separator', { name: 'Width of the text' });
  await edge.focus();
  await edge.press('End');
  await expect.poll(() => widthOf(grid(page))).toBeGreaterThanOrEqual(420);
  await edge.press('Home');
  await edge.press('ArrowLeft');
  await expect(edge).toHaveAttribute('aria-valuenow', '336');

  await page.reload();
  await openText(page);
  await expect(edge).toHaveAttribute('aria-valuenow', '336');
  await edge.dblclick();
  await expect(edge).toHaveAttribute('aria-valuenow', '420');
});

test('at 200 % an event lies over the list until it is closed, and the focus goes back to the list', async () => {
  const page = await standIn.open(STREAM, LOW);
  await openEvent(page);
  const box = (await inspector(page).boundingBox())!;
  expect(box.height).toBeGreaterThanOrEqual(260);
  expect(await textFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Close inspector' }).click();
  await expect(inspector(page)).toBeHidden();
  await expect(grid(page)).toBeFocused();
  expect(standIn.complaints()).toEqual([]);
});

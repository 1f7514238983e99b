import { expect, test } from '@playwright/test';
import { showView, startStandIn, VIEWS, type StandIn } from '../support/stand-in';

let standIn: StandIn;
test.beforeAll(async () => {
  standIn = await startStandIn();
});
test.afterAll(() => standIn.close());

for (const theme of ['light', 'dark']) {
  test(`a newer Chromium draws every view without a complaint, ${theme}`, async () => {
    const page = await standIn.open({ theme });
    for (const view of VIEWS) {
      await showView(page, view);
      await page.screenshot({ path: `test-results/screens/chromium-${view}-${theme}.png` });
    }
    expect(standIn.complaints()).toEqual([]);
  });
}

test('an empty window says in every view what is missing, and offers one step', async () => {
  const page = await standIn.open({ empty: '' });
  const said = { connections: 'No connections', notifications: 'No notifications', server: 'The hub is off' };
  for (const [view, words] of Object.entries(said)) {
    await showView(page, view as keyof typeof said);
    const blank = page.locator('.blank').filter({ hasText: words });
    await expect(blank.getByRole('button')).toHaveCount(1);
  }
});

test('a slow start shows that it goes on', async () => {
  const page = await standIn.open({ slow: '60000' });
  await expect(page.getByText('Opening the history')).toBeVisible();
});

test('a start that fails says why, and goes well when it is tried again', async () => {
  const page = await standIn.open({ 'start-fails': '' });
  await expect(page.getByRole('alert')).toContainText('The data folder cannot be written');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('navigation', { name: 'Views' })).toBeVisible();
});

test('without a network the status bar says so, and the window goes on', async () => {
  const page = await standIn.open();
  await page.context().setOffline(true);
  await expect(page.getByRole('contentinfo').getByText('Offline')).toBeVisible();
  await expect(page.getByText('This computer has no network.', { exact: false }).first()).toBeAttached();
  await page.context().setOffline(false);
  await expect(page.getByRole('contentinfo').getByText('Offline')).toBeHidden();
});

test('a disk that cannot keep up is told, with what was not kept', async () => {
  const page = await standIn.open({ 'disk-full': '' });
  await page
    .getByRole('contentinfo')
    .getByRole('button', { name: /History/u })
    .click();
  const counters = page.locator('.counters');
  await expect(counters).toContainText('The disk of the history is full.');
  await counters.getByRole('button', { name: /Not kept/u }).click();
  await expect(counters).toContainText('the disk was slower than the streams');
});

test('what fails is told where it failed, and nothing is lost', async () => {
  const page = await standIn.open({ failing: '' });
  const sentence = 'The main process does not answer.';
  await showView(page, 'connections');
  await page.getByRole('main').getByRole('button', { name: 'Reconnect' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText(sentence);
  await showView(page, 'notifications');
  await page.getByRole('button', { name: 'Clear inbox' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText(sentence);
  await expect(page.locator('[data-row]').first()).toBeVisible();
  await showView(page, 'server');
  await page.getByRole('switch', { name: 'Counter' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText(sentence);
});

test('clearing the inbox and marking all read can be taken back', async () => {
  const page = await standIn.open();
  await showView(page, 'notifications');
  const rows = page.locator('[data-row]');
  await expect(rows.first()).toBeVisible();
  const before = await rows.count();
  await page.getByRole('button', { name: 'Clear inbox' }).click();
  await expect(rows).toHaveCount(2);
  await expect(page.locator('.toasts')).toContainText('Pinned ones stay.');
  const undo = page.locator('.toasts').getByRole('button', { name: 'Undo' });
  await undo.click();
  await expect(rows).toHaveCount(before);
  await expect(undo).toHaveCount(0);

  const unread = page.locator('.nt.is-new');
  const many = await unread.count();
  await page.getByRole('button', { name: 'Mark all read' }).click();
  await expect(unread).toHaveCount(0);
  await undo.click();
  await expect(unread).toHaveCount(many);
});

test('the main tasks go by keyboard alone: another view, a search, an event opened and closed', async () => {
  const page = await standIn.open();
  await page.keyboard.press('Control+2');
  await page.keyboard.press('F6');
  await expect(page.getByRole('main')).toBeVisible();
  await page.getByRole('listbox', { name: 'Connections' }).focus();
  await page.keyboard.press('End');
  await expect(page.getByRole('option', { selected: true }).first()).toBeVisible();

  await page.keyboard.press('Control+1');
  await page.keyboard.press('/');
  await expect(page.getByRole('search').getByRole('combobox')).toBeFocused();
  await page.keyboard.type('type:order.paid');
  await page.keyboard.press('Enter');
  const grid = page.getByRole('grid', { name: 'Events' });
  await expect(grid.getByText('order.paid').first()).toBeVisible();
  await expect(grid.locator('.ty').filter({ hasNotText: 'order.paid' })).toHaveCount(0);
  await grid.focus();
  await page.keyboard.press('ArrowUp');
  await expect(grid.locator('[aria-selected=true]')).toContainText('order.paid');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tree', { name: /data/iu })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tree', { name: /data/iu })).toBeHidden();
});

import { expect, test, type Locator, type Page } from '@playwright/test';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import { addSource, rows } from './support/stream-view';

const inspector = (page: Page): Locator => page.getByRole('complementary', { name: 'Event inspector' });

test.describe('the inspector over time', () => {
  let running: RunningApp;
  let server: EventServer;
  test.beforeEach(async () => {
    server = await startEventServer('shop');
    running = await launchApp();
    await addSource(running.page, 'shop', server.url);
  });
  test.afterEach(async () => {
    await running.close();
    await server.close();
  });

  test('what changes most on a channel is counted below the differences, leads to its value, and is charted', async () => {
    const { page } = running;
    const load = Array.from({ length: 20 }, (_, i) =>
      frame(i + 1, 'load', { host: 'a', cpu: { busy: 10 + i }, level: i < 15 ? 'info' : 'error' }),
    );
    await server.send(load.join(''));
    await rows(page, 'busy: 29').click();
    await page.keyboard.press('Alt+3');
    const most = inspector(page).getByRole('region', { name: 'Changed most on this channel' });
    await expect(most).toContainText('last 20 events of this type');
    await expect(most.getByRole('listitem')).toHaveText([
      /cpu\.busy\s*in every event/u,
      /level\s*in 5 % of events/u,
    ]);
    await takeScreens(page, 'inspector-changed-most');

    await most.getByRole('button', { name: 'cpu.busy', exact: true }).focus();
    await page.keyboard.press('p');
    await expect(page.getByRole('region', { name: 'Charts' })).toContainText('busy');
    await most.getByRole('button', { name: 'cpu.busy', exact: true }).click();
    await expect(inspector(page).getByRole('tab', { name: /^Data/u })).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await expect(page.getByRole('treeitem', { selected: true })).toContainText('busy');
    expect(running.complaints).toEqual([]);
  });

  test('how a connection opened is told stage by stage, in the inspector and beside its attempt', async () => {
    const { page } = running;
    await server.send(frame(1, 'load', { cpu: 1 }));
    await rows(page, 'cpu').click();
    await page.keyboard.press('Alt+4');
    const timing = inspector(page).getByRole('region', { name: 'Timing' });
    await expect(timing).toContainText('How attempt 1 opened');
    await expect(timing.locator('.ot-r').filter({ hasText: 'TCP' })).toContainText(/\d ms/u);
    await expect(timing.locator('.ot-r').filter({ hasText: 'TLS' })).toContainText('not encrypted');
    await expect(timing.locator('.ot-r').filter({ hasText: 'First event' })).toContainText(/\d m?s/u);
    await takeScreens(page, 'inspector-opening');

    await timing.getByRole('button', { name: 'See the connection' }).click();
    await page.getByRole('button', { name: 'Stages of attempt 1' }).click();
    await expect(page.getByRole('region', { name: 'List of attempts' })).toContainText('Request to answer');
    await takeScreens(page, 'connection-opening');
    expect(running.complaints).toEqual([]);
  });
});

import { expect, test } from '@playwright/test';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import { startServices, type ServiceServer } from './support/service-server';
import { rows } from './support/stream-view';

test.describe('the first run', () => {
  let running: RunningApp;
  let services: ServiceServer;
  test.beforeEach(async () => {
    services = await startServices();
    running = await launchApp();
  });
  test.afterEach(async () => {
    await running.close();
    await services.close();
  });

  test('takes one step: Enter, and events show', async () => {
    const { page } = running;
    await expect(page.getByRole('button', { name: 'Start the local demo' })).toBeFocused();
    await takeScreens(page, 'first-run');
    await page.keyboard.press('Enter');
    await expect(rows(page, 'demo/counter').first()).toBeVisible();
    expect(running.complaints).toEqual([]);
  });

  test('takes one step also after a click beside everything', async () => {
    const { page } = running;
    await page.mouse.click(700, 60);
    await page.keyboard.press('Enter');
    await expect(rows(page, 'demo/counter').first()).toBeVisible();
  });

  test('goes from a pasted address straight to its events, and to the dialog from there', async () => {
    const { app, page } = running;
    await app.evaluate(({ clipboard }, text) => clipboard.writeText(text), `${services.origin}/test`);
    await page.keyboard.press('Control+v');
    await expect(rows(page, 'It works')).toHaveCount(1);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await expect(page.getByRole('dialog', { name: 'Edit source' }).getByLabel('URL')).toHaveValue(
      `${services.origin}/test`,
    );
  });

  test('goes from a pasted curl command straight to its events, without showing its token', async () => {
    const { app, page } = running;
    const command = `curl -N ${services.origin}/api/v1/streaming/public -H 'Authorization: Bearer mast0don-token'`;
    await app.evaluate(({ clipboard }, text) => clipboard.writeText(text), command);
    await page.keyboard.press('Control+v');
    await expect(rows(page, 'toot')).toHaveCount(1);
    expect(await page.content()).not.toContain('mast0don-token');
  });

  test('opens the dialog where a pasted command leaves something to look at', async () => {
    const { app, page } = running;
    const command = `curl ${services.origin}/test -d @body.json`;
    await app.evaluate(({ clipboard }, text) => clipboard.writeText(text), command);
    await page.keyboard.press('Control+v');
    const dialog = page.getByRole('dialog', { name: 'Add a source' });
    await expect(dialog.getByText('Choose the file body.json under Body')).toBeVisible();
  });
});

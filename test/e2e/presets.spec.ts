import { expect, test, type Locator } from '@playwright/test';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import { startServices, type ServiceServer } from './support/service-server';
import { rows } from './support/stream-view';

test.describe('a preset', () => {
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

  async function choose(name: string): Promise<Locator> {
    await running.page.keyboard.press('Control+n');
    const dialog = running.page.getByRole('dialog', { name: 'Add a source' });
    await dialog.getByRole('group', { name: 'Start from' }).getByRole('button', { name }).click();
    return dialog;
  }

  test('of Wikimedia says who asks, and shows the edits', async () => {
    const { page } = running;
    const dialog = await choose('Wikimedia changes');
    await expect(dialog.getByLabel('Address')).toHaveValue(
      'https://stream.wikimedia.org/v2/stream/recentchange',
    );
    await dialog.getByLabel('Address').fill(`${services.origin}/v2/stream/recentchange`);
    await dialog.getByLabel('Contact').fill('ada@example.com');
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(rows(page, 'Stream gauge')).toHaveCount(1);
    expect(services.asked[0]!.headers['user-agent']).toBe('Streamgauge/0.1 (ada@example.com)');
  });

  test('of Mastodon asks for an instance and a token, which stays secret', async () => {
    const { page } = running;
    const dialog = await choose('Mastodon public');
    await expect(dialog.getByLabel('Access token')).toBeFocused();
    await expect(dialog.getByLabel('Access token')).toHaveAttribute('type', 'password');
    await dialog.getByLabel('Instance').fill(services.origin);
    await page.keyboard.press('Control+Enter');
    await expect(dialog.getByText('Fill in: Access token.')).toBeVisible();
    await expect(dialog.getByLabel('Access token')).toBeFocused();
    await page.keyboard.type('mast0don-token');
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(rows(page, 'toot')).toHaveCount(1);
    expect(await page.content()).not.toContain('mast0don-token');
  });

  test('of sse.dev needs nothing but Enter', async () => {
    const { page } = running;
    const dialog = await choose('sse.dev test stream');
    await dialog.getByLabel('Address').fill(`${services.origin}/test`);
    await page.keyboard.press('Enter');
    await expect(rows(page, 'It works')).toHaveCount(1);
  });

  test('of an LLM asks once, and shows the reply as it comes', async () => {
    const { page } = running;
    const dialog = await choose('LLM completion');
    await dialog.getByLabel('Base URL').fill(`${services.origin}/v1`);
    await dialog.getByLabel('Model').fill('tiny');
    await dialog.getByLabel('API key').fill('sk-test');
    await dialog.getByLabel('Prompt').fill('Why?');
    await expect(dialog.getByText(`POST ${services.origin}/v1/chat/completions`)).toBeVisible();
    await takeScreens(page, 'preset-llm');
    await dialog.getByRole('button', { name: 'Add and ask' }).click();
    await expect(dialog).toBeHidden();
    await expect(rows(page, 'asked:')).toHaveCount(1);
    await expect(rows(page, '[DONE]')).toHaveCount(1);
    await expect(page.getByText('1 answered')).toBeVisible();
    expect(services.asked.filter(({ path }) => path.endsWith('/completions'))).toHaveLength(1);
  });

  test('of Anthropic sends the key and the version in their headers', async () => {
    const { page } = running;
    const dialog = await choose('Anthropic message');
    await dialog.getByLabel('Base URL').fill(services.origin);
    await dialog.getByLabel('Model').fill('tiny');
    await dialog.getByLabel('API key').fill('sk-ant-test');
    await dialog.getByLabel('Prompt').fill('Hello');
    await page.keyboard.press('Control+Enter');
    await expect(rows(page, 'Hello from afar')).toHaveCount(1);
    expect(services.asked).toHaveLength(1);
    expect(running.complaints).toEqual([]);
  });
});

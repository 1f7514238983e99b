import { existsSync } from 'node:fs';
import { chromium, expect, type Browser, type Page } from '@playwright/test';
import { buildPage, type BuiltPage } from './built-page';

const CHROMIUM = '/usr/bin/chromium';

/** The window's page in Debian's Chromium, on the stand-in for the main process (test/support/stand-in). */
export interface StandIn {
  /**
   * Opens the window anew.
   *
   * @param options what the stand-in is to be, as in its address: `{ empty: '' }`, `{ theme: 'dark' }`
   */
  open(options?: Readonly<Record<string, string>>, size?: { width: number; height: number }): Promise<Page>;
  /** What the pages complained of since the last time this was asked: errors, warnings, exceptions. */
  complaints(): readonly string[];
  close(): Promise<void>;
}

export const WIDE = { width: 1_440, height: 900 };
export const NARROW = { width: 1_024, height: 700 };

/** Builds the page and starts the browser. Each window that is opened closes the one before. */
export async function startStandIn(): Promise<StandIn> {
  if (!existsSync(CHROMIUM))
    throw new Error('Chromium is missing: apt-get install -y --no-install-recommends chromium');
  const built: BuiltPage = await buildPage('vite.stand-in.config.mts');
  // Its sandbox does not start as root, which tests in containers often are.
  const browser: Browser = await chromium.launch({
    executablePath: CHROMIUM,
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-gpu'],
  });
  let complaints: string[] = [];
  let page: Page | null = null;

  return {
    async open(options = {}, viewport = WIDE) {
      await page?.context().close();
      const context = await browser.newContext({ viewport, locale: 'en-GB', timezoneId: 'UTC' });
      page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      await page.goto(built.address + '?' + new URLSearchParams(options).toString());
      await expect(page.locator('#app > *').first()).toBeVisible();
      return page;
    },
    complaints() {
      const some = complaints;
      complaints = [];
      return some;
    },
    async close() {
      await browser.close();
      await built.close();
    },
  };
}

/** The views in the order of the rail; the name is what `Ctrl` and its number show. */
export const VIEWS = ['stream', 'connections', 'notifications', 'server', 'settings'] as const;

/** Shows a view by its key. */
export async function showView(page: Page, view: (typeof VIEWS)[number]): Promise<void> {
  await page.keyboard.press(view === 'settings' ? 'Control+,' : `Control+${VIEWS.indexOf(view) + 1}`);
  await expect(page.locator('.rail [aria-current=page]')).toHaveCount(1);
}

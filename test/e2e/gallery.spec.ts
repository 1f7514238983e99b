import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { _electron, expect, test, type ElectronApplication, type Page } from '@playwright/test';
import { buildPage, type BuiltPage } from './support/built-page';
import { APP_FOLDER, electronExecutable } from './support/launch';

const STORIES = join(APP_FOLDER, 'test/gallery/stories');
const KEPT = join(APP_FOLDER, 'test/gallery/pictures');
const TAKEN = join(APP_FOLDER, 'test-results/gallery');
/** The Chromium that drew the pictures in test/gallery/pictures. */
const DRAWN_BY = '114';
/** With the same Chromium and fonts the pixels are the same; this leaves room for a rounding on another processor. */
const SAME = { threshold: 0.1, maxDiffPixels: 12 };
/** Another Chromium draws the edges of glyphs differently: 0.4 to 1.5 % of pixels between 114 and 156. */
const OTHER = { threshold: 0.3, maxDiffPixelRatio: 0.015 };

const THEMES = ['light', 'dark'] as const;

let built: BuiltPage;
let app: ElectronApplication;
let page: Page;
let tolerance: typeof SAME | typeof OTHER;

test.beforeAll(async () => {
  electronExecutable();
  built = await buildPage('vite.gallery.config.mts');
  const window = join(__dirname, 'support/page-window.cjs');
  app = await _electron.launch({ args: [window, built.address], chromiumSandbox: true });
  page = await app.firstWindow();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.mouse.move(0, 0); // where nothing takes notice of it
  const major = await page.evaluate(() => /Chrome\/(\d+)/u.exec(navigator.userAgent)?.[1]);
  tolerance = major === DRAWN_BY ? SAME : OTHER;
  await mkdir(TAKEN, { recursive: true });
});
test.afterAll(async () => {
  await app.close();
  await built.close();
});

/** Names of the stories, as their files are called. */
async function storyNames(): Promise<string[]> {
  const files = await readdir(STORIES, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && file.name.endsWith('.story.ts'))
    .map((file) => relative(STORIES, join(file.parentPath, file.name)).replace(/\.story\.ts$/u, ''))
    .sort();
}

/**
 * Whether the story on the page looks as in its picture. A layer that is drawn a moment later than the rest (the canvas of a
 * chart that takes another theme) has these seconds. What the page shows then is kept in test-results/gallery.
 */
async function isAsItWas(name: string, file: string): Promise<boolean> {
  const frame = page.locator(`[data-story="${name}"]`);
  try {
    await expect(frame).toHaveScreenshot(file, { ...tolerance, timeout: 20_000 });
    await copyFile(join(KEPT, file), join(TAKEN, file));
    return true;
  } catch {
    // The report has the picture and the difference.
    await frame.screenshot({ animations: 'disabled', caret: 'hide', path: join(TAKEN, file) });
    return false;
  }
}

test('the gallery has every story, without a complaint', async () => {
  test.setTimeout(240_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(built.address, { waitUntil: 'commit' }); // all of them at once take a while
  await page.locator('[data-story]').first().waitFor({ timeout: 90_000 });
  await expect(page.locator('[data-story]:not([data-ready])')).toHaveCount(0, { timeout: 90_000 });
  expect(complaints).toEqual([]);
  page.removeAllListeners('console');
});

test('every component looks as it did, in every state and both themes', async () => {
  test.setTimeout(600_000);
  const names = await storyNames();
  expect(names.length).toBeGreaterThan(40);
  const others: string[] = [];
  for (const name of names) {
    await page.evaluate((story) => (location.hash = story), name);
    await page.locator(`[data-story="${name}"][data-ready]`).waitFor({ timeout: 30_000 });
    for (const theme of THEMES) {
      await page.evaluate((wanted) => (document.documentElement.dataset['theme'] = wanted), theme);
      const file = `${name.replaceAll('/', '-')}-${theme}.png`;
      if (!(await isAsItWas(name, file))) others.push(file);
    }
  }
  expect(others).toEqual([]);
});

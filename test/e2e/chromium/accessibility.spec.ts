import { expect, test, type Page } from '@playwright/test';
import { objections } from '../support/axe';
import { NARROW, showView, startStandIn, VIEWS, WIDE, type StandIn } from '../support/stand-in';
import { textFaults } from '../support/text-faults';

test.setTimeout(120_000); // axe looks at every cell of every row

let standIn: StandIn;
test.beforeAll(async () => {
  standIn = await startStandIn();
});
test.afterAll(() => standIn.close());

/** Few events, so that axe has fewer cells to look at. */
const CALM = { rows: '60', rate: '0', captures: '' };

/** What can be opened in a view, and how. */
const OPENINGS: readonly (readonly [name: string, part: string, open: (page: Page) => Promise<void>])[] = [
  [
    'the menu of a connection',
    '[role=menu]',
    async (page) => {
      await showView(page, 'connections');
      await page.locator('.cd-h').getByRole('button', { name: 'More' }).click();
    },
  ],
  [
    'the menu of a client',
    '[role=menu]',
    async (page) => {
      await showView(page, 'server');
      await page.locator('.clients').getByRole('button', { name: 'More for curl 8.5' }).click();
    },
  ],
  [
    'the menu of an event',
    '[role=menu]',
    (page) => page.getByRole('grid', { name: 'Events' }).getByRole('row').last().click({ button: 'right' }),
  ],
  [
    'a list to choose from',
    '[role=listbox]',
    async (page) => {
      await showView(page, 'server');
      await page.getByRole('combobox', { name: 'Who needs a token' }).click();
    },
  ],
  [
    'a new token',
    '[role=dialog]',
    async (page) => {
      await showView(page, 'server');
      await page.getByRole('button', { name: 'New token' }).click();
    },
  ],
  [
    'the question before all clients are disconnected',
    '[role=dialog]',
    async (page) => {
      await showView(page, 'server');
      await page.getByRole('button', { name: 'Disconnect all' }).click();
    },
  ],
  [
    'the last event id',
    '[role=dialog]',
    async (page) => {
      await showView(page, 'connections');
      await page.getByRole('button', { name: 'Edit the last event id' }).click();
    },
  ],
  ['the palette', '[role=dialog]', (page) => page.keyboard.press('Control+k')],
  ['the export', '[role=dialog]', (page) => page.keyboard.press('Control+e')],
  ['a new source', '[role=dialog]', (page) => page.keyboard.press('Control+n')],
];
/** What can have the focus although it is hidden from screen readers, while something lies over it. */
const hiddenButReachable = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    document.querySelector('[role=dialog]')
      ? [] // holds the focus itself
      : [...document.querySelectorAll('[aria-hidden=true] :is(button, input, a[href], [tabindex="0"])')]
          .filter(
            (element) => !element.closest('[inert]') && element.matches(':not([disabled], [tabindex="-1"])'),
          )
          .map((element) => element.outerHTML.slice(0, 120)),
  );

for (const [name, part, open] of OPENINGS) {
  test(`axe finds nothing in ${name}`, async () => {
    const page = await standIn.open(CALM);
    await open(page);
    await expect(page.locator(part).first()).toBeVisible();
    expect(await objections(page, part)).toEqual([]);
    expect(await hiddenButReachable(page)).toEqual([]);
  });
}

test('axe finds nothing in any section of the settings', async () => {
  const page = await standIn.open(CALM);
  await showView(page, 'settings');
  const sections = page.locator('.v-set .nav button, .v-sett .nav button, .set-nav button');
  await expect.poll(() => sections.count()).toBeGreaterThan(5);
  const count = await sections.count();
  for (let i = 0; i < count; i++) {
    await sections.nth(i).click();
    expect.soft(await objections(page, '.stage'), (await sections.nth(i).textContent()) ?? '').toEqual([]);
  }
});

for (const state of [{ empty: '' }, { 'disk-full': '', trouble: '', notice: '' }, { 'hub-off': '' }]) {
  test(`axe finds nothing in a window that is ${Object.keys(state).join(', ')}`, async () => {
    const page = await standIn.open({ ...CALM, ...state });
    for (const view of VIEWS) {
      await showView(page, view);
      expect.soft(await objections(page), view).toEqual([]);
    }
  });
}

test('everything can be read at a zoom of 200 %', async () => {
  // A window of 1440 × 900 has half as many CSS pixels then.
  const page = await standIn.open(CALM, { width: 720, height: 450 });
  for (const view of VIEWS) {
    await showView(page, view);
    expect.soft(await textFaults(page), view).toEqual([]);
    expect.soft(await objections(page, '.stage'), view).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect.soft(wide, `${view}: no scrolling in two directions`).toBeLessThanOrEqual(0);
  }
});

test('in forced colours what is chosen still shows', async () => {
  const page = await standIn.open(CALM, NARROW);
  await page.emulateMedia({ forcedColors: 'active' });
  await showView(page, 'connections');
  const chosen = page.locator('.cn.is-sel');
  const other = page.locator('.cn:not(.is-sel)').first();
  const look = (element: Element): string => {
    const { backgroundColor, outlineStyle, borderLeftColor } = getComputedStyle(element);
    return [backgroundColor, outlineStyle, borderLeftColor].join();
  };
  expect(await chosen.evaluate(look)).not.toBe(await other.evaluate(look));
  await page.emulateMedia({ forcedColors: null });
});

test('with less motion nothing moves by itself', async () => {
  const page = await standIn.open(CALM);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const view of VIEWS) {
    await showView(page, view);
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .filter((animation) => animation.playState === 'running')
        .filter(({ effect }) => Number(effect?.getComputedTiming().activeDuration ?? 0) > 1)
        .map(({ effect }) => (effect as KeyframeEffect).target?.className ?? ''),
    );
    expect.soft(moving, view).toEqual([]);
  }
});

test('Tab goes through every view, and what has the focus always shows it', async () => {
  for (const view of VIEWS) {
    // Anew, as Tab goes on from where the view before was left.
    const page = await standIn.open({ ...CALM, theme: 'light' }, WIDE);
    await showView(page, view);
    const seen = new Set<string>();
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab');
      const found = await page.evaluate(() => {
        const at = document.activeElement;
        if (!at || at === document.body) return null;
        // Fields show it on their frame, options of a list on the option that is meant.
        const parts = [at, at.closest('.in, .query, .ed'), at.parentElement];
        const shows = parts.some((part) => {
          if (!part) return false;
          const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part);
          return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
        });
        const name = at.getAttribute('aria-label') ?? at.textContent?.trim().slice(0, 40) ?? '';
        return {
          name: `${at.tagName.toLowerCase()}.${at.className} ${name}`,
          shows: shows || at.matches('[aria-activedescendant]'),
        };
      });
      if (found === null) break;
      if (!found.shows) expect.soft(found.name, `${view}: has the focus and does not show it`).toBe('');
      seen.add(found.name);
    }
    expect.soft(seen.size, view).toBeGreaterThan(8);
  }
});

import { expect, test } from '@playwright/test';
import { NARROW, showView, startStandIn, VIEWS, type StandIn } from '../support/stand-in';
import { textFaults } from '../support/text-faults';

let standIn: StandIn;
test.beforeAll(async () => {
  standIn = await startStandIn();
});
test.afterAll(() => standIn.close());

for (const language of ['en', 'de', 'es'] as const) {
  for (const state of ['full', 'empty']) {
    test(`no text of any view is cut off or covered at 1024 × 700: ${language}, ${state}`, async () => {
      const page = await standIn.open({ language, [state]: '', rate: '0.5' }, NARROW);
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      for (const view of VIEWS) {
        await showView(page, view);
        expect.soft(await textFaults(page), view).toEqual([]);
      }
    });
  }
}

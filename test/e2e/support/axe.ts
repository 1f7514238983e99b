import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * What axe objects to on the page as it is, in both themes.
 *
 * @param parts selectors of what is looked at; all of it when there are none
 */
export async function objections(page: Page, ...parts: string[]): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const builder = new AxeBuilder({ page }).setLegacyMode();
    for (const part of parts) builder.include(part);
    const { violations } = await builder.analyze();
    for (const { id, help, nodes } of violations) {
      found.push({ colorScheme, id, help, where: nodes.slice(0, 3).map((node) => node.html.slice(0, 200)) });
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  return found;
}

/** What the page's main thread spends its time on, as Chromium counts it. */
import type { Page } from '@playwright/test';

/** Cores' worth of time on the page's main thread. */
export interface PageCosts {
  readonly script: number;
  readonly style: number;
  readonly layout: number;
  /** Everything, painting included. */
  readonly all: number;
}

/** Begins to count; the function that it answers tells what was spent since. */
export async function startPageCosts(page: Page): Promise<() => Promise<PageCosts>> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  const look = async (): Promise<(name: string) => number> => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return (name) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  };
  const before = await look();
  return async () => {
    const after = await look();
    await cdp.detach();
    const spent = (name: string): number => after(name) - before(name);
    const seconds = spent('Timestamp');
    return {
      script: spent('ScriptDuration') / seconds,
      style: spent('RecalcStyleDuration') / seconds,
      layout: spent('LayoutDuration') / seconds,
      all: spent('TaskDuration') / seconds,
    };
  };
}

/** Looks at the window from inside: what it shows, and how evenly it draws. Runs in the page. */
import type { Page } from '@playwright/test';

/** The number of the newest row, and when it was on the screen, epoch ms. */
export type Sight = readonly [number: number, at: number];

export interface Seen {
  readonly sights: readonly Sight[];
  /** Between two frames, ms. */
  readonly frames: readonly number[];
}

interface Probe {
  take(): Seen;
}

/**
 * Begins to look at each frame. The newest row is read after the frame was painted, in a task of its own: what a callback of
 * the same frame has put there counts, and only when it can be seen.
 */
export async function startProbe(page: Page, shownNumber: RegExp): Promise<void> {
  await page.evaluate((source) => {
    const number = new RegExp(source, 'u');
    let sights: [number, number][] = [];
    let frames: number[] = [];
    let last = performance.now();
    let newest = 0;
    const painted = new MessageChannel();
    painted.port1.onmessage = () => {
      let row: HTMLElement | null = null;
      // Rows stand in the document in their order only while the table rests.
      for (const each of document.querySelectorAll<HTMLElement>('[role="grid"][aria-label="Events"] .tb-row'))
        if (!row || Number(each.dataset['position']) > Number(row.dataset['position'])) row = each;
      const found = number.exec(row?.querySelector('.dt')?.textContent ?? '');
      const shown = found ? Number(found[0]) : 0;
      if (shown <= newest) return;
      newest = shown;
      sights.push([shown, Date.now()]);
    };
    const frame = (now: number): void => {
      frames.push(now - last);
      last = now;
      painted.port2.postMessage(null);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame((now) => {
      last = now;
      requestAnimationFrame(frame);
    });
    const probe = {
      take(): { sights: [number, number][]; frames: number[] } {
        const taken = { sights, frames };
        sights = [];
        frames = [];
        return taken;
      },
    };
    Object.assign(globalThis, { streamProbe: probe });
  }, shownNumber.source);
}

/** What was seen since the last call. */
export function takeSeen(page: Page): Promise<Seen> {
  return page.evaluate(() => (globalThis as unknown as { streamProbe: Probe }).streamProbe.take());
}

import type { Page } from '@playwright/test';

/**
 * Text on the page that cannot be read whole although nothing says so: cut off by an element without an ellipsis, or
 * lying over other text. What scrolls, what is only for screen readers and the rows of the event table are left out.
 */
export function textFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    /** Rounding of glyph advances, px. */
    const SLACK = 1.5;
    interface Piece {
      readonly text: string;
      readonly element: Element;
      /** As far as it is drawn, px. */
      readonly left: number;
      readonly right: number;
      readonly top: number;
      readonly bottom: number;
    }
    const faults = new Set<string>();
    const pieces: Piece[] = [];
    const where = (element: Element): string =>
      `${element.tagName.toLowerCase()}.${[...element.classList].join('.')}`;
    const layerOf = (element: Element): Element | null =>
      element.closest('[data-reka-popper-content-wrapper], .scrim, .toasts, .lane-tip');
    const topLayer =
      [...document.querySelectorAll('[data-reka-popper-content-wrapper], .scrim')].at(-1) ?? null;

    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      const element = node.parentElement;
      if (text === '' || !element || element.closest('.sr, .tgrid, script, style, [inert], option')) continue;
      if (
        layerOf(element) !== topLayer ||
        !element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
      )
        continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const rects = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
      for (const rect of rects) {
        let { left, right, top, bottom } = rect;
        let isCut = false;
        for (let box: Element | null = element; box && box !== document.body; box = box.parentElement) {
          const style = getComputedStyle(box);
          if (style.display === 'contents' || style.overflowX === 'visible') continue;
          const bounds = box.getBoundingClientRect();
          const isMeant = style.textOverflow === 'ellipsis' || /auto|scroll/u.test(style.overflowX);
          if (!isMeant && (left < bounds.left - SLACK || right > bounds.right + SLACK)) isCut = true;
          left = Math.max(left, bounds.left);
          right = Math.min(right, bounds.right);
          if (style.overflowY === 'visible') continue;
          top = Math.max(top, bounds.top);
          bottom = Math.min(bottom, bounds.bottom);
        }
        if (right <= left || bottom <= top) continue;
        if (isCut || right > innerWidth + SLACK || left < -SLACK)
          faults.add(`cut off: "${text.slice(0, 60)}" in ${where(element)}`);
        else pieces.push({ text, element, left, right, top, bottom });
      }
    }
    const clips = (element: Element): boolean => element.closest('svg, canvas, .lx, .hb, .sizes-x') !== null;
    for (const [i, a] of pieces.entries()) {
      for (const b of pieces.slice(i + 1)) {
        if (a.element === b.element || clips(a.element) || clips(b.element)) continue;
        const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        // Lines of text touch.
        if (width > 3 && height > 5)
          faults.add(`overlap: "${a.text.slice(0, 40)}" and "${b.text.slice(0, 40)}" in ${where(a.element)}`);
      }
    }
    return [...faults];
  });
}

import { describe, expect, it } from 'vitest';
import {
  LEAST_ROWS,
  layPanes,
  type OpenPanes,
  type PaneRoom,
  type PaneSizes,
} from '@/views/stream/pane-layout';

const ROW = 24;
const NOTHING: OpenPanes = { inspector: false, text: false, charts: false, folded: false };
const ALL: OpenPanes = { inspector: true, text: true, charts: true, folded: false };
const USUAL = { sidebar: null, inspector: null, text: null, dock: null, charts: null };
/** The view in a window of 1440 × 900, 1024 × 700 and so on: without the rail and the bars of the window. */
const view = (width: number, height: number): PaneRoom => ({
  width: width - 48,
  height: height - 64,
  narrow: width < 1_200,
  bars: width < 1_200 ? 184 : 212,
  rowHeight: ROW,
});
const lay = (
  size: readonly [number, number],
  open: Partial<OpenPanes>,
  wished: Partial<{ [pane in keyof PaneSizes]: number | null }> = {},
) => layPanes(view(...size), { ...NOTHING, ...open }, { ...USUAL, ...wished });

/** Rows of the list that stay, of what stands under it in its column. */
function rowsLeft(size: readonly [number, number], open: Partial<OpenPanes>, wished = {}): number {
  const { height, bars } = view(...size);
  const { place, sizes, chartsApart, turns } = lay(size, open, wished);
  const docked = place === 'under' && (open.inspector || open.text || turns.length > 0 || !chartsApart);
  const charts = chartsApart ? (open.folded ? 36 : sizes.charts) : 0;
  return Math.floor((height - bars - (docked ? sizes.dock : 0) - charts) / ROW);
}

describe('where the panes of the stream go', () => {
  it('leaves eight rows of the list at 1024 × 700, whatever is open and however large it is wished for', () => {
    const wished = { dock: 640, charts: 640, sidebar: 400 };
    for (const open of [{ inspector: true }, { text: true }, { inspector: true, charts: true }, ALL]) {
      expect(rowsLeft([1_024, 700], open)).toBeGreaterThanOrEqual(LEAST_ROWS);
      expect(rowsLeft([1_024, 700], open, wished)).toBeGreaterThanOrEqual(LEAST_ROWS);
    }
    expect(rowsLeft([1_024, 700], { charts: true }, wished)).toBeGreaterThanOrEqual(LEAST_ROWS);
    expect(rowsLeft([1_440, 900], ALL, wished)).toBeGreaterThanOrEqual(LEAST_ROWS);
  });

  it('lets the panes take turns where they would be too small next to each other', () => {
    expect(lay([1_440, 900], ALL)).toMatchObject({
      place: 'side',
      turns: ['inspector', 'text'],
      chartsApart: true,
    });
    expect(lay([1_024, 700], ALL)).toMatchObject({
      place: 'under',
      turns: ['inspector', 'text', 'charts'],
      chartsApart: false,
    });
  });

  it('puts inspector and text next to each other in wide windows', () => {
    const { beside, turns } = lay([1_920, 1_080], ALL);
    expect({ beside, turns }).toEqual({ beside: true, turns: [] });
  });

  it('keeps charts and inspector above each other in high windows, and where the charts are folded', () => {
    const open = { inspector: true, charts: true };
    expect(lay([1_024, 1_000], open)).toMatchObject({ chartsApart: true, turns: [] });
    expect(lay([1_024, 700], { ...open, folded: true })).toMatchObject({ chartsApart: true, turns: [] });
    expect(rowsLeft([1_024, 1_000], open, { dock: 640, charts: 640 })).toBeGreaterThanOrEqual(LEAST_ROWS);
    expect(rowsLeft([1_024, 700], { ...open, folded: true }, { dock: 640 })).toBeGreaterThanOrEqual(
      LEAST_ROWS,
    );
  });

  it('lays the inspector over the list where it would leave none, as at 200 % in a window of 1440 × 900', () => {
    expect(lay([720, 450], { inspector: true }).place).toBe('over');
    expect(lay([720, 450], { charts: true })).toMatchObject({ place: 'over', chartsApart: false });
    expect(lay([800, 560], { inspector: true }).place).toBe('under');
  });

  it('gives a text more width than an event, and takes what was wished for', () => {
    const { sizes } = lay([1_440, 900], { text: true });
    expect(sizes.text).toBeGreaterThan(lay([1_440, 900], { inspector: true }).sizes.inspector);
    expect(lay([1_440, 900], { text: true }, { text: 600 }).sizes.text).toBe(600);
  });

  it('never lets panes that were made wide in another window squeeze the list', () => {
    const wished = { sidebar: 400, inspector: 640, text: 800 };
    for (const width of [1_200, 1_280, 1_440, 1_700, 1_920]) {
      const { sizes, beside } = lay([width, 900], ALL, wished);
      const right = beside ? sizes.text + sizes.inspector : sizes.text;
      expect(width - 48 - sizes.sidebar - right).toBeGreaterThanOrEqual(420);
    }
  });

  it('says the bounds that its edges can be dragged to', () => {
    const { sizes, most } = lay([1_024, 700], { inspector: true }, { dock: 640 });
    expect(sizes.dock).toBe(most.dock);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { setLanguage } from '@/i18n/i18n';
import { chosenSpan, spanChoices, spanLabel } from '@/views/stream/hydrograph/span-choices';
import {
  axisMarks,
  columnOf,
  columnsOf,
  isLive,
  LIVE_SPAN,
  panned,
  rangeWords,
  spanWords,
  windowOf,
  zoomed,
} from '@/views/stream/hydrograph/time-span';

const NOW = Date.UTC(2026, 10, 21, 14, 32, 7, 480);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the time that the hydrograph shows', () => {
  afterEach(() => setLanguage('en'));

  it('is the last 150 s unless told otherwise, and ends with the second that is running', () => {
    expect(windowOf(LIVE_SPAN, NOW, null)).toEqual({
      from: Date.UTC(2026, 10, 21, 14, 29, 38),
      to: Date.UTC(2026, 10, 21, 14, 32, 8),
    });
    expect(columnOf(150_000)).toBe(1_000);
  });

  it('has round columns, never more than 180, however long it is', () => {
    for (const ms of [5_000, 150_000, 300_000, HOUR, DAY, 40 * DAY, 400 * DAY, 9_000 * DAY]) {
      const { count, ms: column } = columnsOf({ from: NOW - ms, to: NOW });
      expect(count).toBeLessThanOrEqual(181);
      expect(count).toBeGreaterThan(10);
      expect(column % 100).toBe(0);
    }
    expect(columnOf(HOUR)).toBe(30_000);
  });

  it('keeps its columns where they are while it moves on', () => {
    const hour = { kind: 'rolling', ms: HOUR } as const;
    const first = columnsOf(windowOf(hour, NOW, null));
    const later = columnsOf(windowOf(hour, NOW + 31_000, null));
    expect((later.from - first.from) % first.ms).toBe(0);
    expect(later.count).toBe(first.count);
  });

  it('reaches from the first to the last matching event when all is shown', () => {
    const extent = { from: NOW - 3 * DAY, to: NOW - DAY };
    const shown = windowOf({ kind: 'all' }, NOW, extent);
    expect(shown.from).toBeLessThanOrEqual(extent.from);
    expect(shown.to).toBeGreaterThan(extent.to);
    expect(shown.to - shown.from).toBeLessThan(2.1 * DAY);
  });

  it('keeps the moment under the pointer where it is when it is zoomed', () => {
    const shown = { from: NOW - HOUR, to: NOW - HOUR / 2 };
    const at = shown.from + (shown.to - shown.from) * 0.3;
    const span = zoomed(shown, 0.5, at, NOW, { from: NOW - DAY, to: NOW });
    const next = windowOf(span, NOW, null);
    expect((at - next.from) / (next.to - next.from)).toBeCloseTo(0.3, 3);
    expect(next.to - next.from).toBeCloseTo(HOUR / 4, -3);
  });

  it('moves on with the clock as long as it reaches up to now', () => {
    const span = zoomed({ from: NOW - HOUR, to: NOW + 30_000 }, 0.5, NOW, NOW, { from: NOW - DAY, to: NOW });
    expect(span.kind).toBe('rolling');
    const back = zoomed({ from: NOW - HOUR, to: NOW }, 0.5, NOW - HOUR, NOW, { from: NOW - DAY, to: NOW });
    expect(back.kind).toBe('fixed');
  });

  it('shows all when it is zoomed out beyond everything, and no more than that', () => {
    const extent = { from: NOW - 2 * HOUR, to: NOW };
    let shown = { from: NOW - HOUR, to: NOW };
    for (let i = 0; i < 10; i++) shown = windowOf(zoomed(shown, 2, NOW, NOW, extent), NOW, extent);
    expect(shown.to - shown.from).toBeLessThan(2.2 * HOUR);
    expect(zoomed(shown, 2, NOW, NOW, extent)).toEqual({ kind: 'all' });
  });

  it('is never shorter than five seconds', () => {
    const next = windowOf(
      zoomed({ from: NOW - 6_000, to: NOW - 500 }, 0.01, NOW - 3_000, NOW, null),
      NOW,
      null,
    );
    expect(next.to - next.from).toBe(5_000);
  });

  it('is moved sideways no further than there are events', () => {
    const extent = { from: NOW - DAY, to: NOW };
    const shown = { from: NOW - 2 * HOUR, to: NOW - HOUR };
    expect(panned(shown, -10 * DAY, NOW, extent)).toEqual({
      kind: 'fixed',
      from: extent.from,
      to: extent.from + HOUR,
    });
    expect(panned(shown, 10 * DAY, NOW, extent)).toEqual({ kind: 'rolling', ms: HOUR });
  });

  it('comes back to live when it is as good as that', () => {
    const span = zoomed({ from: NOW - 299_000, to: NOW + 500 }, 0.5, NOW + 500, NOW, {
      from: NOW - DAY,
      to: NOW,
    });
    expect(isLive(span)).toBe(true);
  });

  it('names moments at round times, and the day where one begins', () => {
    const marks = axisMarks({ from: NOW - 150_000, to: NOW }, 6, 'utc').map(({ label }) => label);
    expect(marks).toEqual(['14:30:00', '14:30:30', '14:31:00', '14:31:30', '14:32:00']);
    const days = axisMarks({ from: NOW - DAY, to: NOW }, 5, 'utc').map(({ label }) => label);
    expect(days).toEqual(['18:00', '21 Nov', '06:00', '12:00']);
  });

  it('says lengths and ranges of time in words', () => {
    expect([500, 45_000, 150_000, HOUR, 5_400_000, DAY].map(spanWords)).toEqual([
      '500 ms',
      '45 s',
      '2.5 min',
      '1 h',
      '1.5 h',
      '1 d',
    ]);
    const at = Date.UTC(2026, 10, 21, 14, 31, 20);
    expect(rangeWords({ from: at, to: at + 45_000 }, NOW, 'utc')).toBe('14:31:20 to 14:32:05');
    expect(rangeWords({ from: at - DAY, to: at }, NOW, 'utc')).toBe('20 Nov 14:31:20 to 21 Nov 14:31:20');
  });

  it('says them in the language of the window', async () => {
    await setLanguage('de');
    expect(spanWords(150_000)).toBe('2,5 min');
    const at = Date.UTC(2026, 10, 21, 14, 31, 20);
    expect(rangeWords({ from: at - DAY, to: at }, NOW, 'utc')).toBe(
      '20. Nov. 14:31:20 bis 21. Nov. 14:31:20',
    );
    expect(spanLabel({ kind: 'all' })).toBe('Alles');
    expect(spanChoices(LIVE_SPAN, false)[0]).toMatchObject({ label: '2,5 min, Sekunde für Sekunde' });
  });

  it('offers the usual spans, and the time range once there is one', () => {
    expect(spanChoices(LIVE_SPAN, false)).toContainEqual(
      expect.objectContaining({ id: 'live', checked: true }),
    );
    expect(spanChoices(LIVE_SPAN, false)).toContainEqual(
      expect.objectContaining({ id: 'range', disabled: true }),
    );
    expect(chosenSpan('range', { from: 1_000_000, to: 1_040_000 })).toEqual({
      kind: 'fixed',
      from: 990_000,
      to: 1_050_000,
    });
    expect(spanLabel({ kind: 'all' })).toBe('All');
    expect(spanLabel({ kind: 'rolling', ms: 37 * 60_000 })).toBe('37 min');
  });
});

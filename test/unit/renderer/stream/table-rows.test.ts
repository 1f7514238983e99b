import { describe, expect, it } from 'vitest';
import type { EventRow } from '@shared/stream-event';
import { eventually } from '../../../support/eventually';
import { EventRows } from '@/views/stream/rows/event-rows';
import type { Line } from '@/views/stream/rows/line';

const row = (more: Partial<EventRow> = {}): EventRow => ({
  seq: 48_214,
  kind: 'event',
  sourceId: 'a',
  receivedAt: 1_000,
  type: 'order.paid',
  id: '7',
  channel: 'orders/eu',
  preview: '{"total":12}',
  size: 40,
  level: null,
  gap: null,
  ...more,
});
const lineOf = (shown: EventRow | undefined, more: Partial<Line> = {}): Line => ({
  position: 0,
  top: 0,
  rowIndex: 2,
  row: shown,
  previousAt: null,
  source: 'orders',
  sourceHue: null,
  hue: 'water',
  current: false,
  chosen: false,
  selected: false,
  ...more,
});
const LOOK = { clock: 'utc', dataLength: 200 } as const;

/** The element of the only row. */
function drawn(shown: EventRow, more: Partial<Line> = {}): Element {
  const container = document.createElement('div');
  new EventRows(container).paint([lineOf(shown, more)], LOOK);
  return container.querySelector('.tb-row')!.firstElementChild!;
}
const text = (element: Element, cell: string): string => element.querySelector(cell)!.textContent;

describe('rows of the event list', () => {
  it('show JSON without its outer braces', () => {
    expect(text(drawn(row()), '.dt')).toBe('total: 12');
    expect(drawn(row()).querySelector('.wrong')).toBeNull();
  });

  it('C1: show what starts like JSON and is none as it came, with a warning', () => {
    const shown = drawn(row({ preview: '{"total":12', problem: 'not-json' }));
    expect(text(shown, '.dt')).toBe('{"total":12');
    expect(shown.querySelector('.wrong')!.getAttribute('aria-label')).toContain('Starts like JSON');
  });

  it('warn of bytes that are no UTF-8, and of what is cut in the inspector', () => {
    const words = (problem: 'bad-utf8' | 'cut') =>
      drawn(row({ problem })).querySelector('.wrong')!.getAttribute('aria-label');
    expect(words('bad-utf8')).toContain('no UTF-8');
    expect(words('cut')).toContain('cut off');
  });

  it('tell their source by a hue while there are several', () => {
    expect(drawn(row(), { sourceHue: 'moss' }).querySelector('.so')!.className).toBe('so t-moss');
    expect(drawn(row()).querySelector('.so')!.className).toBe('so');
  });

  it('mark what matches the mark, events and gaps alike', () => {
    expect(drawn(row({ marked: true })).className).toContain('is-marked');
    expect(drawn(row()).className).not.toContain('is-marked');
    const gap = { downMs: 1, resumedFrom: null, verdict: 'lost' as const, missing: 1, sentence: 'gap.' };
    expect(drawn(row({ kind: 'gap', gap, marked: true })).className).toBe('gap lost is-marked');
  });

  it('tell sent messages from received ones', () => {
    const shown = drawn(row({ kind: 'sent', type: '', preview: '{"subscribe":1}' }));
    expect(text(shown, '.ty')).toBe('sent');
    expect(shown.querySelector('.ty svg')).not.toBeNull();
  });

  it('say what became of a connection in a sentence', () => {
    const shown = drawn(row({ kind: 'state', type: '', preview: 'open over SSE after 184 ms.' }));
    expect(text(shown, '.quiet-w')).toBe('orders open over SSE after 184 ms.');
    expect(text(shown, '.tm')).toBe('00:00:01.000');
  });

  it('say of an event that is not there which one it was, and no time that nobody knows', () => {
    const shown = drawn(row({ kind: 'missing', receivedAt: 0 }));
    expect(text(shown, '.quiet-w')).toContain('Event 48,214 was not kept: the disk could not keep up');
    expect(text(shown, '.tm')).toBe('');
  });

  it('give their elements to the rows that come in, with nothing of the old ones left', () => {
    const container = document.createElement('div');
    const rows = new EventRows(container);
    const odd = row({
      level: 'error',
      preview: '{"a":1,"b":[2,3]}',
      problem: 'cut',
      marked: true,
      channel: 'a/b',
    });
    rows.paint(
      [0, 1].map((position) => lineOf(odd, { position, current: true, chosen: true })),
      LOOK,
    );
    const elements = [...container.children];
    rows.paint(
      [9, 10].map((position) => lineOf(row({ channel: '', preview: 'ok' }), { position })),
      LOOK,
    );
    expect(new Set(container.children)).toEqual(new Set(elements));
    const fresh = document.createElement('div');
    new EventRows(fresh).paint(
      [9, 10].map((position) => lineOf(row({ channel: '', preview: 'ok' }), { position })),
      LOOK,
    );
    const html = (box: Element): string[] => [...box.children].map(({ outerHTML }) => outerHTML).sort();
    expect(html(container)).toEqual(html(fresh));
  });

  it('change their sort, and wait where nothing is here yet', () => {
    const container = document.createElement('div');
    const rows = new EventRows(container);
    const face = (): string => container.querySelector('.tb-row')!.firstElementChild!.className;
    rows.paint([lineOf(undefined)], LOOK);
    expect(face()).toBe('ev ev-wait');
    rows.paint([lineOf(row())], LOOK);
    expect(face()).toBe('ev ev-grid');
    rows.paint([lineOf(row({ kind: 'state', preview: 'open.' }))], LOOK);
    expect(face()).toBe('ev quiet');
    rows.paint([], LOOK);
    expect(container.children).toHaveLength(0);
  });

  it('stand in the document in their order, at once when one comes and at rest after many', async () => {
    const container = document.createElement('div');
    const rows = new EventRows(container);
    const show = (from: number): void =>
      rows.paint(
        Array.from({ length: 12 }, (_, i) => lineOf(row({ seq: from + i }), { position: from + i })),
        LOOK,
      );
    const order = (): number[] =>
      [...container.children].map((element) => Number((element as HTMLElement).dataset['position']));
    const ascending = (from: number): number[] => Array.from({ length: 12 }, (_, i) => from + i);
    show(0);
    show(1);
    expect(order()).toEqual(ascending(1));
    show(8);
    expect([...order()].sort((a, b) => a - b)).toEqual(ascending(8));
    await eventually(() => expect(order()).toEqual(ascending(8)));
  });
});

import { describe, expect, it, vi } from 'vitest';
import type { EventRow } from '@shared/stream-event';
import { EVENT_COLUMNS } from '@shared/table-layout';
import { eventually } from '../../../support/eventually';
import type { ColumnKey } from '@/stores/column-edits';
import { EventRows } from '@/views/stream/rows/event-rows';
import type { Line, RowLook } from '@/views/stream/rows/line';

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
const LOOK: RowLook = {
  clock: 'utc',
  time: 'clock',
  columns: EVENT_COLUMNS,
  lengths: new Map([['data', 200]]),
  numeric: new Set(),
  words: { comment: 'comment', sent: 'sent', loading: 'Loading', beyondReach: 'Too long', point: '.' },
};

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

  it('show the glyph of a level also where they say what became of a connection', () => {
    const state = (level: EventRow['level']): Element =>
      drawn(row({ kind: 'state', preview: 'refused the connection.', level }));
    expect(state('error').querySelector('.quiet-w > .lv-error')?.getAttribute('aria-label')).toBe('error');
    expect(state('error').textContent).toContain('orders refused the connection.');
    expect(state(null).querySelector('.lv')).toBeNull();
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

  it('say what breaks a schema in a sentence, with a warning, as text and nothing else', () => {
    const preview = 'order.paid: /<b> must be number (was string "12").';
    const element = drawn(row({ kind: 'finding', type: '', id: '48213', level: 'warning', preview }));
    expect(text(element, '.gap-w')).toBe(`orders ${preview}`);
    expect(element.className).toBe('gap lost finding');
    expect(element.querySelector('svg')).not.toBeNull();
    expect(element.querySelector('.gap-w b b')).toBeNull();
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

  describe('with columns that somebody chose', () => {
    const FIELDS: RowLook = {
      ...LOOK,
      columns: ['data', 'field:total', 'field:data.level', 'time'],
      lengths: new Map<ColumnKey, number>([
        ['data', 200],
        ['field:total', 200],
        ['field:data.level', 200],
      ]),
    };
    const cells = (shown: EventRow, look = FIELDS, more: Partial<Line> = {}): [string, string][] => {
      const container = document.createElement('div');
      new EventRows(container).paint([lineOf(shown, more)], look);
      return [...container.querySelectorAll('[role=gridcell]')].map((cell) => [
        cell.className,
        cell.textContent,
      ]);
    };

    it('have their cells in that order, and no others', () => {
      const values = { total: '12.50', 'data.level': '"error' };
      expect(cells(row({ values }))).toEqual([
        ['dt', 'total: 12'],
        ['fd n', '12.50'],
        ['fd lvt-error', 'error'],
        ['tm has-head', '00:00:01.000'],
      ]);
    });

    it('say that a payload has nothing there, and nothing where values are on their way', () => {
      expect(cells(row({ values: { total: 'null' } })).slice(1, 3)).toEqual([
        ['fd l', 'null'],
        ['fd is-none', '–'],
      ]);
      expect(cells(row()).slice(1, 3)).toEqual([
        ['fd is-none', ''],
        ['fd is-none', ''],
      ]);
      expect(cells(row({ values: { total: '' } }))[1]).toEqual(['fd is-none', '…']);
    });

    it('show hostile values and paths as the text that they are', () => {
      const look: RowLook = { ...FIELDS, columns: ['field:total', 'field:constructor', 'field:__proto__'] };
      expect(cells(row({ values: { total: '"<b>\u202e\n' } }), look)).toEqual([
        ['fd s', '<b>‹202E›␊'],
        ['fd is-none', '–'],
        ['fd is-none', '–'],
      ]);
    });

    it('change with the columns, and with the values that come later', () => {
      const container = document.createElement('div');
      const rows = new EventRows(container);
      rows.paint([lineOf(row())], LOOK);
      rows.paint([lineOf(row())], FIELDS);
      expect(container.querySelectorAll('[role=gridcell]')).toHaveLength(4);
      rows.paint([lineOf(row({ values: { total: '7' } }))], FIELDS);
      expect(container.querySelector('.fd')!.textContent).toBe('7');
      rows.paint([lineOf(row())], LOOK);
      expect(container.querySelectorAll('[role=gridcell]')).toHaveLength(8);
      expect(container.querySelector('.fd')).toBeNull();
    });

    it('say how long ago they came, and go on doing so', () => {
      vi.useFakeTimers({ now: 13_000, toFake: ['Date'] });
      const container = document.createElement('div');
      const rows = new EventRows(container);
      rows.paint([lineOf(row())], { ...LOOK, time: 'relative' });
      expect(container.querySelector('.tm')!.textContent).toBe('12 s');
      vi.setSystemTime(61_000 + 1_000);
      rows.showAges();
      expect(container.querySelector('.tm')!.textContent).toBe('1 m');
      container.querySelector('.tm')!.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
      expect(container.querySelector<HTMLElement>('.tm')!.title).toBe('00:00:01.000');
      vi.useRealTimers();
    });

    it('say the time since the row above in the place of the time, with the decimal mark of the language', () => {
      const look: RowLook = {
        ...LOOK,
        time: 'delta',
        columns: ['time'],
        words: { ...LOOK.words, point: ',' },
      };
      expect(cells(row(), look, { previousAt: 810 })).toEqual([['tm', '+0,19']]);
      expect(cells(row(), look)).toEqual([['tm', '']]);
    });
  });
});

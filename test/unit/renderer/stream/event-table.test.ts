import { enableAutoUnmount, mount, type DOMWrapper, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FeedMessage, FeedRequest } from '@shared/feed';
import type { EventRow } from '@shared/stream-event';
import { useFeed } from '@/stores/feed';
import { useTransfer } from '@/stores/jobs';
import { useToasts } from '@/stores/toasts';
import EventTable from '@/views/stream/EventTable.vue';
import { eventually } from '../../../support/eventually';

enableAutoUnmount(afterEach);

const main = vi.hoisted(() => ({
  answer: (_message: unknown): void => undefined,
  copied: [] as unknown[],
}));
const COUNT = 20;
const row = (position: number): EventRow => ({
  seq: position + 1,
  kind: 'event',
  sourceId: 'a',
  receivedAt: position * 1_000,
  type: 'message',
  id: null,
  channel: '',
  preview: '',
  size: 1,
  level: null,
  gap: null,
});
vi.mock('@/bridge', () => ({
  call: (name: string, argument: unknown) => {
    if (name === 'app.copy') main.copied.push(argument);
    const detail = { kind: 'event', data: `payload ${String(argument)}`, truncated: false };
    return Promise.resolve(name === 'events.detail' ? detail : null);
  },
  on: () => () => undefined,
  openFeed: (listener: (message: unknown) => void) => {
    main.answer = listener;
    return Promise.resolve({ send, close: () => undefined });
  },
}));
function send(request: FeedRequest): void {
  const all = Array.from({ length: COUNT }, (_, position) => row(position));
  const totals = { received: COUNT, stored: COUNT, evicted: 0, dropped: 0 };
  const post = (message: FeedMessage): void => main.answer(message);
  if (request.kind === 'view') {
    const { view } = request;
    queueMicrotask(() =>
      post({ kind: 'update', number: 1, view, first: 0, end: COUNT, search: null, tail: all, totals }),
    );
  } else if (request.kind === 'rows') {
    const { view, from, count } = request;
    queueMicrotask(() => post({ kind: 'rows', view, from, rows: all.slice(from, from + count) }));
  }
}

let table: VueWrapper;
const line = (position: number): Omit<DOMWrapper<Element>, 'exists'> =>
  table.get(`[data-position="${position}"]`);
const press = (position: number, held: MouseEventInit = {}): Promise<void> =>
  line(position).trigger('mousedown', { button: 0, ...held });
const key = (name: string, held: KeyboardEventInit = {}): Promise<void> =>
  table.get('[role=grid]').trigger('keydown', { key: name, ...held });
const selected = (): number[] =>
  table
    .findAll('[role=row][aria-selected=true]')
    .map((one) => Number(one.attributes('data-position')))
    .sort((a, b) => a - b);
const bar = (): string => (table.find('.selbar').exists() ? table.get('.selbar-n').text() : '');

describe('selecting rows in the event list', () => {
  beforeEach(async () => {
    sessionStorage.clear();
    setActivePinia(createPinia());
    main.copied = [];
    const feed = useFeed();
    await feed.open(false);
    table = mount(EventTable, { attachTo: document.body });
    await eventually(() => expect(feed.shown.end).toBe(COUNT));
    feed.pause();
    await eventually(() => expect(table.find('[data-position="12"] .ev').exists()).toBe(true));
  });

  it('takes one with a click, and those between with Shift', async () => {
    expect(table.get('[role=grid]').attributes('aria-multiselectable')).toBe('true');
    await press(5);
    expect(selected()).toEqual([5]);
    expect(bar()).toBe('');
    await press(8, { shiftKey: true });
    expect(selected()).toEqual([5, 6, 7, 8]);
    expect(bar()).toBe('4 rows selected');
    expect(table.emitted('open')).toHaveLength(1);
    await press(6);
    expect(selected()).toEqual([6]);
    expect(bar()).toBe('');
  });

  it('adds and takes single rows with Ctrl', async () => {
    await press(5);
    await press(9, { ctrlKey: true });
    await press(7, { ctrlKey: true });
    await eventually(() => expect(selected()).toEqual([5, 7, 9]));
    await press(9, { ctrlKey: true });
    await eventually(() => expect(selected()).toEqual([5, 7]));
    expect(bar()).toBe('2 rows selected');
  });

  it('goes on with Shift and the arrows, takes all with Ctrl A, and ends with Escape before the inspector closes', async () => {
    await press(5);
    await key('ArrowDown', { shiftKey: true });
    await key('ArrowDown', { shiftKey: true });
    expect(selected()).toEqual([5, 6, 7]);
    await key('a', { ctrlKey: true });
    expect(bar()).toBe('20 rows selected');
    await key('Escape');
    expect(selected()).toEqual([7]);
    expect(table.emitted('close')).toBeUndefined();
    await key('Escape');
    expect(table.emitted('close')).toHaveLength(1);
  });

  it('tells how many are selected once the selection rests', async () => {
    await press(5);
    await key('ArrowDown', { shiftKey: true });
    await eventually(() =>
      expect(table.findAll('[role=status]').map((one) => one.text())).toContain('2 rows selected'),
    );
  });

  it('copies the payloads of all of them, one a line, the oldest first', async () => {
    await press(8);
    await press(6, { shiftKey: true });
    await key('c', { ctrlKey: true });
    await eventually(() => expect(main.copied).toEqual(['payload 7\npayload 8\npayload 9']));
    await eventually(() => expect(useToasts().toasts.at(-1)?.title).toBe('Data of 3 events copied.'));
  });

  it('exports them as a stretch of what the filter shows', async () => {
    await press(6);
    await press(8, { shiftKey: true });
    await table
      .findAll('.selbar button')
      .find((one) => one.text() === 'Export…')!
      .trigger('click');
    await eventually(() =>
      expect(useTransfer().exporting).toMatchObject({
        kind: 'stretch',
        from: 7,
        to: 9,
        filter: { query: '' },
      }),
    );
  });

  it('keeps them for the menu of one of them, and lets them go for that of another', async () => {
    await press(6);
    await press(8, { shiftKey: true });
    await line(7).trigger('contextmenu');
    expect(selected()).toEqual([6, 7, 8]);
    await line(3).trigger('contextmenu');
    expect(selected()).toEqual([3]);
  });
});

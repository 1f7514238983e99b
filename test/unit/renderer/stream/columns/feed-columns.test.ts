import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FeedRequest } from '@shared/feed';
import { DEFAULT_SETTINGS, type Settings } from '@shared/settings';
import { MAX_FIELD_COLUMNS } from '@shared/table-layout';
import { keyOf } from '@/stores/column-edits';
import { useFeed } from '@/stores/feed';
import { useColumns } from '@/stores/feed-columns';
import { useSettings } from '@/stores/settings';
import { useToasts } from '@/stores/toasts';
import { eventually } from '../../../../support/eventually';

const main = vi.hoisted(() => ({
  sent: [] as unknown[],
  saved: [] as unknown[],
  refuses: false,
}));
vi.mock('@/bridge', () => ({
  call: (name: string, argument: unknown) => {
    if (name !== 'settings.save') return Promise.resolve(null);
    if (main.refuses) return Promise.reject(new Error('The disk is full.'));
    main.saved.push(argument);
    return Promise.resolve(argument);
  },
  on: () => () => undefined,
  openFeed: () =>
    Promise.resolve({ send: (request: unknown) => main.sent.push(request), close: () => undefined }),
}));

const asked = (): readonly string[] | undefined =>
  (main.sent as FeedRequest[]).filter((request) => request.kind === 'columns').at(-1)?.paths;
const savedTables = (): Settings['tables'] | undefined => (main.saved.at(-1) as Settings | undefined)?.tables;
const keys = (): string => useColumns().columns.map(keyOf).join(' ');

describe('columns of the event list', () => {
  beforeEach(async () => {
    sessionStorage.clear();
    setActivePinia(createPinia());
    main.sent = [];
    main.saved = [];
    main.refuses = false;
    useSettings().take(DEFAULT_SETTINGS);
    await useFeed().open(false);
  });
  afterEach(() => useColumns().save());

  it('ask for nothing while no field is a column', async () => {
    useColumns().resize('type', 200);
    await eventually(() => expect(savedTables()).toBeDefined());
    expect(asked()).toBeUndefined();
  });

  it('ask for a field that becomes one, and for it again in every new view', async () => {
    expect(useColumns().addField(' **.userId ')).toBe('added');
    await eventually(() => expect(asked()).toEqual(['**.userId']));
    main.sent = [];
    useFeed().setFilter({ types: ['order.paid'] });
    expect(asked()).toEqual(['**.userId']);
    useColumns().hide('field:**.userId');
    await eventually(() => expect(asked()).toEqual([]));
  });

  it('take only what is a path, once, and so many of them', () => {
    const columns = useColumns();
    expect(columns.addField('not a path')).toBe('no-path');
    expect(columns.addField('a:b')).toBe('no-path');
    expect(columns.addField('a')).toBe('added');
    expect(columns.addField('a')).toBe('present');
    for (let i = 1; i < MAX_FIELD_COLUMNS; i++) expect(columns.addField(`a.b${i}`)).toBe('added');
    expect(columns.addField('one.more')).toBe('full');
  });

  it('are remembered for the source that is looked at alone, and otherwise for all', async () => {
    const columns = useColumns();
    columns.hide('delta');
    useFeed().setFilter({ sources: ['orders'] });
    expect(keys()).toBe('time source channel type id data size');
    columns.hide('source');
    columns.addField('total');
    expect(columns.isOwn).toBe(true);
    await eventually(() => expect(Object.keys(savedTables() ?? {})).toEqual(['', 'orders']));
    useFeed().setFilter({ sources: ['orders', 'notify'] });
    expect(keys()).toBe('time source channel type id data size');
    useFeed().setFilter({ sources: ['orders'] });
    expect(keys()).toBe('time channel type id field:total data size');
    columns.reset();
    expect(keys()).toBe('time source channel type id data size');
    await eventually(() => expect(Object.keys(savedTables() ?? {})).toEqual(['']));
  });

  it('are what they were when hiding one is taken back: none of their own, where there were none', async () => {
    const columns = useColumns();
    const undo = columns.hide('delta');
    await eventually(() => expect(savedTables()?.['']).toBeDefined());
    undo();
    expect(columns.isUsual).toBe(true);
    await eventually(() => expect(savedTables()).toEqual({}));
  });

  it('keep what was changed since when hiding one is taken back', () => {
    const columns = useColumns();
    columns.resize('type', 222);
    const undo = columns.hide('type');
    columns.hide('id');
    columns.move('size', 0);
    undo();
    expect(keys()).toBe('size time delta source channel type data');
    expect(columns.columns.find((column) => keyOf(column) === 'type')?.width).toBe(222);
  });

  it('are back with order and widths when their reset is taken back, also while another source is looked at', async () => {
    const columns = useColumns();
    useFeed().setFilter({ sources: ['orders'] });
    columns.addField('total');
    columns.move('type', 0);
    columns.resize('type', 222);
    const before = columns.columns;
    const undo = columns.reset();
    expect(columns.isOwn).toBe(false);
    useFeed().setFilter({ sources: ['notify'] });
    undo();
    expect(columns.isOwn).toBe(false);
    await eventually(() => expect(savedTables()?.['orders']?.columns).toEqual(before));
  });

  it('are saved once when a width is dragged', async () => {
    for (let px = 100; px < 160; px++) useColumns().resize('type', px);
    await eventually(() => expect(main.saved).toHaveLength(1));
    expect(savedTables()?.['']?.columns.find((column) => keyOf(column) === 'type')?.width).toBe(159);
  });

  it('go back to what was saved when they cannot be saved, and say so', async () => {
    main.refuses = true;
    useColumns().hide('size');
    await eventually(() => expect(useToasts().toasts).toHaveLength(1));
    expect(keys()).toContain('size');
    expect(useColumns().isUsual).toBe(true);
  });

  it('leave out the delta where the time column says it', () => {
    useSettings().take({ ...DEFAULT_SETTINGS, rowTime: 'delta' });
    expect(keys()).toBe('time source channel type id data size');
  });
});

import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '@shared/settings';
import { keyOf } from '@/stores/column-edits';
import { useColumns } from '@/stores/feed-columns';
import { useSettings } from '@/stores/settings';
import { useToasts } from '@/stores/toasts';
import { useColumnRemoval } from '@/views/stream/columns/use-column-removal';

vi.mock('@/bridge', () => ({
  call: (_name: string, argument: unknown) => Promise.resolve(argument),
  on: () => () => undefined,
  openFeed: () => Promise.resolve({ send: () => undefined, close: () => undefined }),
}));

const keys = (): string => useColumns().columns.map(keyOf).join(' ');
const USUAL = 'time delta source channel type id data size';

describe('columns that are taken out of the table', () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    useSettings().take(DEFAULT_SETTINGS);
  });
  afterEach(() => useColumns().save());

  it('come back by Undo for 8 s, each on its own', () => {
    const removal = useColumnRemoval();
    useColumns().addField('data.order.total');
    removal.hide('delta');
    removal.hide('field:data.order.total');
    const [delta, total] = useToasts().toasts;
    expect([delta, total].map((toast) => toast?.title)).toEqual([
      'Column Delta hidden.',
      'Column order.total removed.',
    ]);
    expect(total?.stayMs).toBe(8_000);
    delta!.action!.run();
    expect(keys()).toBe(USUAL);
    total!.action!.run();
    expect(keys()).toBe('time delta source channel type id field:data.order.total data size');
  });

  it('come back by Undo when they were reset', () => {
    useColumns().addField('total');
    useColumnRemoval().reset();
    expect(keys()).toBe(USUAL);
    const [toast] = useToasts().toasts;
    expect(toast?.title).toBe('Columns reset.');
    toast!.action!.run();
    expect(keys()).toBe('time delta source channel type id field:total data size');
  });

  it('leave the last one, and then there is nothing to take back', () => {
    const removal = useColumnRemoval();
    for (const column of USUAL.split(' ').slice(1)) useColumns().hide(column as 'id');
    removal.hide('time');
    expect(keys()).toBe('time');
    expect(useToasts().toasts).toEqual([]);
  });
});

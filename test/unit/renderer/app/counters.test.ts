import { flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_FILTER } from '@shared/feed';
import type { HistoryState } from '@shared/history';
import CountersPopover from '@/app/CountersPopover.vue';
import { counterGroups, filledShare, type Counted, type Counter } from '@/app/counters';
import { useApp } from '@/stores/app';
import { useFeed } from '@/stores/feed';
import { useHistory } from '@/stores/history';

vi.mock('@/bridge', () => ({
  call: () => Promise.resolve(null),
  on: () => () => undefined,
  openFeed: () => Promise.resolve({ send: () => undefined, close: () => undefined }),
}));

const history = (more: Partial<HistoryState> = {}): HistoryState => ({
  kept: true,
  problem: null,
  events: 48_214,
  bytes: 61_000_000,
  stored: 48_214,
  evicted: 0,
  dropped: 0,
  carried: 0,
  unindexed: 0,
  waitingBytes: 0,
  notJson: 0,
  badUtf8: 0,
  cut: 0,
  damagedFiles: 0,
  damagedBytes: 0,
  tornBytes: 0,
  oldestAt: null,
  sources: [],
  cleared: null,
  leaving: [],
  ...more,
});
const counters = (more: Partial<Counted> = {}): ReadonlyMap<string, Counter> =>
  new Map(
    counterGroups({
      totals: { received: 50_000, stored: 48_214, evicted: 1_786, dropped: 0 },
      history: history(),
      filter: { ...EMPTY_FILTER, query: 'type:error' },
      matched: 318,
      muted: null,
      searching: false,
      now: 0,
      ...more,
    })
      .flat()
      .map((counter) => [counter.id, counter]),
  );

describe('the counters', () => {
  it('add up: what is in the history is shown or filtered out', () => {
    expect(counters().get('stored')?.value).toBe('48,214');
    expect(counters().get('shown')?.value).toBe('318');
    expect(counters().get('filtered')?.value).toBe('47,896');
  });

  it('count what is muted apart, and not as filtered out', () => {
    const filter = { ...EMPTY_FILTER, mutedChannels: [{ sourceId: 'a', channel: 'logs' }] };
    const known = counters({ filter, matched: 318, muted: 40_000 });
    expect(known.get('filtered')?.value).toBe('7,896');
    expect(known.get('muted')).toMatchObject({ value: '40,000', action: { kind: 'unmute' } });
    const unknown = counters({ filter, muted: null });
    expect(unknown.get('filtered')).toMatchObject({ value: 'searching', action: null });
    expect(unknown.get('muted')).toMatchObject({ value: 'searching', action: null });
    expect(counters().has('muted')).toBe(false);
  });

  it('show what is filtered out by the opposite of the filter', () => {
    const { action } = counters().get('filtered')!;
    expect(action).toEqual({
      kind: 'query',
      query: 'NOT (type:error AND NOT kind:comment AND NOT kind:state)',
    });
  });

  it('show what is wrong by a query', () => {
    const wrong = counters({ history: history({ notJson: 12, cut: 3 }) });
    expect(wrong.get('not-json')).toMatchObject({
      value: '12',
      tone: 'warn',
      action: { kind: 'query', query: 'problem:not-json' },
    });
    expect(wrong.get('cut')?.action).toEqual({ kind: 'query', query: 'problem:cut' });
    expect(wrong.get('bad-utf8')).toMatchObject({ value: '0', tone: 'plain', action: null });
  });

  it('say what became of what cannot be shown', () => {
    const gone = counters({
      totals: { received: 9, stored: 1, evicted: 5, dropped: 3 },
      history: history({ carried: 31 }),
    });
    expect(gone.get('evicted')?.action).toMatchObject({ sentence: expect.stringContaining('31 events') });
    expect(gone.get('dropped')).toMatchObject({ value: '3', tone: 'warn' });
  });

  it('promise nothing about what is still being searched', () => {
    const searching = counters({ searching: true });
    expect(searching.get('shown')?.value).toBe('318, searching');
    expect(searching.get('filtered')).toMatchObject({ value: 'searching', action: null });
  });

  it('tell of damage only when there is some', () => {
    expect(counters().has('damaged')).toBe(false);
    const damaged = counters({ history: history({ damagedFiles: 1, damagedBytes: 500 }) });
    expect(damaged.get('damaged')?.value).toBe('500 B');
  });

  it('measure how full the history is by the nearer of its bounds', () => {
    expect(filledShare(history(), { megabytes: 122, events: 0 })).toBe(0.5);
    expect(filledShare(history(), { megabytes: 122, events: 48_214 })).toBe(1);
    expect(filledShare(history({ bytes: 9e9 }), { megabytes: 122, events: 0 })).toBe(1);
  });
});

describe('the counters of the status bar', () => {
  beforeEach(() => {
    sessionStorage.clear();
    setActivePinia(createPinia());
  });
  afterEach(() => document.body.replaceChildren());

  async function opened(state: Partial<HistoryState> = {}) {
    useHistory().take(history(state));
    useFeed().totals = { received: 48_214, stored: 48_214, evicted: 0, dropped: 0 };
    const shown = mount(CountersPopover, { attachTo: document.body });
    await shown.get('.sb-buffer').trigger('click');
    await flushPromises();
    return shown;
  }
  const counter = (label: string): HTMLButtonElement =>
    [...document.querySelectorAll<HTMLButtonElement>('.counter')].find((button) =>
      button.textContent.includes(label),
    )!;

  it('say how many events there are and how full the history is', async () => {
    const shown = await opened();
    expect(shown.get('.sb-buffer').text()).toContain('48,214 events, 61.0 MB');
    expect(shown.get('[role="meter"]').attributes('aria-valuetext')).toBe('61.0 MB of 2.00 GB');
  });

  it('show in the stream what they count, and nothing else', async () => {
    await opened({ cut: 4 });
    const feed = useFeed();
    feed.setFilter({ sources: ['a'], query: 'x', comments: true });
    useApp().view = 'connections';
    counter('Longer than').click();
    await flushPromises();
    expect(feed.filter).toEqual({ ...EMPTY_FILTER, comments: true, query: 'problem:cut' });
    expect(useApp().view).toBe('stream');
    expect(document.querySelector('.counters')).toBeNull();
  });

  it('go to the limits in the settings', async () => {
    await opened();
    document.querySelector<HTMLButtonElement>('.counters .lnk')!.click();
    await flushPromises();
    expect(useApp().view).toBe('settings');
    expect(useApp().settingsSection).toBe('history');
  });

  it('bear a red mark and the reason when the history cannot be written', async () => {
    const problem = {
      code: 'disk-full',
      message: 'The disk of the history is full.',
      hint: 'Free some space.',
    };
    const shown = await opened({ problem });
    expect(shown.get('.sb-buffer').classes()).toContain('is-err');
    expect(document.querySelector('.counters [role="alert"]')?.textContent).toContain(problem.message);
  });
});

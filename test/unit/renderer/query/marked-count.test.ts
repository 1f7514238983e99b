import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref, type EffectScope } from 'vue';
import { EMPTY_FILTER } from '@shared/feed';
import { setLanguage } from '@/i18n/i18n';
import { useFeed } from '@/stores/feed';
import { countWords } from '@/views/stream/query/count-words';
import { useMarkedCount } from '@/views/stream/query/use-marked-count';

const main = vi.hoisted(() => ({ asked: [] as unknown[], events: 12 }));
vi.mock('@/bridge', () => ({
  call: (name: string, argument: unknown) => {
    main.asked.push([name, argument]);
    return Promise.resolve({ events: main.events, sources: [] });
  },
  on: () => () => undefined,
  openFeed: () => Promise.resolve({ send: () => undefined, close: () => undefined }),
}));

let scope: EffectScope;
beforeEach(() => {
  vi.useFakeTimers();
  setActivePinia(createPinia());
  main.asked = [];
  main.events = 12;
  scope = effectScope();
});
afterEach(async () => {
  scope.stop();
  vi.useRealTimers();
  await setLanguage('en');
});
const arrive = async (): Promise<void> => {
  const feed = useFeed();
  feed.live = { first: 0, end: feed.live.end + 1 };
  await nextTick();
};

describe('the count of highlighted events', () => {
  it('is asked for at once, and again every 2 s at most while events arrive', async () => {
    const feed = useFeed();
    const marked = scope.run(() => useMarkedCount(() => feed.mark !== ''))!;
    expect(main.asked).toEqual([]);
    feed.setMark('refunded');
    await vi.advanceTimersByTimeAsync(0);
    expect(main.asked).toEqual([['history.count', { ...EMPTY_FILTER, query: 'refunded' }]]);
    expect(marked.value).toBe(12);
    main.events = 15;
    for (let i = 0; i < 10; i++) {
      await arrive();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(main.asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(main.asked).toHaveLength(2);
    expect(marked.value).toBe(15);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(main.asked).toHaveLength(2);
  });

  it('ends with the highlighting', async () => {
    const feed = useFeed();
    const on = ref(true);
    const marked = scope.run(() => useMarkedCount(() => on.value))!;
    feed.setMark('refunded');
    await vi.advanceTimersByTimeAsync(0);
    await arrive();
    on.value = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(marked.value).toBeNull();
    expect(main.asked).toHaveLength(1);
  });

  it('stands beside what it is a part of', () => {
    const counted = { matched: 48_214, stored: 50_000, filtered: false, search: null };
    expect(countWords({ ...counted, marked: 12 })).toBe('12 marked of 48,214');
    expect(countWords({ ...counted, marked: null })).toBe('48,214 events');
  });

  it('is said in the language of the window', async () => {
    await setLanguage('de');
    const counted = { matched: 48_214, stored: 50_000, filtered: true, search: null };
    expect(countWords({ ...counted, marked: 12 })).toBe('12 markiert von 48.214');
    expect(countWords(counted)).toBe('48.214 von 50.000');
    expect(countWords({ ...counted, search: { looked: 1, of: 4 } })).toBe('48.214, Suche 25 %');
  });
});

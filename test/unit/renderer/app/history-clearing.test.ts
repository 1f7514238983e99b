import { flushPromises } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { HistoryState } from '@shared/history';
import { useFeed } from '@/stores/feed';
import { useHistory } from '@/stores/history';
import { useHistoryClearing } from '@/stores/history-clearing';
import { useToasts } from '@/stores/toasts';

let calls: [name: string, argument: unknown][];
let answers: Record<string, unknown>;

beforeEach(() => {
  calls = [];
  answers = { 'events.undoClear': true };
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (name: string, argument: unknown) => {
        calls.push([name, argument]);
        return Promise.resolve({ ok: true, value: answers[name] });
      },
      on: () => () => undefined,
    },
  });
  setActivePinia(createPinia());
});

function tell(part: Partial<HistoryState>): void {
  const history = useHistory();
  const feed = useFeed();
  if (part.events !== undefined) feed.totals = { ...feed.totals, stored: part.events };
  history.take({ ...history.state, ...part });
}
const titles = (): string[] => useToasts().toasts.map(({ title }) => title);

describe('clearing the history', () => {
  it('says how many events went, and brings back just them', async () => {
    tell({ events: 48_214, cleared: { token: 3, until: 1 } });
    await useHistoryClearing().clear();
    expect(titles()).toEqual(['History cleared, 48,214 events.']);
    tell({ events: 0, cleared: { token: 4, until: 600_000 } });
    useToasts().toasts[0]!.action!.run();
    await flushPromises();
    expect(calls).toEqual([
      ['events.clear', undefined],
      ['events.undoClear', 4],
    ]);
    expect(titles()).toContain('The history is back.');
  });

  it('undoes also when the undo comes before the main process has told its token', async () => {
    tell({ events: 5 });
    await useHistoryClearing().clear();
    useToasts().toasts[0]!.action!.run();
    await flushPromises();
    expect(calls).toHaveLength(1);
    tell({ events: 0, cleared: { token: 1, until: 600_000 } });
    await flushPromises();
    expect(calls[1]).toEqual(['events.undoClear', 1]);
  });

  it('says so when it is too late', async () => {
    answers['events.undoClear'] = false;
    await useHistoryClearing().undo(1);
    expect(titles()).toEqual(['What was cleared cannot be brought back any more.']);
  });

  it('does not wait for ever for the token', async () => {
    vi.useFakeTimers();
    try {
      tell({ events: 5 });
      await useHistoryClearing().clear();
      useToasts().toasts[0]!.action!.run();
      await vi.advanceTimersByTimeAsync(6_000);
      expect(titles()).toContain('What was cleared cannot be brought back any more.');
    } finally {
      vi.useRealTimers();
    }
  });

  it('offers no way back where nothing is kept on disk', async () => {
    tell({ events: 5, kept: false });
    await useHistoryClearing().clear();
    expect(titles()).toEqual(['History cleared, 5 events.']);
    expect(useToasts().toasts[0]).not.toHaveProperty('action');
  });

  it('has nothing to clear in an empty history', async () => {
    await useHistoryClearing().clear();
    expect(calls).toEqual([]);
    expect(titles()).toEqual(['The history is empty.']);
  });

  it('remembers how many events can be brought back, and of which clearing', async () => {
    tell({ events: 12 });
    const clearing = useHistoryClearing();
    await clearing.clear();
    tell({ events: 0, cleared: { token: 1, until: 600_000 } });
    await flushPromises();
    expect(clearing.cleared).toEqual({ token: 1, until: 600_000, events: 12 });
    tell({ cleared: { token: 2, until: 700_000 } });
    expect(clearing.cleared).toEqual({ token: 2, until: 700_000, events: null });
  });
});

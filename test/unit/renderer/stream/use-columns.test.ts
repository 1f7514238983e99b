import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { computed, effectScope, nextTick, ref, shallowRef, type EffectScope } from 'vue';
import {
  isLive,
  LIVE_SPAN,
  windowOf,
  type TimeSpan,
  type TimeWindow,
} from '@/views/stream/hydrograph/time-span';
import { useColumns, type Histogram } from '@/views/stream/hydrograph/use-columns';

const NOW = Date.UTC(2026, 10, 21, 14, 32);

/** A hydrograph without its picture, and a main process that answers when it is told to. */
function graph(first: TimeSpan) {
  const span = shallowRef<TimeSpan>(first);
  const now = ref(NOW);
  const subject = shallowRef<object>({});
  const extent = shallowRef<TimeWindow | null>(null);
  const asked: {
    from: number;
    to: number;
    buckets: number;
    answer: (more?: Partial<Histogram>) => Promise<void>;
    fail: () => void;
  }[] = [];
  const columns = useColumns({
    span,
    active: computed(() => !isLive(span.value)),
    window: computed(() => windowOf(span.value, now.value, extent.value)),
    now,
    subject: () => subject.value,
    measured: (reach) => (extent.value = reach),
    ask: (from, to, buckets) =>
      new Promise((resolve, reject) => {
        const answer = async (more: Partial<Histogram> = {}): Promise<void> => {
          const none = new Array<number>(buckets).fill(0);
          resolve({ from, to, events: none, errors: none, extent: null, ...more });
          await vi.advanceTimersByTimeAsync(0);
        };
        asked.push({ from, to, buckets, answer, fail: () => reject(new Error('gone')) });
      }),
  });
  const tick = async (): Promise<void> => {
    now.value += 1_000;
    await vi.advanceTimersByTimeAsync(1_000);
  };
  return { span, now, subject, extent, asked, columns, tick };
}

describe('the columns of a longer time', () => {
  let scope: EffectScope;
  beforeEach(() => {
    vi.useFakeTimers();
    scope = effectScope();
  });
  afterEach(() => {
    scope.stop();
    vi.useRealTimers();
  });
  const made = (span: TimeSpan): ReturnType<typeof graph> => scope.run(() => graph(span))!;

  it('are not asked for while the last minutes show, which are pushed', async () => {
    const { asked, tick } = made(LIVE_SPAN);
    for (let i = 0; i < 5; i++) await tick();
    expect(asked).toHaveLength(0);
  });

  it('are asked for at most once a second while time goes on', async () => {
    const { asked, columns, tick } = made({ kind: 'rolling', ms: 300_000 });
    await vi.advanceTimersByTimeAsync(0);
    expect(asked.map(({ buckets, to, from }) => [buckets, to - from])).toEqual([[150, 300_000]]);
    await asked[0]!.answer();
    expect(columns.value?.ms).toBe(2_000);
    for (let i = 0; i < 6; i++) {
      await tick();
      await asked.at(-1)!.answer();
    }
    expect(asked.length).toBeGreaterThanOrEqual(6);
    expect(asked.length).toBeLessThanOrEqual(7);
  });

  it('are asked for one question at a time, and less often when an answer takes long', async () => {
    const { asked, tick } = made({ kind: 'rolling', ms: 300_000 });
    for (let i = 0; i < 5; i++) await tick();
    expect(asked).toHaveLength(1);
    await asked[0]!.answer();
    for (let i = 0; i < 14; i++) await tick();
    expect(asked).toHaveLength(1);
    for (let i = 0; i < 2; i++) await tick();
    expect(asked).toHaveLength(2);
  });

  it('show all of the history once it is known how far that reaches', async () => {
    const { asked, columns } = made({ kind: 'all' });
    await vi.advanceTimersByTimeAsync(0);
    const reach = { from: NOW - 86_400_000, to: NOW };
    await asked[0]!.answer({ extent: reach });
    await vi.advanceTimersByTimeAsync(200);
    expect(asked[1]!.from).toBeLessThanOrEqual(reach.from);
    await asked[1]!.answer({ extent: reach });
    expect(columns.value!.ms).toBe(600_000);
  });

  it('of another filter are let go, also when their answer comes late', async () => {
    const { asked, columns, subject } = made({ kind: 'rolling', ms: 300_000 });
    await vi.advanceTimersByTimeAsync(0);
    subject.value = {};
    await nextTick();
    await asked[0]!.answer({ events: [9], errors: [0] });
    expect(columns.value).toBeNull();
    await vi.advanceTimersByTimeAsync(200);
    await asked[1]!.answer();
    expect(columns.value).not.toBeNull();
  });

  it('stay when the next question fails, and the one after that is asked', async () => {
    const { asked, columns, tick } = made({ kind: 'rolling', ms: 300_000 });
    await vi.advanceTimersByTimeAsync(0);
    await asked[0]!.answer();
    const had = columns.value;
    await tick();
    asked[1]!.fail();
    await vi.advanceTimersByTimeAsync(0);
    expect(columns.value).toBe(had);
    await tick();
    await tick();
    expect(asked.length).toBeGreaterThan(2);
  });
});

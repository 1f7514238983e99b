import { describe, expect, it } from 'vitest';
import { nextTick, ref } from 'vue';
import { StreamgaugeError } from '@shared/errors';
import type { EventDetail } from '@shared/stream-event';
import { useEventDetail } from '@/views/stream/inspector/event-detail';
import { eventually } from '../../../support/eventually';

const detailOf = (seq: number): EventDetail => ({ seq, data: `data ${seq}` }) as EventDetail;

/** A main process that answers when it is told to. */
function slowAnswers(): {
  asked: number[];
  ask: (seq: number) => Promise<EventDetail | null>;
  answer: (seq: number, detail: EventDetail | null) => void;
} {
  const waiting = new Map<number, (detail: EventDetail | null) => void>();
  const asked: number[] = [];
  return {
    asked,
    ask: (seq) => {
      asked.push(seq);
      return new Promise((resolve) => waiting.set(seq, resolve));
    },
    answer: (seq, detail) => waiting.get(seq)?.(detail),
  };
}

describe('the detail of the chosen event', () => {
  it('asks only for the newest wish while one question is under way, and drops the stale answer', async () => {
    const main = slowAnswers();
    const seq = ref<number | null>(1);
    const state = useEventDetail(seq, main.ask);
    for (const next of [2, 3, 4]) {
      seq.value = next;
      await nextTick();
    }
    main.answer(1, detailOf(1));
    await eventually(() => expect(main.asked).toEqual([1, 4]));
    expect(state.value).toEqual({ phase: 'loading', seq: 4 });
    main.answer(4, detailOf(4));
    await eventually(() => expect(state.value).toEqual({ phase: 'ready', detail: detailOf(4) }));
  });

  it('shows nothing when the choice was taken back meanwhile', async () => {
    const main = slowAnswers();
    const seq = ref<number | null>(1);
    const state = useEventDetail(seq, main.ask);
    seq.value = null;
    await nextTick();
    main.answer(1, detailOf(1));
    await eventually(() => expect(state.value).toEqual({ phase: 'none' }));
  });

  it('tells an event that is no longer in the history from a call that failed', async () => {
    const gone = useEventDetail(ref(5), () => Promise.resolve(null));
    await eventually(() => expect(gone.value).toEqual({ phase: 'gone', seq: 5 }));
    const failed = useEventDetail(ref(6), () =>
      Promise.reject(new StreamgaugeError('no-history', 'The history is closed.')),
    );
    await eventually(() =>
      expect(failed.value).toEqual({
        phase: 'failed',
        seq: 6,
        problem: { code: 'no-history', message: 'The history is closed.' },
      }),
    );
  });
});

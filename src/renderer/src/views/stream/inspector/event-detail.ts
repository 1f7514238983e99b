import { shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { toProblem, type Problem } from '@shared/errors';
import type { EventDetail } from '@shared/stream-event';
import { call } from '../../../bridge';

export type DetailState =
  | { readonly phase: 'none' }
  | { readonly phase: 'loading'; readonly seq: number }
  | { readonly phase: 'ready'; readonly detail: EventDetail }
  /** The event is no longer in the history. */
  | { readonly phase: 'gone'; readonly seq: number }
  | { readonly phase: 'failed'; readonly seq: number; readonly problem: Problem };

/**
 * All of the chosen event. One question is under way at a time: while somebody runs through the rows, only the
 * newest wish is asked next, and answers to older ones are dropped.
 */
export function useEventDetail(
  seq: Ref<number | null>,
  ask: (seq: number) => Promise<EventDetail | null> = (wanted) => call('events.detail', wanted),
): Readonly<ShallowRef<DetailState>> {
  const state = shallowRef<DetailState>({ phase: 'none' });
  let asking = false;

  async function fetchNewest(): Promise<void> {
    if (asking) return;
    asking = true;
    try {
      for (let wanted = seq.value, done: number | null = null; wanted !== null && wanted !== done;) {
        const answer = await answerTo(wanted);
        done = wanted;
        wanted = seq.value;
        if (wanted === done) state.value = answer;
      }
    } finally {
      asking = false;
    }
  }
  async function answerTo(wanted: number): Promise<DetailState> {
    try {
      const detail = await ask(wanted);
      return detail ? { phase: 'ready', detail } : { phase: 'gone', seq: wanted };
    } catch (error) {
      return { phase: 'failed', seq: wanted, problem: toProblem(error) };
    }
  }

  watch(
    seq,
    (wanted) => {
      state.value = wanted === null ? { phase: 'none' } : { phase: 'loading', seq: wanted };
      if (wanted !== null) void fetchNewest();
    },
    { immediate: true },
  );
  return state;
}

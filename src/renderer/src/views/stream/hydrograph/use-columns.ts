import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { FeedMessage } from '@shared/feed';
import { columnsOf, type TimeSpan, type TimeWindow } from './time-span';

/** Matching events in columns of equal length. */
export interface Columns {
  /** Epoch ms where the first one begins. */
  readonly from: number;
  /** Length of each. */
  readonly ms: number;
  readonly events: readonly number[];
  readonly errors: readonly number[];
}

/** `from` and `to` are those of the columns, which need not be the ones that were asked for. */
export type Histogram = Omit<Extract<FeedMessage, { kind: 'histogram' }>, 'kind' | 'view'>;
export type AskHistogram = (from: number, to: number, buckets: number) => Promise<Histogram>;

/** ms between two questions while a window moves on, and while it is being moved by hand. */
const EVERY_MS = 1_000;
const BY_HAND_MS = 120;
/** A long history is asked less often: no more than a quarter of the time goes into it. */
const REST_FACTOR = 3;

/**
 * The columns of a window that is not the live one, asked for at most once a second while time goes on. One question is
 * under way at a time.
 */
export function useColumns(options: {
  readonly span: Readonly<Ref<TimeSpan>>;
  /** Whether columns are asked for at all: those of the live span are pushed. */
  readonly active: Readonly<Ref<boolean>>;
  readonly window: Readonly<Ref<TimeWindow>>;
  /** Epoch ms, ticking once a second. */
  readonly now: Readonly<Ref<number>>;
  /** What is counted: columns of another subject are let go. */
  readonly subject: () => object;
  readonly ask: AskHistogram;
  /** Told with each answer when the first and the last matching event arrived, null without any. */
  readonly measured: (extent: TimeWindow | null) => void;
}): Readonly<ShallowRef<Columns | null>> {
  const { span, active, window, now, subject, ask, measured } = options;
  const columns = shallowRef<Columns | null>(null);
  let asking = false;
  let turn = 0;
  /** How far all of the history reaches is not known of this subject. */
  let unmeasured = true;
  let answeredAt = -Infinity;
  let cost = 0;
  /** How long the last answer has to be good enough, ms; `Infinity`: no new one is wanted. */
  let rest = Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function want(restMs: number): void {
    rest = Math.min(rest, restMs);
    if (!asking) schedule();
  }
  function schedule(): void {
    clearTimeout(timer);
    const pause = rest === EVERY_MS ? Math.max(EVERY_MS, cost * REST_FACTOR) : rest;
    timer = setTimeout(() => void fetchColumns(), Math.max(0, answeredAt + pause - performance.now()));
  }

  async function fetchColumns(): Promise<void> {
    asking = true;
    rest = Infinity;
    const mine = turn;
    const wanted = columnsOf(window.value);
    const began = performance.now();
    try {
      const { from, to, events, errors, extent: reach } = await ask(wanted.from, wanted.to, wanted.count);
      if (mine === turn) {
        columns.value = { from, ms: (to - from) / events.length, events, errors };
        measured(reach);
        if (unmeasured && span.value.kind === 'all') want(0);
        unmeasured = false;
      }
    } catch {
      // The old columns stay; the next tick asks again.
    } finally {
      asking = false;
      answeredAt = performance.now();
      cost = answeredAt - began;
      if (rest < Infinity) schedule();
    }
  }

  watch(subject, () => {
    turn += 1;
    unmeasured = true;
    if (active.value) want(0);
  });
  watch([span, active], () => {
    if (active.value) return want(BY_HAND_MS);
    turn += 1;
    columns.value = null;
  });
  // Also a window in the past fills, while the history is still being searched.
  watch(now, () => active.value && document.visibilityState === 'visible' && want(EVERY_MS));
  if (active.value) want(0);
  onScopeDispose(() => {
    turn += 1;
    clearTimeout(timer);
  });
  return columns;
}

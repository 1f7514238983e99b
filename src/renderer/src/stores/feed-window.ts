import { shallowRef, type ShallowRef } from 'vue';
import { MAX_WINDOW_ROWS } from '@shared/feed';
import type { EventRow } from '@shared/stream-event';
import { RowFetches } from './feed-fetches';
import { RowReads } from './feed-reads';
import { NO_ROWS, rowAt, stretchOf, withAnswer, type RowWindow, type Stretch } from './feed-rows';

/** Rows beyond what a paused table draws that are fetched before it needs them. */
const SLACK_ROWS = 60;

export interface FeedWindow {
  readonly rows: ShallowRef<RowWindow>;
  at(position: number): EventRow | undefined;
  /** The table tells which positions it draws, `to` not included. Missing ones are fetched. */
  want(from: number, to: number): void;
  /** Asks for what is missing, unless an answer is under way. */
  fetch(): void;
  /** Rows that were asked for. */
  answer(from: number, list: readonly EventRow[]): void;
  /** The rows before `end`, which an update brought. */
  takeTail(end: number, list: readonly EventRow[]): void;
  /** Asks for rows of a view that is not on the screen yet, once; `here` is called when they have taken the place of these. */
  fetchAhead(position: number, within: Stretch, here: () => void): void;
  /** At most `MAX_WINDOW_ROWS` rows that the table does not draw; null when there is a new view before they come. */
  read(from: number, count: number): Promise<readonly EventRow[] | null>;
  /** Asks for everything that is here once more: the rows look different now. */
  renew(): void;
  /** A new view: nothing that was asked for comes any more. What is here stays. */
  abandon(): void;
  clear(): void;
}

/**
 * The rows that are in the window, and the fetching of those that the table needs.
 *
 * @param bounds the positions that there are; null while none can be asked for
 */
export function useFeedWindow(
  following: () => boolean,
  bounds: () => Stretch | null,
  ask: (stretch: Stretch) => void,
): FeedWindow {
  const rows = shallowRef<RowWindow>(NO_ROWS);
  const fetches = new RowFetches();
  let wanted: Stretch = { from: 0, to: 0 };
  let ahead: { readonly stretch: Stretch; readonly here: () => void } | null = null;
  /** An answer that nobody waits for any more is still to come. */
  let stray = false;
  const reads = new RowReads(ask);

  function fetch(): void {
    const within = bounds();
    // Answers carry no number: one is waited for at a time.
    if (!within || reads.underWay) return;
    const held = stretchOf(rows.value);
    // While following, updates bring what is at the end, and the table tells what it draws a little later than that moves on.
    const atEnd = { from: within.to - (wanted.to - wanted.from), to: within.to };
    const next = following()
      ? fetches.next(atEnd, 0, within, held)
      : fetches.next(wanted, SLACK_ROWS, within, held);
    if (next) ask(next);
    else if (fetches.from === null && !ahead && !stray) reads.next();
  }
  function fetchAhead(position: number, within: Stretch, here: () => void): void {
    if (ahead) return;
    const from = Math.max(within.from, position - MAX_WINDOW_ROWS / 2);
    ahead = { stretch: { from, to: Math.min(within.to, from + MAX_WINDOW_ROWS) }, here };
    ask(ahead.stretch);
  }
  function answer(from: number, list: readonly EventRow[]): void {
    if (ahead) {
      const { stretch, here } = ahead;
      ahead = null;
      rows.value = withAnswer(NO_ROWS, stretch, from, list, stretch);
      return here();
    }
    if (stray && from !== fetches.from) {
      stray = false;
      return;
    }
    if (reads.underWay) {
      reads.answer(list);
      return fetch();
    }
    const asked = fetches.answered();
    // While following, the end may have gone far beyond what was asked for.
    if (asked && !(following() && asked.stretch.to < rows.value.from))
      rows.value = withAnswer(asked.replaces ? NO_ROWS : rows.value, asked.stretch, from, list, wanted);
    fetch();
  }
  function takeTail(end: number, list: readonly EventRow[]): void {
    const tail = { from: end - list.length, to: end };
    rows.value = withAnswer(
      rows.value,
      tail,
      tail.from,
      list,
      tail,
      Math.max(MAX_WINDOW_ROWS / 2, 2 * list.length),
    );
  }
  function want(from: number, to: number): void {
    wanted = { from, to };
    fetch();
  }
  function renew(): void {
    fetches.again();
    fetch();
  }
  return {
    rows,
    at: (position) => rowAt(rows.value, position),
    want,
    fetch,
    answer,
    takeTail,
    renew,
    fetchAhead,
    read(from, count) {
      if (!bounds()) return Promise.resolve(null);
      const read = reads.add({ from, to: from + count });
      fetch();
      return read;
    },
    abandon() {
      fetches.forget();
      reads.forget();
      ahead = null;
      stray = false;
    },
    clear() {
      rows.value = NO_ROWS;
      stray = stray || ahead !== null;
      ahead = null;
    },
  };
}

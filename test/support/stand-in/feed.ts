/** The main process's end of the live feed over a made-up history, searched from its newest event to its oldest. */
import {
  EMPTY_FILTER,
  RATE_SECONDS,
  type FeedMessage,
  type FeedRequest,
  type HistoryTotals,
  type RateBucket,
  type TypeCount,
} from '@shared/feed';
import type { EventRow } from '@shared/stream-event';
import { PayloadValues } from '../../../src/main/history/payload-values';
import type { SeqTest, StandInHistory } from './history';

export interface StandInFeedOptions {
  readonly totals: () => HistoryTotals;
  /** ms until rows are there. */
  readonly lag: number;
  /** Events that are searched in one frame. */
  readonly searchStep: number;
}

/** Events at the end that a new view has at once: the memory of the main process. */
const MEMORY = 20_000;
const HISTOGRAM_SAMPLES = 200_000;

/** The matching events, by position: those of the memory and newer ones from 0 on, older ones before. */
class View {
  readonly #newer: number[] = [];
  readonly #older: number[] = [];

  get first(): number {
    return -this.#older.length;
  }
  get end(): number {
    return this.#newer.length;
  }
  addNewer(seq: number): void {
    this.#newer.push(seq);
  }
  addOlder(seq: number): void {
    this.#older.push(seq);
  }
  seqAt(position: number): number | undefined {
    return position >= 0 ? this.#newer[position] : this.#older[-1 - position];
  }
  /** The first position whose event is not before `seq`. */
  place(seq: number): number {
    let low = this.first;
    let high = this.end;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.seqAt(middle)! < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Serves one window; the function that comes back says that the view does not hold any more. */
export function serveFeed(
  port: MessagePort,
  history: StandInHistory,
  options: StandInFeedOptions,
): () => void {
  let number = 0;
  let acked = 0;
  let viewNumber = 0;
  let follow = 0;
  let view: View | null = null;
  let tests = history.tester(EMPTY_FILTER);
  let marked: SeqTest | null = null;
  let columns: PayloadValues | null = null;
  let memoryFirst = 0;
  let seen = 0;
  let looked = 0;
  let counts = new Map<string, number>();
  let changed = true;
  let reset = true;
  let beat = 0;
  let waiting: (() => boolean)[] = [];

  const post = (message: FeedMessage): void => port.postMessage(message);
  const count = (seq: number): void => {
    const { kind, type } = history.row(seq);
    if (kind === 'event') counts.set(type, (counts.get(type) ?? 0) + 1);
  };
  const row = (seq: number): EventRow => {
    const made = history.row(seq);
    const data = columns && made.kind === 'event' ? history.detail(seq)?.data : undefined;
    return {
      ...made,
      ...(columns && data !== undefined && { values: columns.of(data) }),
      ...(marked?.(seq) && { marked: true }),
    };
  };
  const rows = (from: number, to: number): EventRow[] => {
    const list: EventRow[] = [];
    for (let position = from; position < to; position++) {
      const seq = view?.seqAt(position);
      if (seq !== undefined) list.push(row(seq));
    }
    return list;
  };
  const complete = (): boolean => looked < history.first;

  function takeNewer(): void {
    for (; seen < history.next; seen++) {
      if (tests.base(seen)) count(seen);
      if (tests.rows(seen)) {
        view!.addNewer(seen);
        changed = true;
      }
    }
  }
  function searchOlder(): void {
    const until = Math.max(history.first, looked - options.searchStep + 1);
    for (; looked >= until; looked--) {
      if (tests.rows(looked)) view!.addOlder(looked);
      if (looked % 50 === 0 && tests.base(looked)) for (let i = 0; i < 50; i++) count(looked);
    }
    changed = true;
  }
  function rates(): RateBucket[] {
    const buckets = new Map<number, RateBucket>();
    const from = Math.floor(Date.now() / 1_000) - RATE_SECONDS;
    for (let position = view!.end - 1; position >= view!.first; position--) {
      const { receivedAt, level, kind } = history.row(view!.seqAt(position)!);
      const second = Math.floor(receivedAt / 1_000);
      if (second < from) break;
      if (kind !== 'event') continue;
      const had = buckets.get(second) ?? { second, events: 0, errors: 0 };
      buckets.set(second, { second, events: had.events + 1, errors: had.errors + Number(level === 'error') });
    }
    return [...buckets.values()].reverse();
  }
  function typeCounts(): TypeCount[] {
    return [...counts].map(([type, events]) => ({ type, count: events })).sort((a, b) => b.count - a.count);
  }

  function beatOnce(): void {
    if (!view) return;
    takeNewer();
    if (!complete()) searchOlder();
    waiting = waiting.filter((answer) => !answer());
    if (acked < number || (!changed && !reset)) return;
    const slow = reset || beat++ % 8 === 0;
    number += 1;
    post({
      kind: 'update',
      number,
      view: viewNumber,
      first: view.first,
      end: view.end,
      search: complete() ? null : { looked: memoryFirst - looked, of: memoryFirst },
      tail: follow > 0 ? rows(Math.max(view.first, view.end - follow), view.end) : [],
      totals: options.totals(),
      ...(slow && { types: typeCounts(), rate: rates(), rateReset: true }),
    });
    changed = false;
    reset = false;
  }
  setInterval(beatOnce, 33);

  function histogram(from: number, to: number, buckets: number): FeedMessage {
    const events = new Array<number>(buckets).fill(0);
    const errors = new Array<number>(buckets).fill(0);
    const { first, end } = view!;
    const stride = Math.max(1, Math.floor((end - first) / HISTOGRAM_SAMPLES));
    for (let position = first; position < end; position += stride) {
      const { receivedAt, level } = history.row(view!.seqAt(position)!);
      const column = Math.floor(((receivedAt - from) / (to - from)) * buckets);
      if (column < 0 || column >= buckets) continue;
      events[column]! += stride;
      if (level === 'error') errors[column]! += stride;
    }
    const timeAt = (position: number): number => history.row(view!.seqAt(position)!).receivedAt;
    const extent = end > first ? { from: timeAt(first), to: timeAt(end - 1) } : null;
    return { kind: 'histogram', view: viewNumber, from, to, events, errors, extent };
  }

  function found(position: number | null): boolean {
    post({
      kind: 'found',
      view: viewNumber,
      position,
      seq: position === null ? null : view!.seqAt(position)!,
    });
    return true;
  }
  function find(seq: number, nearest: boolean): boolean {
    if (seq <= looked) return false;
    const place = view!.place(seq);
    if (place < view!.end && view!.seqAt(place) === seq) return found(place);
    if (!nearest || view!.end === view!.first) return complete() || !nearest ? found(null) : false;
    return found(Math.min(place, view!.end - 1));
  }
  function seek({ from, direction, what, of }: Extract<FeedRequest, { kind: 'seek' }>): boolean {
    const step = direction === 'next' ? 1 : -1;
    const start = direction === 'next' ? Math.max(view!.first, from + 1) : Math.min(view!.end, from) - 1;
    for (let position = start; position >= view!.first && position < view!.end; position += step) {
      const { kind, level, seq, sourceId, channel } = history.row(view!.seqAt(position)!);
      const isSought = {
        gap: kind === 'gap',
        error: level === 'error',
        marked: marked?.(seq) === true,
        channel: kind === 'event' && sourceId === of?.sourceId && channel === of.channel,
      }[what];
      if (isSought) return found(position);
    }
    return direction === 'next' || complete() ? found(null) : false;
  }
  const answer = (attempt: () => boolean): void => void (attempt() || waiting.push(attempt));

  port.onmessage = ({ data }: MessageEvent<FeedRequest>) => {
    if (data.kind === 'view') {
      viewNumber = data.view;
      tests = history.tester(data.filter);
      view = new View();
      marked = null;
      counts = new Map();
      waiting = [];
      memoryFirst = Math.max(history.first, history.next - MEMORY);
      seen = memoryFirst;
      looked = memoryFirst - 1;
      reset = true;
    } else if (data.kind === 'follow') {
      follow = data.rows;
      reset = true;
    } else if (data.kind === 'ack') acked = data.number;
    else if (data.view !== viewNumber || !view) return;
    else if (data.kind === 'columns') {
      columns = data.paths.length > 0 ? new PayloadValues(data.paths) : null;
      reset = true;
    } else if (data.kind === 'mark') {
      marked = data.query === '' ? null : history.marker(data.query);
      reset = true;
    } else if (data.kind === 'rows') {
      const { from, count: wanted, view: asked } = data;
      const start = Math.max(from, view.first);
      const list = rows(start, Math.min(from + wanted, view.end));
      setTimeout(() => post({ kind: 'rows', view: asked, from: start, rows: list }), options.lag);
    } else if (data.kind === 'find') answer(() => find(data.seq, data.nearest));
    else if (data.kind === 'seek') answer(() => seek(data));
    else post(histogram(data.from, data.to, data.buckets));
  };
  return () => view && post({ kind: 'stale', view: viewNumber });
}

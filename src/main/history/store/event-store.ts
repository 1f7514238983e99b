import { Buffer } from 'node:buffer';
import path from 'node:path';
import { StreamgaugeError } from '@shared/errors';
import { MAX_CHANNELS, MAX_HISTOGRAM_BUCKETS } from '@shared/feed';
import type { ChannelAt } from '@shared/history';
import type { QueryNode } from '@shared/query';
import { phrase } from '@shared/sentences/phrase';
import type { SeriesAnswer, SeriesRequest } from '@shared/series';
import type { EventRow, StreamEvent } from '@shared/stream-event';
import type {
  HistogramAnswer,
  HistogramRequest,
  PageRequest,
  RetentionPolicy,
  ScanChunk,
  StoreChange,
  StoreStats,
} from './api';
import { inUse } from './folder-lock';
import { RecordView } from './record';
import { RecordQueue } from './record-queue';
import { ThreadLink } from './thread-link';

export interface EventStoreOptions {
  /** The built `store-thread` file. */
  readonly thread: string | URL;
  /** Most bytes that wait to be written; what comes beyond is dropped and counted. Default 32 MiB. */
  readonly queueBytes?: number;
  /** How long a cleared history can be brought back, ms. Default 10 min. */
  readonly undoMs?: number;
  /**
   * Reads the history as it is when it is opened, beside the program that writes to it; takes no lock and writes nothing.
   * What would change it throws `history-read-only`.
   */
  readonly readOnly?: boolean;
}

export interface StorePage {
  /** Smallest `seq` first. */
  readonly events: StreamEvent[];
  /** Whether more match beyond the last, in the direction that was asked for. */
  readonly more: boolean;
}

export interface ClearedHistory {
  /** For `undoClear`. */
  readonly token: number;
  /** Brings everything back. False when it is gone for good: too late, or cleared again. */
  undo(): Promise<boolean>;
}

const QUEUE_BYTES = 32 * 1_024 * 1_024;
const UNDO_MS = 600_000;
const MAX_PAGE = 10_000;
/** Folders that this process has open for writing. */
const OPEN_HERE = new Set<string>();
/** Most rows at a time. */
export const MAX_ROWS = 1_000;

/**
 * Opens the history in a folder, which is made when it is not there; only one store may have it open for writing. Throws
 * `history-in-use`, `history-not-found` (for reading only) or `history-not-opened`.
 */
export async function openEventStore(folder: string, options: EventStoreOptions): Promise<EventStore> {
  const readOnly = options.readOnly ?? false;
  const undoMs = options.undoMs ?? UNDO_MS;
  const place = path.resolve(folder);
  // The lock tells processes apart, not the threads of one.
  if (!readOnly && OPEN_HERE.has(place)) throw inUse(folder, phrase('this process'));
  const link = new ThreadLink(options.thread, { folder, undoMs, readOnly });
  if (!readOnly) {
    OPEN_HERE.add(place);
    void link.exited.then(() => OPEN_HERE.delete(place));
  }
  return new EventStore(folder, link, await link.opened, readOnly, options.queueBytes ?? QUEUE_BYTES);
}

/**
 * All events of all sources on disk. `append` costs the caller one copy; files, indexes and queries are the work of a
 * thread of the store's own. What is asked for sees what was appended before.
 *
 * What takes an `AbortSignal` rejects with its reason when it is aborted, and stops within a slice of some 8 ms.
 */
export class EventStore {
  readonly #folder: string;
  readonly #link: ThreadLink;
  readonly #readOnly: boolean;
  readonly #queue: RecordQueue;
  #nextSeq: number;

  constructor(folder: string, link: ThreadLink, nextSeq: number, readOnly: boolean, queueBytes: number) {
    this.#folder = folder;
    this.#link = link;
    this.#nextSeq = nextSeq;
    this.#readOnly = readOnly;
    this.#queue = new RecordQueue(queueBytes, link);
  }

  /** The smallest `seq` that the next event may have. */
  get nextSeq(): number {
    return this.#nextSeq;
  }

  /** Events of this run that were taken: written, or on their way. */
  get taken(): number {
    return this.#queue.taken;
  }

  /** Events of this run that were not kept: the queue was full, or one was too large. */
  get dropped(): number {
    return this.#queue.dropped;
  }

  /**
   * Queues events, whose `seq` rises over all calls, and returns how many were taken. The rest is dropped and counted:
   * when the disk is slower than the streams, or takes nothing. Throws `history-order` for a `seq` that is not above
   * the last one.
   */
  append(events: readonly StreamEvent[]): number {
    if (this.#readOnly) {
      throw new StreamgaugeError(
        'history-read-only',
        `The history in ${this.#folder} is open for reading only.`,
        { hint: 'Open it for writing to change it, which one program at a time can do.' },
      );
    }
    let taken = 0;
    for (const event of events) {
      if (event.seq < this.#nextSeq) {
        throw new StreamgaugeError(
          'history-order',
          `Event ${event.seq} cannot be stored after event ${this.#nextSeq - 1}.`,
        );
      }
      this.#nextSeq = event.seq + 1;
      if (this.#queue.push(event)) taken++;
    }
    this.#queue.flushSoon();
    return taken;
  }

  /** Bytes that can be appended at the moment without being dropped. */
  room(): number {
    return this.#queue.room();
  }

  /** Hands on what was appended at once instead of within 20 ms. */
  flush(): void {
    this.#queue.flush();
  }

  /**
   * The events next to a position that match; without a position the newest. At most 8 MiB of them, but always one when
   * one matches.
   */
  async page(node: QueryNode, request: PageRequest, signal?: AbortSignal): Promise<StorePage> {
    const limit = Math.min(MAX_PAGE, Math.max(1, Math.floor(request.limit)));
    this.flush();
    const page = { ...request, limit };
    const { records, more } = await this.#link.ask('page', { kind: 'page', node, page }, signal);
    const bytes = Buffer.from(records.buffer);
    const view = new RecordView();
    const events: StreamEvent[] = [];
    for (let at = 0; at < bytes.length; at += view.length) events.push(view.set(bytes, at).toEvent());
    return { events, more };
  }

  /** How many events match, exactly. */
  async count(node: QueryNode, signal?: AbortSignal): Promise<number> {
    this.flush();
    return (await this.#link.ask('value', { kind: 'count', node }, signal)).value;
  }

  /** One event; null when it was never stored or has been let go. */
  async get(seq: number): Promise<StreamEvent | null> {
    const { events } = await this.page({ kind: 'all' }, { after: seq - 1, before: seq + 1, limit: 1 });
    return events[0] ?? null;
  }

  /**
   * Looks at all events below `before`, newest first, and tells in chunks which match `rows`, which is `base` and a part
   * about types. Resolves when all have been looked at. Events that leave meanwhile are told by `onChange`.
   */
  async scan(
    query: { readonly base: QueryNode; readonly rows: QueryNode },
    before: number,
    onChunk: (chunk: ScanChunk) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    this.flush();
    await this.#link.ask('value', { kind: 'scan', query, before }, signal, onChunk);
  }

  /**
   * Rows of events by `seq`, at most `MAX_ROWS`, in the order asked for; those that are not there are left out. Those that
   * `mark` matches are `marked`; of payloads they have the values at the paths of `columns`. Throws `history-too-many-rows`.
   */
  async rows(
    seqs: readonly number[],
    mark: QueryNode | null,
    columns: readonly string[] = [],
  ): Promise<EventRow[]> {
    if (seqs.length > MAX_ROWS) {
      throw new StreamgaugeError(
        'history-too-many-rows',
        `${seqs.length} rows were asked for at once; the history gives ${MAX_ROWS} at most.`,
      );
    }
    if (seqs.length === 0) return [];
    this.flush();
    return (await this.#link.ask('rows', { kind: 'rows', seqs, mark, columns })).rows;
  }

  /** Counts the events (of this kind) that match, by arrival. `to` is above `from`. */
  async histogram(node: QueryNode, range: HistogramRequest, signal?: AbortSignal): Promise<HistogramAnswer> {
    const buckets = Math.min(MAX_HISTOGRAM_BUCKETS, Math.max(1, Math.floor(range.buckets)));
    const to = Math.max(range.from + 1, range.to);
    this.flush();
    const request = { kind: 'histogram', node, range: { from: range.from, to, buckets } } as const;
    return (await this.#link.ask('histogram', request, signal)).histogram;
  }

  /**
   * The channels of all sources as they were at a moment (epoch ms): those that were heard of last, at most `limit`. Order
   * is by `seq`: the last event of a channel is the one with the largest `seq` that had arrived by then.
   */
  async channelsAt(time: number, limit = MAX_CHANNELS, signal?: AbortSignal): Promise<ChannelAt[]> {
    this.flush();
    return (await this.#link.ask('channels', { kind: 'channels', time, limit }, signal)).channels;
  }

  /** The numbers at one place in the payloads of a stream, over time. */
  async series(request: SeriesRequest, signal?: AbortSignal): Promise<SeriesAnswer> {
    this.flush();
    return (await this.#link.ask('series', { kind: 'series', request }, signal)).series;
  }

  async stats(): Promise<StoreStats> {
    const { stats } = await this.#link.ask('stats', { kind: 'stats' });
    return { ...stats, dropped: this.#queue.dropped, waitingBytes: this.#queue.waitingBytes };
  }

  /** Tells what happens to stored events until the returned function is called. */
  onChange(listener: (change: StoreChange) => void): () => void {
    return this.#link.onChange(listener);
  }

  /** Sets what is kept, from now on; resolves when it is met. Whole segments go, at most an eighth of a limit each. */
  async retain(policy: RetentionPolicy): Promise<void> {
    this.flush();
    await this.#link.ask('value', { kind: 'retain', policy });
  }

  /** Empties the history. It can be brought back for a while, but not after the store is closed. */
  async clear(): Promise<ClearedHistory> {
    this.flush();
    const { value: token } = await this.#link.ask('value', { kind: 'clear' });
    return { token, undo: () => this.undoClear(token) };
  }

  /** Brings back what `clear` took out. False when it is gone for good: too late, or cleared again. */
  async undoClear(token: number): Promise<boolean> {
    return (await this.#link.ask('value', { kind: 'undo', token })).value === 1;
  }

  /**
   * Hides what was appended of one source below a `seq`: for queries and figures it is not there, while its files stay as
   * they are. A store that is closed or killed without `show` deletes it when it is open again.
   */
  async hide(source: string, below: number): Promise<void> {
    this.flush();
    await this.#link.ask('value', { kind: 'hide', source, below });
  }

  /** Takes back `hide`: everything is as it was. */
  async show(source: string): Promise<void> {
    await this.#link.ask('value', { kind: 'show', source });
  }

  /**
   * Deletes all that was appended of one source, or what of it lies below a `seq`, also the newest of its channels; resolves with how many events that were
   * when they are gone from the disk. While the disk takes nothing they are hidden, and go when it does.
   */
  async forget(source: string, below = this.#nextSeq): Promise<number> {
    this.flush();
    return (await this.#link.ask('value', { kind: 'forget', source, below })).value;
  }

  /** When all that was appended is written and indexed and the policy is met. */
  async settled(): Promise<void> {
    this.flush();
    await this.#link.ask('value', { kind: 'settle' });
  }

  /** Writes what waits and ends the thread. While the disk takes nothing, what waits is lost. */
  async close(): Promise<void> {
    if (this.#link.ended) return;
    this.flush();
    await this.#link.close();
  }
}

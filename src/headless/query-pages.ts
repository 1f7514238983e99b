import type { QueryNode } from '@shared/query';
import type { StreamEvent } from '@shared/stream-event';
import type { EventStore, StorePage } from '../main/history/store/event-store';

/** Events that are asked for together; the store gives fewer when they are large. */
const PAGE_EVENTS = 500;

/** What is read of a store. */
export type PagedStore = Pick<EventStore, 'page'>;

export interface MatchOptions {
  /** Only so many, the newest. */
  readonly limit: number | null;
  /** Newest first; otherwise oldest first. */
  readonly reverse: boolean;
  readonly signal: AbortSignal;
}

/** The events that match, in order. Two pages are in memory at most, however many there are. */
export async function* matches(
  store: PagedStore,
  node: QueryNode,
  { limit, reverse, signal }: MatchOptions,
): AsyncGenerator<StreamEvent, void, undefined> {
  const ask: Ask = (bounds, count) => store.page(node, { ...bounds, limit: count }, signal);
  if (reverse) yield* newestFirst(ask, limit ?? Infinity);
  else if (limit === null) yield* oldestFirst(ask, 0, Infinity);
  else yield* lastOf(ask, limit);
}

type Ask = (bounds: { before?: number; after?: number }, count: number) => Promise<StorePage>;

async function* oldestFirst(ask: Ask, after: number, most: number): AsyncGenerator<StreamEvent, void> {
  let left = most;
  let next: Promise<StorePage> | null = ask({ after }, Math.min(PAGE_EVENTS, left));
  while (next) {
    const { events, more }: StorePage = await next;
    left -= events.length;
    const last: StreamEvent | undefined = events.at(-1);
    // Read while the reader of our output takes what there is.
    next = more && last && left > 0 ? ask({ after: last.seq }, Math.min(PAGE_EVENTS, left)) : null;
    // Told when it is awaited; by then the reader may have left.
    next?.catch(() => undefined);
    yield* events;
  }
}

async function* newestFirst(ask: Ask, most: number): AsyncGenerator<StreamEvent, void> {
  let left = most;
  let next: Promise<StorePage> | null = ask({}, Math.min(PAGE_EVENTS, left));
  while (next) {
    const { events, more }: StorePage = await next;
    left -= events.length;
    const first: StreamEvent | undefined = events[0];
    next = more && first && left > 0 ? ask({ before: first.seq }, Math.min(PAGE_EVENTS, left)) : null;
    next?.catch(() => undefined);
    yield* [...events].reverse();
  }
}

/** The newest, oldest first: looks for where they begin without keeping them, unless one page has them all. */
async function* lastOf(ask: Ask, limit: number): AsyncGenerator<StreamEvent, void> {
  let page = await ask({}, Math.min(PAGE_EVENTS, limit));
  if (page.events.length === limit || !page.more) {
    yield* page.events;
    return;
  }
  let found = page.events.length;
  let first = page.events[0]?.seq ?? 1;
  while (found < limit && page.more) {
    page = await ask({ before: first }, Math.min(PAGE_EVENTS, limit - found));
    found += page.events.length;
    first = page.events[0]?.seq ?? first;
  }
  yield* oldestFirst(ask, first - 1, limit);
}

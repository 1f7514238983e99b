import type { EarlierEvent, EarlierEvents } from '@shared/earlier-events';
import { payloadTime } from '@shared/payload-time';
import type { QueryNode } from '@shared/query';
import type { StreamEvent } from '@shared/stream-event';
import { cutText } from '@shared/text';
import type { EventBuffer } from './event-buffer';
import { ROW_NAME_LENGTH } from './event-row';
import type { EventStore } from './store/event-store';

/** How long the disk is searched for one event of each kind, ms: rare ones may lie far back. */
const PATIENCE_MS = 1_500;

/** The history, in memory and on disk. */
export interface EarlierGround {
  readonly buffer: EventBuffer;
  readonly store: Pick<EventStore, 'get' | 'page'> | null;
}

/**
 * What came before an event: up to `most` alike, and the last of its channel and source. Null when the event is not there any
 * more. Looks through memory first; the disk is given 1.5 s.
 *
 * @param visit is handed the event itself and then those alike, newest first, as they are found
 */
export async function earlierEvents(
  { buffer, store }: EarlierGround,
  seq: number,
  most: number,
  visit?: (event: StreamEvent) => void,
): Promise<EarlierEvents | null> {
  const event = buffer.get(seq) ?? (await store?.get(seq)) ?? null;
  if (!event) return null;
  visit?.(event);
  const found = new Found(event, most, visit);
  const { firstSeq } = buffer;
  for (let at = Math.min(seq, buffer.nextSeq) - 1; at >= firstSeq && !found.isEnough; at--) {
    const earlier = buffer.get(at);
    if (earlier) found.look(earlier);
  }
  const complete = found.isEnough || !store || (await lookInStore(store, found, Math.min(seq, firstSeq)));
  return { alike: found.alike, ofChannel: found.ofChannel, ofSource: found.ofSource, complete };
}

/** Answers false when there was not enough time. */
async function lookInStore(store: Pick<EventStore, 'page'>, found: Found, before: number): Promise<boolean> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const { event } = found;
  const find = async (nodes: readonly QueryNode[], limit: number): Promise<void> => {
    if (limit === 0) return;
    const { events } = await store.page({ kind: 'and', nodes }, { before, limit }, signal);
    for (const earlier of [...events].reverse()) found.look(earlier);
  };
  try {
    // The widest first: what is found of the source is the last of it, and not the last of those alike.
    const ofSource = [is('source', event.sourceId), is('kind', event.kind)];
    const ofChannel = [...ofSource, channelNode(event)];
    const alike = event.type === '' ? ofChannel : [...ofChannel, is('type', event.type)];
    await find(ofSource, found.ofSource ? 0 : 1);
    await find(ofChannel, found.ofChannel ? 0 : 1);
    // One more: the last of the channel may be among them.
    await find(alike, found.missing && found.missing + 1);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

class Found {
  readonly event: StreamEvent;
  readonly #most: number;
  readonly #visit: ((event: StreamEvent) => void) | undefined;
  readonly alike: EarlierEvent[] = [];
  ofChannel: EarlierEvent | null = null;
  ofSource: EarlierEvent | null = null;

  constructor(event: StreamEvent, most: number, visit?: (event: StreamEvent) => void) {
    this.event = event;
    this.#most = most;
    this.#visit = visit;
  }

  get missing(): number {
    return this.#most - this.alike.length;
  }
  get isEnough(): boolean {
    return this.missing === 0 && this.ofChannel !== null && this.ofSource !== null;
  }

  /** Takes in an event that came before those that were looked at already. */
  look(earlier: StreamEvent): void {
    const { event } = this;
    if (earlier.sourceId !== event.sourceId || earlier.kind !== event.kind) return;
    this.ofSource ??= earlierOf(earlier);
    if (earlier.channel !== event.channel) return;
    this.ofChannel ??= earlierOf(earlier);
    if (earlier.type !== event.type || this.missing === 0) return;
    // The disk is asked several times over, and what was let go from memory meanwhile is found there again.
    const last = this.alike.at(-1);
    if (last && earlier.seq >= last.seq) return;
    this.alike.push(earlierOf(earlier));
    this.#visit?.(earlier);
  }
}

const earlierOf = ({ seq, kind, receivedAt, data, id, raw }: StreamEvent): EarlierEvent => ({
  seq,
  receivedAt,
  eventTime: kind === 'event' ? payloadTime(data) : null,
  id: id === null ? null : cutText(id, ROW_NAME_LENGTH),
  size: raw.byteLength,
});

const is = (field: string, value: string): QueryNode => ({
  kind: 'field',
  path: [field],
  match: { kind: 'is', value },
});
/** A channel without a name is one that no query can ask for by name. */
const channelNode = ({ channel }: StreamEvent): QueryNode =>
  channel === ''
    ? { kind: 'not', node: { kind: 'field', path: ['channel'], match: { kind: 'exists' } } }
    : is('channel', channel);

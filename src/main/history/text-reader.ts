import type { QueryNode } from '@shared/query';
import type { StreamEvent } from '@shared/stream-event';
import {
  TEXT_EVENT_LIMIT,
  TEXT_PAGE_LIMIT,
  type TextEvent,
  type TextPage,
  type TextQuestion,
} from '@shared/stream-text/text-event';
import type { EventBuffer } from './event-buffer';
import type { EventStore } from './store/event-store';

/** What is needed of the event store. */
type StoredTexts = Pick<EventStore, 'page'>;

/** How long an answer may wait for an event, ms. */
const LONGEST_WAIT_MS = 10_000;
/** Answers that wait at the same time; the one that waits longest is given at once. */
const MAX_WAITING = 16;
/** Events that are read from the store at once. */
const READ_EVENTS = 2_000;

/** Reads the events of one source in order, so that the window can join the text that they carry. */
export class TextReader {
  readonly #buffer: EventBuffer;
  readonly #store: StoredTexts | null;
  readonly #waiting = new Set<() => void>();

  constructor(buffer: EventBuffer, store: StoredTexts | null) {
    this.#buffer = buffer;
    this.#store = store;
  }

  async page(question: TextQuestion): Promise<TextPage> {
    if (question.after === null) return this.#before(question, question.before ?? Infinity);
    const page = await this.#after(question, question.after);
    if (page.events.length > 0 || page.more || !question.wait) return page;
    await this.#arrival(question);
    return this.#after(question, page.through);
  }

  async #after(question: TextQuestion, from: number): Promise<TextPage> {
    const page = new PageBuilder(question.limit);
    let after = from;
    while (this.#store && after + 1 < this.#buffer.firstSeq) {
      // What leaves memory while the store reads is looked for in the next round.
      const { firstSeq } = this.#buffer;
      const read = await this.#store.page(nodeOf(question), { after, limit: READ_EVENTS });
      for (const event of read.events) {
        if (isWanted(event, question) && !page.add(event)) return page.end(event.seq - 1);
        after = event.seq;
      }
      if (!read.more) after = Math.max(after, firstSeq - 1);
    }
    for (let seq = Math.max(after + 1, this.#buffer.firstSeq); seq < this.#buffer.nextSeq; seq++) {
      const event = this.#buffer.get(seq);
      if (event && isWanted(event, question) && !page.add(event)) return page.end(seq - 1);
    }
    return page.end(Math.max(from, this.#buffer.nextSeq - 1), false);
  }

  async #before(question: TextQuestion, before: number): Promise<TextPage> {
    const page = new PageBuilder(question.limit);
    const { firstSeq, nextSeq } = this.#buffer;
    const through = Math.min(before, nextSeq) - 1;
    for (let seq = through; seq >= firstSeq; seq--) {
      const event = this.#buffer.get(seq);
      if (event && isWanted(event, question) && !page.add(event)) return page.reversed(through, true);
    }
    let end = Math.min(before, firstSeq);
    for (let more = this.#store !== null; more;) {
      const read = await this.#store!.page(nodeOf(question), { before: end, limit: READ_EVENTS });
      for (const event of [...read.events].reverse()) {
        if (isWanted(event, question) && !page.add(event)) return page.reversed(through, true);
        end = event.seq;
      }
      more = read.more;
    }
    return page.reversed(through, false);
  }

  /** Resolves when an event that is wanted has arrived, or after a while. */
  #arrival(question: TextQuestion): Promise<void> {
    return new Promise((resolve) => {
      const [oldest] = this.#waiting;
      if (this.#waiting.size >= MAX_WAITING) oldest?.();
      const stop = this.#buffer.onBatch((batch) => {
        if (batch.some((event) => isWanted(event, question))) done();
      });
      const timer = setTimeout(() => done(), LONGEST_WAIT_MS);
      timer.unref();
      const done = (): void => {
        clearTimeout(timer);
        stop();
        this.#waiting.delete(done);
        resolve();
      };
      this.#waiting.add(done);
    });
  }
}

/** Collects events until the page is full. */
class PageBuilder {
  readonly #events: TextEvent[] = [];
  readonly #limit: number;
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False, and nothing is added, when there is no room. */
  add(event: StreamEvent): boolean {
    const made = toTextEvent(event);
    const full = this.#events.length >= this.#limit || this.#length + made.data.length > TEXT_PAGE_LIMIT;
    if (full && this.#events.length > 0) return false;
    this.#events.push(made);
    this.#length += made.data.length;
    return true;
  }

  end(through: number, more = true): TextPage {
    return { events: this.#events, through, more };
  }

  reversed(through: number, more: boolean): TextPage {
    return { events: this.#events.reverse(), through, more };
  }
}

function toTextEvent({ seq, kind, receivedAt, type, channel, data }: StreamEvent): TextEvent {
  if (kind !== 'event') return { seq, at: receivedAt, kind: 'break', type: '', channel: '', data: '' };
  const cut = data.length > TEXT_EVENT_LIMIT;
  return {
    seq,
    at: receivedAt,
    kind: 'event',
    type,
    channel,
    data: cut ? data.slice(0, TEXT_EVENT_LIMIT) : data,
    ...(cut && { cut }),
  };
}

function isWanted({ sourceId, kind, channel }: StreamEvent, question: TextQuestion): boolean {
  if (sourceId !== question.source) return false;
  if (kind === 'gap' || kind === 'state') return true;
  if (kind !== 'event') return false;
  const root = question.channel;
  if (root === null || channel === root) return true;
  return channel.startsWith(root) && /^[:/]/u.test(channel.slice(root.length));
}

function nodeOf({ source }: TextQuestion): QueryNode {
  const is = (field: string, value: string): QueryNode => ({
    kind: 'field',
    path: [field],
    match: { kind: 'is', value },
  });
  return {
    kind: 'and',
    nodes: [
      is('source', source),
      { kind: 'not', node: { kind: 'or', nodes: [is('kind', 'comment'), is('kind', 'sent')] } },
    ],
  };
}

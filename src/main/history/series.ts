import type { Series, SeriesAnswer, SeriesRequest, SeriesTail, SeriesTailRequest } from '@shared/series';
import type { StreamEvent } from '@shared/stream-event';
import { cutText } from '@shared/text';
import type { EventBuffer } from './event-buffer';
import { ROW_NAME_LENGTH } from './event-row';
import { PayloadReader } from './query/payload';
import { PayloadNumber } from './query/payload-number';
import { SeriesCollector } from './series-collector';
import { Turns } from './store/turns';

/** Points that one series gets at once of what has arrived. */
const TAIL_POINTS = 1_000;
/** Events that are looked at before the clock is. */
const STRIDE = 32;

/** What is needed of the event store. */
interface StoredSeries {
  series(request: SeriesRequest): Promise<SeriesAnswer>;
}

/** Answers for charts: the numbers of a series so far, from the store or else from memory, and those that came since. */
export class SeriesReader {
  readonly #buffer: EventBuffer;
  readonly #store: StoredSeries | null;

  constructor(buffer: EventBuffer, store: StoredSeries | null) {
    this.#buffer = buffer;
    this.#store = store;
  }

  /** The numbers of a series in a stretch of time. */
  async read(request: SeriesRequest): Promise<SeriesAnswer> {
    this.#buffer.flush();
    const seq = this.#buffer.nextSeq - 1;
    // Everything that was received is on its way to the store; what it drops is not kept anywhere.
    if (this.#store) return { ...(await this.#store.series(request)), seq };
    const found = new SeriesCollector();
    const probe = new SeriesProbe(request.series, new PayloadReader());
    const turns = new Turns();
    for (let at = seq; at >= this.#buffer.firstSeq; at--) {
      const event = this.#buffer.get(at);
      if (event && event.receivedAt >= request.from && event.receivedAt < request.to) probe.add(event, found);
      if (request.newest !== null && found.numbers >= request.newest) break;
      if (at % STRIDE === 0 && turns.due) await turns.next();
    }
    return found.answer(request.points, seq);
  }

  /** What has arrived after an event, for several series in one pass: each payload is parsed once. */
  async tail({ after, series }: SeriesTailRequest): Promise<SeriesTail> {
    this.#buffer.flush();
    const seq = this.#buffer.nextSeq - 1;
    const behind = after + 1 < this.#buffer.firstSeq && after < seq;
    const payloads = new PayloadReader();
    const each = series.map((one) => ({
      probe: new SeriesProbe(one, payloads),
      found: new SeriesCollector(),
    }));
    const turns = new Turns();
    for (let at = after + 1; !behind && at <= seq && series.length > 0; at++) {
      const event = this.#buffer.get(at);
      if (event) for (const { probe, found } of each) probe.add(event, found);
      if (at % STRIDE === 0 && turns.due) await turns.next();
    }
    return { seq, behind, series: each.map(({ found }) => found.answer(TAIL_POINTS, seq)) };
  }
}

/** Looks for the number of one series in event after event. */
class SeriesProbe {
  readonly #series: Series;
  readonly #numbers: PayloadNumber;

  constructor(series: Series, payloads: PayloadReader) {
    this.#series = series;
    this.#numbers = new PayloadNumber(series.path, series.texts, payloads);
  }

  add(event: StreamEvent, found: SeriesCollector): void {
    const { sourceId, channel, type } = this.#series;
    if (event.sourceId !== sourceId) return;
    if (event.gap) {
      found.addBreak(event.gap.downMs, event.receivedAt);
      return;
    }
    if (event.kind !== 'event' || !isNamed(event.channel, channel) || !isNamed(event.type, type)) return;
    found.add(event.receivedAt, event.seq, this.#numbers.of(event.data));
  }
}

/** As far as rows show the name. */
const isNamed = (name: string, wanted: string | null): boolean =>
  wanted === null ||
  name === wanted ||
  (name.length > ROW_NAME_LENGTH && cutText(name, ROW_NAME_LENGTH) === wanted);

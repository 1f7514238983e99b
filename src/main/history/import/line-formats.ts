import { StreamgaugeError } from '@shared/errors';
import type { Transport } from '@shared/connection';
import type { Gap, NewStreamEvent } from '@shared/stream-event';
import { canonicalFrame } from '../export/canonical-frame';
import { eventOfRecord, EVENTS_FILE_VERSION } from '../export/event-record';
import type { JsonLineFormat } from './lines-reader';
import { PayloadClock } from './payload-clock';
import type { ReadContext } from './piece-reader';

type Fields = Readonly<Record<string, unknown>>;

const MAX_SOURCE_NAMES = 1_000;
/** Highest version of a recording that is known (`recordings/recorded-event.ts`). */
const RECORDING_VERSION = 1;
const MAX_TIME = 8.64e15;

/** Our own NDJSON: `export/event-record.ts` describes it. */
export class EventsFormat implements JsonLineFormat {
  readonly #context: ReadContext;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  event(value: Fields): NewStreamEvent | null | 'bad' {
    if (value.streamgauge === 'events') return this.#header(value);
    const event = eventOfRecord(value);
    return event ? { ...event, sourceId: this.#context.sourceIdOf(event.sourceId) } : 'bad';
  }

  #header({ version, sources }: Fields): null {
    if (typeof version === 'number' && version > EVENTS_FILE_VERSION) throw newer();
    for (const source of Array.isArray(sources) ? sources.slice(0, MAX_SOURCE_NAMES) : []) {
      const { id, name } = (source ?? {}) as Fields;
      if (typeof id === 'string' && typeof name === 'string') this.#context.report.sourceNames.set(id, name);
    }
    return null;
  }
}

/** A recording of the hub: times count from its first event. */
export class RecordingLines implements JsonLineFormat {
  readonly #make: Maker;
  #recordedAt: number;

  constructor(context: ReadContext) {
    this.#make = new Maker(context);
    this.#recordedAt = context.baseTime;
  }

  event(value: Fields): NewStreamEvent | null | 'bad' {
    if (value.streamgauge === 'recording') {
      if (typeof value.version === 'number' && value.version > RECORDING_VERSION) throw newer();
      if (isTime(value.recordedAt)) this.#recordedAt = value.recordedAt;
      return null;
    }
    const { t, channel, event, id, data } = value;
    if (typeof t !== 'number' || !isTime(this.#recordedAt + t) || typeof data !== 'string') return 'bad';
    return this.#make.event(this.#recordedAt + t, text(event), textOrNull(id), text(channel), data);
  }
}

/** What `streamgauge tail` prints. */
export class TailLines implements JsonLineFormat {
  readonly #make: Maker;
  #lastAt: number;

  constructor(context: ReadContext) {
    this.#make = new Maker(context);
    this.#lastAt = context.baseTime;
  }

  event(value: Fields): NewStreamEvent | null | 'bad' {
    switch (value.kind) {
      case 'open':
        if (value.transport === 'websocket' || value.transport === 'polling' || value.transport === 'sse')
          this.#make.transport = value.transport;
        return null;
      case 'event': {
        const { receivedAt, type, id, channel, data } = value;
        if (!isTime(receivedAt) || typeof data !== 'string') return 'bad';
        this.#lastAt = receivedAt;
        return this.#make.event(receivedAt, text(type), textOrNull(id), text(channel), data);
      }
      case 'comment':
        return typeof value.text === 'string' ? this.#make.comment(this.#lastAt, value.text) : 'bad';
      case 'gap':
        return this.#make.gap(this.#lastAt, value) ?? 'bad';
      default:
        return typeof value.kind === 'string' ? null : 'bad';
    }
  }
}

/** JSON lines of anybody: each is the payload of an event. */
export class PayloadLines implements JsonLineFormat {
  readonly #make: Maker;
  readonly #clock: PayloadClock;

  constructor(context: ReadContext) {
    this.#make = new Maker(context);
    this.#clock = new PayloadClock(context.report, context.baseTime);
  }

  event(_: Fields, line: string): NewStreamEvent {
    return this.#make.event(this.#clock.of(line), '', null, '', line);
  }
}

/** Events out of what files without frames tell. */
class Maker {
  transport: Transport = 'sse';
  readonly #context: ReadContext;
  readonly #sourceId: string;
  #lastEventId = '';

  constructor(context: ReadContext) {
    this.#context = context;
    this.#sourceId = context.sourceIdOf(null);
  }

  event(receivedAt: number, type: string, id: string | null, channel: string, data: string): NewStreamEvent {
    const said = this.#context.tools.envelope(data);
    if (id !== null) this.#lastEventId = id;
    return this.#made({
      kind: 'event',
      receivedAt,
      type: type === '' ? 'message' : type,
      id,
      channel: channel || said.channel || this.#context.channel,
      data,
      level: said.level,
      gap: null,
    });
  }

  comment(receivedAt: number, data: string): NewStreamEvent {
    return this.#made({
      kind: 'comment',
      receivedAt,
      type: '',
      id: null,
      channel: '',
      data,
      level: null,
      gap: null,
    });
  }

  gap(receivedAt: number, { downMs, verdict, reason }: Fields): NewStreamEvent | null {
    const known = (['resumed', 'unknown', 'lost'] as const).find((one) => one === verdict);
    if (typeof downMs !== 'number' || !(downMs >= 0) || !known) return null;
    const gap: Gap = { downMs, resumedFrom: null, verdict: known, missing: null, sentence: text(reason) };
    const none = { type: '', id: null, channel: '', level: null };
    return {
      ...this.#made({ kind: 'gap', receivedAt, data: gap.sentence, gap, ...none }),
      raw: new Uint8Array(),
    };
  }

  #made(parts: Omit<NewStreamEvent, 'sourceId' | 'transport' | 'lastEventId' | 'raw'>): NewStreamEvent {
    return {
      ...parts,
      sourceId: this.#sourceId,
      transport: this.transport,
      lastEventId: this.#lastEventId,
      raw: canonicalFrame(parts),
    };
  }
}

function newer(): StreamgaugeError {
  return new StreamgaugeError('import-newer', 'The file was written by a newer Streamgauge.', {
    hint: 'Open it with that version.',
  });
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= MAX_TIME;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

import type { ResumeAudit, Transport } from '@shared/connection';
import type { SourceConfig, SourceCounters, SourceNumbers } from '@shared/source';
import type { NewStreamEvent } from '@shared/stream-event';
import { Continuity } from './continuity';
import { readEnvelope } from './envelope';
import type { ScannedEvent } from './frame-scanner';
import { compileMapping, type CompiledMapping } from './mapping/envelope-mapping';
import { remap } from './mapping/remap';
import { SourceMeter } from './source-meter';

export interface IntakeOptions {
  readonly sourceId: string;
  /** Where the stream goes on, `''` for nowhere. */
  readonly lastEventId: string;
  readonly now: () => number;
  onEvent(event: NewStreamEvent): void;
  /** How the stream went on after a break, as far as it can be told now. */
  onAudit(audit: ResumeAudit): void;
}

/** Makes the events of a source out of what its connections bring, and counts and measures them. */
export class Intake {
  readonly #options: IntakeOptions;
  readonly continuity: Continuity;
  readonly meter = new SourceMeter();
  /** Ours to count up; others read. */
  readonly counters: { -readonly [K in keyof SourceCounters]: number } = {
    events: 0,
    comments: 0,
    bytes: 0,
    wireBytes: 0,
    reconnects: 0,
    duplicates: 0,
    invalidUtf8: 0,
    incomplete: 0,
    missing: 0,
  };
  /** Epoch ms; null before the first. */
  lastCommentAt: number | null = null;
  lastEventAt: number | null = null;
  #defaultChannel = '';
  #mapping: CompiledMapping | null = null;
  #transport: Transport = 'sse';

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.continuity = new Continuity(options.lastEventId, {
      now: options.now,
      onGap: (gap) => {
        const raw = new Uint8Array();
        this.#emit('gap', '', null, '', gap.sentence, raw, null, gap, options.now());
      },
      onAudit: (audit) => options.onAudit(audit),
    });
  }

  /**
   * @param defaultChannel of events that name none
   * @throws StreamgaugeError `bad-mapping`
   */
  configure({ options }: SourceConfig, defaultChannel: string): void {
    this.#defaultChannel = defaultChannel;
    this.#mapping = options.mapping && compileMapping(options.mapping);
  }

  numbers(): SourceNumbers {
    return this.meter.numbers(this.#options.now());
  }

  /** A connection carries the stream from here on. @returns whether it had been broken */
  opened(transport: Transport, sentId: string): void {
    this.#transport = transport;
    if (this.continuity.opened(sentId)) this.counters.reconnects += 1;
  }

  bytes(count: number, wire: number, at: number): void {
    this.counters.bytes += count;
    this.counters.wireBytes += wire;
    this.meter.bytes(count, wire, at);
  }

  /** @returns how many events it was for whoever follows: none when it had been received before */
  event(scanned: ScannedEvent): number {
    if (!this.#mapping) return this.#take(scanned, null);
    let taken = 0;
    for (const event of remap(this.#mapping, scanned, this.continuity.lastEventId)) {
      taken += this.#take(event, event.time);
    }
    return taken;
  }

  comment(text: string, raw: Uint8Array): void {
    const at = this.#options.now();
    this.counters.comments += 1;
    this.lastCommentAt = at;
    this.#emit('comment', '', null, '', text, raw, null, null, at);
  }

  /** What became of the connection, as a row of the stream. */
  state(sentence: string): void {
    this.#emit('state', '', null, '', sentence, new Uint8Array(), null, null, this.#options.now());
  }

  /** A message that went out. */
  sent(text: string): void {
    const raw = new TextEncoder().encode(text);
    this.#emit('sent', '', null, this.#defaultChannel, text, raw, null, null, this.#options.now());
  }

  #take(scanned: ScannedEvent, time: number | null): number {
    const at = this.#options.now();
    this.lastEventAt = at;
    const { repeated, replayed, missing } = this.continuity.arrived(scanned);
    if (repeated) {
      this.counters.duplicates += 1;
      return 0;
    }
    this.counters.missing += missing;
    this.counters.events += 1;
    this.meter.event(scanned.data, at, replayed, time);
    const { channel, level } = readEnvelope(scanned.data);
    const shown = scanned.channel ?? channel ?? this.#defaultChannel;
    this.#emit('event', scanned.type, scanned.id, shown, scanned.data, scanned.raw, level, null, at);
    return 1;
  }

  /** With a parameter for each part: spreading one object into another costs V8 more than parsing the event. */
  #emit(
    kind: NewStreamEvent['kind'],
    type: string,
    id: string | null,
    channel: string,
    data: string,
    raw: Uint8Array,
    level: NewStreamEvent['level'],
    gap: NewStreamEvent['gap'],
    receivedAt: number,
  ): void {
    this.#options.onEvent({
      kind,
      sourceId: this.#options.sourceId,
      transport: this.#transport,
      receivedAt,
      type,
      id,
      lastEventId: this.continuity.lastEventId,
      channel,
      data,
      raw,
      level,
      gap,
    });
  }
}

import { coverOf } from '@shared/channel-marks';
import type { ChannelMark } from '@shared/settings';
import type { StreamEvent } from '@shared/stream-event';
import { passes, type CompiledQuery } from './compiled-query';

/** A rule that mutes, ready to be asked. */
export interface MuteRule {
  readonly query: CompiledQuery;
  /** None: of every source. */
  readonly sources: ReadonlySet<string>;
  /** It kept an event out. */
  met(at: number): void;
}

/** An event is asked about by several rules and by the inbox, within one batch: so many are remembered as counted. */
const MAX_COUNTED = 1_024;

/** What is not to raise anything: whole sources, channels with all below them, and what rules mute. */
export class Mutes {
  #sources: ReadonlySet<string> = new Set();
  #covers = coverOf([]);
  #rules: readonly MuteRule[] = [];
  readonly #counted = new Set<number>();

  setSettings(sources: readonly string[], channels: readonly ChannelMark[]): void {
    this.#sources = new Set(sources);
    this.#covers = coverOf(channels);
  }

  setRules(rules: readonly MuteRule[]): void {
    this.#rules = rules;
  }

  hasSource(sourceId: string): boolean {
    return this.#sources.has(sourceId);
  }

  /** @param counts whether a rule that mutes it counts it */
  has(event: StreamEvent, counts = true): boolean {
    const { sourceId, channel } = event;
    return this.#sources.has(sourceId) || this.#covers(sourceId, channel) || this.#byRule(event, counts);
  }

  #byRule(event: StreamEvent, counts: boolean): boolean {
    for (const { query, sources, met } of this.#rules) {
      if (sources.size > 0 && !sources.has(event.sourceId)) continue;
      if (!passes(query, event)) continue;
      if (counts && !this.#counted.has(event.seq)) {
        if (this.#counted.size >= MAX_COUNTED) this.#counted.clear();
        this.#counted.add(event.seq);
        met(event.receivedAt);
      }
      return true;
    }
    return false;
  }
}

import type { EpochSpan, LostRange } from './journal-recover';
import type { LogIds, Position } from './log-ids';

const OWN_FORM = /^([0-9a-z]{8})\.(0|[1-9][0-9]{0,15})$/u;

/**
 * Ids of a log that goes on after a restart: `epoch.seq`, with the epochs of earlier lives still understood. The log's
 * own numbers are those of the journal, so events that were kept have the id they always had.
 */
export class JournalIds implements LogIds {
  readonly #epochs: readonly EpochSpan[];
  readonly #lost: readonly LostRange[];
  readonly #current: EpochSpan;

  /** @param journal what `Journal.open` has found */
  constructor({
    epochs,
    lost,
  }: {
    readonly epochs: readonly EpochSpan[];
    readonly lost: readonly LostRange[];
  }) {
    this.#epochs = epochs;
    this.#lost = lost;
    this.#current = epochs.at(-1)!;
  }

  get epoch(): string {
    return this.#current.epoch;
  }

  appended(): void {
    // The log's numbers are the ids: nothing to remember.
  }

  idAfter(seq: number): string {
    if (seq >= this.#current.first) return `${this.#current.epoch}.${seq}`;
    const span = [...this.#epochs].reverse().find(({ first }) => first <= seq) ?? this.#epochs[0]!;
    return `${span.epoch}.${seq}`;
  }

  isOwnForm(id: string): boolean {
    const epoch = OWN_FORM.exec(id)?.[1];
    return epoch !== undefined && this.#epochs.some((span) => span.epoch === epoch);
  }

  locate(id: string, _first: number, next: number): Position {
    const [, epoch, digits] = OWN_FORM.exec(id) ?? [];
    if (epoch === undefined) return { known: false, reason: 'unknown-id' };
    const span = this.#epochs.find((known) => known.epoch === epoch);
    if (!span) return { known: false, reason: 'other-epoch' };
    const seq = Number(digits);
    if (span === this.#current && seq >= next) return { known: false, reason: 'unknown-id' };
    // A number that went out but never reached the disk stands for the last one of its life that did.
    return { known: true, seq: Math.min(seq, span.last) };
  }

  /**
   * What a client that has seen everything up to `seq` is to be told a gap of, since the events are gone and nobody
   * knows on which channels they were; null for nothing. `missedMax` is null when it is unknown how many.
   */
  lostAfter(seq: number): { readonly reason: LostRange['reason']; readonly missedMax: number | null } | null {
    const missing = this.#lost.filter(({ to }) => to > seq);
    const [first] = missing;
    if (!first) return null;
    if (missing.some(({ reason }) => reason === 'unclean-stop'))
      return { reason: 'unclean-stop', missedMax: null };
    const missedMax = missing.reduce((sum, { from, to }) => sum + to - Math.max(from, seq + 1) + 1, 0);
    return { reason: first.reason, missedMax };
  }
}

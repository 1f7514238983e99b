import type { ResumeAudit } from '@shared/connection';
import type { Gap } from '@shared/stream-event';
import type { ScannedEvent } from './frame-scanner';
import { lastNumber } from './id-sequence';
import { Replay } from './replay';
import { describeGap, resumeProblem } from './resume';
import { ResumeWatch } from './resume-audit';

/** A reconnect is told in the stream once the first event shows what the server did, or after this time, ms. */
const GAP_WAIT_MS = 1_000;
/** The verdict is final when nothing more has come for this long, ms. */
const AUDIT_WAIT_MS = 1_000;

export interface ContinuityOptions {
  readonly now: () => number;
  /** The row that marks a break, to be put into the stream now. */
  onGap(gap: Gap): void;
  /** How the stream went on, as far as it can be told now; may be called again for the same break. */
  onAudit(audit: ResumeAudit): void;
}

/** What an event is to the stream. */
export interface Arrival {
  /** It had been received before the break: nothing to hand on. */
  readonly repeated: boolean;
  /** It comes from the server's memory. */
  readonly replayed: boolean;
  /** So many before it never came, which was not known before. */
  readonly missing: number;
}

const NEW: Arrival = { repeated: false, replayed: false, missing: 0 };
const REPEATED: Arrival = { repeated: true, replayed: true, missing: 0 };

/** Where a stream stands, and how it goes on after a break: the last event id, what came twice, what never came. */
export class Continuity {
  readonly #options: ContinuityOptions;
  readonly #replay = new Replay();
  #lastEventId: string;
  #hasOpened = false;
  /** Epoch ms; null while nothing is broken. */
  #brokenAt: number | null = null;
  /** The break whose row has yet to be written. */
  #untold: { readonly at: number; readonly openedAt: number; readonly resumedFrom: string | null } | null =
    null;
  #watch: ResumeWatch | null = null;
  #missing = 0;
  #gapTimer: NodeJS.Timeout | undefined;
  #auditTimer: NodeJS.Timeout | undefined;

  constructor(lastEventId: string, options: ContinuityOptions) {
    this.#lastEventId = lastEventId;
    this.#options = options;
  }

  /** What a reconnect would send, as the standard keeps it. */
  get lastEventId(): string {
    return this.#lastEventId;
  }

  /** The last event id moved without an event. */
  position(lastEventId: string): void {
    this.#lastEventId = lastEventId;
  }

  /** What the next attempt sends, `''` for nothing. @param resume whether a reconnect resumes at all */
  idToSend(resume: boolean): string {
    const may = resume || !this.#hasOpened;
    return may && resumeProblem(this.#lastEventId) === null ? this.#lastEventId : '';
  }

  /** Another stream begins, or this one at another place. */
  startFrom(lastEventId: string): void {
    this.close();
    this.#lastEventId = lastEventId;
    this.#replay.forget();
    this.#hasOpened = false;
    this.#brokenAt = null;
    this.#untold = null;
    this.#watch = null;
  }

  /** The stream stops here: what comes next is told as a break. */
  broke(): void {
    clearTimeout(this.#gapTimer);
    this.#brokenAt = this.#options.now();
    this.#endWatch();
    this.#replay.breakOff();
  }

  /** A second connection is being opened where the stream stands now, beside the one that brings it, or no longer. */
  overlaps(on: boolean): void {
    this.#replay.rememberAll(on);
  }

  /** The second connection takes over: without a break, but some events come twice. */
  tookOver(): void {
    this.#endWatch();
    this.#replay.breakOff();
    this.#replay.rememberAll(false);
  }

  /**
   * The stream is open. What the server does first tells how well, so the row of a break waits for that, but not for long.
   * @returns whether it had been broken
   */
  opened(sentId: string): boolean {
    this.#hasOpened = true;
    if (this.#brokenAt === null) return false;
    const now = this.#options.now();
    // A break that was not told yet goes on: the connection in between brought nothing.
    const at = this.#untold?.at ?? this.#brokenAt;
    this.#untold = { at, openedAt: now, resumedFrom: sentId || null };
    this.#brokenAt = null;
    const known = lastNumber(this.#replay.recentIds());
    this.#watch = new ResumeWatch({ sentId, downMs: now - at, lastNumber: known }, now);
    this.#missing = 0;
    clearTimeout(this.#gapTimer);
    this.#gapTimer = setTimeout(() => {
      this.#tellBreak(null);
      this.#audit();
    }, GAP_WAIT_MS);
    return true;
  }

  /** Takes an event in. When this writes the row of a break, it does so before it returns. */
  arrived(event: ScannedEvent): Arrival {
    if (this.#replay.isRepeated(event)) {
      this.#watch?.duplicate(this.#options.now());
      return REPEATED;
    }
    const arrival = this.#watch ? this.#watched(event, this.#watch) : NEW;
    if (this.#showsPlace(event)) this.#tellBreak(event);
    this.#lastEventId = event.lastEventId;
    return arrival;
  }

  close(): void {
    clearTimeout(this.#gapTimer);
    clearTimeout(this.#auditTimer);
  }

  /** Whether an event shows where the stream goes on: a greeting, such as our hub's, has no id of its own. */
  #showsPlace({ id, type }: ScannedEvent): boolean {
    return id !== null || type === 'gap' || this.#untold?.resumedFrom === null;
  }

  #watched(event: ScannedEvent, watch: ResumeWatch): Arrival {
    const at = this.#options.now();
    watch.event(event, at);
    const missing = Math.max(0, watch.missing - this.#missing);
    this.#missing += missing;
    if (watch.settled(at)) {
      this.#endWatch();
      return { ...NEW, missing };
    }
    clearTimeout(this.#auditTimer);
    this.#auditTimer = setTimeout(() => this.#endWatch(), AUDIT_WAIT_MS);
    return { repeated: false, replayed: true, missing };
  }

  #audit(): void {
    if (this.#watch) this.#options.onAudit(this.#watch.audit(this.#options.now()));
  }

  /** The verdict is final. */
  #endWatch(): void {
    clearTimeout(this.#auditTimer);
    this.#audit();
    this.#watch = null;
  }

  #tellBreak(first: ScannedEvent | null): void {
    const broken = this.#untold;
    if (!broken) return;
    clearTimeout(this.#gapTimer);
    this.#untold = null;
    const { at, openedAt, resumedFrom } = broken;
    const complete = first !== null && this.#watch?.audit(openedAt).verdict === 'complete';
    this.#options.onGap(describeGap(openedAt - at, resumedFrom, first, this.#missing, complete));
  }
}

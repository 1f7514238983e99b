import { MAX_ATTEMPTS_KEPT, type Attempt, type ConnectionState } from '@shared/connection';
import type { Problem } from '@shared/errors';
import type { SourceConfig, SourceCounters, SourceSnapshot } from '@shared/source';
import type { NewStreamEvent } from '@shared/stream-event';
import { backoffDelay, clampRetry } from './backoff';
import { Cadence } from './cadence';
import { ConnectionError } from './connection-error';
import { channelOfUrl, readEnvelope } from './envelope';
import type { ScannedEvent } from './frame-scanner';
import { Replay } from './replay';
import { requestTarget } from './request-target';
import { describeGap, resumeProblem } from './resume';
import type { TransportAdapter, TransportSink } from './transports/transport';

/** The live state of a source, without its configuration. */
export type SourceStatus = Omit<SourceSnapshot, 'config'>;

export interface SourceOptions {
  readonly config: SourceConfig;
  readonly transport: TransportAdapter;
  readonly userAgent: string;
  onEvent(event: NewStreamEvent): void;
  onChange(): void;
  /** A `retry` field arrived, ms as sent. */
  onRetry?(ms: number): void;
  /** Resolves when there is room for more events; null for room now. */
  room(): Promise<void> | null;
  readonly now: () => number;
  readonly random: () => number;
}

/** A connection that lasted this long was healthy: the next failure starts the backoff afresh, ms. */
const HEALTHY_MS = 5_000;
/** A server's wish to wait is stretched by up to this part, so that many clients do not come back at once. */
const SPREAD = 0.2;
/** A reconnect is told in the stream once the first frame shows what the server did, or after this time, ms. */
const GAP_WAIT_MS = 1_000;

interface Break {
  readonly at: number;
  readonly resumedFrom: string | null;
}

/**
 * One outbound subscription: owns its connection state machine, attempts, counters and last event id.
 * The only place that moves the state.
 */
export class Source {
  #config: SourceConfig;
  readonly #options: SourceOptions;
  #state: ConnectionState;
  #attempts: Attempt[] = [];
  #attemptNumber = 0;
  #failures = 0;
  #abort: AbortController | null = null;
  #timer: NodeJS.Timeout | undefined;
  #gapTimer: NodeJS.Timeout | undefined;
  #counters: { -readonly [K in keyof SourceCounters]: number } = {
    events: 0,
    comments: 0,
    bytes: 0,
    reconnects: 0,
    duplicates: 0,
    invalidUtf8: 0,
    incomplete: 0,
  };
  #lastEventId: string;
  #serverRetryMs: number | null = null;
  #lastByteAt: number | null = null;
  #lastCommentAt: number | null = null;
  #lastEventAt: number | null = null;
  readonly #cadence = new Cadence();
  #defaultChannel: string;
  readonly #replay = new Replay();
  #hasOpened = false;
  #brokenAt: number | null = null;
  #break: Break | null = null;

  constructor(options: SourceOptions) {
    this.#options = options;
    this.#config = options.config;
    this.#lastEventId = options.config.startFromId;
    this.#defaultChannel = channelOfUrl(options.config.url);
    this.#state = { phase: 'paused', since: options.now() };
  }

  status(): SourceStatus {
    return {
      state: this.#state,
      attempts: this.#attempts,
      counters: { ...this.#counters },
      lastEventId: this.#lastEventId,
      resumeProblem: this.#config.resume ? resumeProblem(this.#lastEventId) : null,
      lastByteAt: this.#lastByteAt,
      lastCommentAt: this.#lastCommentAt,
      lastEventAt: this.#lastEventAt,
      usualIntervalMs: this.#cadence.usualIntervalMs,
      serverRetryMs: this.#serverRetryMs,
    };
  }

  /** Connects, unless it is connecting or open already. */
  connect(): void {
    if (this.#state.phase === 'connecting' || this.#state.phase === 'open') return;
    this.#failures = 0;
    this.#start();
  }

  /** Ends the connection, or the wait for one, until `connect`. */
  pause(): void {
    if (this.#state.phase === 'paused') return;
    this.#letGo();
    this.#move({ phase: 'paused', since: this.#options.now() });
  }

  /** Does not connect, and says why: something has to be entered first. `connect` and `retryNow` try all the same. */
  hold(reason: Problem): void {
    this.#letGo();
    this.#move({ phase: 'stopped', since: this.#options.now(), reason, needsCredentials: true });
  }

  /** Connects now: instead of waiting, or afresh when it is open. */
  retryNow(): void {
    if (this.#state.phase === 'connecting') return;
    this.#letGo();
    this.#failures = 0;
    this.#start();
  }

  /** Takes a changed configuration; reconnects when what is sent has changed and it was not paused. */
  reconfigure(config: SourceConfig): void {
    const before = this.#config;
    const sent = (c: SourceConfig): string =>
      JSON.stringify([c.url, c.headers, c.queryToken, c.resume, c.startFromId]);
    const reconnects = this.#state.phase !== 'paused' && sent(before) !== sent(config);
    this.#config = config;
    this.#defaultChannel = channelOfUrl(config.url);
    if (reconnects) this.#letGo();
    // A position means nothing on another stream.
    if (before.startFromId !== config.startFromId || new URL(before.url).href !== new URL(config.url).href) {
      this.#forgetPosition();
    }
    if (!reconnects) return;
    this.#failures = 0;
    this.#start();
  }

  close(): void {
    this.#drop();
  }

  #forgetPosition(): void {
    this.#lastEventId = this.#config.startFromId;
    this.#replay.forget();
    this.#hasOpened = false;
    this.#brokenAt = null;
    this.#break = null;
    this.#serverRetryMs = null;
  }

  /** Ends whatever it is doing, by our own wish. */
  #letGo(): void {
    const { phase } = this.#state;
    this.#drop();
    if (phase === 'open') this.#breakOff();
    if (phase === 'open' || phase === 'connecting') this.#amend({ endedAt: this.#options.now() });
  }

  /** The stream stops here: what comes next is told as a break. */
  #breakOff(): void {
    this.#brokenAt = this.#options.now();
    this.#replay.breakOff();
  }

  #drop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#gapTimer);
    this.#abort?.abort(new Error('dropped'));
    this.#abort = null;
  }

  #move(state: ConnectionState): void {
    this.#state = state;
    this.#options.onChange();
  }

  #start(): void {
    clearTimeout(this.#timer);
    const { now } = this.#options;
    const abort = new AbortController();
    this.#abort = abort;
    const mayResume = this.#config.resume || !this.#hasOpened;
    const resumeId = mayResume && resumeProblem(this.#lastEventId) === null ? this.#lastEventId : '';
    this.#attemptNumber += 1;
    this.#attempts = [
      ...this.#attempts.slice(-(MAX_ATTEMPTS_KEPT - 1)),
      {
        number: this.#attemptNumber,
        transport: 'sse',
        startedAt: now(),
        openedAt: null,
        endedAt: null,
        status: null,
        reason: null,
        lastEventIdSent: resumeId || null,
        events: 0,
      },
    ];
    this.#move({ phase: 'connecting', transport: 'sse', attempt: this.#failures + 1, since: now() });

    const mine = (): boolean => this.#abort === abort;
    const sink: TransportSink = {
      status: (status) => mine() && this.#amend({ status }),
      open: (via) => {
        if (!mine()) return;
        this.#cadence.restart();
        this.#amend({ openedAt: now() });
        this.#hasOpened = true;
        if (this.#brokenAt !== null) this.#opened(resumeId);
        this.#move({ phase: 'open', transport: 'sse', attempt: this.#failures + 1, since: now(), via });
      },
      bytes: (count) => {
        if (!mine()) return;
        this.#counters.bytes += count;
        this.#lastByteAt = now();
        this.#cadence.sign(this.#lastByteAt);
      },
      event: (event) => mine() && this.#event(event),
      comment: (text, raw) => mine() && this.#comment(text, raw),
      retry: (ms) => {
        if (!mine()) return;
        this.#serverRetryMs = clampRetry(ms);
        this.#options.onRetry?.(ms);
      },
      position: (id) => {
        if (mine()) this.#lastEventId = id;
      },
      replaced: (count) => {
        if (mine()) this.#counters.invalidUtf8 += count;
      },
      cutOff: () => {
        if (mine()) this.#counters.incomplete += 1;
      },
      room: () => this.#options.room(),
    };
    this.#options.transport
      .run(
        {
          ...requestTarget(this.#config),
          lastEventId: resumeId,
          userAgent: this.#options.userAgent,
        },
        sink,
        abort.signal,
      )
      .then(
        (end) => {
          if (!mine()) return;
          this.#ended(
            {
              code: 'ended',
              message: `${this.#config.name} ended the stream${end.incomplete ? ' in the middle of an event' : ''}.`,
              hint: 'It will be opened again.',
            },
            'retry',
            null,
          );
        },
        (error: unknown) => {
          if (!mine()) return;
          const known = error instanceof ConnectionError ? error : null;
          const reason: Problem = {
            code: known?.code ?? 'broken',
            message: known?.message ?? `The connection to ${this.#config.name} broke.`,
            ...(known?.hint ? { hint: known.hint } : {}),
          };
          this.#ended(reason, known?.remedy ?? 'retry', known?.retryAfterMs ?? null);
        },
      );
  }

  #amend(part: Partial<Attempt>): void {
    const last = this.#attempts.at(-1);
    if (last) this.#attempts = [...this.#attempts.slice(0, -1), { ...last, ...part }];
  }

  #ended(reason: Problem, remedy: 'retry' | 'stop' | 'credentials', retryAfter: number | null): void {
    const { now, random } = this.#options;
    this.#abort = null;
    // A break that was not told yet goes on: the connection in between brought nothing.
    clearTimeout(this.#gapTimer);
    const opened = this.#state.phase === 'open' ? this.#state.since : null;
    if (opened !== null) {
      this.#breakOff();
      if (now() - opened >= HEALTHY_MS) this.#failures = 0;
    }
    this.#amend({ endedAt: now(), reason });
    if (remedy !== 'retry') {
      this.#move({ phase: 'stopped', since: now(), reason, needsCredentials: remedy === 'credentials' });
      return;
    }
    this.#failures += 1;
    const delayMs = Math.max(
      backoffDelay(this.#failures, this.#serverRetryMs, undefined, random),
      Math.round((retryAfter ?? 0) * (1 + SPREAD * random())),
    );
    this.#timer = setTimeout(() => this.#start(), delayMs);
    this.#move({
      phase: 'waiting',
      transport: 'sse',
      attempt: this.#failures + 1,
      since: now(),
      until: now() + delayMs,
      delayMs,
      reason,
    });
  }

  #event(scanned: ScannedEvent): void {
    const at = this.#options.now();
    this.#lastEventAt = at;
    if (this.#break) this.#tellBreak(scanned);
    if (this.#replay.isRepeated(scanned)) {
      this.#counters.duplicates += 1;
      return;
    }
    this.#lastEventId = scanned.lastEventId;
    this.#counters.events += 1;
    this.#countInAttempt();
    const envelope = readEnvelope(scanned.data);
    this.#emit({
      kind: 'event',
      type: scanned.type,
      id: scanned.id,
      channel: scanned.channel ?? envelope.channel ?? this.#defaultChannel,
      data: scanned.data,
      raw: scanned.raw,
      level: envelope.level,
      gap: null,
    });
  }

  #comment(text: string, raw: Uint8Array): void {
    this.#counters.comments += 1;
    this.#lastCommentAt = this.#options.now();
    this.#emit({ kind: 'comment', type: '', id: null, channel: '', data: text, raw, level: null, gap: null });
  }

  #emit(part: Omit<NewStreamEvent, 'sourceId' | 'transport' | 'receivedAt' | 'lastEventId'>): void {
    this.#options.onEvent({
      ...part,
      sourceId: this.#config.id,
      transport: 'sse',
      receivedAt: this.#options.now(),
      lastEventId: this.#lastEventId,
    });
  }

  #countInAttempt(): void {
    // In place: a new object for every event would be waste, and the attempt is ours until it has ended.
    const last = this.#attempts.at(-1) as { events: number } | undefined;
    if (last) last.events += 1;
  }

  /** The stream is back. What the server does first tells how well: so the row waits for that, but not for long. */
  #opened(resumeId: string): void {
    this.#counters.reconnects += 1;
    clearTimeout(this.#gapTimer);
    this.#break = {
      at: this.#break?.at ?? this.#brokenAt ?? this.#options.now(),
      resumedFrom: resumeId || null,
    };
    this.#brokenAt = null;
    this.#gapTimer = setTimeout(() => this.#tellBreak(null), GAP_WAIT_MS);
  }

  #tellBreak(first: ScannedEvent | null): void {
    clearTimeout(this.#gapTimer);
    const broken = this.#break;
    if (!broken) return;
    this.#break = null;
    const gap = describeGap(
      this.#state.phase === 'open' ? this.#state.since - broken.at : this.#options.now() - broken.at,
      broken.resumedFrom,
      first,
    );
    this.#emit({
      kind: 'gap',
      type: '',
      id: null,
      channel: '',
      data: gap.sentence,
      raw: new Uint8Array(),
      level: null,
      gap,
    });
  }
}

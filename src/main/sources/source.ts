import {
  MAX_ATTEMPTS_KEPT,
  TRANSPORT_NAMES,
  type Attempt,
  type ConnectionState,
  type Negotiated,
  type Transport,
} from '@shared/connection';
import { duration } from '@shared/duration';
import type { Problem } from '@shared/errors';
import type { SourceConfig, SourceCounters, SourceSnapshot } from '@shared/source';
import type { NewStreamEvent } from '@shared/stream-event';
import { backoffDelay, clampRetry } from './backoff';
import { Cadence } from './cadence';
import { ConnectionError, type Remedy } from './connection-error';
import { channelOfUrl, readEnvelope } from './envelope';
import type { ScannedEvent } from './frame-scanner';
import { Ladder, type LadderPolicy } from './ladder';
import { Liveness, type LivenessPolicy } from './liveness';
import { Replay } from './replay';
import { requestTarget } from './request-target';
import { describeGap, resumeProblem } from './resume';
import type { TransportAdapter, TransportSink } from './transports/transport';

/** The live state of a source, without its configuration. */
export type SourceStatus = Omit<SourceSnapshot, 'config'>;

export interface SourceOptions {
  readonly config: SourceConfig;
  readonly transports: Readonly<Record<Transport, TransportAdapter>>;
  readonly ladder?: LadderPolicy;
  readonly liveness?: LivenessPolicy;
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

/** One attempt while it lives. */
interface Run {
  readonly abort: AbortController;
  readonly transport: Transport;
  /** Of its entry in the list of attempts. */
  readonly number: number;
  /** Sent to resume, `''` for nothing. */
  readonly resumeId: string;
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
  /** The attempt that brings the stream, or tries to. */
  #run: Run | null = null;
  /** An attempt on a higher rung, while a lower one brings the stream. */
  #climb: Run | null = null;
  #ladder: Ladder;
  #timer: NodeJS.Timeout | undefined;
  #climbTimer: NodeJS.Timeout | undefined;
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
  readonly #liveness: Liveness;
  #lifeTimer: NodeJS.Timeout | undefined;
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
    this.#ladder = this.#newLadder();
    this.#liveness = new Liveness(options.liveness);
    this.#state = { phase: 'paused', since: options.now() };
  }

  status(): SourceStatus {
    return {
      state: this.#state,
      ladder: this.#ladder.status(),
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
    this.#startAfresh();
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
    this.#startAfresh();
  }

  /** Takes a changed configuration; reconnects when what is sent has changed and it was not paused. */
  reconfigure(config: SourceConfig): void {
    const before = this.#config;
    const sent = (c: SourceConfig): string =>
      JSON.stringify([c.url, c.headers, c.queryToken, c.resume, c.startFromId, c.transports]);
    const reconnects = this.#state.phase !== 'paused' && sent(before) !== sent(config);
    this.#config = config;
    this.#defaultChannel = channelOfUrl(config.url);
    if (reconnects) this.#letGo();
    // A position means nothing on another stream.
    if (before.startFromId !== config.startFromId || new URL(before.url).href !== new URL(config.url).href) {
      this.#forgetPosition();
    }
    if (before.transports.join() !== config.transports.join()) this.#ladder = this.#newLadder();
    if (reconnects) this.#startAfresh();
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

  #newLadder(): Ladder {
    return new Ladder(this.#config.transports, this.#options.now, this.#options.ladder);
  }

  #startAfresh(): void {
    this.#failures = 0;
    this.#ladder.restart();
    this.#start();
  }

  /** Ends whatever it is doing, by our own wish. */
  #letGo(): void {
    const { phase } = this.#state;
    const live = [this.#run, this.#climb];
    this.#drop();
    if (phase === 'open') this.#breakOff();
    for (const run of live) if (run) this.#amend(run, { endedAt: this.#options.now() });
  }

  /** The stream stops here: what comes next is told as a break. */
  #breakOff(): void {
    this.#brokenAt = this.#options.now();
    this.#replay.breakOff();
  }

  #drop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#climbTimer);
    clearTimeout(this.#gapTimer);
    this.#watchNoLife();
    for (const run of [this.#run, this.#climb]) run?.abort.abort(new Error('dropped'));
    this.#run = this.#climb = null;
  }

  #move(state: ConnectionState): void {
    this.#state = state;
    this.#options.onChange();
  }

  /** Tries the rung that it stands on. */
  #start(): void {
    clearTimeout(this.#timer);
    this.#ladder.trying();
    const run = this.#newRun(this.#ladder.current);
    this.#run = run;
    const { now } = this.#options;
    const { transport } = run;
    this.#move({ phase: 'connecting', transport, attempt: this.#failures + 1, since: now() });
    this.#carry(run);
  }

  #newRun(transport: Transport): Run {
    const mayResume = this.#config.resume || !this.#hasOpened;
    const resumeId = mayResume && resumeProblem(this.#lastEventId) === null ? this.#lastEventId : '';
    this.#attemptNumber += 1;
    const attempt: Attempt = {
      number: this.#attemptNumber,
      transport,
      startedAt: this.#options.now(),
      openedAt: null,
      endedAt: null,
      status: null,
      reason: null,
      lastEventIdSent: resumeId || null,
      events: 0,
    };
    this.#attempts = [...this.#attempts.slice(-(MAX_ATTEMPTS_KEPT - 1)), attempt];
    return { abort: new AbortController(), transport, number: this.#attemptNumber, resumeId };
  }

  #carry(run: Run): void {
    const timer = this.#limitOpening(run);
    const lives = (): boolean => this.#run === run || this.#climb === run;
    this.#options.transports[run.transport]
      .run(
        {
          ...requestTarget(this.#config),
          lastEventId: run.resumeId,
          userAgent: this.#options.userAgent,
        },
        this.#sinkOf(run, timer),
        run.abort.signal,
      )
      .finally(() => clearTimeout(timer))
      .then(
        ({ incomplete }) => {
          if (!lives()) return;
          const where = incomplete ? ' in the middle of an event' : '';
          const message = `${this.#config.name} ended the stream${where}.`;
          this.#ended(run, { code: 'ended', message, hint: 'It will be opened again.' }, 'retry', null);
        },
        (error: unknown) => {
          if (!lives()) return;
          const known = error instanceof ConnectionError ? error : null;
          const reason: Problem = {
            code: known?.code ?? 'broken',
            message: known?.message ?? `The connection to ${this.#config.name} broke.`,
            ...(known?.hint ? { hint: known.hint } : {}),
          };
          this.#ended(run, reason, known?.remedy ?? 'retry', known?.retryAfterMs ?? null);
        },
      );
  }

  /** With other transports to turn to, one does not get for ever to open. */
  #limitOpening(run: Run): NodeJS.Timeout | undefined {
    if (this.#ladder.pinned) return undefined;
    const { openTimeoutMs } = this.#ladder.policy;
    return setTimeout(() => {
      const seconds = openTimeoutMs / 1_000;
      const message = `${this.#config.name} did not open by ${TRANSPORT_NAMES[run.transport]} within ${seconds} s.`;
      run.abort.abort(new ConnectionError('open-timeout', message, { remedy: 'retry' }));
    }, openTimeoutMs);
  }

  #sinkOf(run: Run, opening: NodeJS.Timeout | undefined): TransportSink {
    const { now } = this.#options;
    const mine = (): boolean => this.#run === run;
    return {
      status: (status) => this.#amend(run, { status }),
      open: (via) => {
        clearTimeout(opening);
        if (this.#climb === run) this.#climbed(run);
        if (mine()) this.#opened(run, via);
      },
      bytes: (count) => {
        if (!mine()) return;
        this.#counters.bytes += count;
        this.#lastByteAt = now();
        this.#cadence.sign(this.#lastByteAt);
        this.#liveness.spoke();
        if (this.#lifeTimer === undefined) this.#watchLife(run);
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
  }

  #opened(run: Run, via: Negotiated): void {
    const { now } = this.#options;
    const { transport } = run;
    this.#cadence.restart();
    this.#amend(run, { openedAt: now() });
    this.#hasOpened = true;
    this.#ladder.opened();
    if (this.#brokenAt !== null) this.#back(run.resumeId);
    this.#move({ phase: 'open', transport, attempt: this.#failures + 1, since: now(), via });
    this.#planClimb();
    this.#watchLife(run);
  }

  /** Gives the connection up when it has been silent for longer than the stream ever is. */
  #watchLife(run: Run): void {
    clearTimeout(this.#lifeTimer);
    this.#lifeTimer = undefined;
    const limit = this.#liveness.limit(this.#cadence.usualIntervalMs);
    if (limit === null || this.#state.phase !== 'open') return;
    const quiet = this.#options.now() - Math.max(this.#state.since, this.#lastByteAt ?? 0);
    if (quiet < limit) {
      this.#lifeTimer = setTimeout(() => this.#watchLife(run), limit - quiet);
      return;
    }
    this.#liveness.gaveUp();
    const usual = duration(this.#cadence.usualIntervalMs!);
    const message = `${this.#config.name} has been silent for ${duration(quiet)}; usually it shows a sign of life every ${usual}.`;
    const hint = 'The connection may be dead without either side knowing, so it is opened again.';
    run.abort.abort(new ConnectionError('silent', message, { remedy: 'retry', hint }));
  }

  #watchNoLife(): void {
    clearTimeout(this.#lifeTimer);
    this.#lifeTimer = undefined;
  }

  /** While a lower rung brings the stream, a higher one is tried now and then. */
  #planClimb(): void {
    clearTimeout(this.#climbTimer);
    const delayMs = this.#ladder.climbDelay();
    if (delayMs === null) return;
    this.#climbTimer = setTimeout(() => {
      this.#climb = this.#newRun(this.#ladder.climb());
      this.#options.onChange();
      this.#carry(this.#climb);
    }, delayMs);
  }

  /** The higher rung is open: it takes over where the lower one stands, and what comes twice is dropped. */
  #climbed(run: Run): void {
    const lower = this.#run!;
    this.#run = run;
    this.#climb = null;
    this.#ladder.climbed();
    lower.abort.abort(new Error('climbed'));
    const name = TRANSPORT_NAMES[run.transport];
    const reason = { code: 'climbed', message: `${name} works again and carries the stream from here on.` };
    this.#amend(lower, { endedAt: this.#options.now(), reason });
    this.#replay.breakOff();
  }

  #amend({ number }: Run, part: Partial<Attempt>): void {
    this.#attempts = this.#attempts.map((each) => (each.number === number ? { ...each, ...part } : each));
  }

  #ended(run: Run, reason: Problem, remedy: Remedy, retryAfter: number | null): void {
    const { now } = this.#options;
    this.#amend(run, { endedAt: now(), reason });
    if (run === this.#climb) {
      this.#climb = null;
      this.#ladder.climbFailed(reason);
      this.#planClimb();
      this.#options.onChange();
      return;
    }
    this.#run = null;
    this.#watchNoLife();
    clearTimeout(this.#climbTimer);
    this.#climb?.abort.abort(new Error('dropped'));
    if (this.#climb) this.#amend(this.#climb, { endedAt: now() });
    this.#climb = null;
    // A break that was not told yet goes on: the connection in between brought nothing.
    clearTimeout(this.#gapTimer);
    const openSince = this.#state.phase === 'open' ? this.#state.since : null;
    const healthy = openSince !== null && now() - openSince >= HEALTHY_MS;
    if (openSince !== null) this.#breakOff();
    if (healthy) this.#failures = 0;
    const opened = openSince !== null;
    const step = this.#ladder.ended({ reason, opened, healthy, final: remedy === 'stop' });
    if (remedy === 'credentials' || (remedy === 'stop' && step.kind === 'retry')) {
      this.#stop(reason, remedy === 'credentials');
    } else if (step.kind === 'fall') {
      this.#failures = 0;
      this.#start();
    } else if (step.kind === 'retry') {
      this.#wait(reason, retryAfter, 0);
    } else if (step.hopeless) {
      this.#stop(this.#allFailed(reason), false);
    } else {
      this.#wait(this.#allFailed(reason), retryAfter, step.delayMs);
    }
  }

  #stop(reason: Problem, needsCredentials: boolean): void {
    this.#move({ phase: 'stopped', since: this.#options.now(), reason, needsCredentials });
  }

  /** @param floorMs shortest wait */
  #wait(reason: Problem, retryAfter: number | null, floorMs: number): void {
    const { now, random } = this.#options;
    this.#failures += 1;
    const delayMs = Math.max(
      floorMs,
      backoffDelay(this.#failures, this.#serverRetryMs, undefined, random),
      Math.round((retryAfter ?? 0) * (1 + SPREAD * random())),
    );
    this.#timer = setTimeout(() => this.#start(), delayMs);
    this.#move({
      phase: 'waiting',
      transport: this.#ladder.current,
      attempt: this.#failures + 1,
      since: now(),
      until: now() + delayMs,
      delayMs,
      reason,
    });
  }

  #allFailed(last: Problem): Problem {
    const names = new Intl.ListFormat('en', { type: 'disjunction' }).format(
      this.#config.transports.map((transport) => TRANSPORT_NAMES[transport]),
    );
    return {
      code: 'all-transports-failed',
      message: `${this.#config.name} cannot be followed by ${names}.`,
      hint: `The last one said: ${last.message}`,
    };
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
      transport: this.#run?.transport ?? this.#ladder.current,
      receivedAt: this.#options.now(),
      lastEventId: this.#lastEventId,
    });
  }

  #countInAttempt(): void {
    const number = this.#run?.number;
    // From the end, where it is, or next to a climb that has begun since.
    for (let i = this.#attempts.length - 1; i >= 0; i--) {
      const attempt = this.#attempts[i]!;
      if (attempt.number !== number) continue;
      // In place: a new object for every event would be waste, and the attempt is ours until it has ended.
      (attempt as { events: number }).events += 1;
      return;
    }
  }

  /** The stream is back. What the server does first tells how well: so the row waits for that, but not for long. */
  #back(resumeId: string): void {
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

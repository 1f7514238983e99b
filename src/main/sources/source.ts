import { TRANSPORT_NAMES, type ConnectionState, type Negotiated, type Transport } from '@shared/connection';
import { duration } from '@shared/duration';
import { StreamgaugeError, toProblem, type Problem } from '@shared/errors';
import type { SourceConfig, SourceSnapshot } from '@shared/source';
import type { NewStreamEvent } from '@shared/stream-event';
import { AttemptList } from './attempt-list';
import { backoffDelay, clampRetry, type BackoffPolicy } from './backoff';
import type { VariableScope } from './credentials/variables';
import { channelOfUrl } from './envelope';
import { Intake } from './intake';
import { DEFAULT_LADDER, Ladder, type LadderPolicy } from './ladder';
import { LifeWatch, muteError } from './life-watch';
import { ConnectWatch } from './line/connect-watch';
import { lineWarning } from './line/line-config';
import type { LivenessPolicy } from './liveness';
import type { Outbound } from './outbound';
import { Preparation } from './preparation';
import { resumeProblem } from './resume';
import { allFailed, climbedTo, endedBy, gaveUp, serverEnded, type Ending } from './source-problems';
import { stateSentence } from './state-words';
import type { SendMessage, TransportAdapter, TransportSink } from './transports/transport';

/** The live state of a source, without its configuration. */
export type SourceStatus = Omit<SourceSnapshot, 'config'>;

export interface SourceOptions {
  readonly config: SourceConfig;
  /** Where the stream goes on, `''` for nowhere; the configuration's start when left out. */
  readonly lastEventId?: string;
  readonly transports: Readonly<Record<Transport, TransportAdapter>>;
  /** Over what the configuration says. */
  readonly ladder?: Partial<LadderPolicy>;
  readonly liveness?: LivenessPolicy;
  readonly backoff?: BackoffPolicy;
  readonly variables: () => VariableScope;
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
/** The network is another one: an attempt that began this long ago still waits for the old one, ms. */
const STUCK_MS = 2_000;
/** A page where a stream was expected, as networks that ask for a login answer for a while: other rungs are tried for ever. */
const PASSING = new Set(['not-an-event-stream', 'not-data']);

/** One attempt while it lives. */
interface Run {
  readonly abort: AbortController;
  readonly transport: Transport;
  /** Of its entry in the list of attempts. */
  readonly number: number;
  /** Sent to resume, `''` for nothing. */
  readonly resumeId: string;
  readonly watch: ConnectWatch;
}

/**
 * One outbound subscription: owns its connection state machine, attempts, counters and last event id.
 * The only place that moves the state.
 */
export class Source {
  #config: SourceConfig;
  readonly #options: SourceOptions;
  readonly #preparation: Preparation;
  #state: ConnectionState;
  readonly #attempts = new AttemptList();
  /** Failures in a row of this rung, and since the last sound connection of any. */
  #failures = 0;
  #allFailures = 0;
  /** The attempt that brings the stream, or tries to. */
  #run: Run | null = null;
  /** Number of the attempt that opened last. */
  #openedNumber = 0;
  /** An attempt on a higher rung, while a lower one brings the stream. */
  #climb: Run | null = null;
  #ladder: Ladder;
  #timer: NodeJS.Timeout | undefined;
  #climbTimer: NodeJS.Timeout | undefined;
  #climbAt: number | null = null;
  readonly #intake: Intake;
  #serverRetryMs: number | null = null;
  readonly #life: LifeWatch;
  #send: SendMessage | null = null;
  #sharedWith: readonly string[] = [];

  constructor(options: SourceOptions) {
    this.#options = options;
    this.#config = options.config;
    const { now, liveness } = options;
    this.#preparation = new Preparation(options);
    this.#intake = new Intake({
      sourceId: options.config.id,
      lastEventId: options.lastEventId ?? options.config.startFromId,
      now,
      onEvent: options.onEvent,
      onAudit: (audit) => {
        this.#attempts.amend(this.#openedNumber, { audit });
        options.onChange();
      },
    });
    this.#life = new LifeWatch({ now, liveness, onSilent: (error) => this.#run?.abort.abort(error) });
    this.#ladder = this.#newLadder();
    this.#state = { phase: 'paused', since: options.now() };
  }

  status(): SourceStatus {
    const { counters, continuity, lastCommentAt, lastEventAt } = this.#intake;
    const { lastEventId } = continuity;
    return {
      state: this.#state,
      ladder: this.#ladder.status(),
      climbAt: this.#climbAt,
      attempts: this.#attempts.list,
      counters: { ...counters },
      numbers: this.#intake.numbers(),
      sharedWith: this.#sharedWith,
      warning: lineWarning(this.#config.options.tls),
      canSend: this.#send !== null,
      lastEventId,
      resumeProblem: this.#config.resume ? resumeProblem(lastEventId) : null,
      lastByteAt: this.#life.heardAt,
      lastCommentAt,
      lastEventAt,
      usualIntervalMs: this.#life.usualIntervalMs,
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
    this.#stop(reason, true);
  }

  /** Connects now: instead of waiting, or afresh when it is open. */
  retryNow(): void {
    if (this.#state.phase === 'connecting') return;
    this.#letGo();
    this.#startAfresh();
  }

  /** Goes over to this transport now, and stays there. @throws StreamgaugeError `no-such-transport` */
  switchTransport(transport: Transport): void {
    if (!this.#config.transports.includes(transport)) {
      const name = TRANSPORT_NAMES[transport];
      throw new StreamgaugeError('no-such-transport', `${this.#config.name} is not set up to use ${name}.`, {
        hint: 'Edit the source to add it to the order.',
      });
    }
    this.#letGo();
    this.#failures = 0;
    this.#ladder.choose(transport);
    this.#start();
  }

  /** Goes on after this id with a new connection; `''`: with what is new. */
  resumeFrom(lastEventId: string): void {
    const { phase } = this.#state;
    this.#letGo();
    this.#startFrom(lastEventId);
    if (phase !== 'paused') this.#startAfresh();
    else this.#options.onChange();
  }

  /** Sends a text message. @throws StreamgaugeError `cannot-send`, and what the connection objects to */
  send(text: string): void {
    if (!this.#send) {
      throw new StreamgaugeError('cannot-send', `Nothing can be sent to ${this.#config.name} now.`, {
        hint: 'Messages can be sent while a WebSocket is open.',
      });
    }
    this.#send(text);
    this.#intake.sent(text);
  }

  /**
   * The network is another one, or the machine has slept: what waits tries now, and what is open has to show soon that it
   * lives. @param delayMs so that not all sources act at once
   */
  nudge(why: 'network' | 'wake', delayMs: number): void {
    const { state } = this;
    if (state.phase === 'waiting' || (state.phase === 'connecting' && this.#age() > STUCK_MS)) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        // It has opened meanwhile by itself.
        if (this.#state.phase === 'open') return;
        this.#letGo();
        this.#startAfresh();
      }, delayMs);
    } else if (state.phase === 'open') this.#life.suspect(why === 'wake', delayMs);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Takes a changed configuration; reconnects when what is sent has changed and it was not paused. */
  reconfigure(config: SourceConfig): void {
    const before = this.#config;
    const order = before.transports.join() !== config.transports.join();
    const restarts = before.startFromId !== config.startFromId;
    const changed = restarts || this.#preparation.changes(config);
    const reconnects = this.#state.phase !== 'paused' && changed;
    if (reconnects) this.#letGo();
    this.#config = config;
    // A position means nothing on another stream.
    if (restarts || this.#preparation.leadsElsewhere(before, config)) this.#startFrom(config.startFromId);
    if (changed) this.#preparation.drop();
    if (order || changed) this.#ladder = this.#newLadder();
    if (reconnects) this.#startAfresh();
  }

  close(): void {
    this.#drop();
    this.#intake.continuity.close();
    this.#preparation.drop();
  }

  #age(): number {
    return this.#options.now() - this.#state.since;
  }

  #startFrom(lastEventId: string): void {
    this.#intake.continuity.startFrom(lastEventId);
    this.#serverRetryMs = null;
  }

  #newLadder(): Ladder {
    const { openTimeoutMs, maxBreaks, muteMs } = this.#config.options.ladder;
    return new Ladder(this.#config.transports, this.#options.now, {
      ...DEFAULT_LADDER,
      openTimeoutMs,
      maxBreaks,
      muteMs,
      ...this.#options.ladder,
    });
  }

  #startAfresh(): void {
    this.#failures = this.#allFailures = 0;
    this.#ladder.restart();
    this.#start();
  }

  /** Ends whatever it is doing, by our own wish. */
  #letGo(): void {
    const { phase } = this.#state;
    const live = [this.#run, this.#climb];
    this.#drop();
    if (phase === 'open') this.#intake.continuity.broke();
    const endedAt = this.#options.now();
    for (const run of live) if (run) this.#attempts.amend(run.number, { endedAt, times: run.watch.times });
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#dropClimb();
    this.#life.stop();
    this.#run?.abort.abort(new Error('dropped'));
    this.#run = null;
    this.#send = null;
    this.#sharedWith = [];
  }

  #dropClimb(): void {
    clearTimeout(this.#climbTimer);
    this.#climbAt = null;
    this.#climb?.abort.abort(new Error('dropped'));
    this.#climb = null;
    this.#intake.continuity.overlaps(false);
  }

  #move(state: ConnectionState): void {
    this.#state = state;
    const sentence = stateSentence(this.#config.name, state);
    if (sentence !== null) this.#intake.state(sentence);
    this.#options.onChange();
  }

  /** Tries the rung that it stands on. */
  #start(): void {
    clearTimeout(this.#timer);
    let outbound: Outbound;
    try {
      outbound = this.#preparation.outbound(this.#config);
      this.#intake.configure(this.#config, channelOfUrl(outbound.url));
    } catch (error) {
      this.#stop(toProblem(error), false);
      return;
    }
    this.#ladder.trying();
    const run = this.#newRun(this.#ladder.current);
    this.#run = run;
    const now = this.#options.now();
    this.#intake.meter.attempt(now);
    this.#move({ phase: 'connecting', transport: run.transport, attempt: this.#failures + 1, since: now });
    this.#carry(run, outbound);
  }

  #newRun(transport: Transport): Run {
    const resumeId = this.#intake.continuity.idToSend(this.#config.resume);
    const number = this.#attempts.begin(transport, this.#options.now(), resumeId || null);
    return { abort: new AbortController(), transport, number, resumeId, watch: new ConnectWatch() };
  }

  #carry(run: Run, outbound: Outbound): void {
    const lives = (): boolean => this.#run === run || this.#climb === run;
    const request = outbound.request(run.transport, run.resumeId);
    const { pinned, policy } = this.#ladder;
    const { name } = this.#config;
    this.#options.transports[run.transport]
      .run(
        {
          ...request,
          // It may have been renamed since, which is no reason to prepare anew.
          sourceName: name,
          position: this.#intake.continuity.lastEventId,
          watch: run.watch,
          openTimeoutMs: pinned ? null : policy.openTimeoutMs,
        },
        this.#sinkOf(run, outbound),
        run.abort.signal,
      )
      .then(
        ({ incomplete }) => lives() && this.#ended(run, serverEnded(name, incomplete)),
        (error: unknown) => {
          if (!lives()) return;
          const ending = endedBy(name, error);
          this.#ended(run, { ...ending, reason: outbound.scrubbed(ending.reason) });
        },
      );
  }

  #sinkOf(run: Run, outbound: Outbound): TransportSink {
    const { now } = this.#options;
    const mine = (): boolean => this.#run === run;
    // A climb that has to show a sign of life before it takes over, open by now.
    let silent: Negotiated | null = null;
    const takeOver = (via: Negotiated): void => {
      if (this.#climb === run) this.#climbed(run);
      if (mine()) this.#opened(run, outbound.scrubbedVia(via));
    };
    return {
      status: (status) => this.#attempts.amend(run.number, { status }),
      open: (via) => {
        run.watch.opened();
        if (this.#climb === run && this.#ladder.climbNeedsLife) {
          silent = via;
          this.#limitSilence(run);
        } else takeOver(via);
      },
      bytes: (count, wire = count) => {
        if (silent && count > 0) {
          const via = silent;
          silent = null;
          takeOver(via);
        }
        if (!mine()) return;
        const at = now();
        this.#intake.bytes(count, wire, at);
        this.#life.heard(at, count > 0);
      },
      event: (event) => {
        if (!mine()) return;
        if (run.watch.event()) this.#attempts.amend(run.number, { times: run.watch.times });
        this.#attempts.count(run.number, this.#intake.event(event));
      },
      comment: (text, raw) => mine() && this.#intake.comment(text, raw),
      retry: (ms) => {
        if (!mine()) return;
        this.#serverRetryMs = clampRetry(ms);
        this.#options.onRetry?.(ms);
      },
      position: (id) => {
        if (mine()) this.#intake.continuity.position(id);
      },
      replaced: (count) => {
        if (mine()) this.#intake.counters.invalidUtf8 += count;
      },
      cutOff: () => {
        if (mine()) this.#intake.counters.incomplete += 1;
      },
      roundTrip: (ms) => {
        if (mine()) this.#intake.meter.roundTrip(ms);
      },
      channel: (send) => {
        if (!mine()) return;
        this.#send = send;
        this.#options.onChange();
      },
      sharedWith: (names) => {
        if (!mine()) return;
        this.#sharedWith = names;
        this.#options.onChange();
      },
      room: () => this.#options.room(),
    };
  }

  #opened(run: Run, via: Negotiated): void {
    const { now } = this.#options;
    const { transport } = run;
    this.#attempts.amend(run.number, { openedAt: now(), times: run.watch.times });
    this.#openedNumber = run.number;
    this.#ladder.opened();
    this.#intake.opened(transport, run.resumeId);
    this.#move({ phase: 'open', transport, attempt: this.#failures + 1, since: now(), via });
    this.#planClimb();
    this.#life.opened(this.#config.name, TRANSPORT_NAMES[transport], this.#ladder.muteLimit);
  }

  /** A rung that was left for its silence, tried again, is silent again. */
  #limitSilence(run: Run): void {
    const { muteMs } = this.#ladder.policy;
    const timer = setTimeout(() => {
      run.abort.abort(muteError(this.#config.name, TRANSPORT_NAMES[run.transport], duration(muteMs)));
    }, muteMs);
    run.abort.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  /** While a lower rung brings the stream, a higher one is tried now and then. */
  #planClimb(): void {
    clearTimeout(this.#climbTimer);
    const delayMs = this.#ladder.climbDelay();
    this.#climbAt = delayMs === null ? null : this.#options.now() + delayMs;
    if (delayMs === null) return;
    this.#climbTimer = setTimeout(() => {
      this.#climbAt = null;
      this.#intake.continuity.overlaps(true);
      this.#climb = this.#newRun(this.#ladder.climb());
      this.#options.onChange();
      this.#carry(this.#climb, this.#preparation.outbound(this.#config));
    }, delayMs);
  }

  /** The higher rung is open: it takes over where the lower one stands, and what comes twice is dropped. */
  #climbed(run: Run): void {
    const lower = this.#run!;
    this.#run = run;
    this.#climb = null;
    this.#send = null;
    this.#ladder.climbed();
    lower.abort.abort(new Error('climbed'));
    const reason = climbedTo(run.transport);
    this.#attempts.amend(lower.number, { endedAt: this.#options.now(), reason });
    this.#intake.continuity.tookOver();
  }

  #ended(run: Run, { reason, remedy, retryAfterMs }: Ending): void {
    const { now } = this.#options;
    this.#attempts.amend(run.number, { endedAt: now(), reason, times: run.watch.times });
    if (run === this.#climb) {
      this.#climb = null;
      this.#intake.continuity.overlaps(false);
      this.#ladder.climbFailed(reason);
      this.#planClimb();
      this.#options.onChange();
      return;
    }
    this.#run = null;
    this.#send = null;
    this.#sharedWith = [];
    this.#life.stop();
    if (this.#climb) {
      this.#attempts.amend(this.#climb.number, { endedAt: now(), times: this.#climb.watch.times });
    }
    this.#dropClimb();
    const openSince = this.#state.phase === 'open' ? this.#state.since : null;
    const healthy = openSince !== null && now() - openSince >= HEALTHY_MS;
    if (openSince !== null) this.#intake.continuity.broke();
    if (healthy) this.#failures = this.#allFailures = 0;
    const opened = openSince !== null;
    // Servers that know no WebSockets there refuse the handshake in any way they please: the next rung asks properly.
    const refused = remedy === 'credentials' && (run.transport !== 'websocket' || this.#ladder.pinned);
    const final = remedy !== 'retry' && !PASSING.has(reason.code);
    const { name, transports } = this.#config;
    const step = this.#ladder.ended({ reason, opened, healthy, final });
    if (refused || (remedy === 'stop' && step.kind === 'retry')) {
      this.#stop(reason, refused);
    } else if (step.kind === 'fall') {
      this.#failures = 0;
      this.#start();
    } else if (step.kind === 'retry') {
      this.#wait(reason, retryAfterMs, 0);
    } else if (step.hopeless) {
      this.#stop(allFailed(name, transports, reason), false);
    } else {
      this.#wait(allFailed(name, transports, reason), retryAfterMs, step.delayMs);
    }
  }

  #stop(reason: Problem, needsCredentials: boolean): void {
    this.#move({ phase: 'stopped', since: this.#options.now(), reason, needsCredentials });
  }

  /** @param floorMs shortest wait */
  #wait(reason: Problem, retryAfter: number | null, floorMs: number): void {
    const { now, random } = this.#options;
    const { attempts, obeyRetry, ...policy } = this.#config.options.backoff;
    this.#failures += 1;
    this.#allFailures += 1;
    if (attempts > 0 && this.#allFailures >= attempts) {
      this.#stop(gaveUp(this.#config.name, this.#allFailures, reason), false);
      return;
    }
    const wish = obeyRetry ? this.#serverRetryMs : null;
    const delayMs = Math.max(
      floorMs,
      backoffDelay(this.#failures, wish, this.#options.backoff ?? policy, random),
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
}

import {
  TRANSPORT_NAMES,
  type ConnectionState,
  type Negotiated,
  type ResumeAudit,
  type Transport,
} from '@shared/connection';
import { duration } from '@shared/duration';
import { StreamgaugeError, toProblem, type Problem } from '@shared/errors';
import type { SourceConfig, SourceCounters, SourceSnapshot } from '@shared/source';
import type { Gap, NewStreamEvent } from '@shared/stream-event';
import { AttemptList } from './attempt-list';
import { backoffDelay, clampRetry, type BackoffPolicy } from './backoff';
import { ConnectionError, type Remedy } from './connection-error';
import { Continuity } from './continuity';
import type { VariableScope } from './credentials/variables';
import { channelOfUrl, readEnvelope } from './envelope';
import type { ScannedEvent } from './frame-scanner';
import { DEFAULT_LADDER, Ladder, type LadderPolicy } from './ladder';
import { LifeWatch, muteError } from './life-watch';
import type { LivenessPolicy } from './liveness';
import { compileMapping, type CompiledMapping } from './mapping/envelope-mapping';
import { remap } from './mapping/remap';
import { createOutbound, outboundKey, type Outbound } from './outbound';
import { resumeProblem } from './resume';
import { SourceMeter } from './source-meter';
import { withVariables } from './variable-texts';
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
}

/**
 * One outbound subscription: owns its connection state machine, attempts, counters and last event id.
 * The only place that moves the state.
 */
export class Source {
  #config: SourceConfig;
  readonly #options: SourceOptions;
  #outbound: Outbound | null = null;
  /** The configuration that it was made from. */
  #outboundOf: SourceConfig | null = null;
  #mapping: CompiledMapping | null = null;
  #state: ConnectionState;
  readonly #attempts = new AttemptList();
  #failures = 0;
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
  #counters: { -readonly [K in keyof SourceCounters]: number } = {
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
  readonly #meter = new SourceMeter();
  #serverRetryMs: number | null = null;
  #lastCommentAt: number | null = null;
  #lastEventAt: number | null = null;
  readonly #life: LifeWatch;
  readonly #continuity: Continuity;
  #defaultChannel = '';
  #send: SendMessage | null = null;
  #sharedWith: readonly string[] = [];

  constructor(options: SourceOptions) {
    this.#options = options;
    this.#config = options.config;
    const { now, liveness } = options;
    this.#continuity = new Continuity(options.lastEventId ?? options.config.startFromId, {
      now,
      onGap: (gap) => this.#gap(gap),
      onAudit: (audit) => this.#audited(audit),
    });
    this.#life = new LifeWatch({ now, liveness, onSilent: (error) => this.#run?.abort.abort(error) });
    this.#ladder = this.#newLadder();
    this.#state = { phase: 'paused', since: options.now() };
  }

  status(): SourceStatus {
    const now = this.#options.now();
    const { lastEventId } = this.#continuity;
    return {
      state: this.#state,
      ladder: this.#ladder.status(),
      climbAt: this.#climbAt,
      attempts: this.#attempts.list,
      counters: { ...this.#counters },
      numbers: this.#meter.numbers(now),
      sharedWith: this.#sharedWith,
      warning: this.#config.options.tls.insecure ? (this.#outbound?.warning ?? null) : null,
      canSend: this.#send !== null,
      lastEventId,
      resumeProblem: this.#config.resume ? resumeProblem(lastEventId) : null,
      lastByteAt: this.#life.heardAt,
      lastCommentAt: this.#lastCommentAt,
      lastEventAt: this.#lastEventAt,
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
    const sameKey = this.#outbound !== null && this.#outbound.key === this.#keyOf(config);
    const changed = !sameKey || before.startFromId !== config.startFromId;
    const reconnects = this.#state.phase !== 'paused' && changed;
    if (reconnects) this.#letGo();
    this.#config = config;
    const moved = this.#addressOf(before) !== this.#addressOf(config);
    // A position means nothing on another stream.
    if (before.startFromId !== config.startFromId || moved) this.#startFrom(config.startFromId);
    if (changed) this.#dropOutbound();
    if (order || changed) this.#ladder = this.#newLadder();
    if (reconnects) this.#startAfresh();
  }

  close(): void {
    this.#drop();
    this.#continuity.close();
    this.#dropOutbound();
  }

  #age(): number {
    return this.#options.now() - this.#state.since;
  }

  /** What a configuration sends, without connecting; null when it cannot be told. */
  #keyOf(config: SourceConfig): string | null {
    try {
      return outboundKey(config, this.#options.variables());
    } catch {
      return null;
    }
  }

  /** Where a configuration leads, in a form that can be compared; as it was used last, where it was. */
  #addressOf(config: SourceConfig): string {
    if (config === this.#outboundOf && this.#outbound) return this.#outbound.url;
    try {
      return new URL(withVariables(config, this.#options.variables()).url.trim()).href;
    } catch {
      return config.url;
    }
  }

  #dropOutbound(): void {
    this.#outbound?.close();
    this.#outbound = null;
  }

  /** @throws StreamgaugeError for what cannot be sent like this */
  #prepare(): Outbound {
    if (this.#outbound) return this.#outbound;
    const { options } = this.#config;
    this.#mapping = options.mapping && compileMapping(options.mapping);
    const { userAgent, now, variables } = this.#options;
    this.#outboundOf = this.#config;
    this.#outbound = createOutbound(this.#config, { variables: variables(), userAgent, now });
    this.#defaultChannel = channelOfUrl(this.#outbound.url);
    return this.#outbound;
  }

  #startFrom(lastEventId: string): void {
    this.#continuity.startFrom(lastEventId);
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
    this.#failures = 0;
    this.#ladder.restart();
    this.#start();
  }

  /** Ends whatever it is doing, by our own wish. */
  #letGo(): void {
    const { phase } = this.#state;
    const live = [this.#run, this.#climb];
    this.#drop();
    if (phase === 'open') this.#continuity.broke();
    for (const run of live) if (run) this.#attempts.amend(run.number, { endedAt: this.#options.now() });
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
    this.#continuity.overlaps(false);
  }

  #move(state: ConnectionState): void {
    this.#state = state;
    this.#options.onChange();
  }

  /** Tries the rung that it stands on. */
  #start(): void {
    clearTimeout(this.#timer);
    let outbound: Outbound;
    try {
      outbound = this.#prepare();
    } catch (error) {
      this.#stop(toProblem(error), false);
      return;
    }
    this.#ladder.trying();
    const run = this.#newRun(this.#ladder.current);
    this.#run = run;
    const now = this.#options.now();
    this.#meter.attempt(now);
    this.#move({ phase: 'connecting', transport: run.transport, attempt: this.#failures + 1, since: now });
    this.#carry(run, outbound);
  }

  #newRun(transport: Transport): Run {
    const resumeId = this.#continuity.idToSend(this.#config.resume);
    const number = this.#attempts.begin(transport, this.#options.now(), resumeId || null);
    return { abort: new AbortController(), transport, number, resumeId };
  }

  #carry(run: Run, outbound: Outbound): void {
    const lives = (): boolean => this.#run === run || this.#climb === run;
    const request = outbound.request(run.transport, run.resumeId);
    const { pinned, policy } = this.#ladder;
    this.#options.transports[run.transport]
      .run(
        {
          ...request,
          position: this.#continuity.lastEventId,
          openTimeoutMs: pinned ? null : policy.openTimeoutMs,
        },
        this.#sinkOf(run, outbound),
        run.abort.signal,
      )
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
          this.#ended(run, outbound.scrubbed(reason), known?.remedy ?? 'retry', known?.retryAfterMs ?? null);
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
        this.#counters.bytes += count;
        this.#counters.wireBytes += wire;
        this.#meter.bytes(count, wire, at);
        this.#life.heard(at, count > 0);
      },
      event: (event) => mine() && this.#arrived(event),
      comment: (text, raw) => mine() && this.#comment(text, raw),
      retry: (ms) => {
        if (!mine()) return;
        this.#serverRetryMs = clampRetry(ms);
        this.#options.onRetry?.(ms);
      },
      position: (id) => {
        if (mine()) this.#continuity.position(id);
      },
      replaced: (count) => {
        if (mine()) this.#counters.invalidUtf8 += count;
      },
      cutOff: () => {
        if (mine()) this.#counters.incomplete += 1;
      },
      roundTrip: (ms) => {
        if (mine()) this.#meter.roundTrip(ms);
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
    this.#attempts.amend(run.number, { openedAt: now() });
    this.#openedNumber = run.number;
    this.#ladder.opened();
    if (this.#continuity.opened(run.resumeId)) this.#counters.reconnects += 1;
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
      this.#continuity.overlaps(true);
      this.#climb = this.#newRun(this.#ladder.climb());
      this.#options.onChange();
      this.#carry(this.#climb, this.#outbound!);
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
    const name = TRANSPORT_NAMES[run.transport];
    const reason = { code: 'climbed', message: `${name} works again and carries the stream from here on.` };
    this.#attempts.amend(lower.number, { endedAt: this.#options.now(), reason });
    this.#continuity.tookOver();
  }

  #ended(run: Run, reason: Problem, remedy: Remedy, retryAfter: number | null): void {
    const { now } = this.#options;
    this.#attempts.amend(run.number, { endedAt: now(), reason });
    if (run === this.#climb) {
      this.#climb = null;
      this.#continuity.overlaps(false);
      this.#ladder.climbFailed(reason);
      this.#planClimb();
      this.#options.onChange();
      return;
    }
    this.#run = null;
    this.#send = null;
    this.#sharedWith = [];
    this.#life.stop();
    if (this.#climb) this.#attempts.amend(this.#climb.number, { endedAt: now() });
    this.#dropClimb();
    const openSince = this.#state.phase === 'open' ? this.#state.since : null;
    const healthy = openSince !== null && now() - openSince >= HEALTHY_MS;
    if (openSince !== null) this.#continuity.broke();
    if (healthy) this.#failures = 0;
    const opened = openSince !== null;
    const final = remedy === 'stop' && !PASSING.has(reason.code);
    const step = this.#ladder.ended({ reason, opened, healthy, final });
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
    const { attempts, obeyRetry, ...policy } = this.#config.options.backoff;
    this.#failures += 1;
    if (attempts > 0 && this.#failures >= attempts) {
      this.#stop(this.#gaveUp(reason), false);
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

  #gaveUp(last: Problem): Problem {
    const { name } = this.#config;
    if (last.code === 'ended' && this.#failures === 1) {
      return { ...last, hint: 'It is set up to be asked once. Retry now asks again.' };
    }
    const times = this.#failures === 1 ? 'once' : `${this.#failures} times in a row`;
    return {
      code: 'gave-up',
      message: `${name} failed ${times}, so it is not tried any more.`,
      hint: `The last time: ${last.message}`,
    };
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

  #arrived(scanned: ScannedEvent): void {
    if (!this.#mapping) {
      this.#event(scanned);
      return;
    }
    for (const event of remap(this.#mapping, scanned, this.#continuity.lastEventId)) this.#event(event);
  }

  #event(scanned: ScannedEvent): void {
    const at = this.#options.now();
    this.#lastEventAt = at;
    const { repeated, replayed, missing } = this.#continuity.arrived(scanned);
    if (repeated) {
      this.#counters.duplicates += 1;
      return;
    }
    this.#counters.missing += missing;
    this.#counters.events += 1;
    this.#meter.event(scanned.data, at, replayed);
    if (this.#run) this.#attempts.count(this.#run.number);
    const { channel, level } = readEnvelope(scanned.data);
    const shown = scanned.channel ?? channel ?? this.#defaultChannel;
    this.#emit('event', scanned.type, scanned.id, shown, scanned.data, scanned.raw, level, null, at);
  }

  #comment(text: string, raw: Uint8Array): void {
    const at = this.#options.now();
    this.#counters.comments += 1;
    this.#lastCommentAt = at;
    this.#emit('comment', '', null, '', text, raw, null, null, at);
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
    gap: Gap | null,
    receivedAt: number,
  ): void {
    this.#options.onEvent({
      kind,
      sourceId: this.#config.id,
      transport: this.#run?.transport ?? this.#ladder.current,
      receivedAt,
      type,
      id,
      lastEventId: this.#continuity.lastEventId,
      channel,
      data,
      raw,
      level,
      gap,
    });
  }

  #gap(gap: Gap): void {
    this.#emit('gap', '', null, '', gap.sentence, new Uint8Array(), null, gap, this.#options.now());
  }

  #audited(audit: ResumeAudit): void {
    this.#attempts.amend(this.#openedNumber, { audit });
    this.#options.onChange();
  }
}

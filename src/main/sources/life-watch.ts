import { duration } from '@shared/duration';
import { Cadence } from './cadence';
import { ConnectionError } from './connection-error';
import { MUTE } from './ladder';
import { Liveness, type LivenessPolicy } from './liveness';

/** Shortest silence that is suspect after the network changed or the machine woke, ms. */
const SUSPECT_MS = 3_000;
/** Then so many usual intervals are given. */
const SUSPECT_INTERVALS = 1.5;

export interface LifeWatchOptions {
  readonly now: () => number;
  readonly liveness: LivenessPolicy | undefined;
  /** The connection is to be given up. */
  onSilent(error: ConnectionError): void;
}

/** Listens for signs of life of the connection that carries a stream. */
export class LifeWatch {
  readonly #options: LifeWatchOptions;
  readonly #cadence = new Cadence();
  readonly #liveness: Liveness;
  #name = '';
  /** Epoch ms of the opening; null while nothing is open. */
  #openedAt: number | null = null;
  #heardAt: number | null = null;
  /** It has brought something, not only signs of life. */
  #hasBrought = false;
  #muteMs: number | null = null;
  #way = '';
  /** Silence from here on is suspect, epoch ms. */
  #suspectSince: number | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LifeWatchOptions) {
    this.#options = options;
    this.#liveness = new Liveness(options.liveness);
  }

  /** Median time between signs of life, ms; null before it is known. */
  get usualIntervalMs(): number | null {
    return this.#cadence.usualIntervalMs;
  }

  /** Epoch ms of the last sign of life of any connection. */
  get heardAt(): number | null {
    return this.#heardAt;
  }

  /**
   * @param name of the source, for sentences
   * @param way the transport, for people
   * @param muteMs how long it may bring nothing at all before something else is tried; null for ever
   */
  opened(name: string, way: string, muteMs: number | null): void {
    this.#name = name;
    this.#way = way;
    this.#muteMs = muteMs;
    this.#openedAt = this.#options.now();
    this.#suspectSince = null;
    this.#hasBrought = false;
    this.#cadence.restart();
    this.#plan();
  }

  /** A sign of life. @param at epoch ms @param brings it is more than that: bytes of the stream */
  heard(at: number, brings: boolean): void {
    this.#hasBrought ||= brings;
    this.#heardAt = at;
    this.#cadence.sign(at);
    this.#liveness.spoke();
    this.#suspectSince = null;
    if (this.#timer === undefined) this.#plan();
  }

  /**
   * The network is another one, or the machine has slept: the connection has to show soon that it lives.
   * @param sure also when it is not known how often it shows a sign of life
   */
  suspect(sure: boolean, delayMs: number): void {
    if (this.#openedAt === null || (!sure && this.usualIntervalMs === null)) return;
    this.#suspectSince = this.#options.now() + delayMs;
    this.#plan();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#openedAt = null;
  }

  #plan(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#openedAt === null) return;
    const limit = this.#limit() ?? Infinity;
    const now = this.#options.now();
    const left = Math.min(limit - (now - (this.#suspectSince ?? this.#quietSince)), this.#muteLeft(now));
    if (left > 0 && left < Infinity) this.#timer = setTimeout(() => this.#plan(), left);
    else if (left <= 0) this.#giveUp();
  }

  /** Epoch ms. */
  get #quietSince(): number {
    return Math.max(this.#openedAt!, this.#heardAt ?? 0);
  }

  /** ms that it may still go on without bringing anything. */
  #muteLeft(now: number): number {
    return this.#hasBrought || this.#muteMs === null ? Infinity : this.#openedAt! + this.#muteMs - now;
  }

  /** ms of silence that are enough. */
  #limit(): number | null {
    const usual = this.usualIntervalMs;
    const limits = [this.#liveness.limit(usual, this.#cadence.longestMs)].filter((each) => each !== null);
    if (this.#suspectSince !== null) {
      limits.push(usual === null ? SUSPECT_MS : Math.max(SUSPECT_MS, usual * SUSPECT_INTERVALS));
    }
    return limits.length === 0 ? null : Math.min(...limits);
  }

  #giveUp(): void {
    const usual = this.usualIntervalMs;
    const now = this.#options.now();
    if (this.#muteLeft(now) <= 0) {
      this.#options.onSilent(muteError(this.#name, this.#way, duration(now - this.#openedAt!)));
      return;
    }
    const suspect = this.#suspectSince !== null;
    const quiet = duration(now - this.#quietSince);
    this.#liveness.gaveUp();
    const hint = suspect
      ? 'The network changed or the machine slept, so the connection is opened again.'
      : 'The connection may be dead without either side knowing, so it is opened again.';
    const message =
      usual === null
        ? `${this.#name} has been quiet for ${quiet}.`
        : `${this.#name} has been quiet for ${quiet}, usually ${duration(usual)}.`;
    this.#options.onSilent(new ConnectionError('silent', message, { remedy: 'retry', hint }));
  }
}

/** @param quiet as `duration` words it */
export function muteError(name: string, way: string, quiet: string): ConnectionError {
  return new ConnectionError(MUTE, `${name} opened by ${way}, and nothing came for ${quiet}.`, {
    remedy: 'retry',
    hint: 'A proxy may hold it back.',
  });
}

import type { RungStatus, Transport } from '@shared/connection';
import type { Problem } from '@shared/errors';

export interface LadderPolicy {
  /** ms that a rung has to open when there is another one. */
  readonly openTimeoutMs: number;
  /** Times in a row that a rung may break, once it has carried the stream, before the next one is tried. */
  readonly maxBreaks: number;
  /** ms that a rung may be open without a sign of life when there is another one; 0: for ever. */
  readonly muteMs: number;
  /** Longest wait before all rungs are tried again, ms. */
  readonly coolDownMs: number;
  /** ms after which a higher rung is tried while a lower one carries the stream: at first, and at most. */
  readonly climbMs: { readonly first: number; readonly most: number };
}

export const DEFAULT_LADDER: LadderPolicy = {
  openTimeoutMs: 5_000,
  maxBreaks: 5,
  muteMs: 45_000,
  coolDownMs: 30_000,
  climbMs: { first: 30_000, most: 600_000 },
};

/** The first wait after all rungs have failed, ms; it doubles from round to round. */
const FIRST_COOL_DOWN_MS = 1_000;

/** Code of the reason for leaving a rung that was open and brought nothing. */
export const MUTE = 'mute';

/** What follows the end of an attempt. */
export type Step =
  /** The same rung, after the usual backoff. */
  | { readonly kind: 'retry' }
  /** The next rung, now. */
  | { readonly kind: 'fall' }
  /** All rungs have failed: the first one, after a wait. `hopeless`: each said that trying again cannot help. */
  | { readonly kind: 'cool-down'; readonly delayMs: number; readonly hopeless: boolean };

/** How an attempt ended. */
export interface Ending {
  readonly reason: Problem;
  /** It had been open. */
  readonly opened: boolean;
  /** It had been open for long enough to call the rung sound. */
  readonly healthy: boolean;
  /** Trying this rung again cannot help. */
  readonly final: boolean;
}

interface Rung {
  readonly transport: Transport;
  state: RungStatus['state'];
  reason: Problem | null;
  since: number | null;
  final: boolean;
}

/**
 * Which transport is tried when: down the ladder when one does not work, up again when a higher one does. Knows nothing
 * of connections: the source asks it after every attempt.
 *
 * A rung that has never carried the stream is left after its first failure. One that has is given more: when a server
 * restarts, all rungs fail for a moment, and the next one would be no better.
 */
export class Ladder {
  readonly policy: LadderPolicy;
  readonly #now: () => number;
  readonly #rungs: readonly Rung[];
  #at = 0;
  /** Whether the current rung has carried the stream. */
  #proven = false;
  #breaks = 0;
  /** Times that all rungs have failed, in a row. */
  #rounds = 0;
  #climbs = 0;
  /** The rung that a climb tries next, from the top. */
  #climbTo = 0;
  /** The rung was chosen by hand: no climbing. */
  #held = false;

  /** @param order without repeats, at least one */
  constructor(order: readonly Transport[], now: () => number, policy: LadderPolicy = DEFAULT_LADDER) {
    this.policy = policy;
    this.#now = now;
    this.#rungs = order.map((transport) => ({
      transport,
      state: 'untried',
      reason: null,
      since: null,
      final: false,
    }));
  }

  get current(): Transport {
    return this.#rungs[this.#at]!.transport;
  }

  /** One rung alone: there is nothing to fall to. */
  get pinned(): boolean {
    return this.#rungs.length === 1;
  }

  /** ms that the current rung may be open without a sign of life; null for ever: there is nothing better to turn to. */
  get muteLimit(): number | null {
    const rest = this.#rungs.slice(this.#at + 1);
    return this.policy.muteMs > 0 && rest.some(({ final }) => !final) ? this.policy.muteMs : null;
  }

  /** Whether the rung that is climbed to has to show a sign of life first: it was left because it showed none. */
  get climbNeedsLife(): boolean {
    return this.#rungs[this.#climbTo]!.reason?.code === MUTE;
  }

  status(): RungStatus[] {
    return this.#rungs.map(({ transport, state, reason, since }) => ({ transport, state, reason, since }));
  }

  trying(): void {
    this.#mark(this.#at, 'trying', this.#rungs[this.#at]!.reason);
  }

  opened(): void {
    this.#mark(this.#at, 'carrying', null);
  }

  /** The current rung's attempt has ended by itself. */
  ended(ending: Ending): Step {
    const rung = this.#rungs[this.#at]!;
    this.#mark(this.#at, 'failed', ending.reason);
    rung.final = ending.final;
    if (ending.healthy) {
      this.#proven = true;
      this.#breaks = this.#rounds = 0;
    }
    if (this.pinned) return { kind: 'retry' };
    this.#breaks++;
    const bears = (this.#proven || ending.opened) && !ending.final && ending.reason.code !== MUTE;
    if (bears && this.#breaks < this.policy.maxBreaks) return { kind: 'retry' };
    if (this.#at + 1 < this.#rungs.length) {
      this.#moveTo(this.#at + 1);
      return { kind: 'fall' };
    }
    const hopeless = this.#rungs.every(({ final }) => final);
    this.#moveTo(0);
    const delayMs = Math.min(this.policy.coolDownMs, FIRST_COOL_DOWN_MS * 2 ** Math.min(this.#rounds++, 30));
    return { kind: 'cool-down', delayMs, hopeless };
  }

  /** ms until a higher rung is to be tried; null at the top. */
  climbDelay(): number | null {
    if (this.#at === 0 || this.#held) return null;
    const { first, most } = this.policy.climbMs;
    return Math.min(most, first * 2 ** Math.min(this.#climbs, 30));
  }

  /** The higher rung that is tried now, in the background. */
  climb(): Transport {
    this.#climbTo %= this.#at;
    const rung = this.#rungs[this.#climbTo]!;
    this.#mark(this.#climbTo, 'climbing', rung.reason);
    return rung.transport;
  }

  climbFailed(reason: Problem): void {
    this.#mark(this.#climbTo, 'failed', reason);
    this.#climbTo++;
    this.#climbs++;
  }

  /** The higher rung carries the stream. */
  climbed(): void {
    this.#mark(this.#at, 'untried', null);
    this.#moveTo(this.#climbTo);
    this.opened();
    this.#climbs = this.#climbTo = 0;
  }

  /** Stands on this rung and stays there, until `restart`. */
  choose(transport: Transport): void {
    this.restart();
    this.#moveTo(this.#rungs.findIndex((rung) => rung.transport === transport));
    this.#held = true;
  }

  /** Begins again at the top: somebody wants it tried now, or the network is another one. */
  restart(): void {
    this.#moveTo(0);
    this.#held = false;
    this.#rounds = this.#climbs = this.#climbTo = 0;
    for (const [index, rung] of this.#rungs.entries()) {
      this.#mark(index, 'untried', null);
      rung.final = false;
    }
  }

  #moveTo(index: number): void {
    this.#at = index;
    this.#proven = false;
    this.#breaks = 0;
  }

  #mark(index: number, state: RungStatus['state'], reason: Problem | null): void {
    const rung = this.#rungs[index]!;
    if (rung.state !== state) rung.since = this.#now();
    rung.state = state;
    rung.reason = reason;
  }
}

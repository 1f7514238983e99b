import { StreamgaugeError } from '@shared/errors';
import { activeFaults, NO_FAULTS, type FaultName, type Faults } from '@shared/hub';
import { FaultCounts } from './fault-counts';

export interface FaultSwitchOptions {
  /** Cuts every connection: the `drop` fault of the hub. */
  readonly dropAll: () => void;
  /** Cuts the connection of one client: the `drop` fault of that client. */
  readonly drop: (clientId: string) => void;
  /** 0 … 1. */
  readonly random?: () => number;
}

/** Clients that can have faults of their own at once. */
const MAX_CLIENTS = 1_000;

interface ClientFaults {
  readonly own: Faults;
  /** Its own where they are on, the hub's elsewhere. */
  effective: Faults;
  timer: NodeJS.Timeout | null;
}

/**
 * Which faults are on, for the hub and for single clients. They apply to new connections at once and to open ones at
 * their next event; what a line holds goes when it is told through `onChange`.
 *
 * Of a client's own faults, those that are on replace the hub's of the same name; the hub's others stay.
 */
export class FaultSwitch {
  readonly counts = new FaultCounts();
  readonly #options: FaultSwitchOptions;
  readonly #random: () => number;
  readonly #clients = new Map<string, ClientFaults>();
  readonly #listeners = new Set<() => void>();
  #hub: Faults = NO_FAULTS;
  #active = false;
  #dropTimer: NodeJS.Timeout | null = null;

  constructor(options: FaultSwitchOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
  }

  /** Whether anything is on anywhere. */
  get active(): boolean {
    return this.#active;
  }

  /** The faults of the whole hub. */
  get hub(): Faults {
    return this.#hub;
  }

  /** The faults that apply to a client. */
  for(clientId: string): Faults {
    if (this.#clients.size === 0) return this.#hub;
    return this.#clients.get(clientId)?.effective ?? this.#hub;
  }

  /** Names of the faults that a client has of its own. */
  namesOf(clientId: string): readonly FaultName[] {
    const client = this.#clients.get(clientId);
    return client ? activeFaults(client.own) : [];
  }

  /**
   * Sets the faults of the hub (`null`) or of one client. With none on, a client goes back to those of the hub.
   * @throws StreamgaugeError `too-many-faulty-clients`
   */
  set(clientId: string | null, faults: Faults): void {
    if (clientId === null) this.#setHub(faults);
    else this.#setClient(clientId, faults);
    this.#changed();
  }

  /** The client has left. */
  forget(clientId: string): void {
    const client = this.#clients.get(clientId);
    if (!client) return;
    if (client.timer) clearInterval(client.timer);
    this.#clients.delete(clientId);
    this.#active = this.#anyActive();
  }

  /** Whether a new connection is to be closed without an answer. Counts it when so. */
  refuses(): boolean {
    if (!this.#hub.refuse.on) return false;
    this.counts.struck.refuse++;
    return true;
  }

  /** Whether this request is to be answered 503, and with which `Retry-After`. Draws anew at every call. */
  unavailable(): { readonly retryAfterSeconds: number } | null {
    const { on, percent, retryAfterSeconds } = this.#hub.unavailable;
    if (!on || this.#random() * 100 >= percent) return null;
    this.counts.struck.unavailable++;
    return { retryAfterSeconds };
  }

  /** Calls back after every change of faults; the returned function ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Switches everything off and stops all timers. */
  close(): void {
    this.#setHub(NO_FAULTS);
    for (const clientId of [...this.#clients.keys()]) this.forget(clientId);
    this.#changed();
  }

  #setHub(faults: Faults): void {
    const before = this.#hub.drop;
    this.#hub = faults;
    for (const client of this.#clients.values()) client.effective = merge(faults, client.own);
    // Setting another fault does not put off the next cut.
    if (sameDrop(before, faults.drop)) return;
    if (this.#dropTimer) clearInterval(this.#dropTimer);
    this.#dropTimer = this.#dropEvery(faults, () => this.#options.dropAll());
  }

  #setClient(clientId: string, own: Faults): void {
    if (activeFaults(own).length === 0) return this.forget(clientId);
    const before = this.#clients.get(clientId);
    if (!before && this.#clients.size === MAX_CLIENTS) {
      throw new StreamgaugeError(
        'too-many-faulty-clients',
        `Already ${MAX_CLIENTS} clients have faults of their own.`,
        { hint: 'Set the fault for the whole hub, or take it from other clients first.' },
      );
    }
    let timer = before?.timer ?? null;
    if (!before || !sameDrop(before.own.drop, own.drop)) {
      if (timer) clearInterval(timer);
      timer = this.#dropEvery(own, () => this.#options.drop(clientId));
    }
    this.#clients.set(clientId, { own, effective: merge(this.#hub, own), timer });
  }

  #dropEvery({ drop }: Faults, cut: () => void): NodeJS.Timeout | null {
    if (!drop.on) return null;
    const timer = setInterval(() => {
      this.counts.struck.drop++;
      cut();
    }, drop.everySeconds * 1_000);
    return timer.unref();
  }

  #changed(): void {
    this.#active = this.#anyActive();
    for (const listener of [...this.#listeners]) listener();
  }

  #anyActive(): boolean {
    return this.#clients.size > 0 || activeFaults(this.#hub).length > 0;
  }
}

function merge(hub: Faults, own: Faults): Faults {
  const on = activeFaults(own);
  return { ...hub, ...Object.fromEntries(on.map((name) => [name, own[name]])) };
}

function sameDrop(a: Faults['drop'], b: Faults['drop']): boolean {
  return a.on === b.on && (!a.on || a.everySeconds === b.everySeconds);
}

import { networkInterfaces } from 'node:os';

/** How often it looks, ms. */
const EVERY_MS = 3_000;
/** A look that comes this much later than planned, by the clock: the machine has slept. ms */
const SLEPT_MS = 10_000;

export interface NetworkWatchOptions {
  /** The machine has another address than before, or has one again. */
  onNetwork(): void;
  /** The machine has slept. */
  onWake(): void;
  /** The machine's addresses, of others than itself; by default the system's. */
  readonly addresses?: () => readonly string[];
  readonly now?: () => number;
}

/** Notices that the machine is in another network, or has slept, without anything but the system's interfaces and a clock. */
export class NetworkWatch {
  readonly #options: NetworkWatchOptions;
  readonly #addresses: () => readonly string[];
  readonly #now: () => number;
  #known: string;
  #lookedAt: number;
  readonly #timer: NodeJS.Timeout;

  /** Begins to look, every 3 s. */
  constructor(options: NetworkWatchOptions) {
    this.#options = options;
    this.#addresses = options.addresses ?? outsideAddresses;
    this.#now = options.now ?? Date.now;
    this.#known = this.#addresses().join();
    this.#lookedAt = this.#now();
    this.#timer = setInterval(() => this.look(), EVERY_MS);
    this.#timer.unref();
  }

  /** Looks now. */
  look(): void {
    const now = this.#now();
    const slept = now - this.#lookedAt > EVERY_MS + SLEPT_MS;
    this.#lookedAt = now;
    const before = this.#known;
    this.#known = this.#addresses().join();
    if (slept) this.#options.onWake();
    // Without an address there is nothing to try.
    else if (this.#known !== before && this.#known !== '') this.#options.onNetwork();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

function outsideAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, address }) => !internal && !/^fe80:/iu.test(address))
    .map(({ address }) => address)
    .sort();
}

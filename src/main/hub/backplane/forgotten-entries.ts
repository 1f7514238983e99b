import type { WireId } from './wire-id';

/** An event of this hub that has no shared number yet. */
export const UNNUMBERED = -1;

/** What `SharedIds` still knows of entries that it no longer remembers one by one. */
export class ForgottenEntries {
  readonly #node: string;
  /** The highest shared number of others' events, and of our own. */
  #foreign = 0;
  #own = 0;
  /** Our newest event; whether it lacks its number. */
  #ownN = 0;
  #ownUnnumbered = false;
  /** From this shared number on they stood in the log one by one, up to the newest; Infinity for none. */
  #regularFrom = 1;

  constructor(node: string) {
    this.#node = node;
  }

  /** Another life of the shared log begins. */
  begin(): void {
    this.#foreign = this.#own = 0;
    this.#regularFrom = Infinity;
  }

  add(shared: number, node: string, n: number, displaced: boolean): void {
    const newest = this.#newest;
    if (node === this.#node) {
      this.#ownN = n;
      this.#ownUnnumbered = shared === UNNUMBERED;
      this.#own = Math.max(this.#own, shared);
    } else {
      this.#foreign = Math.max(this.#foreign, shared);
    }
    if (displaced || shared <= newest) this.#regularFrom = Infinity;
    else if (shared !== newest + 1 || this.#regularFrom === Infinity) this.#regularFrom = shared;
  }

  /** There is a jump in the log's own numbers. */
  jump(): void {
    this.#regularFrom = Infinity;
  }

  /** An event of ours among them got its number. */
  numbered(n: number, shared: number): void {
    this.#own = Math.max(this.#own, shared);
    this.#regularFrom = Infinity;
    if (n >= this.#ownN) this.#ownUnnumbered = false;
  }

  /** A later event of ours has this number: what has none among them will not get one. */
  giveUp(shared: number): void {
    if (this.#ownUnnumbered) this.numbered(this.#ownN, shared);
  }

  /** Our newest event among them; null for none. */
  get newestOwn(): { readonly n: number; readonly shared: number } | null {
    if (this.#ownN === 0) return null;
    return { n: this.#ownN, shared: this.#ownUnnumbered ? UNNUMBERED : this.#own };
  }

  /** Whether a client has seen all of them. */
  seenBy(client: WireId): boolean {
    if (this.#foreign > client.upTo) return false;
    const ownSeen = !this.#ownUnnumbered && this.#own <= client.upTo;
    return ownSeen || client.beyond.some(({ node, n }) => node === this.#node && n >= this.#ownN);
  }

  /**
   * Local number of the first that a client has not seen, when that can be reckoned.
   * @param end local number of the first entry that is remembered
   */
  firstUnseen({ upTo }: WireId, end: number): number | null {
    if (this.#ownUnnumbered || upTo + 1 < this.#regularFrom) return null;
    const unseen = end - (this.#newest - upTo);
    return unseen >= 1 ? unseen : null;
  }

  /** Shared number of the entry that stands so many before the newest, when that can be reckoned. */
  numberBefore(distance: number): number | null {
    const shared = this.#newest - distance;
    return !this.#ownUnnumbered && shared >= this.#regularFrom ? shared : null;
  }

  get #newest(): number {
    return Math.max(this.#foreign, this.#own);
  }
}

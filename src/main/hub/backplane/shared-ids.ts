import { newEpoch, type LogIds, type Place, type Position } from '../log-ids';
import type { Origin } from './backplane';
import { ForgottenEntries, UNNUMBERED } from './forgotten-entries';
import { RecentNodes } from './recent-nodes';
import { formatWireId, parseWireId, type Reach, type WireId } from './wire-id';

/**
 * Shared numbers for which a client's own id says more than its hub's. By then events of another hub that were not
 * shared yet have been, or that hub is gone.
 */
const MAX_CARRIED = 10_000;

/** The newest numbered event of a hub. */
interface Newest {
  readonly n: number;
  readonly shared: number;
}

/**
 * Ids of a log that several hubs share, good on each of them.
 *
 * Events have a shared number (`seq` of the backplane) and, at each hub, a local one. While the link is lost a hub
 * delivers its own events before they have a shared number, so the two orders differ for a while, and each hub's
 * differs from that of the others. An id therefore names a set of events, not a place:
 *
 * - `epoch.N`: the shared numbers up to N;
 * - `epoch.N-node.k`: these, and the events 1…k of that hub.
 *
 * Every prefix of every hub's log is such a set, because a hub delivers its own events in their order, and the events
 * of others in the order of their numbers. Invariant: numbers of entries that had theirs when they were appended
 * increase; those that got it later (`displaced`) are greater than all that had been received before.
 */
export class SharedIds implements LogIds {
  readonly #node: string;
  readonly #capacity: number;
  #epoch: string;
  /** Of this epoch; what had a number up to here when it began is not known here one by one. */
  #floor = 0;
  /** Highest shared number received. */
  #highest = 0;

  /** Per entry of the log, at `seq % capacity`. 0: of an earlier epoch. */
  readonly #shared: Float64Array;
  readonly #n: Float64Array;
  readonly #nodes: string[];
  /** 1 for an entry that was appended without its number, or was given up. */
  readonly #displaced: Uint8Array;
  #displacedHeld = 0;
  /** Local numbers: oldest entry remembered, and the one to come. */
  #first = 1;
  #next = 1;

  /** Local number of the oldest entry of ours that may lack its number; 0 for none. */
  #unnumberedFrom = 0;
  /** Newest own event delivered. */
  #ownNewest = 0;
  #ownNewestNumbered = true;
  readonly #newest = new RecentNodes<Newest>();

  readonly #forgotten: ForgottenEntries;

  /**
   * @param node name of this hub's life, as its backplane gives it
   * @param capacity entries remembered: the log's limit of events, ≥ 1; about 25 bytes each
   */
  constructor(node: string, capacity: number) {
    this.#node = node;
    this.#capacity = capacity;
    this.#forgotten = new ForgottenEntries(node);
    // Until the link stands for the first time: ids that mean nothing to the others.
    this.#epoch = newEpoch();
    this.#shared = new Float64Array(capacity);
    this.#n = new Float64Array(capacity);
    this.#nodes = new Array<string>(capacity).fill('');
    this.#displaced = new Uint8Array(capacity);
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** Highest shared number received. */
  get highest(): number {
    return this.#highest;
  }

  /**
   * The shared log begins another life, or, with the same epoch, goes on after a hole: numbers up to `after` that have
   * not been received will not come. Own events without a number keep waiting for one.
   */
  begin(epoch: string, after: number): void {
    this.#floor = after;
    if (epoch === this.#epoch) {
      this.#highest = Math.max(this.#highest, after);
      return;
    }
    this.#epoch = epoch;
    this.#highest = after;
    this.#newest.clear();
    for (let seq = this.#first; seq < this.#next; seq++) {
      const slot = seq % this.#capacity;
      if (this.#shared[slot] === UNNUMBERED) continue;
      this.#shared[slot] = 0;
      this.#undisplace(slot);
    }
    this.#forgotten.begin();
  }

  appended(seq: number, place: Place | undefined): void {
    // Encoding can fail after this was called; then the next entry has the same number.
    if (seq === this.#next - 1) this.#next--;
    // The log may go on at a higher number: what is between does not exist.
    if (seq > this.#next + this.#capacity) this.#forgetAll(seq);
    while (this.#next < seq) this.#add(0, '', 0, true);
    if (!place) return this.#add(0, '', 0, true);
    const { node, n } = place.origin;
    if (place.seq === null) {
      this.#add(UNNUMBERED, node, n, true);
      this.#unnumberedFrom ||= seq;
      this.#ownNewest = n;
      this.#ownNewestNumbered = false;
      return;
    }
    if (node === this.#node) {
      this.#giveUpBefore(seq, place.seq);
      this.#ownNewest = n;
      this.#ownNewestNumbered = true;
      this.#unnumberedFrom = 0;
    }
    this.#add(place.seq, node, n, false);
    this.passed(place.seq, place.origin);
  }

  /**
   * An event that was delivered here without a number has come back with it.
   * @param localSeq its number in the log of this hub
   */
  renumbered(localSeq: number, sharedSeq: number, origin: Origin): void {
    if (localSeq >= this.#first) {
      this.#giveUpBefore(localSeq, sharedSeq);
      if (localSeq < this.#next) this.#shared[localSeq % this.#capacity] = sharedSeq;
    } else {
      this.#forgotten.numbered(origin.n, sharedSeq);
    }
    this.#ownNewestNumbered ||= origin.n >= this.#ownNewest;
    this.#unnumberedFrom = this.#ownNewestNumbered ? 0 : Math.max(this.#unnumberedFrom, localSeq + 1);
    this.passed(sharedSeq, origin);
  }

  /** This number has been received; also told of events that this log did not take. */
  passed(sharedSeq: number, origin: Origin): void {
    this.#highest = Math.max(this.#highest, sharedSeq);
    this.#newest.set(origin.node, { n: origin.n, shared: sharedSeq });
  }

  idAfter(seq: number): string {
    return formatWireId(this.#setAfter(seq));
  }

  isOwnForm(id: string): boolean {
    return parseWireId(id) !== null;
  }

  locate(id: string): Position {
    const client = parseWireId(id);
    if (!client) return { known: false, reason: 'unknown-id' };
    if (client.epoch !== this.#epoch) return { known: false, reason: 'other-epoch' };
    if (client.upTo < this.#floor) return { known: false, reason: 'unknown-id' };
    const unseen = this.#forgotten.seenBy(client)
      ? this.#firstUnseen(client)
      : this.#forgotten.firstUnseen(client, this.#first);
    if (unseen === null) return { known: false, reason: 'unknown-id' };
    const seq = unseen - 1;
    if (!this.#exceeds(client, seq)) return { known: true, seq };
    return {
      known: true,
      seq,
      seen: (later) => this.#isSeen(client, later),
      idAfter: (later) => this.#idFor(client, later),
    };
  }

  /** What everybody has seen who was sent the log up to and including `seq`. */
  #setAfter(seq: number): WireId {
    const upTo = this.#upTo(seq);
    const own = this.#ownAt(seq);
    const beyond =
      own && (own.shared === UNNUMBERED || own.shared > upTo) ? [{ node: this.#node, n: own.n }] : [];
    return { epoch: this.#epoch, upTo, beyond };
  }

  /** All shared numbers up to this one stand in the log at `seq` or before it. */
  #upTo(seq: number): number {
    if (seq < this.#first - 1) {
      // Said too low, it only makes a client be sent something again.
      return Math.max(this.#floor, this.#forgotten.numberBefore(this.#first - 1 - seq) ?? 0);
    }
    let lowest = Infinity;
    for (let later = seq + 1; later < this.#next; later++) {
      const slot = later % this.#capacity;
      const shared = this.#shared[slot]!;
      if (shared <= 0) continue;
      lowest = Math.min(lowest, shared);
      if (!this.#displaced[slot]) break;
    }
    return lowest === Infinity ? this.#highest : Math.max(this.#floor, lowest - 1);
  }

  /** The newest own event at `seq` or before it, as far as its number can matter. */
  #ownAt(seq: number): Newest | null {
    if (seq >= this.#next - 1) {
      return this.#ownNewestNumbered ? null : { n: this.#ownNewest, shared: UNNUMBERED };
    }
    if (this.#displacedHeld > 0) {
      for (let earlier = seq; earlier >= this.#first; earlier--) {
        const slot = earlier % this.#capacity;
        if (this.#nodes[slot] === this.#node) return { n: this.#n[slot]!, shared: this.#shared[slot]! };
      }
    }
    return this.#forgotten.newestOwn;
  }

  #isSeen(client: WireId, seq: number): boolean {
    if (client.epoch !== this.#epoch || seq < this.#first || seq >= this.#next) return false;
    const slot = seq % this.#capacity;
    const shared = this.#shared[slot]!;
    if (shared !== UNNUMBERED && shared <= client.upTo) return true;
    const n = this.#n[slot]!;
    return client.beyond.some((reach) => reach.node === this.#nodes[slot] && n <= reach.n);
  }

  #firstUnseen(client: WireId): number {
    if (this.#displacedHeld > 0 || client.beyond.length > 0) {
      let seq = this.#first;
      while (seq < this.#next && this.#isSeen(client, seq)) seq++;
      return seq;
    }
    let low = this.#first;
    let high = this.#next;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#shared[middle % this.#capacity]! <= client.upTo) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether the client has seen something that is not at `seq` or before it in this log. */
  #exceeds(client: WireId, seq: number): boolean {
    const here = this.#setAfter(seq);
    if (client.upTo > here.upTo) return true;
    return client.beyond.some((reach) => !this.#covers(here, reach));
  }

  #covers(here: WireId, { node, n }: Reach): boolean {
    if (here.beyond.some((own) => own.node === node && own.n >= n)) return true;
    const newest = this.#newest.get(node);
    return newest !== undefined && newest.n >= n && newest.shared <= here.upTo;
  }

  /** The id for a client that has seen more than the log up to `seq`; null when that is no longer so. */
  #idFor(client: WireId, seq: number): string | null {
    const here = this.#setAfter(seq);
    if (client.epoch !== here.epoch || here.upTo - client.upTo > MAX_CARRIED) return null;
    const upTo = Math.max(here.upTo, client.upTo);
    const known = { ...here, upTo };
    const kept = client.beyond.filter((reach) => !this.#covers(known, reach));
    if (upTo === here.upTo && kept.length === 0) return null;
    const own = here.beyond.filter(({ node }) => !kept.some((reach) => reach.node === node));
    return formatWireId({ ...known, beyond: [...own, ...kept] });
  }

  #add(shared: number, node: string, n: number, displaced: boolean): void {
    if (this.#next - this.#first >= this.#capacity) this.#forgetFirst();
    const slot = this.#next % this.#capacity;
    this.#undisplace(slot);
    this.#shared[slot] = shared;
    this.#nodes[slot] = node;
    this.#n[slot] = n;
    if (displaced) {
      this.#displaced[slot] = 1;
      this.#displacedHeld++;
    }
    this.#next++;
  }

  #undisplace(slot: number): void {
    this.#displacedHeld -= this.#displaced[slot]!;
    this.#displaced[slot] = 0;
  }

  #forgetFirst(): void {
    const slot = this.#first++ % this.#capacity;
    this.#forgotten.add(this.#shared[slot]!, this.#nodes[slot]!, this.#n[slot]!, this.#displaced[slot] === 1);
    this.#undisplace(slot);
  }

  #forgetAll(next: number): void {
    while (this.#first < this.#next) this.#forgetFirst();
    this.#forgotten.jump();
    this.#first = this.#next = next;
  }

  /** What we published before an event that has its number, and has none itself, will never have one: it was given up. */
  #giveUpBefore(seq: number, sharedSeq: number): void {
    this.#forgotten.giveUp(sharedSeq);
    if (this.#unnumberedFrom === 0) return;
    for (let earlier = Math.max(this.#unnumberedFrom, this.#first); earlier < seq; earlier++) {
      const slot = earlier % this.#capacity;
      if (this.#shared[slot] === UNNUMBERED) this.#shared[slot] = sharedSeq;
    }
  }
}

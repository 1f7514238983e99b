import type { Faults } from '@shared/hub';
import { FaultCounts } from './fault-counts';

/** Where a sink's bytes go. */
export interface Line {
  /** False: the line is full. What was written is taken all the same; more should wait for the drain. */
  write(bytes: Buffer): boolean;
  /** Bytes written but not yet taken by the socket. */
  readonly queuedBytes: number;
  /** Ends the line properly, after what has been written. */
  end(): void;
  /** Cuts it; what waits is lost. */
  destroy(): void;
  /** Sets the one listener that is told when a full line has room again. */
  onDrain(listener: () => void): void;
}

/** A line of which our half alone can be ended: the peer gets a FIN and may go on sending. */
export interface HalfClosable {
  halfClose(): void;
}

export interface FaultLineOptions {
  /** 0 … 1. */
  readonly random?: () => number;
  /** Monotonic ms. */
  readonly now?: () => number;
  /**
   * Bytes held back for this client at most, default 256 KiB; the size of the `buffer` fault comes on top. Beyond it a delayed write goes early and a stalled one is lost; both are counted.
   */
  readonly maxHeldBytes?: number;
  readonly counts?: FaultCounts;
  /** Tells of changed faults, so that what is held goes at once when a fault is switched off. Returns the way out. */
  readonly onChange?: (listener: () => void) => () => void;
}

const MAX_HELD_BYTES = 256 * 1024;
/** Time between the two pieces of a split write, ms. */
const SPLIT_MOMENT = { min: 2, max: 12 };
/** When so many pieces wait, split writes follow one another without a pause: the line would fall ever further behind. */
const MAX_SPLIT_BACKLOG = 64;

interface Held {
  readonly bytes: Buffer;
  /** When it may leave; never before the one in front of it. */
  readonly at: number;
  /** Our half ends after it. */
  readonly last: boolean;
}

/**
 * A line with the faults that concern bytes: corrupt, split, half-close, delay, buffer, stall, in this order. Faults are
 * looked at again at every write. Bytes leave in the order in which they came, whatever is switched meanwhile.
 *
 * A stalled line says that it has room, since a full one would be cut for being slow, and the fault is that nothing is
 * closed. For the same reason `queuedBytes` does not count what is held here on purpose.
 *
 * Whoever owns the line calls `end` or `destroy` when the connection is gone; it holds timers and a listener until then.
 */
export class FaultLine implements Line {
  readonly #inner: Line & HalfClosable;
  readonly #faults: () => Faults;
  readonly #random: () => number;
  readonly #now: () => number;
  readonly #maxHeldBytes: number;
  readonly #counts: FaultCounts;
  readonly #unsubscribe: () => void;
  #queue: Held[] = [];
  #heldBytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #innerFull = false;
  #owesDrain = false;
  #phase: 'open' | 'half-closed' | 'ended' = 'open';
  #drained: () => void = () => undefined;

  constructor(inner: Line & HalfClosable, faults: () => Faults, options: FaultLineOptions = {}) {
    this.#inner = inner;
    this.#faults = faults;
    this.#random = options.random ?? Math.random;
    this.#now = options.now ?? (() => performance.now());
    this.#maxHeldBytes = options.maxHeldBytes ?? MAX_HELD_BYTES;
    this.#counts = options.counts ?? new FaultCounts();
    this.#unsubscribe = options.onChange?.(() => this.#release()) ?? (() => undefined);
    inner.onDrain(() => this.#innerDrained());
  }

  get queuedBytes(): number {
    return this.#inner.queuedBytes;
  }

  /** Bytes that faults hold back. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  onDrain(listener: () => void): void {
    this.#drained = listener;
  }

  write(bytes: Buffer): boolean {
    if (this.#phase !== 'open') return this.#lose(bytes);
    const faults = this.#faults();
    if (this.#queue.length === 0 && !holdsOrChanges(faults)) {
      return this.#ready(this.#inner.write(bytes));
    }
    if (faults.stall.on && !this.#hasRoomFor(bytes.length, faults)) {
      this.#counts.struck.stall++;
      return this.#lose(bytes);
    }
    this.#enqueue(bytes, faults);
    this.#release();
    return this.#ready(!this.#innerFull);
  }

  /** What is held goes at once, and the line ends. On a stalled line what is held is lost. */
  end(): void {
    if (this.#phase === 'ended') return;
    const halfClosed = this.#phase === 'half-closed';
    if (!this.#faults().stall.on) this.#writeOut(this.#queue.length);
    this.#stop();
    // Our half has ended already: only cutting the line lets go of the other one.
    if (halfClosed) this.#inner.destroy();
    else this.#inner.end();
  }

  destroy(): void {
    if (this.#phase === 'ended') return;
    this.#stop();
    this.#inner.destroy();
  }

  #stop(): void {
    for (const { bytes } of this.#queue) this.#lose(bytes);
    this.#queue = [];
    this.#heldBytes = 0;
    this.#phase = 'ended';
    this.#unsubscribe();
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Puts a write at the end of the queue, changed and cut as the faults have it. */
  #enqueue(bytes: Buffer, faults: Faults): void {
    let whole = bytes;
    if (faults.corrupt.on && bytes.length > 0 && this.#happens(faults.corrupt.percent)) {
      whole = this.#corrupted(bytes);
      this.#counts.struck.corrupt++;
    }
    let at = this.#now();
    if (faults.delay.on) {
      this.#counts.struck.delay++;
      at += Math.max(0, faults.delay.ms + (this.#random() * 2 - 1) * faults.delay.jitterMs);
    }
    if (faults.stall.on) this.#counts.struck.stall++;
    else if (faults.buffer.on) this.#counts.struck.buffer++;

    const cut = 1 + Math.floor(this.#random() * (whole.length - 1));
    if (whole.length > 1 && faults.halfClose.on && this.#happens(faults.halfClose.percent)) {
      this.#counts.struck.halfClose++;
      this.#hold(whole.subarray(0, cut), at, true);
      this.#phase = 'half-closed';
    } else if (whole.length > 1 && faults.split.on) {
      this.#counts.struck.split++;
      const { min, max } = SPLIT_MOMENT;
      const moment = this.#queue.length < MAX_SPLIT_BACKLOG ? min + this.#random() * (max - min) : 0;
      const first = this.#hold(whole.subarray(0, cut), at, false);
      this.#hold(whole.subarray(cut), first + moment, false);
    } else {
      this.#hold(whole, at, false);
    }
  }

  #hold(bytes: Buffer, earliest: number, last: boolean): number {
    const at = Math.max(earliest, this.#queue.at(-1)?.at ?? 0);
    this.#queue.push({ bytes, at, last });
    this.#heldBytes += bytes.length;
    return at;
  }

  /** Writes what may leave now, and plans for the rest. */
  #release(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const faults = this.#faults();
    if (this.#phase === 'ended' || this.#queue.length === 0 || faults.stall.on) return;
    this.#hurry(faults);
    if (this.#innerFull) return;
    const now = this.#now();
    // A delay that was switched off, or made shorter, no longer holds what it delayed.
    const longest = now + (faults.delay.on ? faults.delay.ms + faults.delay.jitterMs : 0) + SPLIT_MOMENT.max;
    let due = 0;
    let dueBytes = 0;
    for (; due < this.#queue.length; due++) {
      const { at, bytes } = this.#queue[due]!;
      if (at > now && at <= longest) break;
      dueBytes += bytes.length;
    }
    const gathers = faults.buffer.on && dueBytes < faults.buffer.kibibytes * 1024 && this.#phase === 'open';
    if (!gathers) this.#writeOut(due, faults.buffer.on);
    const next = gathers ? this.#queue[due] : this.#queue[0];
    if (!next || this.#innerFull) return;
    this.#timer = setTimeout(() => this.#release(), Math.max(1, Math.ceil(next.at - now)));
    this.#timer.unref();
  }

  /** Lets the oldest go early until the rest is within the bound. */
  #hurry(faults: Faults): void {
    let count = 0;
    for (let over = this.#heldBytes - this.#bound(faults); over > 0; count++) {
      over -= this.#queue[count]!.bytes.length;
    }
    this.#counts.hurried += count;
    this.#writeOut(count);
  }

  /** Takes the first `count` out of the queue and writes them, in one lump or one by one. */
  #writeOut(count: number, lump = false): void {
    if (count === 0) return;
    const leaving = this.#queue.splice(0, count);
    const pieces = lump
      ? [Buffer.concat(leaving.map(({ bytes }) => bytes))]
      : leaving.map((held) => held.bytes);
    for (const bytes of pieces) {
      this.#heldBytes -= bytes.length;
      if (!this.#inner.write(bytes)) this.#innerFull = true;
    }
    if (leaving.some(({ last }) => last)) this.#inner.halfClose();
  }

  #innerDrained(): void {
    this.#innerFull = false;
    this.#release();
    if (this.#innerFull || !this.#owesDrain || this.#phase === 'ended') return;
    this.#owesDrain = false;
    this.#drained();
  }

  #ready(ready: boolean): boolean {
    if (!ready) {
      this.#innerFull = true;
      this.#owesDrain = true;
    }
    return ready;
  }

  #lose(bytes: Buffer): true {
    this.#counts.lost++;
    this.#counts.lostBytes += bytes.length;
    return true;
  }

  #bound(faults: Faults): number {
    return this.#maxHeldBytes + (faults.buffer.on ? faults.buffer.kibibytes * 1024 : 0);
  }

  #hasRoomFor(bytes: number, faults: Faults): boolean {
    return this.#heldBytes + bytes <= this.#bound(faults);
  }

  #happens(percent: number): boolean {
    return this.#random() * 100 < percent;
  }

  /** A copy with one byte changed: the buffer itself is shared by all clients. */
  #corrupted(bytes: Buffer): Buffer {
    const copy = Buffer.from(bytes);
    const index = Math.floor(this.#random() * copy.length);
    copy[index] = copy[index]! ^ (1 + Math.floor(this.#random() * 255));
    return copy;
  }
}

function holdsOrChanges({ delay, buffer, stall, corrupt, split, halfClose }: Faults): boolean {
  return delay.on || buffer.on || stall.on || corrupt.on || split.on || halfClose.on;
}

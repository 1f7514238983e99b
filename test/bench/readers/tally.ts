import { MARK, monotonicMicros, readSeq, readTime, STAMP_BYTES } from '../support/tick';

/**
 * What the readers of one process have received: found by the stamps in the bytes, nothing is parsed.
 *
 * Counting looks only at the last stamp of each chunk, so that a reader costs little beside the server it reads
 * from; that nothing was left out in between is checked by the number of bytes. Timing looks at every stamp.
 */
export class Tally {
  /** Sequence number of the last event that each client has received. */
  readonly last: Uint32Array;
  bytes = 0;
  /** µs from publishing to reading, while timing. */
  latencies: number[] = [];
  timing = false;
  /** Beginnings of stamps at the ends of chunks. */
  readonly #torn: (Buffer | null)[];

  constructor(clients: number) {
    this.last = new Uint32Array(clients);
    this.#torn = new Array<Buffer | null>(clients).fill(null);
  }

  /** Takes a chunk. The buffer may be used again afterwards. */
  take(client: number, chunk: Buffer): void {
    this.bytes += chunk.length;
    const torn = this.#torn[client];
    if (torn) {
      this.#torn[client] = null;
      const joined = Buffer.concat([torn, chunk.subarray(0, STAMP_BYTES)]);
      if (this.timing) this.#takeAll(client, joined.subarray(0, STAMP_BYTES));
      else this.#takeLast(client, joined.subarray(0, STAMP_BYTES));
    }
    if (this.timing) this.#takeAll(client, chunk);
    else this.#takeLast(client, chunk);
  }

  /** The slowest client's sequence number. */
  slowest(): number {
    let slowest = 0xffffffff;
    for (const seq of this.last) if (seq < slowest) slowest = seq;
    return slowest;
  }

  /** Events received by all clients together, when each began at 1 and missed none. */
  total(): number {
    let total = 0;
    for (const seq of this.last) total += seq;
    return total;
  }

  #takeLast(client: number, chunk: Buffer): void {
    let end = chunk.length;
    while (end > 0) {
      const at = chunk.lastIndexOf(MARK, end - 1);
      if (at < 0) return;
      if (at + STAMP_BYTES > chunk.length) {
        this.#torn[client] = Buffer.from(chunk.subarray(at));
      } else {
        const seq = readSeq(chunk, at);
        if (seq >= 0) {
          this.last[client] = seq;
          return;
        }
      }
      end = at;
    }
  }

  #takeAll(client: number, chunk: Buffer): void {
    const now = monotonicMicros();
    for (let at = chunk.indexOf(MARK); at >= 0; at = chunk.indexOf(MARK, at + 1)) {
      if (at + STAMP_BYTES > chunk.length) {
        this.#torn[client] = Buffer.from(chunk.subarray(at));
        return;
      }
      const seq = readSeq(chunk, at);
      if (seq < 0) continue;
      this.last[client] = seq;
      this.latencies.push(now - readTime(chunk, at));
    }
  }
}

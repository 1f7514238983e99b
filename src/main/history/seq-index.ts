const CHUNK = 4_096;

interface Chunk {
  readonly seqs: Float64Array;
  readonly tags: Uint32Array;
}

/**
 * A queue of event numbers with a small tag each, addressed by positions that never change: `push` adds at
 * `end`, `dropBefore` moves `first`. Twelve bytes an entry, no object for any of them; in chunks, so that
 * growing copies nothing and dropping frees.
 */
export class SeqIndex {
  /** `#chunks[0]` holds the positions from `#base` on; `#base` is a multiple of CHUNK. */
  readonly #chunks: Chunk[] = [];
  #base = 0;
  #first = 0;
  #end = 0;

  get first(): number {
    return this.#first;
  }

  get end(): number {
    return this.#end;
  }

  /** `seq` must be larger than all before it. */
  push(seq: number, tag: number): void {
    const offset = this.#end - this.#base;
    if (offset === this.#chunks.length * CHUNK) {
      this.#chunks.push({ seqs: new Float64Array(CHUNK), tags: new Uint32Array(CHUNK) });
    }
    const chunk = this.#chunks[Math.floor(offset / CHUNK)]!;
    chunk.seqs[offset % CHUNK] = seq;
    chunk.tags[offset % CHUNK] = tag;
    this.#end++;
  }

  /** The event number at a position in [first, end). */
  seqAt(position: number): number {
    const offset = position - this.#base;
    return this.#chunks[Math.floor(offset / CHUNK)]?.seqs[offset % CHUNK] ?? 0;
  }

  tagAt(position: number): number {
    const offset = position - this.#base;
    return this.#chunks[Math.floor(offset / CHUNK)]?.tags[offset % CHUNK] ?? 0;
  }

  /** Drops the entries whose event left the buffer; `dropped` is told the tag of each. */
  dropBefore(firstSeq: number, dropped?: (tag: number) => void): void {
    while (this.#first < this.#end && this.seqAt(this.#first) < firstSeq) {
      dropped?.(this.tagAt(this.#first));
      this.#first++;
      if (this.#first - this.#base === CHUNK) {
        this.#chunks.shift();
        this.#base += CHUNK;
      }
    }
  }

  /** The position of an event, or null when it is not here. */
  find(seq: number): number | null {
    let low = this.#first;
    let high = this.#end - 1;
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const here = this.seqAt(middle);
      if (here === seq) return middle;
      if (here < seq) low = middle + 1;
      else high = middle - 1;
    }
    return null;
  }
}

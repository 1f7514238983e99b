const FIRST_CAPACITY = 256;

/**
 * A queue of event numbers with a small tag each, addressed by positions that never change: `push` adds at
 * `end`, `dropBefore` moves `first`. Twelve bytes an entry, no object for any of them.
 */
export class SeqIndex {
  #seqs = new Float64Array(FIRST_CAPACITY);
  #tags = new Uint32Array(FIRST_CAPACITY);
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
    if (this.#end - this.#first === this.#seqs.length) this.#grow();
    const slot = this.#end % this.#seqs.length;
    this.#seqs[slot] = seq;
    this.#tags[slot] = tag;
    this.#end++;
  }

  /** The event number at a position in [first, end). */
  seqAt(position: number): number {
    return this.#seqs[position % this.#seqs.length] ?? 0;
  }

  tagAt(position: number): number {
    return this.#tags[position % this.#tags.length] ?? 0;
  }

  /** Drops the entries whose event left the buffer; `dropped` is told the tag of each. */
  dropBefore(firstSeq: number, dropped?: (tag: number) => void): void {
    while (this.#first < this.#end && this.seqAt(this.#first) < firstSeq) {
      dropped?.(this.tagAt(this.#first));
      this.#first++;
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

  #grow(): void {
    const old = this.#seqs.length;
    const seqs = new Float64Array(old * 2);
    const tags = new Uint32Array(old * 2);
    for (let position = this.#first; position < this.#end; position++) {
      seqs[position % seqs.length] = this.seqAt(position);
      tags[position % tags.length] = this.tagAt(position);
    }
    this.#seqs = seqs;
    this.#tags = tags;
  }
}

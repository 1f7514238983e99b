import { MAX_SERIES_BREAKS, type SeriesAnswer, type SeriesBreak, type SeriesPoints } from '@shared/series';
import { byTime, thinned } from '@shared/series-points';
import type { NumberFound } from './query/payload-number';

/** Points held at most; beyond that a part of them stays, the lowest and highest of each stretch of time. */
const MAX_HELD = 65_536;
const HELD_AFTER_THINNING = 16_384;

/** Collects the numbers of a series in any order, in bounded memory. */
export class SeriesCollector {
  #times = new Float64Array(256);
  #values = new Float64Array(256);
  #seqs = new Float64Array(256);
  #length = 0;
  #numbers = 0;
  #events = 0;
  #asTexts = 0;
  #lowest = Infinity;
  #highest = -Infinity;
  #breaks: SeriesBreak[] = [];

  /** Numbers so far. */
  get numbers(): number {
    return this.#numbers;
  }

  /** Notes an event of this kind and what was found in it. */
  add(time: number, seq: number, found: NumberFound): void {
    this.#events++;
    if (found === 'text') this.#asTexts++;
    if (typeof found !== 'number') return;
    this.#numbers++;
    if (found < this.#lowest) this.#lowest = found;
    if (found > this.#highest) this.#highest = found;
    if (this.#length === MAX_HELD) this.#thin(HELD_AFTER_THINNING);
    else if (this.#length === this.#times.length) this.#grow();
    const at = this.#length++;
    this.#times[at] = time;
    this.#values[at] = found;
    this.#seqs[at] = seq;
  }

  /** Notes a time without a connection; beyond `MAX_SERIES_BREAKS` the first that were told stay. */
  addBreak(downMs: number, end: number): void {
    if (this.#breaks.length < MAX_SERIES_BREAKS) this.#breaks.push({ from: end - downMs, to: end });
  }

  /** @param points most points of the answer, 2 or more */
  answer(points: number, seq: number): SeriesAnswer {
    const none = this.#numbers === 0;
    return {
      ...thinned(byTime(this.#held()), points),
      numbers: this.#numbers,
      events: this.#events,
      asTexts: this.#asTexts,
      lowest: none ? null : this.#lowest,
      highest: none ? null : this.#highest,
      breaks: this.#breaks.sort((a, b) => a.from - b.from),
      seq,
    };
  }

  #held(): SeriesPoints {
    return {
      times: this.#times.slice(0, this.#length),
      values: this.#values.slice(0, this.#length),
      seqs: this.#seqs.slice(0, this.#length),
    };
  }

  #thin(points: number): void {
    const { times, values, seqs } = thinned(byTime(this.#held()), points);
    this.#times.set(times);
    this.#values.set(values);
    this.#seqs.set(seqs);
    this.#length = times.length;
  }

  #grow(): void {
    const larger = (array: Float64Array): Float64Array<ArrayBuffer> => {
      const copy = new Float64Array(array.length * 4);
      copy.set(array);
      return copy;
    };
    this.#times = larger(this.#times);
    this.#values = larger(this.#values);
    this.#seqs = larger(this.#seqs);
  }
}

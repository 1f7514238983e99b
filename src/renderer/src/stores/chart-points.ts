import { MAX_SERIES_POINTS, type SeriesAnswer, type SeriesBreak, type SeriesPoints } from '@shared/series';
import { byTime, thinned } from '@shared/series-points';

/** Points that stay when there are too many. */
const AFTER_THINNING = MAX_SERIES_POINTS / 2;
const MAX_BREAKS = 500;
const NONE: SeriesPoints = {
  times: new Float64Array(0),
  values: new Float64Array(0),
  seqs: new Float64Array(0),
};

/** The points of one line of a chart, at most `MAX_SERIES_POINTS` of them. */
export class ChartPoints {
  #points = NONE;
  #breaks: readonly SeriesBreak[] = [];
  #numbers = 0;
  #events = 0;
  #asTexts = 0;
  #seq = 0;

  get points(): SeriesPoints {
    return this.#points;
  }
  /** Times without a connection, oldest first. */
  get breaks(): readonly SeriesBreak[] {
    return this.#breaks;
  }
  /** Numbers that the points stand for: more than there are points where they were thinned. */
  get numbers(): number {
    return this.#numbers;
  }
  /** Events that were looked at. */
  get events(): number {
    return this.#events;
  }
  /** Events with a text in place of a number. */
  get asTexts(): number {
    return this.#asTexts;
  }
  /** The last event that was looked at. */
  get seq(): number {
    return this.#seq;
  }

  /** Begins anew. */
  replace(answer: SeriesAnswer): void {
    this.#points = NONE;
    this.#breaks = [];
    this.#numbers = 0;
    this.#events = 0;
    this.#asTexts = 0;
    this.#seq = 0;
    this.append(answer);
  }

  /** Takes in what has come; answers whether that was anything. What was known already is left out. */
  append(answer: SeriesAnswer): boolean {
    if (answer.seq <= this.#seq) return false;
    const fresh = after(answer, this.#seq);
    const left = fresh.times.length;
    // A pass of the tail may have begun before what this series has loaded meanwhile.
    const share = answer.times.length === 0 ? 1 : left / answer.times.length;
    this.#numbers += share === 1 ? answer.numbers : left;
    this.#events += answer.events;
    this.#asTexts += answer.asTexts;
    this.#seq = answer.seq;
    if (answer.breaks.length > 0) {
      const known = this.#breaks.at(-1)?.to ?? -Infinity;
      this.#breaks = [...this.#breaks, ...answer.breaks.filter(({ to }) => to > known)].slice(-MAX_BREAKS);
    }
    if (left > 0) {
      const all = joined(this.#points, fresh);
      this.#points = all.times.length > MAX_SERIES_POINTS ? thinned(all, AFTER_THINNING) : all;
    }
    return left > 0 || answer.breaks.length > 0 || answer.asTexts > 0;
  }

  /** Lets go of what is older than a moment (epoch ms), but for the point before it: the line comes from there. */
  trim(from: number): void {
    const { times, values, seqs } = this.#points;
    let first = 0;
    while (first < times.length && times[first]! < from) first++;
    // Now and then rather than at every step: each time all of it is copied.
    if (first < 256) return;
    const cut = first - 1;
    this.#numbers = Math.max(
      times.length - cut,
      this.#numbers - Math.round((this.#numbers * cut) / times.length),
    );
    this.#points = { times: times.slice(cut), values: values.slice(cut), seqs: seqs.slice(cut) };
    this.#breaks = this.#breaks.filter(({ to }) => to >= from);
  }
}

function after(points: SeriesPoints, seq: number): SeriesPoints {
  const { times, values, seqs } = points;
  if (seqs.every((each) => each > seq)) return { times, values, seqs };
  const kept = (array: Float64Array): Float64Array => array.filter((_, i) => seqs[i]! > seq);
  return { times: kept(times), values: kept(values), seqs: kept(seqs) };
}

function joined(a: SeriesPoints, b: SeriesPoints): SeriesPoints {
  const both = (x: Float64Array, y: Float64Array): Float64Array => {
    const all = new Float64Array(x.length + y.length);
    all.set(x);
    all.set(y, x.length);
    return all;
  };
  const all = {
    times: both(a.times, b.times),
    values: both(a.values, b.values),
    seqs: both(a.seqs, b.seqs),
  };
  // The clock may have been set back between the two.
  const last = a.times.at(-1);
  return last !== undefined && b.times.length > 0 && b.times[0]! < last ? byTime(all) : all;
}

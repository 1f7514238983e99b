import { toProblem, type Problem } from '@shared/errors';
import type { Series, SeriesAnswer, SeriesRequest, SeriesTail, SeriesTailRequest } from '@shared/series';
import { seriesKey } from './chart-model';
import { ChartPoints } from './chart-points';

/** Points that are asked for at first: twice what a wide chart has pixels for; what comes is added. */
const FIRST_POINTS = 2_500;
/** Series that are read at a time: the history has other things to do. */
const READ_AT_ONCE = 2;
/** Later than every event. */
const FOR_EVER = 8.64e15;

/** What a chart knows of one of its lines. */
export type SeriesState =
  | { readonly phase: 'loading' }
  | { readonly phase: 'failed'; readonly problem: Problem }
  | { readonly phase: 'ready'; readonly data: ChartPoints };

/** Epoch ms; `to` null: up to now, and what comes. `from` null: from the beginning. */
export interface ChartRange {
  readonly from: number | null;
  readonly to: number | null;
}

/** Where the numbers come from. */
export interface SeriesSource {
  read(request: SeriesRequest): Promise<SeriesAnswer>;
  tail(request: SeriesTailRequest): Promise<SeriesTail>;
}

interface Entry {
  readonly series: Series;
  state: SeriesState;
  /** Counts up with every question, so that late answers are known as such. */
  asked: number;
}

/** Holds the numbers of all lines that show, reads those that are new, and asks for what has come since. */
export class ChartFeed {
  readonly #source: SeriesSource;
  readonly #changed: () => void;
  readonly #entries = new Map<string, Entry>();
  readonly #waiting: string[] = [];
  #range: () => ChartRange = () => ({ from: null, to: null });
  #reading = 0;
  #asking = false;

  /** @param changed called whenever there is something new to draw */
  constructor(source: SeriesSource, changed: () => void) {
    this.#source = source;
    this.#changed = changed;
  }

  state(key: string): SeriesState {
    return this.#entries.get(key)?.state ?? { phase: 'loading' };
  }

  /** Which lines show from now on: others are let go, new ones read. */
  want(series: readonly Series[]): void {
    const wanted = new Map(series.map((each) => [seriesKey(each), each]));
    for (const key of this.#entries.keys()) if (!wanted.has(key)) this.#entries.delete(key);
    for (const [key, each] of wanted) {
      if (this.#entries.has(key)) continue;
      const { sourceId, channel, type, path, texts } = each;
      // A copy: the proxy of a component cannot be sent to another process.
      const bare = { sourceId, channel, type, path: [...path], texts };
      this.#entries.set(key, { series: bare, state: { phase: 'loading' }, asked: 0 });
      this.#read(key);
    }
    this.#changed();
  }

  /** Another time shows: everything is read anew; what is there shows until then. */
  setRange(range: () => ChartRange): void {
    this.#range = range;
    this.reload();
  }

  reload(): void {
    for (const key of this.#entries.keys()) this.#read(key);
  }

  /** Asks for what has come since. Does nothing while it asks already. */
  async follow(): Promise<void> {
    if (this.#asking || this.#range().to !== null) return;
    const ready = [...this.#entries.values()].flatMap(({ series, state }) =>
      state.phase === 'ready' ? [{ series, data: state.data }] : [],
    );
    if (ready.length === 0) return;
    this.#asking = true;
    try {
      const after = Math.min(...ready.map(({ data }) => data.seq));
      const tail = await this.#source.tail({ after, series: ready.map(({ series }) => series) });
      if (tail.behind) return this.reload();
      const { from } = this.#range();
      let news = false;
      for (const [i, { data }] of ready.entries()) {
        if (data.append(tail.series[i]!)) news = true;
        if (from !== null) data.trim(from);
      }
      if (news) this.#changed();
    } catch {
      // The next question may be answered; what is there stays.
    } finally {
      this.#asking = false;
    }
  }

  #read(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    entry.asked++;
    if (!this.#waiting.includes(key)) this.#waiting.push(key);
    this.#next();
  }

  #next(): void {
    while (this.#reading < READ_AT_ONCE && this.#waiting.length > 0) {
      const key = this.#waiting.shift()!;
      const entry = this.#entries.get(key);
      if (!entry) continue;
      this.#reading++;
      void this.#load(entry).finally(() => {
        this.#reading--;
        this.#next();
      });
    }
  }

  async #load(entry: Entry): Promise<void> {
    const { asked } = entry;
    const { from, to } = this.#range();
    const state = await this.#source
      .read({
        series: entry.series,
        from: Math.max(0, from ?? 0),
        to: to ?? FOR_EVER,
        newest: null,
        points: FIRST_POINTS,
      })
      .then(ready, (error: unknown): SeriesState => ({ phase: 'failed', problem: toProblem(error) }));
    if (entry.asked !== asked) return;
    entry.state = state;
    this.#changed();
  }
}

function ready(answer: SeriesAnswer): SeriesState {
  const data = new ChartPoints();
  data.replace(answer);
  return { phase: 'ready', data };
}

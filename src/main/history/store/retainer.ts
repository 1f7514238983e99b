import { toProblem, type Problem } from '@shared/errors';
import type { RetentionPolicy, StoreChange } from './api';
import type { Catalog } from './catalog';
import type { Floors } from './floors';
import { compact, eventsOf, evictOldest, raiseFloors } from './retention';
import { SEGMENTS_PER_LIMIT, segmentsToEvict, type Growing } from './retention-limits';
import type { Segment } from './segment';
import { summarise, type SegmentSummary } from './summary';
import { Turns } from './turns';
import { writeError } from './write-error';

/** A segment is rewritten without what limits of single sources let go when that is this part of it. */
const COMPACT_PART = 0.25;

/** What retention needs of the store. */
export interface RetainedStore {
  readonly folder: string;
  readonly catalog: Catalog;
  readonly floors: Floors;
  /** The end of the history as it is now. */
  growing(): Growing;
  /** How long ago it was begun, ms. */
  growingAgeMs(): number;
  /** Closes it, so that it can be let go. */
  seal(): void;
  /** Whether something that was taken out may come back. */
  mayComeBack(): boolean;
  changed(change: StoreChange): void;
}

/** Lets events go: what limits say, and what is deleted. One piece of work at a time. */
export class Retainer {
  readonly #store: RetainedStore;
  policy: RetentionPolicy = {};
  #work: Promise<unknown> = Promise.resolve();
  #queued = false;
  #closed = false;
  #evicted = 0;
  #problem: Problem | null = null;
  /** Segments known to hold nothing that has been deleted. */
  #clean = new WeakSet<Segment>();
  /** Of segments that hold hidden events: what they hold without those. */
  #unhidden = new WeakMap<Segment, SegmentSummary>();

  constructor(store: RetainedStore) {
    this.#store = store;
  }

  /** Events that limits let go. */
  get evicted(): number {
    return this.#evicted;
  }

  /** Why limits cannot be met at the moment. */
  get problem(): Problem | null {
    return this.#problem;
  }

  /** Whether there is reason to look again after a while. */
  get isTimed(): boolean {
    return this.policy.ageMs !== undefined || this.policy.sources !== undefined || this.#problem !== null;
  }

  /** Whether closed segments, and room for the growing one, are more than the limits allow. */
  get isOver(): boolean {
    const { events, bytes } = this.policy;
    const sizes = { ...(events !== undefined && { events }), ...(bytes !== undefined && { bytes }) };
    return segmentsToEvict(this.#store.catalog.segments, this.#store.growing(), sizes, 0) > 0;
  }

  /** When what was asked for is done, or has failed. */
  async settled(): Promise<void> {
    for (let work; work !== this.#work;) {
      work = this.#work;
      await work;
    }
  }

  /** Nothing is begun any more. */
  close(): void {
    this.#closed = true;
  }

  /** Meets the limits as soon as other work is done. */
  soon(): void {
    if (this.#queued || this.#closed) return;
    this.#queued = true;
    void this.#next(async () => {
      this.#queued = false;
      try {
        await this.#enforce();
        this.#problem = null;
      } catch (error) {
        this.#problem = toProblem(writeError(this.#store.folder, error));
      }
    });
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }

  async #enforce(): Promise<void> {
    const { folder, catalog, floors } = this.#store;
    const growing = (): Growing => this.#store.growing();
    const turns = new Turns();
    const now = Date.now();
    const { ageMs } = this.policy;
    if (ageMs !== undefined && this.#store.growingAgeMs() > ageMs / SEGMENTS_PER_LIMIT) this.#store.seal();
    const count = segmentsToEvict(catalog.segments, growing(), this.policy, now);
    if (count > 0) {
      const done = await evictOldest(folder, catalog, floors, count, growing, turns);
      this.#evicted += done.events;
      this.#store.changed({ kind: 'evicted', below: done.below, kept: done.kept });
      if (done.failure !== null) throw done.failure;
    }
    const { touched, events } = await raiseFloors(catalog, floors, this.policy, growing, now, turns);
    this.#evicted += events;
    if (events > 0) this.#store.changed({ kind: 'changed' });
    floors.save();
    for (const segment of touched) {
      compact(catalog, floors, segment, COMPACT_PART);
      if (turns.due) await turns.next();
    }
    await this.#removeDeleted(turns);
    if (!this.#store.mayComeBack()) floors.prune(catalog.segments);
    floors.save();
  }

  /**
   * Hides what is stored of a source below a `seq` until `show` or `forget`. Nothing leaves the files, and limits go on as if
   * it were not hidden, so that it comes back as it was.
   */
  hide(source: string, below: number): Promise<void> {
    return this.#rehide(() => this.#store.floors.hide(source, below));
  }

  /** Takes back `hide`. */
  show(source: string): Promise<void> {
    return this.#rehide(() => this.#store.floors.show(source));
  }

  #rehide(change: () => void): Promise<void> {
    const { folder, catalog, floors } = this.#store;
    return this.#next(async () => {
      change();
      this.#unhidden = new WeakMap();
      this.#store.changed({ kind: 'changed' });
      try {
        floors.save();
      } catch (error) {
        this.#problem = toProblem(writeError(folder, error));
      }
      const turns = new Turns();
      for (const segment of catalog.segments) {
        this.summaryOf(segment);
        if (turns.due) await turns.next();
      }
    });
  }

  /** What a segment holds that is not hidden; null while that is not known. Its bytes are those of the file. */
  summaryOf(segment: Segment): SegmentSummary | null {
    const { catalog, floors } = this.#store;
    if (segment.gone || !segment.summary || !floors.holdsHidden(segment)) return segment.summary;
    const known = this.#unhidden.get(segment);
    if (known) return known;
    try {
      const { columns, reader } = catalog.openSegment(segment);
      reader.close();
      const summary = summarise(columns, segment.summary.bytes, floors.unhidden(columns));
      this.#unhidden.set(segment, summary);
      return summary;
    } catch {
      return segment.summary;
    }
  }

  /**
   * Deletes what is stored of a source below a `seq` and returns how many events that were. They are hidden at once and
   * then taken out of the files; while the disk takes nothing, that is tried again later.
   */
  forget(source: string, below: number): Promise<number> {
    const { folder, catalog, floors } = this.#store;
    return this.#next(async () => {
      const turns = new Turns();
      let events = eventsOf(this.#store.growing().columns, floors, source, below);
      for (const segment of catalog.segments) {
        if (segment.summary && !segment.summary.sources.some((share) => share.source === source)) continue;
        const { columns, reader } = catalog.openSegment(segment);
        reader.close();
        events += eventsOf(columns, floors, source, below);
        if (turns.due) await turns.next();
      }
      floors.delete(source, below);
      this.#clean = new WeakSet();
      this.#unhidden = new WeakMap();
      this.#store.changed({ kind: 'changed' });
      try {
        await this.#removeDeleted(turns);
        floors.save();
      } catch (error) {
        this.#problem = toProblem(writeError(folder, error));
      }
      return events;
    });
  }

  /** Takes what has been deleted out of the files. Whole files go first, for that needs no space. */
  async #removeDeleted(turns: Turns): Promise<void> {
    const { catalog, floors } = this.#store;
    if (floors.hasDeleted(this.#store.growing().columns)) this.#store.seal();
    const holding = catalog.segments.filter(
      (segment) => !this.#clean.has(segment) && floors.holdsDeleted(segment),
    );
    for (const part of [1, 0]) {
      // Until the first file is rewritten nothing is lost if the process ends: the floor is saved before.
      if (part === 0 && holding.some(({ gone }) => !gone)) floors.save();
      for (const segment of holding) {
        compact(catalog, floors, segment, part);
        if (part === 0) this.#clean.add(segment);
        if (turns.due) await turns.next();
      }
    }
  }
}

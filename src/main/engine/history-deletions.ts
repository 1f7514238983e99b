import type { LeavingHistory } from '@shared/history';
import type { EventBuffer } from '../history/event-buffer';
import type { EventStore } from '../history/store/event-store';

/** How long a deletion can be taken back, ms: a little longer than a window offers it. */
const UNDO_MS = 10_000;
/** Deletions that can be taken back at a time; the oldest makes room. */
const MAX_LEAVING = 20;

interface Deletion {
  readonly leaving: LeavingHistory;
  /** Its events below this `seq` go. */
  readonly below: number;
  /** When the store hides it. */
  readonly hidden: Promise<void>;
  readonly timer: NodeJS.Timeout;
  putBack(): void;
}

/**
 * Deletes what the history has of single sources. What can be taken back is hidden at once and leaves memory and disk when the
 * time for that is over, when the app quits, or with its next start.
 */
export class HistoryDeletions {
  readonly #buffer: EventBuffer;
  readonly #store: Pick<EventStore, 'hide' | 'show' | 'forget'> | null;
  readonly #undoMs: number;
  readonly #changed: () => void;
  /** By token, oldest first. */
  readonly #deletions = new Map<number, Deletion>();
  #nextToken = 1;

  constructor(
    buffer: EventBuffer,
    store: Pick<EventStore, 'hide' | 'show' | 'forget'> | null,
    changed: () => void,
    undoMs = UNDO_MS,
  ) {
    this.#buffer = buffer;
    this.#store = store;
    this.#changed = changed;
    this.#undoMs = undoMs;
  }

  /** What can be brought back, oldest first. */
  get leaving(): readonly LeavingHistory[] {
    return [...this.#deletions.values()].map(({ leaving }) => leaving);
  }

  /**
   * Hides all events of a source and deletes them when the time is over; of a source that is about to leave already, what was
   * hidden before is deleted now.
   * @param size what they are, for `leaving`
   * @param setAside does the same with what else is known of these events, and answers how to put it back
   * @returns for `undo`
   */
  async later(
    sourceId: string,
    size: { readonly events: number; readonly bytes: number },
    setAside: () => () => void,
  ): Promise<number> {
    await this.#finishOf(sourceId);
    // Nothing is awaited until it is in the list: what arrives in between would count twice.
    const below = this.#buffer.hide(sourceId);
    const putBack = setAside();
    const token = this.#nextToken++;
    const hidden = this.#store?.hide(sourceId, below) ?? Promise.resolve();
    const timer = setTimeout(() => void this.#finish(token).catch(() => undefined), this.#undoMs);
    timer.unref();
    const leaving = { token, sourceId, ...size, until: Date.now() + this.#undoMs };
    this.#deletions.set(token, { leaving, below, hidden, timer, putBack });
    const [oldest] = this.#deletions.keys();
    if (this.#deletions.size > MAX_LEAVING && oldest !== undefined) {
      void this.#finish(oldest).catch(() => undefined);
    }
    try {
      await hidden;
    } catch (error) {
      await this.undo(token);
      throw error;
    }
    this.#changed();
    return token;
  }

  /** Shows again what `later` hid, every event where it was; false when it is too late. */
  async undo(token: number): Promise<boolean> {
    const deletion = this.#take(token);
    if (!deletion) return false;
    const { sourceId } = deletion.leaving;
    const isHidden = await deletion.hidden.then(
      () => true,
      () => false,
    );
    this.#buffer.show(sourceId);
    deletion.putBack();
    if (isHidden) await this.#store?.show(sourceId);
    this.#changed();
    return true;
  }

  /** Deletes all events of a source for good; resolves when they are gone from the disk, or hidden while it takes nothing. */
  async now(sourceId: string): Promise<void> {
    await this.#finishOf(sourceId);
    this.#buffer.drop(sourceId);
    await this.#store?.forget(sourceId);
    this.#changed();
  }

  /** Deletes what is about to leave. What there is no time for is deleted with the next start. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#deletions.keys()].map((token) => this.#finish(token)));
  }

  async #finishOf(sourceId: string): Promise<void> {
    const found = (): LeavingHistory | undefined => this.leaving.find((one) => one.sourceId === sourceId);
    for (let one = found(); one; one = found()) await this.#finish(one.token);
  }

  async #finish(token: number): Promise<void> {
    const deletion = this.#take(token);
    if (!deletion) return;
    const { sourceId } = deletion.leaving;
    this.#buffer.drop(sourceId, deletion.below);
    await this.#store?.forget(sourceId, deletion.below);
    this.#changed();
  }

  #take(token: number): Deletion | null {
    const deletion = this.#deletions.get(token) ?? null;
    if (deletion) clearTimeout(deletion.timer);
    this.#deletions.delete(token);
    return deletion;
  }
}

import type { SourceChanges } from '@shared/ipc';
import type { SourceSnapshot } from '@shared/source';

/**
 * Tells windows of sources by what has changed. All of them are 2 KB each, several times a second, copied twice on their way into
 * a page: of twenty that only send heartbeats this was most of what the window did.
 */
export class SourceDifferences {
  #told: ReadonlyMap<string, string> = new Map();
  #order = '';

  /** What is different since the last call; null when nothing is. A window that begins has been told all of them. */
  since(snapshots: readonly SourceSnapshot[]): SourceChanges | null {
    const before = this.#told;
    // As text: parts of a snapshot change in place.
    this.#told = new Map(snapshots.map((source) => [source.config.id, JSON.stringify(source)]));
    const changed = snapshots.filter(({ config: { id } }) => before.get(id) !== this.#told.get(id));
    const order = snapshots.map(({ config }) => config.id);
    const isOrdered = this.#order === order.join('\n');
    this.#order = order.join('\n');
    return changed.length === 0 && isOrdered ? null : { order, changed };
  }
}

import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import path from 'node:path';
import { Bitset } from './bitset';
import type { Columns } from './columns';
import type { Segment } from './segment';
import { replaceFile } from './segment-file';

interface Floor {
  /** Events of the source below this are let go… */
  readonly below: number;
  /** …but for these, the newest of their channels. */
  readonly kept: ReadonlySet<number>;
  /** All events of the source below this have been deleted. */
  readonly deleted: number;
}

type SavedFloor = [source: string, below: number, kept: number[], deleted?: number];

const FILE = 'floors.json';

/** What of single sources has been let go or deleted, while other sources still need the segment. */
export class Floors {
  readonly #file: string;
  readonly #floors = new Map<string, Floor>();
  /** Sources whose events below a `seq` are hidden until it is settled whether they are deleted. */
  readonly #hidden = new Map<string, number>();
  #unsaved = false;

  constructor(folder: string) {
    this.#file = path.join(folder, FILE);
    try {
      const read = JSON.parse(fs.readFileSync(this.#file, 'utf8')) as SavedFloor[];
      for (const [source, below, kept, deleted = 0] of read) {
        this.#floors.set(source, { below, kept: new Set(kept), deleted });
      }
    } catch {
      // Missing or damaged: a few events that were let go show again until retention runs.
      this.#floors.clear();
    }
  }

  get(source: string): Floor | null {
    return this.#floors.get(source) ?? null;
  }

  /** Raises the floor of a source. */
  raise(source: string, below: number, kept: Iterable<number>): void {
    this.#set(source, { below, kept: new Set(kept), deleted: this.get(source)?.deleted ?? 0 });
  }

  /** Hides all events of a source below a `seq`, also the newest of its channels. */
  delete(source: string, below: number): void {
    this.#hidden.delete(source);
    this.#set(source, deletedBelow(this.get(source), below));
  }

  /**
   * Hides all events of a source below a `seq` from queries alone. On the disk they count as deleted: without `show` the
   * next start deletes them.
   */
  hide(source: string, below: number): void {
    this.#hidden.set(source, below);
    this.#unsaved = true;
  }

  /** Takes back `hide`. */
  show(source: string): void {
    if (this.#hidden.delete(source)) this.#unsaved = true;
  }

  #set(source: string, floor: Floor): void {
    this.#floors.set(source, floor);
    this.#unsaved = true;
  }

  /** Brings what changed to the disk. Throws what the system throws. */
  save(): void {
    if (!this.#unsaved) return;
    const floors = new Map(this.#floors);
    for (const [source, below] of this.#hidden) floors.set(source, deletedBelow(this.get(source), below));
    const all = [...floors].map(([source, { below, kept, deleted }]): SavedFloor => [
      source,
      below,
      [...kept],
      deleted,
    ]);
    replaceFile(this.#file, [Buffer.from(JSON.stringify(all))], true);
    this.#unsaved = false;
  }

  /** Forgets the floors that no segment has anything below. */
  prune(segments: readonly Segment[]): void {
    for (const [source, { below }] of this.#floors) {
      const needed = segments.some((segment) => reaches(segment, source, below));
      if (needed) continue;
      this.#floors.delete(source);
      this.#unsaved = true;
    }
  }

  /** Whether a segment may hold events that have been deleted. */
  holdsDeleted(segment: Segment): boolean {
    for (const [source, { deleted }] of this.#floors) if (reaches(segment, source, deleted)) return true;
    return false;
  }

  /** Whether columns have events that have been deleted. */
  hasDeleted(columns: Columns): boolean {
    return columns.sourceNames.list.some((name) => {
      const { deleted } = this.get(name) ?? { deleted: 0 };
      return columns.length > 0 && columns.seqAt(0) < deleted;
    });
  }

  /** Whether a segment may hold events that are hidden. */
  holdsHidden(segment: Segment): boolean {
    for (const [source, below] of this.#hidden) if (reaches(segment, source, below)) return true;
    return false;
  }

  /** The events of a segment that are not hidden, whether limits let them go or not; null when all are. */
  unhidden(columns: Columns): Bitset | null {
    let set: Bitset | null = null;
    for (const [source, below] of this.#hidden) {
      const number = columns.sourceNames.list.indexOf(source);
      if (number < 0 || columns.length === 0 || columns.seqAt(0) >= below) continue;
      set ??= new Bitset(columns.length, true);
      const end = columns.lowerBound(below);
      for (let i = 0; i < end; i++) if (columns.arrays.sources[i] === number) set.delete(i);
    }
    return set;
  }

  /** The events of a segment that are neither let go nor hidden; null when all are there. */
  shown(columns: Columns): Bitset | null {
    const visible = this.visible(columns);
    const unhidden = this.unhidden(columns);
    if (!visible || !unhidden) return visible ?? unhidden;
    for (let i = unhidden.next(0); i >= 0; i = unhidden.next(i + 1)) if (!visible.has(i)) unhidden.delete(i);
    return unhidden;
  }

  /** The events of a segment that are not let go; null when all are there. */
  visible(columns: Columns): Bitset | null {
    if (this.#floors.size === 0 || columns.length === 0) return null;
    let set: Bitset | null = null;
    columns.sourceNames.list.forEach((name, number) => {
      const floor = this.#floors.get(name);
      if (!floor || columns.seqAt(0) >= floor.below) return;
      set ??= new Bitset(columns.length, true);
      const end = columns.lowerBound(floor.below);
      const { seqs, sources } = columns.arrays;
      for (let i = 0; i < end; i++) if (sources[i] === number && !floor.kept.has(seqs[i]!)) set.delete(i);
    });
    return set;
  }
}

function deletedBelow(floor: Floor | null, below: number): Floor {
  // A limit may have gone beyond it since, and kept what is newer.
  const kept = [...(floor?.kept ?? [])].filter((seq) => seq >= below);
  return { below: Math.max(below, floor?.below ?? 0), kept: new Set(kept), deleted: below };
}

/** Whether a segment may hold events of a source below a `seq`. */
function reaches({ summary, nameSeq, carry }: Segment, source: string, below: number): boolean {
  if (!summary) return carry || nameSeq < below;
  return (
    summary.firstSeq < below && summary.sources.some((share) => share.source === source && share.events > 0)
  );
}

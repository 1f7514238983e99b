import { MAX_SHAPED_TYPES, type AttachedSchemaDraft, type SourceShapes } from '@shared/shape';
import { DistinctCount } from './distinct-count';
import type { FieldRoom } from './field-tree';
import { findingId, Findings, isNameable } from './findings';
import { LearntType } from './learnt-type';
import { keptSource, type KeptSource } from './kept-source';
import { writeType } from './kept-types';
import { familyOf } from './type-family';
import type { Reversal } from './reversal';
import { Attached, type DocumentReader } from './schema/attached';
import type { TimeLimit } from './schema/time-limit';

/** The start of a source, in which all is new: until so many events, or so long and a few of them. */
const LEARNING_EVENTS = 100;
const LEARNING_MS = 60_000;
const LEARNING_LEAST = 10;
const MAX_MORE = 10_000;
/** Rows of what breaks the schema. */
const MAX_ROWS_A_MINUTE = 60;
/** Findings that are kept over restarts. */
const KEPT_FINDINGS = 100;

/** All that is known of the payloads of one source. */
export class SourceWatch {
  readonly id: string;
  readonly #room: FieldRoom;
  readonly types = new Map<string, LearntType>();
  #more: DistinctCount;
  #firstAt: number | null;
  #events: number;
  readonly findings: Findings;
  attached: Attached | null = null;
  #rows = { since: -Infinity, count: 0 };

  constructor(id: string, room: FieldRoom, stored: unknown = null) {
    this.id = id;
    this.#room = room;
    const kept: KeptSource = keptSource(id, stored);
    this.#firstAt = kept.firstAt;
    this.#events = kept.events;
    this.#more = new DistinctCount(MAX_MORE, kept.more);
    this.findings = new Findings(id, kept.findings, kept.accepted);
    for (const type of kept.types) {
      if (this.types.size >= MAX_SHAPED_TYPES || room.left <= 0) break;
      this.types.set(type.type, new LearntType(type.type, type.firstSeen, room, type));
    }
  }

  /** One event more. */
  came(at: number): void {
    this.#firstAt ??= at;
    this.#events++;
  }

  /** Whether there is room for another row of what breaks the schema: maps of names can break it in thousands of places. */
  takesRow(at: number): boolean {
    if (at < this.#rows.since || at - this.#rows.since >= 60_000) this.#rows = { since: at, count: 0 };
    return ++this.#rows.count <= MAX_ROWS_A_MINUTE;
  }

  get isLearning(): boolean {
    return this.#events < LEARNING_EVENTS;
  }

  /** Whether a type that comes now is new, rather than one of those that a source begins with. */
  isPastStart(at: number): boolean {
    if (!this.isLearning) return true;
    return this.#events > LEARNING_LEAST && at - (this.#firstAt ?? at) > LEARNING_MS;
  }

  /** Whether there is another type that is called the same but for the ids in its name. */
  hasLike(type: string): boolean {
    const family = familyOf(type);
    return [...this.types.keys()].some((other) => other !== type && familyOf(other) === family);
  }

  /** A type that is met for the first time; null when there is no room for it. */
  meet(type: string, at: number): LearntType | null {
    if (this.types.size >= MAX_SHAPED_TYPES || this.#room.left <= 0 || !isNameable(type)) {
      this.#more.add(type);
      return null;
    }
    const learnt = new LearntType(type, at, this.#room);
    this.types.set(type, learnt);
    return learnt;
  }

  /** Goes on with the schema that it had before a restart. @throws StreamgaugeError as `Attached` */
  reattach(draft: AttachedSchemaDraft, read: DocumentReader, limit: TimeLimit): void {
    this.attached = new Attached(draft, read, limit);
  }

  /** In place of the one before, and of what broke that. @throws StreamgaugeError as `Attached` */
  attach(draft: AttachedSchemaDraft, read: DocumentReader, limit: TimeLimit): Reversal {
    return this.#exchange(new Attached(draft, read, limit));
  }

  detach(): Reversal {
    return this.#exchange(null);
  }

  /** @param type null for all */
  forget(type: string | null): Reversal {
    return type === null ? this.#forgetAll() : this.#forgetType(type);
  }

  /** Gives the room of its fields back. */
  release(): void {
    releaseAll([...this.types.values()]);
  }

  shapes(): SourceShapes {
    return {
      sourceId: this.id,
      types: [...this.types.values()].map((type) => type.shape()),
      more: this.#more.size,
      schema: this.attached?.view() ?? null,
      findings: this.findings.newestFirst(),
      ...(this.findings.dropped > 0 && { dropped: this.findings.dropped }),
    };
  }

  /** As it stands in shapes.json. */
  kept(): Record<string, unknown> {
    return {
      id: this.id,
      firstAt: this.#firstAt,
      events: this.#events,
      more: this.#more.size,
      types: [...this.types.values()].map(writeType),
      accepted: this.findings.accepted,
      findings: this.findings.newestFirst().slice(0, KEPT_FINDINGS).reverse(),
    };
  }

  #exchange(attached: Attached | null): Reversal {
    const before = this.attached;
    // What broke a schema that is not there any more is no finding.
    const putBack = this.#dropViolations();
    this.attached = attached;
    return {
      undo: () => {
        if (this.attached !== attached) return false;
        this.#dropViolations();
        this.attached = before;
        putBack();
        return true;
      },
      done: () => undefined,
    };
  }

  #dropViolations(): () => void {
    return this.findings.remove(({ turn }) => turn === 'violation');
  }

  #forgetAll(): Reversal {
    const had = [...this.types.values()];
    const [firstAt, events, more] = [this.#firstAt, this.#events, this.#more];
    this.types.clear();
    this.#firstAt = null;
    this.#events = 0;
    this.#more = new DistinctCount(MAX_MORE);
    const putBack = this.findings.remove(({ turn }) => turn !== 'violation');
    return {
      undo: () => {
        this.#firstAt = firstAt;
        this.#events += events;
        this.#more = more;
        this.#learntAgain(had);
        putBack();
        return true;
      },
      done: () => releaseAll(had),
    };
  }

  #forgetType(type: string): Reversal {
    const had = [...this.types.values()].filter((learnt) => learnt.type === type);
    this.types.delete(type);
    const putBack = this.findings.remove((finding) => finding.type === type && finding.turn !== 'violation');
    // It was there: that it comes back is no news.
    const callItNew = this.findings.expect(findingId('new-type', type, ''));
    return {
      undo: () => {
        this.#learntAgain(had);
        callItNew();
        putBack();
        return true;
      },
      done: () => releaseAll(had),
    };
  }

  /** In place of what was learnt of these types since; others that were met since stay while there is room. */
  #learntAgain(had: readonly LearntType[]): void {
    for (const learnt of had) {
      this.types.get(learnt.type)?.tree.release();
      this.types.set(learnt.type, learnt);
    }
    const back = new Set(had);
    for (const learnt of [...this.types.values()].reverse()) {
      if (this.types.size <= MAX_SHAPED_TYPES) break;
      if (back.has(learnt)) continue;
      learnt.tree.release();
      this.types.delete(learnt.type);
      this.#more.add(learnt.type);
    }
  }
}

/** Gives the room of their fields back. */
function releaseAll(types: readonly LearntType[]): void {
  for (const { tree } of types) tree.release();
}

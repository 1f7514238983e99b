import { StreamgaugeError, toProblem } from '@shared/errors';
import type {
  AttachedSchemaDraft,
  SchemaBreak,
  SchemaDetached,
  ShapeFinding,
  ShapesState,
  SourceShapes,
} from '@shared/shape';
import type { NewStreamEvent, StreamEvent } from '@shared/stream-event';
import { parseDocumentText } from '../hub/streams/document-text';
import type { NoticeSink } from '../settings/notice-sink';
import type { SchemaStore } from '../settings/schema-store';
import type { ShapeStore } from '../settings/shape-store';
import type { Reversal } from '../shapes/reversal';
import { ShapeWatch } from '../shapes/shape-watch';
import { Reversals } from './reversals';

/** What was learnt is written this often at most, and when the app quits. */
const SAVE_EVERY_MS = 5 * 60_000;

export interface ShapeServiceOptions {
  readonly store: ShapeStore;
  readonly schemas: SchemaStore;
  readonly notices: NoticeSink;
  /** Sources that there are; what is kept of others goes. */
  isSource(id: string): boolean;
  nameOf(id: string): string;
  append(event: NewStreamEvent): void;
  onFinding(finding: ShapeFinding): void;
  onChange(): void;
  /** How long a change can be taken back, ms. */
  readonly undoMs?: number;
}

/** The shapes of payloads, at work: kept, and violations told as rows of the stream. */
export class ShapeService {
  readonly #options: ShapeServiceOptions;
  readonly #watch: ShapeWatch;
  readonly #timer: NodeJS.Timeout;
  readonly #reversals: Reversals;
  #unsaved = false;

  constructor(options: ShapeServiceOptions) {
    this.#options = options;
    this.#reversals = new Reversals(options.undoMs);
    const kept = options.store.takeStored().filter(({ id }) => options.isSource(id));
    this.#watch = new ShapeWatch(
      {
        read: parseDocumentText,
        onFinding: (finding) => options.onFinding(finding),
        onViolation: (event, sentence) => options.append(violationRow(event, sentence)),
        onChange: () => {
          this.#unsaved = true;
          options.onChange();
        },
      },
      kept,
    );
    for (const draft of options.schemas.value) this.#attachKept(draft);
    this.#timer = setInterval(() => this.#save(), SAVE_EVERY_MS);
    this.#timer.unref();
  }

  /** Events as they arrived, but those of files that were opened. */
  take(batch: readonly StreamEvent[]): void {
    this.#watch.take(batch);
  }

  state(): ShapesState {
    return this.#watch.state();
  }

  of(sourceId: string): SourceShapes {
    return this.#watch.of(sourceId);
  }

  /**
   * The answer is a token for `undo` when it took the place of another, null else.
   * @throws StreamgaugeError `no-such-source`, `bad-document`, `bad-schema`, `not-asyncapi`, `bad-asyncapi`,
   * `schemas-too-large`
   */
  attach(draft: AttachedSchemaDraft): number | null {
    if (!this.#options.isSource(draft.sourceId)) {
      throw new StreamgaugeError('no-such-source', 'This source is not there any more.');
    }
    this.#options.schemas.assertRoom(draft);
    const before = this.#watch.attachedTo(draft.sourceId);
    const reversal = this.#watch.attach(draft);
    this.#options.schemas.put(draft);
    return before && this.#holdSchema(before, reversal);
  }

  /** What was attached, and a token for `undo`; null for nothing. */
  detach(sourceId: string): SchemaDetached | null {
    const before = this.#watch.attachedTo(sourceId);
    if (!before) {
      this.#options.schemas.remove(sourceId);
      return null;
    }
    const reversal = this.#watch.detach(sourceId);
    this.#options.schemas.remove(sourceId);
    return { name: before.name, token: this.#holdSchema(before, reversal) };
  }

  /** What in an event breaks the schema of its source. */
  breaks(event: Pick<StreamEvent, 'sourceId' | 'type' | 'channel' | 'data'>): readonly SchemaBreak[] {
    return this.#watch.breaks(event);
  }

  /** The answer is a token for `undo`. @param finding null for all. @throws StreamgaugeError `no-such-finding` */
  accept(sourceId: string, finding: string | null): number {
    const token = this.#reversals.hold(sourceId, this.#watch.accept(sourceId, finding));
    this.#save();
    return token;
  }

  /** The answer is a token for `undo`. @param type null for all */
  forget(sourceId: string, type: string | null): number {
    const token = this.#reversals.hold(sourceId, this.#watch.forget(sourceId, type));
    this.#save();
    return token;
  }

  /**
   * Takes back an attaching, a detaching, an accepting or a forgetting; false when it is too late for that.
   * @throws StreamgaugeError `schemas-too-large`
   */
  undo(token: number): boolean {
    if (this.#reversals.undo(token) === null) return false;
    this.#save();
    return true;
  }

  typescript(sourceId: string): string {
    return this.#watch.typescript(sourceId, this.#options.nameOf(sourceId));
  }

  /** A source is gone for good. */
  remove(sourceId: string): void {
    this.#reversals.endOf(sourceId);
    this.#watch.remove(sourceId);
    this.#options.schemas.remove(sourceId);
    this.#save();
  }

  /** Hands what was learnt to the store, which is flushed after it. */
  close(): void {
    clearInterval(this.#timer);
    this.#reversals.close();
    this.#watch.flush();
    this.#save();
  }

  /** @param before what was attached to the source until now */
  #holdSchema(before: AttachedSchemaDraft, reversal: Reversal): number {
    const { schemas } = this.#options;
    return this.#reversals.hold(before.sourceId, {
      undo: () => {
        schemas.assertRoom(before);
        if (!reversal.undo()) return false;
        schemas.put(before);
        return true;
      },
      done: () => reversal.done(),
    });
  }

  #attachKept(draft: AttachedSchemaDraft): void {
    if (!this.#options.isSource(draft.sourceId)) {
      this.#options.schemas.remove(draft.sourceId);
      return;
    }
    try {
      this.#watch.reattach(draft);
    } catch (error) {
      this.#options.notices.raise({
        id: `schema:${draft.sourceId}`,
        level: 'warning',
        code: 'schema-not-attached',
        message: `The schema of ${this.#options.nameOf(draft.sourceId)} is not in use. ${toProblem(error).message}`,
      });
    }
  }

  #save(): void {
    if (!this.#unsaved) return;
    this.#unsaved = false;
    const kept = this.#watch.kept().filter(({ id }) => this.#options.isSource(id));
    this.#options.store.save(kept);
  }
}

/** A violation as a row of the stream, beside the event that it is about, whose number is its id. */
function violationRow(event: StreamEvent, sentence: string): NewStreamEvent {
  return {
    kind: 'finding',
    sourceId: event.sourceId,
    transport: event.transport,
    receivedAt: event.receivedAt,
    type: '',
    id: String(event.seq),
    lastEventId: event.lastEventId,
    channel: event.channel,
    data: sentence,
    raw: new Uint8Array(0),
    level: 'warning',
    gap: null,
  };
}

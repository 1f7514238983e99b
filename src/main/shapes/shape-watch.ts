import { StreamgaugeError } from '@shared/errors';
import type {
  AttachedSchemaDraft,
  SchemaBreak,
  ShapeFinding,
  ShapesState,
  SourceShapes,
} from '@shared/shape';
import { FIELD_REACH, type StreamEvent } from '@shared/stream-event';
import { findingId, type Misfit } from './findings';
import type { FieldRoom } from './field-tree';
import type { LearntType } from './learnt-type';
import { LookBudget } from './look-budget';
import type { DocumentReader } from './schema/attached';
import { NOT_JSON, readPayload } from './payload';
import { NOTHING_TAKEN, type Reversal } from './reversal';
import { SchemaChecks, type Check } from './schema-checks';
import type { Errors } from './schema/compile-schema';
import { TimeLimit } from './schema/time-limit';
import { describeViolations, type Violation } from './schema/violations';
import { SourceWatch } from './source-watch';
import { writeTypes } from './typescript/write-types';

/** Looks at payloads of all sources, and the time they may take. */
const LOOKS_PER_SECOND = 2_000;
const LOOK_MS_PER_SECOND = 150;
/** Places that are learnt of all types of all sources. */
const MAX_FIELDS_IN_ALL = 50_000;

export interface ShapeWatchOptions {
  readonly read: DocumentReader;
  /** A finding that rules should know: each violation; of the others the first, and one a minute. */
  onFinding(finding: ShapeFinding): void;
  /** A violation that is due as a row of the stream: at most one a minute for each finding, and 60 for a source. */
  onViolation(event: StreamEvent, sentence: string): void;
  onChange(): void;
  /** ms of a clock that only goes on. */
  readonly clock?: () => number;
}

/** Learns the shapes of payloads and says what does not fit; takes bounded time and memory whatever comes. */
export class ShapeWatch {
  readonly #options: ShapeWatchOptions;
  readonly #sources = new Map<string, SourceWatch>();
  readonly #room: FieldRoom = { left: MAX_FIELDS_IN_ALL };
  readonly #budget = new LookBudget(LOOKS_PER_SECOND, LOOK_MS_PER_SECOND);
  readonly #limit = new TimeLimit();
  readonly #checks: SchemaChecks;
  readonly #clock: () => number;
  #last: SourceWatch | null = null;
  /** Something was learnt from the batch. */
  #looked = false;

  /** @param kept what `kept` gave; parts that cannot be used are left out */
  constructor(
    options: ShapeWatchOptions,
    kept: readonly { readonly id: string; readonly value: unknown }[] = [],
  ) {
    this.#options = options;
    this.#clock = options.clock ?? ((): number => performance.now());
    this.#checks = new SchemaChecks({
      limit: this.#limit,
      clock: this.#clock,
      onTook: (ms) => this.#budget.took(ms),
      onChecked: (check, errors) => this.#checked(check, errors),
      onFlushed: () => options.onChange(),
    });
    for (const { id, value } of kept) this.#sources.set(id, new SourceWatch(id, this.#room, value));
  }

  /** Events as they arrived. */
  take(batch: readonly StreamEvent[]): void {
    this.#budget.at(this.#clock());
    for (const event of batch) {
      if (event.kind !== 'event') continue;
      const source = this.#last?.id === event.sourceId ? this.#last : this.#source(event.sourceId);
      this.#last = source;
      source.came(event.receivedAt);
      const learnt = source.types.get(event.type) ?? this.#meet(source, event);
      if (!learnt) {
        source.attached?.count('unchecked');
        continue;
      }
      learnt.lastSeen = event.receivedAt;
      if (this.#budget.grants(learnt.pace)) {
        const check = this.#look(source, learnt, event);
        if (check) this.#checks.add(check);
      } else source.attached?.count('unchecked');
    }
    if (this.#looked) this.#options.onChange();
    this.#looked = false;
  }

  /** Holds what waits for that against its schema now. */
  flush(): void {
    this.#checks.flush();
  }

  state(): ShapesState {
    return {
      sources: [...this.#sources.values()].map(({ id, types, findings, attached }) => ({
        sourceId: id,
        types: types.size,
        findings: findings.size,
        schema: attached?.draft.name ?? null,
      })),
    };
  }

  of(sourceId: string): SourceShapes {
    return (
      this.#sources.get(sourceId)?.shapes() ?? { sourceId, types: [], more: 0, schema: null, findings: [] }
    );
  }

  /** Replaces the schema that was there, and what broke it. @throws StreamgaugeError as `Attached` */
  attach(draft: AttachedSchemaDraft): Reversal {
    return this.#reversible(this.#source(draft.sourceId).attach(draft, this.#options.read, this.#limit));
  }

  /** Goes on with a schema after a restart. @throws StreamgaugeError as `Attached` */
  reattach(draft: AttachedSchemaDraft): void {
    this.#source(draft.sourceId).reattach(draft, this.#options.read, this.#limit);
  }

  /** What is attached to a source; null for nothing. */
  attachedTo(sourceId: string): AttachedSchemaDraft | null {
    return this.#sources.get(sourceId)?.attached?.draft ?? null;
  }

  detach(sourceId: string): Reversal {
    return this.#reversible(this.#sources.get(sourceId)?.detach());
  }

  /** What in an event breaks the schema that is attached now; nothing where none says anything of it. */
  breaks(event: Pick<StreamEvent, 'sourceId' | 'type' | 'channel' | 'data'>): readonly SchemaBreak[] {
    const attached = this.#sources.get(event.sourceId)?.attached;
    const validator = attached?.validatorOf(event.type, event.channel);
    const { length } = event.data;
    if (!attached || !validator || length > FIELD_REACH) return [];
    const read = readPayload(event.data);
    const isJson = read !== NOT_JSON;
    const payload = isJson ? read : event.data;
    // One that cannot be checked is not checked as it arrives either.
    const errors = this.#checks.answer({ attached, validator, payload, length }) ?? [];
    return violationsOf(errors, payload, isJson).map(({ path, sentence }) => ({ path, sentence }));
  }

  /** @param finding null for all. @throws StreamgaugeError `no-such-finding` */
  accept(sourceId: string, finding: string | null): Reversal {
    const takeBack = this.#sources.get(sourceId)?.findings.accept(finding) ?? null;
    if (takeBack === null) {
      throw new StreamgaugeError('no-such-finding', 'This finding is not there any more.');
    }
    return this.#reversible({
      undo: () => {
        takeBack();
        return true;
      },
      done: () => undefined,
    });
  }

  /** What was learnt keeps its room until that is done for good. @param type null for all */
  forget(sourceId: string, type: string | null): Reversal {
    return this.#reversible(this.#sources.get(sourceId)?.forget(type));
  }

  /** Everything that is known of a source goes. */
  remove(sourceId: string): void {
    this.#sources.get(sourceId)?.release();
    this.#sources.delete(sourceId);
    this.#last = null;
    this.#options.onChange();
  }

  /** TypeScript types of what was seen of a source; what its schema describes is taken from there. */
  typescript(sourceId: string, sourceName: string): string {
    const source = this.#sources.get(sourceId);
    return writeTypes(sourceName, [...(source?.types.values() ?? [])], source?.attached ?? null);
  }

  /** What goes to shapes.json. */
  kept(): { readonly id: string; readonly value: Record<string, unknown> }[] {
    return [...this.#sources.values()].map((source) => ({ id: source.id, value: source.kept() }));
  }

  /** Tells of a change, and of its way back when that is taken. */
  #reversible(reversal: Reversal = NOTHING_TAKEN): Reversal {
    this.#options.onChange();
    return {
      undo: () => {
        const isBack = reversal.undo();
        if (isBack) this.#options.onChange();
        return isBack;
      },
      done: () => reversal.done(),
    };
  }

  #source(id: string): SourceWatch {
    let source = this.#sources.get(id);
    if (!source) {
      source = new SourceWatch(id, this.#room);
      this.#sources.set(id, source);
    }
    return source;
  }

  #meet(source: SourceWatch, event: StreamEvent): LearntType | null {
    const learnt = source.meet(event.type, event.receivedAt);
    if (learnt && source.isPastStart(event.receivedAt) && !source.hasLike(event.type)) {
      this.#found(source, {
        turn: 'new-type',
        type: event.type,
        path: '',
        place: '',
        sentence: 'was not seen before.',
        seq: event.seq,
        at: event.receivedAt,
        gentle: false,
        events: 1,
      });
    }
    return learnt;
  }

  /** Reads and learns a payload; what is to be held against the schema of its source. */
  #look(source: SourceWatch, learnt: LearntType, event: StreamEvent): Check | null {
    const { attached } = source;
    if (event.data.length > FIELD_REACH) {
      learnt.tooLarge++;
      attached?.count('unchecked');
      return null;
    }
    const start = this.#clock();
    const payload = readPayload(event.data);
    this.#looked = true;
    for (const { again, ...change } of learnt.take(payload, event.data)) {
      const { turn, path } = change;
      if (again && !source.findings.has(findingId(turn, event.type, path))) continue;
      const { type, seq, receivedAt: at } = event;
      this.#found(source, { ...change, type, place: path, seq, at });
    }
    this.#budget.took(this.#clock() - start);
    const validator = attached?.validatorOf(event.type, event.channel);
    if (!attached || !validator) {
      attached?.count('unchecked');
      return null;
    }
    const isJson = payload !== NOT_JSON;
    const { length } = event.data;
    return { source, attached, event, validator, payload: isJson ? payload : event.data, length, isJson };
  }

  #checked({ source, attached, event, payload, isJson }: Check, errors: Errors | null): void {
    if (errors === null) return attached.count('unchecked');
    if (errors.length === 0) return attached.count('checked');
    attached.count('broken');
    for (const violation of violationsOf(errors, payload, isJson)) {
      const misfit = { turn: 'violation', type: event.type, ...violation, gentle: false, events: 1 } as const;
      const isDue = this.#found(source, { ...misfit, seq: event.seq, at: event.receivedAt });
      if (isDue && source.takesRow(event.receivedAt))
        this.#options.onViolation(event, `${event.type}: ${violation.sentence}`);
    }
  }

  /** Whether it is due to be told. */
  #found(source: SourceWatch, misfit: Misfit): boolean {
    const recorded = source.findings.record(misfit);
    if (!recorded) return false;
    const { finding, isDue } = recorded;
    if (!finding.gentle && (isDue || finding.turn === 'violation')) this.#options.onFinding(finding);
    return isDue;
  }
}

function violationsOf(errors: Errors, payload: unknown, isJson: boolean): readonly Violation[] {
  if (errors.length === 0) return [];
  return isJson
    ? describeViolations(errors, payload)
    : [{ path: '', place: ' json', sentence: 'the payload is no JSON.' }];
}

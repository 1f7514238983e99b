/** The shape of payloads by source and type: what was learnt, what an attached schema says, and what does not fit. */
import * as v from 'valibot';

/** What an event can do to the shape that its type is known to have. `violation`: it breaks an attached schema. */
export const SHAPE_TURNS = ['new-type', 'missing-field', 'changed-type', 'violation'] as const;
export type ShapeTurn = (typeof SHAPE_TURNS)[number];

export const JSON_TYPES = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'] as const;
export type JsonType = (typeof JSON_TYPES)[number];

/** Most types of a source, and fields of a type, that are learnt; the others are counted. */
export const MAX_SHAPED_TYPES = 200;
export const MAX_SHAPED_FIELDS = 500;
export const MAX_FINDINGS = 500;
/** Longest schema document that is read, in UTF-16 code units. */
export const MAX_SCHEMA_TEXT = 1024 * 1024;

export interface ShapeField {
  /** `order.items[].sku`; `''` for the payload itself. */
  readonly path: string;
  readonly types: readonly { readonly type: JsonType; readonly count: number }[];
  /** In so many of the events whose parent of it was there. */
  readonly seen: number;
  readonly of: number;
}

export interface TypeShape {
  readonly type: string;
  /** Events that were looked into; of fast streams a part of them. */
  readonly looked: number;
  /** Of these, the ones whose data is no JSON. */
  readonly notJson: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly fields: readonly ShapeField[];
  /** Fields beyond `MAX_SHAPED_FIELDS`. */
  readonly more: number;
  /** Events whose data is longer than is looked into (256 KiB); absent for none. */
  readonly tooLarge?: number;
}

/** Something that did not fit. Of one turn, type and path there is one; it counts. */
export interface ShapeFinding {
  readonly id: string;
  readonly sourceId: string;
  readonly turn: ShapeTurn;
  readonly type: string;
  /** Where in the payload; a JSON pointer for a violation. */
  readonly path: string;
  /** After the name of the type: "total was a number and is a string." */
  readonly sentence: string;
  /** Of the newest event that did it. */
  readonly seq: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
  /** What often happens and is told once: an integer that becomes a number, a value that becomes null, or was. */
  readonly gentle?: boolean;
}

/** One place of an event that breaks the schema of its source. */
export interface SchemaBreak {
  /** JSON pointer; `''` for the payload itself. */
  readonly path: string;
  /** `/total must be number (was string "12").` */
  readonly sentence: string;
}

/** A schema document that a source's events are held against. */
export interface AttachedSchema {
  /** Name of its file, or what the person called it. */
  readonly name: string;
  readonly kind: 'json-schema' | 'asyncapi';
  /** Types that it has a schema for; a JSON Schema alone: the type that it was attached to, `''` for every one. */
  readonly types: readonly string[];
  readonly checked: number;
  readonly broken: number;
  /** Events that it had nothing for, or that came too fast to be held against it. */
  readonly unchecked: number;
  /** What of the document is not used, each a whole sentence; absent for nothing. */
  readonly problems?: readonly string[];
  /** Why nothing is held against it any more, a whole sentence; absent while it is. */
  readonly stopped?: string;
}

export interface SourceShapes {
  readonly sourceId: string;
  readonly types: readonly TypeShape[];
  /** Types beyond `MAX_SHAPED_TYPES`. */
  readonly more: number;
  readonly schema: AttachedSchema | null;
  /** Newest first, at most `MAX_FINDINGS`. */
  readonly findings: readonly ShapeFinding[];
  /** Older findings that went to make room; absent for none. */
  readonly dropped?: number;
}

/** What is pushed: enough for a badge at each source. */
export interface ShapesState {
  readonly sources: readonly {
    readonly sourceId: string;
    readonly types: number;
    readonly findings: number;
    readonly schema: string | null;
  }[];
}

export const attachedSchemaDraft = v.object({
  sourceId: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  /** Of the events that a JSON Schema is for; `''` for all. Of an AsyncAPI document left aside. */
  type: v.pipe(v.string(), v.maxLength(1_024)),
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(120)),
  text: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_SCHEMA_TEXT)),
});
export type AttachedSchemaDraft = v.InferOutput<typeof attachedSchemaDraft>;

/** A schema that is attached no more. */
export interface SchemaDetached {
  readonly name: string;
  /** For `shapes.undo`. */
  readonly token: number;
}

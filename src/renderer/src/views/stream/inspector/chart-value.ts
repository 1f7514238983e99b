import { queryPathOf } from '../join/event-values';
import { kindOf, sourceOf, textOf, type JsonDocument } from './json-document';
import { pathOf, pathText, type JsonPath } from './json-path';

/** A number of an event that can be drawn over time; numbers in strings count. */
export interface ChartValue {
  /** As a query asks for it: `['data', 'order', 'total']`. */
  readonly path: readonly string[];
  /** Keys and indexes from the root. */
  readonly keys: JsonPath;
  /** It stands in a text. */
  readonly isText: boolean;
  /** As JSONPath: `$.order.total`. */
  readonly jsonPath: string;
  readonly value: number;
  /** The characters that were sent. */
  readonly text: string;
  /** It is the chosen value of the tree. */
  readonly active?: boolean;
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/u;
const LONGEST = 32;

/** The number at a node; null when there is none, or no query leads there. */
export function chartValueOf(doc: JsonDocument, node: number): ChartValue | null {
  const kind = kindOf(doc, node);
  if ((kind !== 'number' && kind !== 'string') || doc.end[node]! - doc.start[node]! > LONGEST) return null;
  const text = kind === 'number' ? sourceOf(doc, node) : textOf(doc, node);
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) return null;
  const keys = pathOf(doc, node);
  const path = queryPathOf(keys);
  return path && { path, keys, isText: kind === 'string', jsonPath: pathText(keys), value, text };
}

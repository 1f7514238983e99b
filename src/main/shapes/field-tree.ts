import { phrase } from '@shared/sentences/phrase';
import { MAX_SHAPED_FIELDS } from '@shared/shape';
import { DistinctCount } from './distinct-count';
import { ANY_KEY, fieldPath, FieldNode } from './field-node';
import { ARRAY, INTEGER, NULL, NUMBER, OBJECT, typeIndex, typeWords } from './json-types';

/** Deepest place that is learnt. */
export const MAX_DEPTH = 30;
/** Items of an array that are looked at. */
const MAX_ITEMS = 200;
/** Longest path that is learnt, in UTF-16 code units; the keys of hostile payloads are longer. */
const MAX_PATH = 1_000;
const MAX_MORE = 1_000;
/** From so many events on it is known how a place looks. */
export const KNOWN_AFTER = 30;
/** In so many of the events a field was, to be missed. */
const USUAL_SHARE = 0.95;
/** Missing in so many events in a row, a field is gone rather than left out; when it was left out before, in longer a row. */
const VANISHED_AFTER = 5;
/** A row so long is told whatever came before. */
const SURELY_VANISHED_AFTER = 500;
/** Keys of an object, mostly rare, that are taken for a map's when there is no room for more. */
const FEW_MAP_KEYS = 8;

/** How one place stopped being as it was known. */
export interface FieldChange {
  readonly turn: 'missing-field' | 'changed-type';
  readonly path: string;
  /** After the name of the type: "total was a number and is a string." */
  readonly sentence: string;
  /** It was told before, and goes on. */
  readonly again: boolean;
  /** Events that did it, up to this one. */
  readonly events: number;
  /** What often happens: an integer that becomes a number, a value that becomes null, or was. Told once. */
  readonly gentle: boolean;
}

/** Room for places that all types share. */
export interface FieldRoom {
  left: number;
}

/** The places in the payloads of one type: learnt, held against each further payload, bounded. */
export class FieldTree {
  readonly root: FieldNode;
  readonly #room: FieldRoom;
  readonly #more: DistinctCount;
  #count: number;
  #look = 0;
  readonly #objects: FieldNode[] = [];
  #changes: FieldChange[] = [];

  constructor(room: FieldRoom, kept: { readonly root: FieldNode; readonly more: number } | null = null) {
    this.#room = room;
    this.root = kept?.root ?? new FieldNode('', 0);
    this.#more = new DistinctCount(MAX_MORE, kept?.more);
    this.#count = kept ? countOf(kept.root) : 1;
    room.left -= this.#count;
  }

  /** Places that there was no room for. */
  get more(): number {
    return this.#more.size;
  }

  /** Learns a payload; what does not fit what is known. */
  take(payload: unknown): readonly FieldChange[] {
    this.#look++;
    this.#changes = [];
    this.#objects.length = 0;
    this.#visit(this.root, payload);
    for (const node of this.#objects) this.#findMissing(node);
    return this.#changes;
  }

  /** Gives its room back. */
  release(): void {
    this.#room.left += this.#count;
    this.#count = 0;
  }

  #visit(node: FieldNode, value: unknown): void {
    node.times++;
    const isFirst = node.metAt !== this.#look;
    if (isFirst) {
      node.metAt = this.#look;
      node.seen++;
    }
    const type = typeIndex(value);
    const bit = 1 << type;
    if ((node.mask & bit) === 0) this.#newType(node, type);
    else if (isFirst && (node.changed & bit) !== 0) this.#told(node, type, true);
    node.mask |= bit;
    node.counts[type]!++;
    if (node.depth >= MAX_DEPTH) return;
    if (type === OBJECT) this.#members(node, value as Record<string, unknown>);
    else if (type === ARRAY) this.#items(node, value as readonly unknown[]);
  }

  #members(node: FieldNode, value: Record<string, unknown>): void {
    node.objects++;
    if (node.objectAt !== this.#look) {
      node.objectAt = this.#look;
      node.objectEvents++;
      this.#objects.push(node);
    }
    if (this.#isFull && !node.isMap && node.looksLikeMap(FEW_MAP_KEYS)) this.#fold(node);
    for (const key of Object.keys(value)) {
      const field = this.#field(node, key);
      if (!field) continue;
      field.gap = Math.max(field.gap, node.objectEvents - 1 - field.lastIn);
      field.lastIn = node.objectEvents;
      field.vanished = false;
      this.#visit(field, value[key]);
    }
  }

  #items(node: FieldNode, value: readonly unknown[]): void {
    if (value.length === 0) return;
    node.items ??= this.#made(`${node.path}[]`, node.depth + 1);
    if (!node.items) return;
    const end = Math.min(value.length, MAX_ITEMS);
    for (let i = 0; i < end; i++) this.#visit(node.items, value[i]);
  }

  #field(node: FieldNode, key: string): FieldNode | null {
    const known = node.fields?.get(node.isMap ? ANY_KEY : key);
    if (known) return known;
    const made = this.#made(
      fieldPath(node.path, node.isMap ? ANY_KEY : key),
      node.depth + 1,
      node.objectEvents - 1,
    );
    if (!made) return null;
    node.fields ??= new Map();
    node.fields.set(node.isMap ? ANY_KEY : key, made);
    return node.isMap || !node.looksLikeMap() ? made : this.#fold(node);
  }

  /** Learns the keys of an object as one from now on, which gives room. */
  #fold(node: FieldNode): FieldNode {
    const folded = node.fold();
    const count = countOf(this.root);
    this.#room.left += this.#count - count;
    this.#count = count;
    return folded;
  }

  get #isFull(): boolean {
    return this.#count > MAX_SHAPED_FIELDS || this.#room.left <= 0;
  }

  #made(path: string, depth: number, since = 0): FieldNode | null {
    if (this.#isFull || path.length > MAX_PATH) {
      this.#more.add(path);
      return null;
    }
    this.#count++;
    this.#room.left--;
    return new FieldNode(path, depth, since);
  }

  #newType(node: FieldNode, type: number): void {
    // A whole number is a number.
    if (node.seen <= KNOWN_AFTER || (type === INTEGER && (node.mask & (1 << NUMBER)) !== 0)) return;
    const wasNull = node.mask === 1 << NULL;
    const widened = type === NUMBER && (node.mask & ~(1 << NULL)) === 1 << INTEGER;
    if (type === NULL || wasNull || widened) {
      this.#told(node, type, false, true);
      return;
    }
    node.changed |= 1 << type;
    this.#told(node, type, false);
  }

  #told(node: FieldNode, type: number, again: boolean, gentle = false): void {
    const before = node.mask & ~node.changed & ~(1 << type);
    const what = node.path === '' ? phrase('the payload') : node.path;
    const sentence = `${what} was ${typeWords(before)} and is ${typeWords(1 << type)}.`;
    this.#changes.push({ turn: 'changed-type', path: node.path, sentence, again, events: 1, gentle });
  }

  #findMissing(node: FieldNode): void {
    if (!node.fields || node.isMap) return;
    for (const field of node.fields.values()) {
      if (field.metAt === this.#look) continue;
      const run = node.objectEvents - field.lastIn;
      const before = node.objectEvents - run - field.since;
      const again = field.vanished;
      const least = Math.min(SURELY_VANISHED_AFTER, Math.max(VANISHED_AFTER, 2 * field.gap + 1));
      if (!again && (run < least || before < KNOWN_AFTER || field.seen < before * USUAL_SHARE)) continue;
      field.vanished = true;
      const sentence =
        field.seen >= before
          ? `${field.path} is missing in ${run} events in a row; before, it was in all ${before}.`
          : `${field.path} is missing in ${run} events in a row; before, it was in ${field.seen} of ${before}.`;
      this.#changes.push({
        turn: 'missing-field',
        path: field.path,
        sentence,
        again,
        events: again ? 1 : run,
        gentle: false,
      });
    }
  }
}

function countOf(root: FieldNode): number {
  let count = 0;
  for (const { node } of root.all()) if (node) count++;
  return count;
}

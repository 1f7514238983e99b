import { JSON_TYPES } from '@shared/shape';

/** Different keys of an object from which on it can be one that maps ids to values. */
const MAP_KEYS = 50;
/** So many are a map in any case. */
const SURELY_MAP_KEYS = 200;
/** So many are one when all of them are ids. */
const ID_KEYS = 5;
/** Stands for the keys of a map. */
export const ANY_KEY = '*';

/** Digits, UUIDs, hashes: what names one of many. */
const ID = /^(?:\d+|[\da-f]{8}-[\da-f-]{27}|(?=.*\d)[\da-f]{12,}|.*\d{4,}.*)$/iu;

/** Whether a key names one of many. */
export const isId = (key: string): boolean => ID.test(key);

/** What is known of one place in the payloads of a type. Plain fields: every event that is looked at changes many of them. */
export class FieldNode {
  readonly path: string;
  readonly depth: number;
  /** How often each of `JSON_TYPES` stood here. */
  readonly counts: number[] = JSON_TYPES.map(() => 0);
  /** Bits of the types that stood here. */
  mask = 0;
  /** Bits of those that came when the others were known. */
  changed = 0;
  /** Events that had it. */
  seen = 0;
  /** How often it was there: more often than `seen` within arrays. */
  times = 0;
  /** Events, and times, that an object stood here: what its fields can be in. */
  objectEvents = 0;
  objects = 0;
  /** Of the object above, when this field was last in it: its `objectEvents`. */
  lastIn = 0;
  /** How many of them there were before it came for the first time. */
  readonly since: number;
  /** Most of these events in a row that lacked it before it came again. */
  gap = 0;
  /** It was nearly always there, and is not any more. */
  vanished = false;
  /** Numbers of the looks that last met it, and an object here. */
  metAt = 0;
  objectAt = 0;
  fields: Map<string, FieldNode> | null = null;
  items: FieldNode | null = null;
  /** Its keys are ids: they are learnt as one, `*`. */
  isMap = false;

  constructor(path: string, depth: number, since = 0) {
    this.path = path;
    this.depth = depth;
    this.since = since;
    this.lastIn = since;
  }

  /** Whether an object here sometimes had no such field. */
  isOptional(field: FieldNode): boolean {
    return field.times < this.objects;
  }

  /**
   * Whether what stands here looks like a map of ids to values rather than an object with fields.
   *
   * @param least keys from which on those that are no ids can be a map's
   */
  looksLikeMap(least = MAP_KEYS): boolean {
    const count = this.fields?.size ?? 0;
    if (count < Math.min(ID_KEYS, least)) return false;
    if (count > SURELY_MAP_KEYS) return true;
    if (count <= least) return [...this.fields!.keys()].every(isId);
    let rare = 0;
    let ids = 0;
    for (const [key, field] of this.fields!) {
      if (field.seen * 2 < this.objectEvents) rare++;
      if (isId(key)) ids++;
    }
    return rare * 2 > count || ids * 2 > count;
  }

  /** Learns all keys as one from now on. */
  fold(): FieldNode {
    const any = new FieldNode(fieldPath(this.path, ANY_KEY), this.depth + 1);
    for (const field of this.fields!.values()) any.#merge(field);
    // It is about to be met once more.
    any.seen = Math.max(0, this.objectEvents - 1);
    any.times = this.objects;
    any.lastIn = this.objectEvents;
    this.fields = new Map([[ANY_KEY, any]]);
    this.isMap = true;
    return any;
  }

  #merge(other: FieldNode): void {
    other.counts.forEach((count, type) => (this.counts[type]! += count));
    this.mask |= other.mask;
    this.seen = Math.max(this.seen, other.seen);
    this.times += other.times;
    this.objectEvents = Math.max(this.objectEvents, other.objectEvents);
    this.objects += other.objects;
    this.lastIn = this.objectEvents;
    if (other.isMap && !this.isMap && this.fields) this.fold();
    this.isMap ||= other.isMap;
    for (const [name, field] of other.fields ?? []) {
      const key = this.isMap ? ANY_KEY : name;
      this.fields ??= new Map();
      let own = this.fields.get(key);
      if (!own) {
        own = new FieldNode(fieldPath(this.path, key), this.depth + 1);
        this.fields.set(key, own);
      }
      own.#merge(field);
      own.lastIn = this.objectEvents;
    }
    if (other.items) {
      this.items ??= new FieldNode(`${this.path}[]`, this.depth + 1);
      this.items.#merge(other.items);
    }
  }

  /** Every place below, and this one. */
  *all(): Generator<{ readonly node: FieldNode; readonly above: FieldNode | null }> {
    yield { node: this, above: null };
    yield* this.#below();
  }

  *#below(): Generator<{ readonly node: FieldNode; readonly above: FieldNode | null }> {
    for (const node of [...(this.fields?.values() ?? []), ...(this.items ? [this.items] : [])]) {
      yield { node, above: this };
      yield* node.#below();
    }
  }
}

/** `order`, `items[]` and `sku` → `order.items[].sku`; what is no plain name in quotes, as queries have it. */
export function fieldPath(above: string, key: string): string {
  const name = key === ANY_KEY || /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(key) ? key : JSON.stringify(key);
  return above === '' ? name : `${above}.${name}`;
}

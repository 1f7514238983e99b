import type { SeenFields } from '@shared/query/seen-fields';
import type { StreamEvent } from '@shared/stream-event';
import { cutText } from '@shared/text';
import { NOT_JSON } from './payload';
import type { Json, PayloadReader } from './payload';

export interface SeenLimits {
  /** Most different paths that are kept. */
  readonly paths: number;
  /** Most different values of one path. */
  readonly values: number;
}

/** Longest name and longest value that are kept, in UTF-16 code units. */
const NAME_LENGTH = 128;
const VALUE_LENGTH = 64;
const DEPTH = 8;
/** Most values of one payload that are looked at. */
const VISIT_LIMIT = 500;

type Scalar = string | number | boolean | null;

interface Tally {
  readonly path: readonly string[];
  count: number;
  readonly values: Map<Scalar, number>;
}

/**
 * Collects which fields and values events have, for completions. Bounded whatever the events hold: names and values
 * beyond the limits, long names and long values are left out, and `leftOut` counts them. Meant for samples: looking at
 * an event parses its payload.
 */
export class FieldCensus {
  readonly #tallies = new Map<string, Tally>();
  readonly #limits: SeenLimits;
  readonly #payloads: PayloadReader;
  #leftOut = 0;

  constructor(payloads: PayloadReader, limits: SeenLimits = { paths: 1_000, values: 50 }) {
    this.#payloads = payloads;
    this.#limits = limits;
  }

  /** Names and values that were seen but not kept. */
  get leftOut(): number {
    return this.#leftOut;
  }

  note(event: StreamEvent): void {
    const once = new Set<Tally>();
    this.#count(['source'], event.sourceId, once);
    this.#count(['channel'], event.channel, once);
    this.#count(['kind'], event.kind, once);
    this.#count(['transport'], event.transport, once);
    if (event.type !== '') this.#count(['type'], event.type, once);
    if (event.level !== null) this.#count(['level'], event.level, once);
    const payload = this.#payloads.read(event.data);
    if (payload !== NOT_JSON) this.#walk(payload, once);
  }

  seen(): SeenFields {
    const fields = [...this.#tallies.values()].map(({ path, count, values }) => ({
      path,
      count,
      values: [...values]
        .map(([value, times]) => ({ value, count: times }))
        .sort((a, b) => b.count - a.count),
    }));
    return { fields: fields.sort((a, b) => b.count - a.count) };
  }

  #walk(payload: Json, once: Set<Tally>): void {
    const open: { readonly path: readonly string[]; readonly value: Json }[] = [
      { path: ['data'], value: payload },
    ];
    let visits = 0;
    for (let next = open.pop(); next && visits < VISIT_LIMIT; next = open.pop()) {
      visits++;
      const { path, value } = next;
      if (typeof value !== 'object' || value === null) {
        if (path.length > 1) this.#count(path, value, once);
        continue;
      }
      // Arrays are passed through, as queries do.
      for (const key in value) {
        if (open.length >= VISIT_LIMIT) break;
        const child = (value as Readonly<Record<string, Json>>)[key] ?? null;
        if (Array.isArray(value)) open.push({ path, value: child });
        else if (path.length < DEPTH && key.length <= NAME_LENGTH) {
          open.push({ path: [...path, key], value: child });
        } else this.#leftOut++;
      }
    }
  }

  #count(path: readonly string[], value: Scalar, once: Set<Tally>): void {
    const key = path.join('\0');
    let tally = this.#tallies.get(key);
    if (!tally) {
      if (this.#tallies.size >= this.#limits.paths) {
        this.#leftOut++;
        return;
      }
      tally = { path, count: 0, values: new Map() };
      this.#tallies.set(key, tally);
    }
    if (!once.has(tally)) tally.count++;
    once.add(tally);
    const times = tally.values.get(value);
    const tooLong = typeof value === 'string' && value.length > VALUE_LENGTH;
    if (times === undefined && (tooLong || tally.values.size >= this.#limits.values)) this.#leftOut++;
    // A copy: a slice of the payload would keep all of it in memory.
    else tally.values.set(typeof value === 'string' ? cutText(value, VALUE_LENGTH) : value, (times ?? 0) + 1);
  }
}

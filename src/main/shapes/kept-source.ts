import { MAX_SHAPED_TYPES, SHAPE_TURNS, type ShapeFinding } from '@shared/shape';
import * as v from 'valibot';
import { isFindingId } from './findings';
import { readType } from './kept-types';

const count = v.fallback(v.pipe(v.number(), v.safeInteger(), v.minValue(0)), 0);
const finding = v.object({
  id: v.pipe(
    v.string(),
    v.check((id) => isFindingId(id)),
  ),
  turn: v.picklist(SHAPE_TURNS),
  type: v.string(),
  path: v.string(),
  sentence: v.pipe(v.string(), v.maxLength(4_000)),
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  firstAt: v.number(),
  lastAt: v.number(),
  count: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  gentle: v.exactOptional(v.literal(true)),
});
const source = v.object({
  firstAt: v.fallback(v.nullable(v.number()), null),
  events: count,
  more: count,
  types: v.fallback(v.array(v.unknown()), []),
  accepted: v.fallback(v.array(v.unknown()), []),
  findings: v.fallback(v.array(v.unknown()), []),
});

/** What was kept of a source; what cannot be used is left out. */
export function keptSource(
  sourceId: string,
  stored: unknown,
): {
  readonly firstAt: number | null;
  readonly events: number;
  readonly more: number;
  readonly types: readonly NonNullable<ReturnType<typeof readType>>[];
  readonly accepted: readonly string[];
  readonly findings: readonly ShapeFinding[];
} {
  const read = v.safeParse(source, stored);
  if (!read.success) return { firstAt: null, events: 0, more: 0, types: [], accepted: [], findings: [] };
  const { types, accepted, findings } = read.output;
  return {
    ...read.output,
    types: types.slice(0, MAX_SHAPED_TYPES).flatMap((type) => readType(type) ?? []),
    accepted: accepted.filter(isFindingId),
    findings: findings.flatMap((each) => {
      const parsed = v.safeParse(finding, each);
      return parsed.success ? [{ ...parsed.output, sourceId }] : [];
    }),
  };
}

export type KeptSource = ReturnType<typeof keptSource>;

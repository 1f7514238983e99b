import type { Series, SeriesAnswer } from '@shared/series';

export const AT = 1_700_000_000_000;

export const series = (parts: Partial<Series> = {}): Series => ({
  sourceId: 'shop',
  channel: 'orders',
  type: 'order',
  path: ['total'],
  texts: false,
  ...parts,
});

/** An answer with a point a second, the events numbered from `firstSeq` on. */
export function answer(
  values: readonly number[],
  parts: Partial<SeriesAnswer> & { readonly firstSeq?: number } = {},
): SeriesAnswer {
  const { firstSeq = 1, ...rest } = parts;
  return {
    times: Float64Array.from(values, (_, i) => AT + 1_000 * (firstSeq + i)),
    values: Float64Array.from(values),
    seqs: Float64Array.from(values, (_, i) => firstSeq + i),
    numbers: values.length,
    events: values.length,
    asTexts: 0,
    lowest: values.length === 0 ? null : Math.min(...values),
    highest: values.length === 0 ? null : Math.max(...values),
    breaks: [],
    seq: firstSeq + values.length - 1,
    ...rest,
  };
}

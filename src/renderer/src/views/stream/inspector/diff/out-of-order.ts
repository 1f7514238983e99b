/**
 * Which places of a list of rising numbers are out of order: the fewest that have to be taken out so that the rest rises
 * (all but a longest increasing subsequence). Nulls do not count.
 */
export function outOfOrder(list: readonly (number | null)[]): ReadonlySet<number> {
  const places: number[] = [];
  for (let i = 0; i < list.length; i++) if (list[i] !== null) places.push(i);
  const rises = places.every((place, i) => i === 0 || list[places[i - 1]!]! < list[place]!);
  if (rises) return new Set();
  /** `ends[n]`: the place where a rising run of n + 1 ends lowest. */
  const ends: number[] = [];
  const before = new Map<number, number>();
  for (const place of places) {
    let low = 0;
    for (let high = ends.length; low < high;) {
      const middle = (low + high) >> 1;
      if (list[ends[middle]!]! < list[place]!) low = middle + 1;
      else high = middle;
    }
    if (low > 0) before.set(place, ends[low - 1]!);
    ends[low] = place;
  }
  const moved = new Set(places);
  for (let place = ends.at(-1); place !== undefined; place = before.get(place)) moved.delete(place);
  return moved;
}

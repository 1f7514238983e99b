import type { SeriesPoints } from './series';

/** The same points by time, and those of one moment by `seq`. */
export function byTime(points: SeriesPoints): SeriesPoints {
  const { times, seqs } = points;
  const { length } = times;
  const after = (a: number, b: number): number => times[a]! - times[b]! || seqs[a]! - seqs[b]!;
  let rising = true;
  let falling = true;
  for (let i = 1; i < length && (rising || falling); i++) {
    if (after(i - 1, i) > 0) rising = false;
    else falling = false;
  }
  if (rising) return points;
  const order = Array.from({ length }, (_, i) => (falling ? length - 1 - i : i));
  if (!falling) order.sort(after);
  return picked(points, order);
}

/**
 * At most so many of points that are sorted by time: of each of equally long stretches of time the lowest and the highest,
 * and the first and the last of all. So no peak is lost, however short.
 */
export function thinned(points: SeriesPoints, most: number): SeriesPoints {
  const { times, values } = points;
  const { length } = times;
  if (length <= most) return points;
  const first = times[0]!;
  const stretches = Math.max(1, Math.floor((most - 2) / 2));
  const perMs = stretches / Math.max(1, times[length - 1]! - first);
  const order: number[] = [];
  const keep = (index: number): void => void (order.at(-1) !== index && order.push(index));
  let stretch = -1;
  let low = 0;
  let high = 0;
  const close = (): void => {
    if (stretch < 0 || most < 4) return;
    keep(Math.min(low, high));
    keep(Math.max(low, high));
  };
  keep(0);
  for (let i = 0; i < length; i++) {
    const own = Math.min(stretches - 1, Math.floor((times[i]! - first) * perMs));
    if (own !== stretch) {
      close();
      stretch = own;
      low = i;
      high = i;
    } else if (values[i]! < values[low]!) low = i;
    else if (values[i]! > values[high]!) high = i;
  }
  close();
  keep(length - 1);
  return picked(points, order);
}

function picked({ times, values, seqs }: SeriesPoints, order: readonly number[]): SeriesPoints {
  const pick = (array: Float64Array): Float64Array => Float64Array.from(order, (index) => array[index]!);
  return { times: pick(times), values: pick(values), seqs: pick(seqs) };
}

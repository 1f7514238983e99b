/** Room above and below the line, px. */
const ROOM = 2;

/** The path of a line through values at equal distances, from their lowest to their highest; flat where they are all alike. */
export function sparkPath(values: ArrayLike<number>, width: number, height: number): string {
  let lowest = Infinity;
  let highest = -Infinity;
  for (let i = 0; i < values.length; i++) {
    lowest = Math.min(lowest, values[i]!);
    highest = Math.max(highest, values[i]!);
  }
  const tall = height - 2 * ROOM;
  const y = (value: number): string =>
    (highest === lowest ? height / 2 : ROOM + tall * (1 - (value - lowest) / (highest - lowest))).toFixed(1);
  if (values.length === 0) return '';
  if (values.length === 1) return `M0 ${y(values[0]!)}H${width}`;
  const step = width / (values.length - 1);
  return Array.from(values, (value, i) => `${i === 0 ? 'M' : 'L'}${(i * step).toFixed(1)} ${y(value)}`).join(
    '',
  );
}

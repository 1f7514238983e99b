/** The picture of the first run: a staff made of the mark, standing in a still river. */

const STEP = 30;

/** The staff's bars from `top` to `bottom`, two combs a turn, with its left edge at `x`. */
export function staffPath(x: number, level: number, top: number, bottom: number): string {
  let path = '';
  const first = Math.floor((top - level) / STEP);
  const last = Math.ceil((bottom - level) / STEP);
  for (let i = first; i <= last; i++) {
    const y = level - 6 + i * STEP;
    path += `M${x} ${y}h60v12h-60z`;
    path +=
      i % 2 === 0
        ? `M${x + 48} ${y + 12}h12v18h-12zM${x + 30} ${y + 18}h18v6h-18z`
        : `M${x} ${y + 12}h12v18h-12zM${x + 12} ${y + 18}h18v6h-18z`;
  }
  return path;
}

export interface RiverLine {
  readonly path: string;
  readonly opacity: number;
}

/** Lines of the water from `level` down: closer together near the level, fainter with depth. */
export function riverLines(width: number, level: number, bottom: number): RiverLine[] {
  const lines: RiverLine[] = [];
  let y = level + 6;
  for (let i = 0; y < bottom + 8; i++) {
    const swell = 2.6 + i * 0.34;
    let path = '';
    for (let x = -20; x <= width + 20; x += 20) {
      const wave =
        swell * Math.sin(x / (168 + i * 13) + i * 0.9) + 0.5 * swell * Math.sin(x / (74 + i * 9) + i * 1.7);
      path += `${path === '' ? 'M' : 'L'}${x} ${(y + 0.7 * wave).toFixed(1)}`;
    }
    lines.push({ path, opacity: Math.max(0.08, 0.466 - i * 0.034) });
    y += 8 + i * 2;
  }
  return lines;
}

/** Side of the picture that Windows lays over an icon of the task bar, px. */
export const BADGE_SIZE = 16;

/** Digits and `+`, three wide and five high, a bit a pixel, row by row. */
const GLYPHS: Readonly<Record<string, readonly number[]>> = {
  '1': [0b010, 0b110, 0b010, 0b010, 0b111],
  '2': [0b111, 0b001, 0b111, 0b100, 0b111],
  '3': [0b111, 0b001, 0b111, 0b001, 0b111],
  '4': [0b101, 0b101, 0b111, 0b001, 0b001],
  '5': [0b111, 0b100, 0b111, 0b001, 0b111],
  '6': [0b111, 0b100, 0b111, 0b101, 0b111],
  '7': [0b111, 0b001, 0b010, 0b010, 0b010],
  '8': [0b111, 0b101, 0b111, 0b101, 0b111],
  '9': [0b111, 0b101, 0b111, 0b001, 0b111],
  '+': [0b000, 0b010, 0b111, 0b010, 0b000],
};
const GLYPH_WIDTH = 3;
const GLYPH_HEIGHT = 5;

type Colour = readonly [blue: number, green: number, red: number];
const DISC: Colour = [0x3b, 0x3b, 0xd6];
const INK: Colour = [0xff, 0xff, 0xff];

/** The unread number on a red disc, `9+` beyond nine, as pixels of blue, green, red and alpha. */
export function badgePixels(unread: number): Buffer {
  const pixels = Buffer.alloc(BADGE_SIZE * BADGE_SIZE * 4);
  const middle = (BADGE_SIZE - 1) / 2;
  for (let y = 0; y < BADGE_SIZE; y++) {
    for (let x = 0; x < BADGE_SIZE; x++) {
      // One pixel of the rim fades out, so that it looks round.
      const rim = BADGE_SIZE / 2 - Math.hypot(x - middle, y - middle);
      put(pixels, x, y, DISC, Math.max(0, Math.min(1, rim)));
    }
  }
  const text = unread > 9 ? '9+' : String(Math.max(1, unread));
  // Two characters have room only at their own size across; upright they are as tall as one.
  const across = text.length > 1 ? 1.5 : 2;
  const width = (GLYPH_WIDTH * text.length + text.length - 1) * across;
  [...text].forEach((character, index) =>
    drawGlyph(pixels, GLYPHS[character] ?? [], {
      left: Math.round((BADGE_SIZE - width) / 2 + index * (GLYPH_WIDTH + 1) * across),
      top: (BADGE_SIZE - GLYPH_HEIGHT * 2) / 2,
      across,
    }),
  );
  return pixels;
}

function drawGlyph(
  pixels: Buffer,
  rows: readonly number[],
  { left, top, across }: { readonly left: number; readonly top: number; readonly across: number },
): void {
  for (let y = 0; y < rows.length * 2; y++) {
    for (let x = 0; x < Math.round(GLYPH_WIDTH * across); x++) {
      const bit = GLYPH_WIDTH - 1 - Math.min(GLYPH_WIDTH - 1, Math.floor(x / across));
      if ((((rows[y >> 1] ?? 0) >> bit) & 1) === 1) put(pixels, left + x, top + y, INK, 1);
    }
  }
}

function put(pixels: Buffer, x: number, y: number, [blue, green, red]: Colour, alpha: number): void {
  // Premultiplied, as Chromium's bitmaps are.
  const values = [blue * alpha, green * alpha, red * alpha, 255 * alpha].map(Math.round);
  pixels.set(values, (y * BADGE_SIZE + x) * 4);
}

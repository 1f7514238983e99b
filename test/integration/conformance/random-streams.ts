/** Streams that nobody would think of, the same ones every time. */

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const LINE_ENDS = ['\n', '\r', '\r\n'].map((text) => Buffer.from(text));
const NAMES = ['data', 'data', 'data', 'event', 'id', 'retry', 'foo', 'Data', ' data', 'channel', ''];
const VALUES = [
  ...[
    '',
    ' ',
    '  ',
    'x',
    'ab c',
    '1',
    '42',
    ':',
    '☃',
    '🎉é',
    '\0',
    'a\0b',
    '\t',
    'open',
    'error',
    'message',
    '\ufeff',
  ].map((text) => Buffer.from(text)),
  ...[[0xff], [0xc3], [0xe2, 0x98], [0xf0, 0x9f, 0x8e], [0xed, 0xa0, 0x80], [0x80], [0xc0, 0x8d]].map(
    (bytes) => Buffer.from(bytes),
  ),
];
const MARK = Buffer.from('\ufeff');

/** One random stream in random pieces. */
export function randomStream(random: () => number): Buffer[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const parts: Buffer[] = random() < 0.15 ? [MARK, Buffer.from('data: after the mark\n')] : [];
  const lines = 1 + Math.floor(random() * 24);
  // Most streams end their lines in one way, some in all ways at once.
  const usual = random() < 0.6 ? pick(LINE_ENDS) : null;
  for (let line = 0; line < lines; line++) {
    if (random() < 0.68) {
      parts.push(Buffer.from(pick(NAMES) + pick([':', ':', ': ', ': ', ''])));
      for (let value = Math.floor(random() * 3); value > 0; value--) parts.push(pick(VALUES));
    }
    parts.push(usual ?? pick(LINE_ENDS));
  }
  if (random() < 0.5) parts.push(Buffer.from('data: cut'));
  return cut(Buffer.concat(parts), random);
}

function cut(whole: Buffer, random: () => number): Buffer[] {
  const longest = 1 + Math.floor(random() ** 2 * 60);
  const pieces: Buffer[] = [];
  for (let at = 0; at < whole.length;) {
    const size = 1 + Math.floor(random() * longest);
    pieces.push(whole.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

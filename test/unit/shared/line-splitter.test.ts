import { LineSplitter } from '@shared/line-splitter';
import { describe, expect, it } from 'vitest';

/** All lines of a text that arrives in pieces of so many bytes. */
function split(text: string, size: number, maxLineBytes = 1_000): string[] {
  const splitter = new LineSplitter(maxLineBytes);
  const bytes = Buffer.from(text);
  const lines = [];
  for (let i = 0; i < bytes.length; i += size) lines.push(...splitter.push(bytes.subarray(i, i + size)));
  const last = splitter.end();
  return [...lines, ...(last ? [last] : [])].map((line) => (line.cut ? `${line.text}…` : line.text));
}

describe('LineSplitter', () => {
  it('gives the same lines however the bytes are cut', () => {
    const text = '\ufeffone\r\n\r\n🎉 zwölf\n\ufeffnot at the beginning\rstill the same\nunended 🎉';
    for (let size = 1; size <= 80; size++) {
      expect(split(text, size)).toEqual([
        'one',
        '',
        '🎉 zwölf',
        '\ufeffnot at the beginning\rstill the same',
        'unended 🎉',
      ]);
    }
  });

  it('cuts a long line at a whole character and passes over its rest, however the bytes are cut', () => {
    const text = `${'é'.repeat(50)}\nok\n0123456789\r\n01234567🎉\n0123456789ab`;
    for (let size = 1; size <= 140; size++) {
      expect(split(text, size, 11)).toEqual(['ééééé…', 'ok', '0123456789', '01234567…', '0123456789a…']);
    }
  });

  it('holds no more of a line than its bound', () => {
    const splitter = new LineSplitter(10);
    for (let i = 0; i < 1_000; i++) {
      splitter.push(Buffer.from('x'.repeat(7)));
      expect(splitter.heldBytes).toBeLessThanOrEqual(10);
    }
  });
});

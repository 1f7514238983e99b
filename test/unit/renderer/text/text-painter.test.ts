import { TextPart } from '@shared/stream-text/text-part';
import { describe, expect, it } from 'vitest';
import { MOST_PAINTED, TextPainter } from '@/views/text/text-painter';

function painted(pieces: readonly string[]): { part: TextPart; host: HTMLElement; painter: TextPainter } {
  const part = new TextPart({ key: 'text', kind: 'text' });
  pieces.forEach((text, i) => part.add({ seq: i + 1, at: i, text }));
  const host = document.createElement('div');
  const painter = new TextPainter(host, part);
  while (painter.paint().waits);
  return { part, host, painter };
}

describe('a part of a response on the screen', () => {
  it('grows at its end, and leaves what is there alone', () => {
    const { part, host, painter } = painted(['Hel', 'lo']);
    const [first] = host.childNodes;
    part.add({ seq: 3, at: 3, text: ' world' });
    expect(painter.paint()).toEqual({ grew: true, waits: false });
    expect(host.textContent).toBe('Hello world');
    expect(host.childNodes[0]).toBe(first);
    expect(painter.paint()).toEqual({ grew: false, waits: false });
  });

  it('knows the piece at every place, and the place of every piece', () => {
    const pieces = Array.from({ length: 5_000 }, (_, i) => ` word${i}`);
    const { part, host, painter } = painted(pieces);
    expect(host.childNodes.length).toBeGreaterThan(3);
    for (const index of [0, 1, 998, 2_500, 4_999]) {
      const range = painter.rangeOf(index)!;
      expect(range.toString()).toBe(pieces[index]);
      expect(painter.pieceAt(range.startContainer, range.startOffset + 1)).toBe(part.pieces[index]);
    }
    expect(painter.pieceAt(document.createTextNode('x'), 0)).toBeNull();
    expect(painter.rangeOf(5_000)).toBeNull();
  });

  it('finds pieces also after an emoji that two of them make', () => {
    const { host, painter } = painted(['a 👩', '\u200d💻', ' end']);
    expect(host.textContent).toBe('a 👩‍💻 end');
    expect(painter.rangeOf(2)!.toString()).toBe(' end');
  });

  it('draws the end of a long one, and lets go of the beginning as it grows', () => {
    const { part, host, painter } = painted(Array.from({ length: 1_000 }, () => 'x'.repeat(1_000)));
    expect(host.textContent!.length).toBeLessThanOrEqual(MOST_PAINTED + 1_000);
    expect(painter.hidden).toBeGreaterThan(500);
    const before = painter.hidden;
    for (let i = 0; i < 500; i++) part.add({ seq: 2_000 + i, at: 0, text: 'y'.repeat(1_000) });
    while (painter.paint().waits);
    expect(host.textContent!.length).toBeLessThanOrEqual(MOST_PAINTED + 1_000);
    expect(painter.hidden).toBeGreaterThan(before);
    const last = part.pieces.length - 1;
    expect(painter.rangeOf(last)!.toString()).toBe('y'.repeat(1_000));
    expect(painter.rangeOf(0)).toBeNull();
  });
});

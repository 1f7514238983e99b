import { describe, expect, it } from 'vitest';
import { findInText } from '@/views/stream/inspector/find-in-text';
import { decodeBytes, frameLines, lineEndsOf } from '@/views/stream/inspector/frame-lines';
import { invalidUtf8 } from '@/views/stream/inspector/invalid-utf8';
import { textLines } from '@/views/stream/inspector/text-lines';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the lines of a frame', () => {
  it('carry offset, name, value and line end, and account for every byte', () => {
    const frame = bytes('event: a\r\nid:1\rdata:  x\ndata\n\n');
    const lines = frameLines(frame);
    expect(
      lines.map((line) => [
        line.offset,
        line.kind,
        decodeBytes(frame.subarray(line.offset, line.offset + line.nameLength)),
        decodeBytes(frame.subarray(line.valueStart, line.valueEnd)),
        line.end,
      ]),
    ).toEqual([
      [0, 'field', 'event', 'a', 'CRLF'],
      [10, 'field', 'id', '1', 'CR'],
      [15, 'field', 'data', ' x', 'LF'],
      [24, 'field', 'data', '', 'LF'],
      [29, 'blank', '', '', 'LF'],
    ]);
    expect(lines.reduce((sum, line) => sum + line.length, 0)).toBe(frame.length);
    expect(lineEndsOf(lines)).toBe('CRLF + CR + LF');
  });

  it('tell comments, fields that clients ignore, and a cut-off end apart', () => {
    const lines = frameLines(bytes(': ping\nDATA: x\nfoo\nretry:'));
    expect(lines.map((line) => [line.kind, line.known, line.end])).toEqual([
      ['comment', true, 'LF'],
      ['field', false, 'LF'],
      ['field', false, 'LF'],
      ['field', true, ''],
    ]);
  });

  it('keep a byte order mark and the bytes after it', () => {
    expect(decodeBytes(bytes('\ufeffdata'))).toBe('\ufeffdata');
  });
});

describe('bytes that are not UTF-8', () => {
  it.each<[string, number[], [number, number][]]>([
    [
      'a stray continuation and FF',
      [0x61, 0x80, 0xff],
      [
        [1, 2],
        [2, 3],
      ],
    ],
    ['a lead without its continuation', [0xc3, 0x28], [[0, 1]]],
    ['a sequence cut off by the end', [0xe2, 0x82], [[0, 2]]],
    [
      'an overlong slash',
      [0xc0, 0xaf],
      [
        [0, 1],
        [1, 2],
      ],
    ],
    [
      'an encoded surrogate',
      [0xed, 0xa0, 0x80],
      [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
    ],
    [
      'above U+10FFFF',
      [0xf4, 0x90, 0x80, 0x80],
      [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
      ],
    ],
    ['nothing wrong', [...bytes('aé€😀')], []],
  ])('are found: %s', (_name, sample, spans) => {
    expect(invalidUtf8(Uint8Array.from(sample)).spans).toEqual(spans);
  });

  it('are as many as the decoder writes U+FFFD', () => {
    let seed = 7;
    for (let round = 0; round < 300; round++) {
      const sample = Uint8Array.from({ length: 40 }, () => {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        return (seed >> 8) & 0xff;
      });
      const written = decodeBytes(sample).split('\ufffd').length - 1;
      expect(invalidUtf8(sample).count).toBe(written);
    }
  });
});

describe('a long text', () => {
  const drawn = (text: string, columns: number): string[] =>
    textLines(text, columns).map((line) => text.slice(line.start, line.end));

  it('breaks at its own line ends first, then at the width', () => {
    expect(drawn('ab\r\ncd\re\n\n0123456789', 8)).toEqual(['ab', 'cd', 'e', '', '01234567', '89']);
    expect(textLines('0123456789', 8).map((line) => line.number)).toEqual([1, null]);
  });

  it('never splits a pair of surrogates', () => {
    expect(drawn('1234567😀89', 8)).toEqual(['1234567', '😀89']);
  });

  const found = (text: string, wanted: string): readonly { start: number; end: number }[] => {
    const work = findInText(text, wanted);
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
    }
  };

  it('is found across the stretches that a very long text is searched in', () => {
    const text = `${'x'.repeat(512 * 1024 - 3)}needle${'x'.repeat(600_000)}needle`;
    expect(found(text, 'NEEDLE').map(({ start }) => start)).toEqual([
      text.indexOf('needle'),
      text.lastIndexOf('needle'),
    ]);
    const border = `${'x'.repeat(512 * 1024)}needle`;
    expect(found(border, 'needle')).toHaveLength(1);
  });

  it('is found at the right place, also behind characters whose lower case is longer', () => {
    expect(found('İİ a.b A.B axb', 'a.b')).toEqual([
      { start: 3, end: 6 },
      { start: 7, end: 10 },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import {
  FrameScanner,
  type FrameLimits,
  type ScannedEvent,
} from '../../../../src/main/sources/frame-scanner';
import { parseWhole } from './reference-parser';

interface Scanned {
  readonly events: ScannedEvent[];
  readonly comments: string[];
  readonly retries: number[];
  readonly positions: string[];
  readonly scanner: FrameScanner;
}

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

function scan(chunks: readonly Uint8Array[], resumedFrom = '', limits?: FrameLimits): Scanned {
  const events: ScannedEvent[] = [];
  const comments: string[] = [];
  const retries: number[] = [];
  const positions: string[] = [];
  const scanner = new FrameScanner(
    {
      event: (event) => events.push(event),
      comment: (text) => comments.push(text),
      retry: (ms) => retries.push(ms),
      position: (id) => positions.push(id),
    },
    'orders',
    resumedFrom,
    limits,
  );
  for (const chunk of chunks) scanner.feed(chunk);
  return { events, comments, retries, positions, scanner };
}
const dataOf = (text: string): string[] => scan([bytes(text)]).events.map((event) => event.data);

describe('the event stream interpretation', () => {
  it('S1: drops one byte order mark at the start, however chunks cut it', () => {
    const stream = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes('data: a\n\n')]);
    expect(scan([stream]).events.map((event) => event.data)).toEqual(['a']);
    expect(scan([...stream].map((byte) => Uint8Array.of(byte))).events.map((event) => event.data)).toEqual([
      'a',
    ]);
    expect(scan([Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), stream])]).events).toEqual([]);
    expect(dataOf('data: \ufeffb\n\n')).toEqual(['\ufeffb']);
  });

  it('S2: ends lines at CR, LF and CRLF alike, across chunk borders', () => {
    expect(dataOf('data: a\r\rdata: b\r\n\r\ndata: c\n\n')).toEqual(['a', 'b', 'c']);
    expect(
      scan([bytes('data: a\r'), bytes('\ndata: b\r'), bytes('\n\r'), bytes('\n')]).events.map((e) => e.data),
    ).toEqual(['a\nb']);
  });

  it('S2: dispatches at a final CR without waiting to see whether LF follows', () => {
    expect(scan([bytes('data: a\r\r')]).events).toHaveLength(1);
  });

  it('S4: takes one space after the colon away, and a data field without value as empty data', () => {
    expect(dataOf('data\n\ndata:\n\ndata: \n\ndata:  x\n\n')).toEqual(['', '', '', ' x']);
  });

  it('joins the lines of multi-line data with LF', () => {
    expect(dataOf('data: one\ndata: two\ndata:\n\n')).toEqual(['one\ntwo\n']);
  });

  it('S5, B4: dispatches nothing for comments, and hands them on', () => {
    const { events, comments } = scan([bytes(': keep-alive\n:\n\n')]);
    expect(events).toEqual([]);
    expect(comments).toEqual([' keep-alive', '']);
  });

  it('S6: ignores unknown fields, also with names that mean something to JavaScript', () => {
    expect(dataOf(`__proto__: 1\nconstructor: 2\n${'x'.repeat(100_000)}: 3\ndata: a\n\n`)).toEqual(['a']);
  });

  it('S7: ignores an id with NUL, so that the previous one stays', () => {
    const { events } = scan([bytes('id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n')]);
    expect(events.map((event) => event.lastEventId)).toEqual(['1', '1']);
    expect(events[1]!.id).toBeNull();
  });

  it('S8: resets the last id with an empty one', () => {
    const { events } = scan([bytes('id: 1\ndata: a\n\nid\ndata: b\n\n')]);
    expect(events.map((event) => event.lastEventId)).toEqual(['1', '']);
  });

  it('carries the last id on events that have none', () => {
    const { events } = scan([bytes('data: a\n\nid: 8\ndata: b\n\ndata: c\n\n')], '7');
    expect(events.map((event) => [event.id, event.lastEventId])).toEqual([
      [null, '7'],
      ['8', '8'],
      [null, '8'],
    ]);
  });

  it('takes the id of a block without data', () => {
    const { events, positions } = scan([bytes('id: 9\n\nid\n\n: only a comment\n\nevent: x\n\n')]);
    expect(events).toEqual([]);
    expect(positions).toEqual(['9', '']);
  });

  it('S9: neither dispatches nor takes the id of a block that the stream cuts off', () => {
    const { events, scanner } = scan([bytes('id: 4\ndata: a\n\nid: 5\ndata: cut\n')]);
    expect(events).toHaveLength(1);
    expect(scanner.lastEventId).toBe('4');
    expect(scanner.incomplete).toBe(true);
  });

  it('S16: takes retry of ASCII digits only', () => {
    expect(
      scan([bytes('retry: 10\nretry: 1000x\nretry: -1\nretry: 1e3\nretry: １０\nretry:  10\nretry\n\n')])
        .retries,
    ).toEqual([10]);
  });

  it('S21: replaces invalid UTF-8, counts the replacements, and goes on', () => {
    const { events, scanner } = scan([
      Buffer.concat([bytes('data: a'), Buffer.from([0xff, 0xc3, 0x28]), bytes('b\n\ndata: \ufffd ok\n\n')]),
    ]);
    expect(events.map((event) => event.data)).toEqual(['a\ufffd\ufffd(b', '\ufffd ok']);
    expect(scanner.invalidUtf8).toBe(2);
  });

  it('S22: keeps NUL in data', () => {
    expect(dataOf('data: a\0b\n\n')).toEqual(['a\0b']);
  });

  it('keeps the raw bytes of each block, line ends and blank line included', () => {
    const first = 'event: x\r\ndata: 1\r\n\r\n';
    const second = ': c\ndata: 2\n\n';
    const { events } = scan([bytes(first + second)]);
    expect(events.map((event) => Buffer.from(event.raw).toString())).toEqual([first, second]);
  });

  it('keeps a frame clean whose CRLF CRLF a chunk border cuts: a late LF belongs to no other frame', () => {
    const stream = bytes('data: a\r\n\r\ndata: b\r\n\r\n');
    const { events } = scan([...stream].map((byte) => Uint8Array.of(byte)));
    expect(events.map((event) => Buffer.from(event.raw).toString())).toEqual([
      'data: a\r\n\r',
      'data: b\r\n\r',
    ]);
  });

  it('S2: takes CRLF for one line end even with an empty chunk inside', () => {
    expect(
      scan([bytes('data: a\r'), bytes(''), bytes('\ndata: b\r\n\r\n')]).events.map((e) => e.data),
    ).toEqual(['a\nb']);
  });

  it('reads the channel of our hub’s frames', () => {
    expect(scan([bytes('channel: orders/eu\ndata: 1\n\ndata: 2\n\n')]).events.map((e) => e.channel)).toEqual([
      'orders/eu',
      null,
    ]);
  });
});

describe('limits', () => {
  it('S17: stops at a line without end, holding no more than the limit', () => {
    const limits = { maxLineBytes: 1_000, maxEventBytes: 10_000 };
    expect(() =>
      scan([bytes('data: '), ...Array.from({ length: 100 }, () => bytes('x'.repeat(100)))], '', limits),
    ).toThrow(/orders sent a line of more than 1000 bytes/);
  });

  it('S18: stops at an event without end', () => {
    const limits = { maxLineBytes: 1_000, maxEventBytes: 10_000 };
    expect(() => scan([bytes('data: 12345678\n'.repeat(1_000))], '', limits)).toThrow(/event of more than/);
    expect(() =>
      scan(
        Array.from({ length: 1_000 }, () => bytes('data: 12345678\n')),
        '',
        limits,
      ),
    ).toThrow(/event of more than/);
  });

  it('S39: holds a line that comes byte by byte in about its own size', () => {
    const text = Buffer.alloc(65_536, 'x');
    const { scanner } = scan([bytes('data: ')]);
    const before = process.memoryUsage();
    for (let i = 0; i < 1_000_000; i++) scanner.feed(text.subarray(i % 65_536, (i % 65_536) + 1));
    const after = process.memoryUsage();
    const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
    expect(grown).toBeLessThan(100_000_000);
  });

  it('S20: takes a valid event of 10 MiB', () => {
    const big = 'x'.repeat(10 * 1024 * 1024);
    const stream = bytes(`data: ${big}\n\n`);
    const chunks = Array.from({ length: Math.ceil(stream.length / 65_536) }, (_, i) =>
      stream.subarray(i * 65_536, (i + 1) * 65_536),
    );
    expect(scan(chunks).events[0]!.data.length).toBe(big.length);
  });
});

/** A small generator with a seed, so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('against the standard’s own words', () => {
  const PIECES = [
    'data',
    'event',
    'id',
    'retry',
    ':',
    ': ',
    ' ',
    'a',
    'ü☃',
    '12',
    '\n',
    '\n',
    '\n\n',
    '\r',
    '\r\n',
    '\r\n\r\n',
    '\0',
    '\ufeff',
    '💧',
    'x'.repeat(40),
  ];
  const BROKEN = [
    Buffer.from([0xff]),
    Buffer.from([0xe2, 0x98]),
    Buffer.from([0xf0, 0x9f]),
    Buffer.from([0xc3]),
  ];

  it('S3: gives the same events for 3,000 random streams, however they are cut', () => {
    for (let seed = 1; seed <= 3_000; seed++) {
      const random = seeded(seed);
      const parts = Array.from({ length: 5 + Math.floor(random() * 60) }, () =>
        random() < 0.03
          ? BROKEN[Math.floor(random() * BROKEN.length)]!
          : bytes(PIECES[Math.floor(random() * PIECES.length)]!),
      );
      const stream = Buffer.concat(parts);
      const chunks: Buffer[] = [];
      for (let at = 0; at < stream.length;) {
        const size = 1 + Math.floor(random() * (random() < 0.5 ? 3 : 50));
        chunks.push(stream.subarray(at, at + size));
        at += size;
      }
      const scanned = scan(chunks).events.map(({ type, data, lastEventId }) => ({ type, data, lastEventId }));
      expect(scanned, `seed ${seed}: ${JSON.stringify(stream.toString('latin1'))}`).toEqual(
        parseWhole(stream),
      );
    }
  });
});

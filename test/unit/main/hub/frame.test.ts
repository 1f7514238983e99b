import { describe, expect, it } from 'vitest';
import {
  assertEventId,
  assertEventType,
  assertRetry,
  dataText,
  encodeComment,
  encodeFrame,
} from '../../../../src/main/hub/frame';
import { EventStreamParser, type ParsedEvent } from '../../../integration/hub/support/event-stream-parser';
import { seededRandom } from './seeded-random';

function decode(...frames: Buffer[]): EventStreamParser {
  const parser = new EventStreamParser();
  for (const frame of frames) parser.feed(frame);
  return parser;
}

/** What a client is given for a text: line ends become LF, half surrogate pairs the replacement character. */
const asReceived = (text: string): string =>
  Buffer.from(text.replace(/\r\n|\r/gu, '\n'), 'utf8').toString('utf8');

describe('encodeFrame', () => {
  it('C1: writes the fields one a line, the data last, and a blank line', () => {
    const frame = encodeFrame({ channel: 'a/b', id: '7', event: 'order.paid', retry: 0, data: 'x\ny' });
    expect(frame.toString()).toBe('channel: a/b\nid: 7\nevent: order.paid\nretry: 0\ndata: x\ndata: y\n\n');
  });

  it('C1: leaves out what is not given, and the type when it is the usual one', () => {
    expect(encodeFrame({ event: 'message', data: '' }).toString()).toBe('data: \n\n');
  });

  it('H10: for 10,000 random events, what is decoded is what was encoded, in one event', () => {
    const random = seededRandom(20_261_121);
    const int = (max: number): number => Math.floor(random() * max);
    const pieces = [
      '\r',
      '\n',
      '\r\n',
      ':',
      ' ',
      'data: ',
      'id: 1',
      '\u0000',
      '\u2028',
      '\ufeff',
      '\ud800',
      '😀',
      '☃',
      'é',
      'a',
      '\t',
      'event:x',
    ];
    const text = (length: number): string =>
      Array.from({ length: int(length) }, () => pieces[int(pieces.length)]!).join('');
    // eslint-disable-next-line no-control-regex -- what names may not hold
    const forbidden = /[\u0000-\u001f\u2028\ufeff\p{Cs}]/gu;
    const name = (): string => text(6).replace(forbidden, '').trim() || 'n';
    for (let i = 0; i < 10_000; i++) {
      const [id, event, data] = [name(), name(), text(12)];
      assertEventId(id);
      assertEventType(event);
      const { events, retries } = decode(encodeFrame({ channel: 'c', id, event, retry: i, data }));
      const expected: ParsedEvent = {
        type: event,
        data: asReceived(data),
        lastEventId: id,
        id,
        channel: 'c',
      };
      expect(events).toEqual([expected]);
      expect(retries).toEqual([i]);
    }
  });

  it('C1: is decoded the same however its bytes are cut', () => {
    const bytes = encodeFrame({ channel: 'ä', id: '☃', event: '😀', data: 'é\r\n\r😀' });
    const whole = decode(bytes).events;
    for (let cut = 1; cut < bytes.length; cut++) {
      expect(decode(bytes.subarray(0, cut), bytes.subarray(cut)).events).toEqual(whole);
    }
  });
});

describe('encodeComment', () => {
  it('H10: keeps every line a comment', () => {
    const { events, comments } = decode(encodeComment('a\ndata: x\r\n\rid: 1\n'));
    expect(events).toEqual([]);
    expect(comments).toEqual(['a', 'data: x', '', 'id: 1', '']);
  });
});

describe('names', () => {
  const bad = [
    'a\rb',
    'a\nb',
    'a\0b',
    'a\u001bb',
    'a\u007f',
    'a\u0085b',
    'a\u202eb',
    'a\u2066b',
    '\ufeffa',
    'a\ud800',
    'x'.repeat(257),
  ];
  it.each(bad)('H10: refuses %j as type and as id', (name) => {
    expect(() => assertEventType(name)).toThrow(expect.objectContaining({ code: 'bad-event-type' }) as Error);
    expect(() => assertEventId(name)).toThrow(expect.objectContaining({ code: 'bad-id' }) as Error);
  });

  it.each(['', ' a', 'a '])('refuses %j as id', (id) => {
    expect(() => assertEventId(id)).toThrow(expect.objectContaining({ code: 'bad-id' }) as Error);
  });

  it.each(['order.paid', 'größe', '✓ done', '[{"topic":"x","offset":3}]', 'a:b', 'x'.repeat(256)])(
    'takes %j',
    (name) => {
      expect(() => assertEventType(name)).not.toThrow();
      expect(() => assertEventId(name)).not.toThrow();
    },
  );

  it('names the character and its place', () => {
    expect(() => assertEventType('ab\u202ec')).toThrow(
      'The event type has a forbidden character (U+202E) at position 3.',
    );
  });
});

describe('values', () => {
  it.each([-1, 1.5, NaN, Infinity, 2 ** 31])('refuses a retry of %d', (retry) => {
    expect(() => assertRetry(retry)).toThrow(expect.objectContaining({ code: 'bad-retry' }) as Error);
  });

  it('sends strings as they are and anything else as JSON', () => {
    expect([dataText('a"b'), dataText(''), dataText({ a: [1, null] }), dataText(false)]).toEqual([
      'a"b',
      '',
      '{"a":[1,null]}',
      'false',
    ]);
  });

  it.each([[undefined], [() => 1], [Symbol('x')], [10n]])('refuses %s, which has no JSON form', (value) => {
    expect(() => dataText(value)).toThrow(expect.objectContaining({ code: 'bad-data' }) as Error);
  });
});

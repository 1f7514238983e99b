/** Bodies of event streams, and what WHATWG HTML §9.2.6 makes of them. */
import type { DispatchedEvent } from '../../support/chromium-event-source';

export interface StreamCase {
  readonly name: string;
  /** The body, cut where the pieces end. */
  readonly pieces: readonly Uint8Array[];
  readonly events: readonly DispatchedEvent[];
  /** What Chromium does otherwise than the standard says, and why. The standard wins. */
  readonly chromium?: { readonly events: readonly DispatchedEvent[]; readonly because: string };
}

type Shorthand = string | readonly [data: string, type?: string, lastEventId?: string];

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
const event = (short: Shorthand): DispatchedEvent => {
  const [data, type = 'message', lastEventId = ''] = typeof short === 'string' ? [short] : short;
  return { type, data, lastEventId };
};
/** A case whose body comes in one piece, or in the pieces of a list. */
function told(
  name: string,
  body: string | Uint8Array | readonly string[],
  ...events: Shorthand[]
): StreamCase {
  const pieces =
    typeof body === 'string' ? [bytes(body)] : body instanceof Uint8Array ? [body] : body.map(bytes);
  return { name, pieces, events: events.map(event) };
}
/** The same body with every byte on its own. */
const byteByByte = ({ name, pieces, ...rest }: StreamCase): StreamCase => ({
  ...rest,
  name: `${name}, byte by byte`,
  pieces: [...Buffer.concat(pieces)].map((byte) => Uint8Array.of(byte)),
});
/** The same body cut in two at every place. */
const cutEverywhere = ({ name, pieces, ...rest }: StreamCase): StreamCase[] => {
  const whole = Buffer.concat(pieces);
  return Array.from({ length: whole.length - 1 }, (_, at) => ({
    ...rest,
    name: `${name}, cut after byte ${at + 1}`,
    pieces: [whole.subarray(0, at + 1), whole.subarray(at + 1)],
  }));
};

const BOM = '\ufeff';
const raw = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? bytes(part) : Buffer.from(part))));

const marks: StreamCase[] = [
  told('S1: one byte order mark is dropped', `${BOM}data: a\n\n`, 'a'),
  told(
    'S1: a second byte order mark belongs to the name of the field',
    `${BOM}${BOM}data: a\n\ndata: b\n\n`,
    'b',
  ),
  told(
    'S1: a byte order mark later on is text',
    `data: a\n\n${BOM}data: b\n\ndata: ${BOM}c\n\n`,
    'a',
    `${BOM}c`,
  ),
  told('S1: a byte order mark alone', BOM),
  told('S1: half a byte order mark makes an unknown field', raw([0xef, 0xbb], 'data: a\n\ndata: b\n\n'), 'b'),
  told('S1: a byte order mark before a comment', `${BOM}: hello\ndata: a\n\n`, 'a'),
  {
    ...told('S1: a byte order mark before a blank line', `${BOM}\ndata: a\n\ndata: b\n\n`, 'a', 'b'),
    chromium: {
      events: [event('b')],
      because: 'Chromium takes a line end right after the mark into the next line.',
    },
  },
];

const lineEnds: StreamCase[] = [
  told('S2: LF', 'data: a\ndata: b\n\n', 'a\nb'),
  told('S2: CR', 'data: a\rdata: b\r\r', 'a\nb'),
  told('S2: CRLF', 'data: a\r\ndata: b\r\n\r\n', 'a\nb'),
  told('S2: all of them in one event', 'data: a\rdata: b\r\ndata: c\n\r\ndata: d\n\r', 'a\nb\nc', 'd'),
  told('S2: LF CR is two line ends', 'data: a\n\rdata: b\n\r', 'a', 'b'),
  told('S2: CR LF LF is a line end and a blank line', 'data: a\r\n\ndata: b\r\n\n', 'a', 'b'),
  told('S2: CR CR LF is a line end and a blank line', 'data: a\r\r\ndata: b\r\r\n', 'a', 'b'),
  told(
    'S2: blank lines without events between',
    '\n\r\n\r\n\r\r\n\ndata: a\n\n\n\n\r\rdata: b\n\n',
    'a',
    'b',
  ),
  told('S2: CR and LF in two pieces', ['data: a\r', '\ndata: b\r', '\n\r', '\n'], 'a\nb'),
  told('S2: an event that ends with CR CR', ['data: a\r\r', 'data: b\r\r'], 'a', 'b'),
  told('S2: a late LF after a dispatching CR', ['data: a\r\n\r', '\ndata: b\n\n'], 'a', 'b'),
  told(
    'S2: a vertical tab, a form feed, NEL, LS and PS end no line',
    'data: a\u000b\u000c\u0085\u2028\u2029b\n\n',
    'a\u000b\u000c\u0085\u2028\u2029b',
  ),
];

const fields: StreamCase[] = [
  told('S4: data without a colon', 'data\n\ndata\ndata\n\ndata:test\n\n', '', '\n', 'test'),
  told('S4: data with a colon and nothing', 'data:\n\n', ''),
  told('S4: data with a space', 'data: \n\n', ''),
  told('S4: only the first space goes', 'data:  x\n\ndata: \tx\n\ndata:\tx\n\n', ' x', '\tx', '\tx'),
  told('S4: spaces at the end stay', 'data: x  \n\n', 'x  '),
  told('S4: a colon in the value', 'data: a: b :c\n\ndata::\n\ndata: :\n\n', 'a: b :c', ':', ':'),
  told('lines of data are joined with LF', 'data: one\ndata: two\ndata:\ndata: four\n\n', 'one\ntwo\n\nfour'),
  told('trailing empty data lines stay', 'data: one\ndata:\ndata\n\n', 'one\n\n'),
  told('a space before the name makes it another name', ' data: a\n\ndata: b\n\n', 'b'),
  told('a space after the name makes it another name', 'data : a\n\ndata: b\n\n', 'b'),
  told('names are case-sensitive', 'Data: a\nDATA: b\nEvent: x\ndata: c\n\n', 'c'),
  told('S6: unknown fields', 'datas: a\ndat: b\ndataa\nfoo\nfoo: bar\nxdata: c\ndata: d\n\n', 'd'),
  told(
    'S6: names that mean something to JavaScript',
    '__proto__: a\nconstructor: b\ntoString\nhasOwnProperty: x\ndata: c\n\n',
    'c',
  ),
  told('S6: a name of 100,000 characters', `${'n'.repeat(100_000)}: a\ndata: b\n\n`, 'b'),
  told('a line of nothing but a space is an unknown field', 'data: a\n \ndata: b\n\n', 'a\nb'),
  told('NUL in a name makes it another name', 'da\0ta: a\ndata\0: b\n\0data: c\ndata: d\n\n', 'd'),
  told('S22: NUL in data', 'data: a\0b\ndata: \0\n\n', 'a\0b\n\0'),
  told('S5: comments', ':\n: hello\n:data: a\n\n::\ndata: b\n: in the middle\ndata: c\n:\n\n', 'b\nc'),
  told('S5: heartbeats alone', ':\n\n: ping\n\n:\r\n\r\n'),
  told('S45: an event named message', 'event: message\ndata: a\n\n', 'a'),
  told(
    'S45: events named open, error and close',
    'event: open\ndata: 1\n\nevent: error\ndata: 2\n\nevent: close\ndata: 3\n\n',
    ['1', 'open'],
    ['2', 'error'],
    ['3', 'close'],
  ),
  told('an empty event field', 'event:\ndata: a\n\nevent\ndata: b\n\nevent: \ndata: c\n\n', 'a', 'b', 'c'),
  told(
    'the last event field counts',
    'event: x\nevent: y\ndata: a\n\nevent: x\nevent\ndata: b\n\n',
    ['a', 'y'],
    'b',
  ),
  told('an event field after the data', 'data: a\nevent: x\n\n', ['a', 'x']),
  told('a type with spaces, a colon and characters of all kinds', 'event:  a: ☃ b \ndata: a\n\n', [
    'a',
    ' a: ☃ b ',
  ]),
  told('a type does not stay for the next event', 'event: x\ndata: a\n\ndata: b\n\n', ['a', 'x'], 'b'),
  told(
    'B4: an event without data is none, and its type is forgotten',
    'event: ping\n\nevent: ping\n\ndata: a\n\n',
    'a',
  ),
  told('an event field with data of nothing is one', 'event: ping\ndata\n\n', ['', 'ping']),
  told('data that is JSON is text', 'data: {"type":"other","id":"9"}\n\n', '{"type":"other","id":"9"}'),
  told('an event of 300,000 characters', `data: ${'x'.repeat(300_000)}\n\n`, 'x'.repeat(300_000)),
  told('an event of 5,000 lines', `${'data: x\n'.repeat(5_000)}\n`, Array(5_000).fill('x').join('\n')),
  told('500 events in one piece', 'data: x\n\n'.repeat(500), ...Array<string>(500).fill('x')),
];

const ids: StreamCase[] = [
  told(
    'an id stays for the events after it',
    'id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n',
    ['a', 'message', '1'],
    ['b', 'message', '1'],
    ['c', 'message', '2'],
  ),
  told('an id after the data', 'data: a\nid: 1\n\n', ['a', 'message', '1']),
  told('the last id of a block counts', 'id: 1\nid: 2\ndata: a\n\n', ['a', 'message', '2']),
  told(
    'S8: an empty id resets',
    'id: 1\ndata: a\n\nid:\ndata: b\n\nid: 2\ndata: c\n\nid\ndata: d\n\n',
    ['a', 'message', '1'],
    'b',
    ['c', 'message', '2'],
    'd',
  ),
  told('an id of a block without data', 'id: 1\n\ndata: a\n\n', ['a', 'message', '1']),
  told(
    'an empty id of a block without data',
    'id: 1\ndata: a\n\nid\n\ndata: b\n\n',
    ['a', 'message', '1'],
    'b',
  ),
  told(
    'S7: an id with NUL is ignored',
    'id: 1\ndata: a\n\nid: 2\0\ndata: b\n\nid: \0\ndata: c\n\nid: 3\0x\ndata: d\n\n',
    ...(['a', 'b', 'c', 'd'] as const).map((data) => [data, 'message', '1'] as const),
  ),
  told('S7: an id with NUL does not undo one in the same block', 'id: 1\nid: 2\0\ndata: a\n\n', [
    'a',
    'message',
    '1',
  ]),
  told(
    'S11: an id of characters above U+00FF',
    'id: ☃🎉é\ndata: a\n\ndata: b\n\n',
    ['a', 'message', '☃🎉é'],
    ['b', 'message', '☃🎉é'],
  ),
  told('S10: an id with control characters', 'id: a\u0001\u007f\tb\ndata: a\n\n', [
    'a',
    'message',
    'a\u0001\u007f\tb',
  ]),
  told('an id with spaces around', 'id:  1 \ndata: a\n\n', ['a', 'message', ' 1 ']),
  told(
    'an id with a colon',
    'id: a:b\ndata: a\n\nid::\ndata: b\n\n',
    ['a', 'message', 'a:b'],
    ['b', 'message', ':'],
  ),
  told('S12: an id of 20,000 characters', `id: ${'i'.repeat(20_000)}\ndata: a\n\n`, [
    'a',
    'message',
    'i'.repeat(20_000),
  ]),
  told(
    'S37: the same id and data twice on one connection are two events',
    'id: 1\ndata: a\n\nid: 1\ndata: a\n\n',
    ['a', 'message', '1'],
    ['a', 'message', '1'],
  ),
  told(
    'S37: ids that go back',
    'id: 2\ndata: a\n\nid: 1\ndata: b\n\n',
    ['a', 'message', '2'],
    ['b', 'message', '1'],
  ),
  told('an id after a comment, with a type', ': c\nid: 7\nevent: x\ndata: a\n\n', ['a', 'x', '7']),
];

const retries: StreamCase[] = [
  told('retry is no data', 'retry: 1000\n\ndata: a\n\n', 'a'),
  told('retry within an event', 'retry: 1000\ndata: a\n\n', 'a'),
  told(
    'S16: retry of anything but digits',
    'retry: 1000x\nretry: -1\nretry: 1e3\nretry: １０\nretry:  10\nretry\nretry:\ndata: a\n\n',
    'a',
  ),
  told('S15: retry beyond all numbers', `retry: ${'9'.repeat(400)}\ndata: a\n\n`, 'a'),
];

const ends: StreamCase[] = [
  told('an empty body', ''),
  told('S9: no dispatch at the end without a blank line', 'data: a\n\ndata: b\n', 'a'),
  told('S9: no dispatch at the end in the middle of a line', 'data: a\n\ndata: b', 'a'),
  told('S9: no dispatch after a lone CR at the end', 'data: a\n\ndata: b\r', 'a'),
  told('S9: no dispatch after CRLF at the end', 'data: a\n\ndata: b\r\n', 'a'),
  told('a blank line without its end is none', ['data: a\n', 'id: 3'], ...[]),
  told('S2: a final CR is a blank line', 'data: a\n\ndata: b\r\r', 'a', 'b'),
  told('a comment at the end', 'data: a\n\n:', 'a'),
];

const encoding: StreamCase[] = [
  told('S3: characters of two, three and four bytes', 'data: é☃🎉\n\n', 'é☃🎉'),
  told('S21: a byte that UTF-8 has not', raw('data: a', [0xff], 'b\n\n'), 'a\ufffdb'),
  told('S21: a lead byte without its follower', raw('data: a', [0xc3], '(b\n\n'), 'a\ufffd(b'),
  told('S21: a sequence that the line end cuts', raw('data: a', [0xe2, 0x82], '\ndata: b\n\n'), 'a\ufffd\nb'),
  told('S21: a four-byte sequence after three', raw('data: ', [0xf0, 0x9f, 0x8e], 'x\n\n'), '\ufffdx'),
  told('S21: overlong forms', raw('data: ', [0xc0, 0xaf, 0xe0, 0x80, 0xaf], '\n\n'), '\ufffd'.repeat(5)),
  told('S21: surrogates', raw('data: ', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80], '\n\n'), '\ufffd'.repeat(6)),
  told('S21: beyond U+10FFFF', raw('data: ', [0xf4, 0x90, 0x80, 0x80], '\n\n'), '\ufffd'.repeat(4)),
  told('S21: followers without a lead', raw('data: ', [0x80, 0xbf], 'x\n\n'), '\ufffd\ufffdx'),
  told('S21: an overlong line end is no line end', raw('data: a', [0xc0, 0x8a], 'b\n\n'), 'a\ufffd\ufffdb'),
  told(
    'S21: invalid bytes in a type and an id',
    raw('event: x', [0xff], '\nid: 1', [0xfe], '\ndata: a\n\n'),
    ['a', 'x\ufffd', '1\ufffd'],
  ),
  told('S21: invalid bytes in a name', raw('da', [0xff], 'ta: a\ndata', [0xff], ': b\ndata: c\n\n'), 'c'),
  told('U+FFFD that was really sent, and a character U+FFFF', 'data: \ufffd\uffff\n\n', '\ufffd\uffff'),
];

const windows1252 = told(
  'bytes of another encoding are read as UTF-8',
  raw('data: ', [0x80, 0x93], '\n\n'),
  '\ufffd\ufffd',
);

const everyCut: StreamCase[] = [
  ...cutEverywhere(
    told(
      'S1, S3: mark, type, id and two-, three-, four-byte characters',
      `${BOM}event: é\r\nid: ☃\r\ndata: 🎉\r\n\r\n`,
      ['🎉', 'é', '☃'],
    ),
  ),
  ...cutEverywhere(
    told('S2: CR alone, LF alone, both', 'data:a\rdata:b\ndata:c\r\n\rdata\r\n\n', 'a\nb\nc', ''),
  ),
  ...cutEverywhere(
    told(
      'S21: an invalid sequence',
      raw('data:', [0xf0, 0x9f, 0x8e, 0xe2, 0x98, 0xff], '\n\n'),
      '\ufffd\ufffd\ufffd',
    ),
  ),
];

const plain = [...marks, ...lineEnds, ...fields, ...ids, ...retries, ...ends, ...encoding, windows1252];

/** Cases in their own pieces; the shorter ones byte by byte as well; and some cut in two at every place. */
export const STREAM_CASES: readonly StreamCase[] = [
  ...plain,
  ...plain.filter(({ pieces }) => Buffer.concat(pieces).length <= 120).map(byteByByte),
  ...everyCut,
];

import { canonicalFrame } from '../../../../../src/main/history/export/canonical-frame';
import type { NewStreamEvent } from '../../../../../src/shared/stream-event';
import { makeEvent, makeGap } from '../make-event';
import type { Random } from '../random';

const PIECES = [
  'a',
  'Z',
  '0',
  ' ',
  '"',
  "'",
  '\\',
  '{',
  '}',
  ':',
  ',',
  ';',
  '=',
  '+',
  '-',
  '@',
  '\t',
  'é',
  '語',
  '😀',
  '\u0000',
  '\u2028',
  '\ufeff',
  '\ufffd',
  '\ud83d',
];

/** Text with everything in it that has ever broken a format; line ends when they are wanted. */
export function randomText(random: Random, length: number, lineEnds: readonly string[] = []): string {
  const pieces = [...PIECES, ...lineEnds];
  let text = '';
  for (let i = random.below(length + 1); i > 0; i--) text += random.pick(pieces);
  return text;
}

/** Without halves of surrogate pairs, which UTF-8 cannot tell. */
export function wellFormed(text: string): string {
  return Buffer.from(text).toString('utf8');
}

/** An event of any kind, with any text anywhere. */
export function randomEvent(random: Random): NewStreamEvent {
  const data = randomText(random, 40, ['\n', '\r', '\r\n']);
  const shared = {
    sourceId: random.pick(['a', 'b', 'é"x']),
    transport: random.pick(['sse', 'websocket', 'polling'] as const),
    receivedAt: 1_700_000_000_000 + random.below(1e9) / 4,
    lastEventId: randomText(random, 5),
  };
  if (random.chance(0.1)) return makeGap({ ...shared, data: 'reconnected after 3.2 s.' });
  if (random.chance(0.05)) {
    const state = { ...shared, kind: 'state' as const, type: '', channel: '', data, raw: new Uint8Array() };
    return makeEvent(state);
  }
  if (random.chance(0.05)) {
    const sent = { ...shared, kind: 'sent' as const, type: '', channel: '', data, raw: Buffer.from(data) };
    return makeEvent(sent);
  }
  if (random.chance(0.1)) {
    return makeEvent({
      ...shared,
      kind: 'comment',
      type: '',
      channel: '',
      data,
      raw: Buffer.from(`:${data}\n`),
    });
  }
  const parts = {
    ...shared,
    data,
    type: random.chance(0.5) ? 'message' : randomText(random, 6),
    id: random.chance(0.5) ? null : randomText(random, 6),
    channel: randomText(random, 6),
    level: random.pick([null, 'info', 'error'] as const),
  };
  const event = makeEvent(parts);
  const raw = random.pick([
    canonicalFrame(event),
    canonicalFrame({ ...event, channel: '' }),
    Buffer.from(data),
    Buffer.from([0xff, 0x00, 0xc3, 0x28, random.below(256)]),
    Buffer.alloc(0),
  ]);
  return { ...event, raw };
}

/** An event as a server would send it over SSE: the frame says everything that the event does, in one of many ways. */
export function randomFrame(random: Random): NewStreamEvent {
  const end = random.pick(['\n', '\r', '\r\n']);
  const data = wellFormed(randomText(random, 40, ['\n']));
  const type = random.chance(0.5) ? 'message' : `t${wellFormed(randomText(random, 6))}`;
  const id = random.chance(0.5) ? null : wellFormed(randomText(random, 6)).replaceAll('\0', '');
  const lines = data.split('\n').map((line) => `data: ${line}`);
  if (type !== 'message') lines.unshift(`event: ${type}`);
  if (id !== null) lines.push(`id: ${id}`);
  if (random.chance(0.3)) lines.push('unknown: field');
  if (random.chance(0.3)) lines.push('retry: 3000');
  return makeEvent({ data, type, id, channel: '', raw: Buffer.from(`${lines.join(end)}${end}${end}`) });
}

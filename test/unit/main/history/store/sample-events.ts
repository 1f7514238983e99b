import { Buffer } from 'node:buffer';
import type { StreamEvent } from '@shared/stream-event';

/** Numbers that look random and are the same in every run: from 0 to below `bound`. */
export function numbers(seed: number): (bound: number) => number {
  let state = seed >>> 0 || 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

export function sampleEvent(seq: number, part: Partial<StreamEvent> = {}): StreamEvent {
  const data = part.data ?? `{"n":${seq}}`;
  const type = part.type ?? 'order';
  return {
    seq,
    kind: 'event',
    sourceId: 'shop',
    transport: 'sse',
    receivedAt: 1_700_000_000_000 + seq,
    type,
    id: String(seq),
    lastEventId: String(seq),
    channel: 'orders',
    data,
    raw: Buffer.from(`event: ${type}\ndata: ${data}\n\n`),
    level: null,
    gap: null,
    ...part,
  };
}

const WORDS = (
  'alpha beta gamma delta epsilon customer invoice shipment status pending done failed retry queue worker ' +
  'thread memory disk network socket Größe Ωmega 東京都 İstanbul Kelvin naïve e2e 0x1F user-42 a.b.c'
).split(' ');
const TYPES = ['order', 'trade', 'notification', 'Tick', 'error'];
const LEVELS = [null, 'info', 'success', 'warning', 'error'] as const;

/** Events of every shape: JSON and plain text, ASCII and not, long words, escapes, gaps and comments. */
export function randomEvent(seq: number, random: (bound: number) => number): StreamEvent {
  const word = (): string => WORDS[random(WORDS.length)]!;
  const message = Array.from({ length: random(12) }, word).join(random(8) === 0 ? '\n' : ' ');
  const value: Record<string, unknown> = {
    n: random(1_000),
    level: LEVELS[random(5)],
    ok: random(2) === 0,
    msg: message,
    user: { name: word(), tags: [word(), random(10)] },
  };
  if (random(30) === 0) value.blob = 'x'.repeat(70) + word() + 'y'.repeat(10);
  if (random(10) === 0) value.data = { user: { name: word() } };
  let data = random(6) === 0 ? message : JSON.stringify(value);
  if (random(20) === 0) data = data.replace(/e/gu, '\\u0065');
  const shape = random(40);
  return sampleEvent(seq, {
    data,
    kind: shape === 0 ? 'gap' : shape === 1 ? 'comment' : 'event',
    sourceId: `source-${random(3)}`,
    channel: `shop/${random(6)}`,
    type: shape < 2 ? '' : TYPES[random(TYPES.length)]!,
    id: random(4) === 0 ? null : `${word()}-${random(500)}`,
    level: LEVELS[random(5)]!,
    transport: random(5) === 0 ? 'websocket' : 'sse',
    gap:
      shape === 0
        ? { downMs: 3, resumedFrom: 'é', verdict: 'unknown', missing: null, sentence: 'Größer – 3 s.' }
        : null,
    ...(random(3) === 0 && {
      raw: Buffer.from(
        data
          .split('\n')
          .map((line) => `data: ${line}`)
          .join('\n'),
      ),
    }),
  });
}

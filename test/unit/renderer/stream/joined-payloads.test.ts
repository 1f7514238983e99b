import { describe, expect, it } from 'vitest';
import type { EventDetail } from '@shared/stream-event';
import { joinedPayloads, MAX_COPIED_BYTES } from '@/views/stream/joined-payloads';

const detail = (seq: number, data: string, more: Partial<EventDetail> = {}): EventDetail => ({
  seq,
  kind: 'event',
  sourceId: 'a',
  receivedAt: 0,
  type: 'message',
  id: null,
  channel: '',
  preview: '',
  size: 1,
  level: null,
  gap: null,
  transport: 'sse',
  eventTime: null,
  lastEventId: '',
  data,
  raw: new Uint8Array(),
  truncated: false,
  ...more,
});
const of = (events: readonly (EventDetail | null)[]) =>
  joinedPayloads(
    events.map((_, i) => i),
    (i) => Promise.resolve(events[i] ?? null),
  );

describe('payloads put together', () => {
  it('stand one a line in the order of their events', async () => {
    const many = Array.from({ length: 40 }, (_, i) => detail(i, `{"n":${i}}`));
    const { text, payloads, cut } = await of(many);
    expect(text.split('\n').map((line) => (JSON.parse(line) as { n: number }).n)).toEqual(
      many.map((_, i) => i),
    );
    expect([payloads, cut]).toEqual([40, false]);
  });

  it('become one line each when they are JSON in several, with every digit as it was', async () => {
    const { text } = await of([detail(1, '{\n  "id": 12345678901234567890,\n  "a": "b\\n c"\n}\n')]);
    expect(text).toBe('{ "id": 12345678901234567890, "a": "b\\n c" }');
  });

  it('stay as they are when they are other text', async () => {
    expect((await of([detail(1, 'one\ntwo')])).text).toBe('one\ntwo');
  });

  it('leave out gaps, states, and events that have left the history', async () => {
    const told = await of([
      detail(1, 'a'),
      detail(2, '', { kind: 'gap' }),
      detail(3, 'open.', { kind: 'state' }),
      null,
      detail(5, 'b'),
    ]);
    expect(told).toEqual({ text: 'a\nb', payloads: 2, cut: false });
  });

  it('end before there are more than 8 MiB, and before one that is not here as a whole', async () => {
    const half = 'x'.repeat(MAX_COPIED_BYTES / 2);
    expect(await of([detail(1, half), detail(2, half)])).toMatchObject({ payloads: 1, cut: true });
    expect(await of([detail(1, 'a'), detail(2, 'b', { truncated: true })])).toEqual({
      text: 'a',
      payloads: 1,
      cut: true,
    });
  });
});

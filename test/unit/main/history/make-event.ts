import { Buffer } from 'node:buffer';
import type { NewStreamEvent } from '@shared/stream-event';

/** An event as a source hands it on. */
export function makeEvent(parts: Partial<NewStreamEvent> = {}): NewStreamEvent {
  const data = parts.data ?? '{"n":1}';
  return {
    kind: 'event',
    sourceId: 'a',
    transport: 'sse',
    receivedAt: 1_700_000_000_000,
    type: 'message',
    id: null,
    lastEventId: '',
    channel: 'orders/eu',
    data,
    raw: Buffer.from(`data: ${data}\n\n`),
    level: null,
    gap: null,
    ...parts,
  };
}

export function makeGap(parts: Partial<NewStreamEvent> = {}): NewStreamEvent {
  return makeEvent({
    kind: 'gap',
    type: '',
    channel: '',
    data: '',
    raw: new Uint8Array(0),
    gap: {
      downMs: 3_200,
      resumedFrom: '7',
      verdict: 'resumed',
      missing: null,
      sentence: 'reconnected after 3.2 s.',
    },
    ...parts,
  });
}

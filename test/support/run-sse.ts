/** One attempt of the SSE transport, with all that it tells. */
import { createSseTransport } from '../../src/main/sources/transports/sse';
import type { Negotiated } from '@shared/connection';
import type { TransportEnd, TransportRequest } from '../../src/main/sources/transports/transport';

export interface SseRun {
  readonly events: string[];
  readonly statuses: number[];
  via(): Negotiated | null;
  bytes(): { readonly decoded: number; readonly wire: number };
  /** How it ended; an error is given, not thrown. */
  readonly ended: Promise<TransportEnd | Error>;
  stop(): Promise<void>;
}

export function runSse(url: string, part: Partial<TransportRequest> = {}): SseRun {
  const events: string[] = [];
  const statuses: number[] = [];
  let via: Negotiated | null = null;
  let decoded = 0;
  let wire = 0;
  const abort = new AbortController();
  const ended = createSseTransport()
    .run(
      {
        sourceName: 'orders',
        url,
        secretParameter: null,
        headers: [],
        lastEventId: '',
        userAgent: 'test',
        ...part,
      },
      {
        status: (status) => statuses.push(status),
        open: (negotiated) => (via = negotiated),
        bytes(count, onWire = count) {
          decoded += count;
          wire += onWire;
        },
        event: (event) => events.push(event.data),
        comment: () => undefined,
        retry: () => undefined,
        position: () => undefined,
        replaced: () => undefined,
        cutOff: () => undefined,
        room: () => null,
      },
      abort.signal,
    )
    .catch((error: Error) => error);
  return {
    events,
    statuses,
    via: () => via,
    bytes: () => ({ decoded, wire }),
    ended,
    async stop() {
      abort.abort(new Error('stopped by the test'));
      await ended;
    },
  };
}

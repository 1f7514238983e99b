import type { Negotiated } from '@shared/connection';
import type { ConnectionError } from '../../src/main/sources/connection-error';
import type { ScannedEvent } from '../../src/main/sources/frame-scanner';
import {
  createPollingTransport,
  type PollingCounters,
  type PollingOptions,
} from '../../src/main/sources/transports/polling';
import type { TransportAdapter, TransportRequest } from '../../src/main/sources/transports/transport';

/** One run of the polling transport, and all that it told. */
export interface PollingWatch {
  readonly events: ScannedEvent[];
  readonly opened: Negotiated[];
  readonly statuses: number[];
  /** Bytes of each report; 0 for an answer that says nothing new. */
  readonly bytes: number[];
  readonly adapter: TransportAdapter;
  readonly counters: PollingCounters;
  readonly replaced: number;
  readonly cutOffs: number;
  readonly lastEventId: string;
  /** How it ended; null while it lives. */
  readonly error: ConnectionError | null;
  readonly data: string[];
  stop(): Promise<void>;
}

/** @param room back-pressure; none by default */
export function pollRun(
  url: string,
  options: PollingOptions = {},
  part: Partial<TransportRequest> = {},
  { adapter, room = () => null }: { adapter?: TransportAdapter; room?: () => Promise<void> | null } = {},
): PollingWatch {
  const abort = new AbortController();
  let counters: PollingCounters = { polls: 0, empty: 0, bytes: 0, skippedTicks: 0, known: 0 };
  const used = adapter ?? createPollingTransport({ ...options, onPoll: (now) => (counters = now) });
  const events: ScannedEvent[] = [];
  const opened: Negotiated[] = [];
  const statuses: number[] = [];
  const bytes: number[] = [];
  let replaced = 0;
  let cutOffs = 0;
  let lastEventId = part.lastEventId ?? '';
  let error: ConnectionError | null = null;
  const ended = used
    .run(
      {
        sourceName: 'orders',
        url,
        secretParameter: null,
        headers: [],
        lastEventId,
        userAgent: 'Streamgauge/test',
        ...part,
      },
      {
        status: (status) => statuses.push(status),
        open: (via) => opened.push(via),
        bytes: (count) => bytes.push(count),
        event: (event) => {
          events.push(event);
          ({ lastEventId } = event);
        },
        comment: () => undefined,
        retry: () => undefined,
        position: (id) => (lastEventId = id),
        replaced: (count) => (replaced += count),
        cutOff: () => (cutOffs += 1),
        room,
      },
      abort.signal,
    )
    .then(
      () => undefined,
      (reason: ConnectionError) => {
        error = reason;
      },
    );
  return {
    events,
    opened,
    statuses,
    bytes,
    adapter: used,
    get counters() {
      return counters;
    },
    get replaced() {
      return replaced;
    },
    get cutOffs() {
      return cutOffs;
    },
    get lastEventId() {
      return lastEventId;
    },
    get error() {
      return error;
    },
    get data() {
      return events.map(({ data }) => data);
    },
    stop() {
      abort.abort(new Error('the test is over'));
      return ended;
    },
  };
}

import { request, type ClientRequest, type IncomingHttpHeaders } from 'node:http';
import { EventStreamParser, type ParsedEvent } from '../../hub/support/event-stream-parser';

/** Longest time that this client waits before it comes back, whatever it is told: tests are short. */
const MAX_DELAY_MS = 250;

export interface Subscriber {
  /** Data of all published events, in the order received. */
  data(): string[];
  /** Every event of all connections, the hub's own messages too. */
  events(): ParsedEvent[];
  /** Headers and status of the newest answer; null before the first. */
  answer(): { readonly status: number; readonly headers: IncomingHttpHeaders } | null;
  /** How often it got an answer. */
  connections(): number;
  /** `Last-Event-ID` of the newest request. */
  resumedFrom(): string | null;
  close(): void;
}

/** A client that comes back as an `EventSource` does, with `Last-Event-ID`, from an address of loopback. */
export function subscribe(
  port: number,
  path: string,
  { from = '127.0.0.1', headers = {} }: { from?: string; headers?: Record<string, string> } = {},
): Subscriber {
  const parsers: EventStreamParser[] = [];
  let answer: ReturnType<Subscriber['answer']> = null;
  let current: ClientRequest | null = null;
  let timer: NodeJS.Timeout | undefined;
  let lastEventId = '';
  let resumedFrom: string | null = null;
  let closed = false;

  const connect = (): void => {
    const parser = new EventStreamParser();
    let over = false;
    const again = (): void => {
      if (over || closed) return;
      over = true;
      lastEventId = parser.events.filter(({ id }) => id !== null).at(-1)?.id ?? lastEventId;
      timer = setTimeout(connect, Math.min(parser.retries.at(-1) ?? MAX_DELAY_MS, MAX_DELAY_MS));
    };
    resumedFrom = lastEventId === '' ? null : lastEventId;
    const req = request({
      host: '127.0.0.1',
      port,
      path,
      localAddress: from,
      agent: false,
      headers: {
        accept: 'text/event-stream',
        ...headers,
        ...(resumedFrom !== null && { 'last-event-id': resumedFrom }),
      },
    });
    current = req;
    req.on('error', again);
    req.on('close', again);
    req.on('response', (res) => {
      answer = { status: res.statusCode ?? 0, headers: res.headers };
      parsers.push(parser);
      res.on('data', (bytes: Buffer) => parser.feed(bytes));
      res.on('error', again);
      res.on('end', again);
    });
    req.end();
  };
  connect();
  const events = (): ParsedEvent[] => parsers.flatMap((parser) => parser.events);
  return {
    data: () =>
      events()
        .filter(({ id, channel }) => id !== null && channel !== null)
        .map(({ data }) => data),
    events,
    answer: () => answer,
    connections: () => parsers.length,
    resumedFrom: () => resumedFrom,
    close() {
      closed = true;
      clearTimeout(timer);
      current?.destroy();
    },
  };
}

import { EventSource } from 'eventsource';
import { connectionError } from '../reasons';
import { FrameScanner, type FrameLimits, type ScannedEvent } from '../frame-scanner';
import { openEventStream, type HttpStream } from './http-stream';
import type { TransportAdapter, TransportEnd, TransportRequest, TransportSink } from './transport';

/**
 * An `EventSource` for one attempt: it hands every dispatched message to us whatever its type (a listener would have to
 * know the type beforehand), and never reconnects by itself, since that is the source's decision.
 */
class SingleAttemptEventSource extends EventSource {
  readonly #onMessage: (event: MessageEvent) => void;

  constructor(
    url: string,
    fetch: NonNullable<ConstructorParameters<typeof EventSource>[1]>['fetch'],
    onMessage: (event: MessageEvent) => void,
  ) {
    super(url, fetch ? { fetch } : {});
    this.#onMessage = onMessage;
  }

  override dispatchEvent(event: Event): boolean {
    if (event instanceof MessageEvent) this.#onMessage(event);
    else if (event.type === 'error') this.close();
    return super.dispatchEvent(event);
  }
}

type Entry =
  | { readonly event: ScannedEvent }
  | { readonly comment: string; readonly raw: Uint8Array }
  | { readonly retry: number }
  | { readonly position: string };

/**
 * What the package is given for an error that the source has been told already. It walks through `cause` and `errors`
 * to build a message, without end where they lead in a circle, as those of undici may.
 */
const TOLD = new Error('The connection ended.');

/**
 * Server-sent events (WHATWG HTML §9.2) through the `eventsource` package.
 *
 * The body is scanned before the package sees it, and handed on in a canonical form (LF only, the id in every
 * block), so that its deviations from the standard do not show. What it cannot carry (comments, `retry`, raw bytes)
 * waits in a queue, in order, for the event it stands before. The queue never holds more than one chunk's worth,
 * because the next chunk is read only when the package has taken the last one.
 */
export function createSseTransport(limits?: FrameLimits): TransportAdapter {
  return { run: (request, sink, signal) => runOnce(request, sink, signal, limits) };
}

function runOnce(
  request: TransportRequest,
  sink: TransportSink,
  signal: AbortSignal,
  limits?: FrameLimits,
): Promise<TransportEnd> {
  return new Promise<TransportEnd>((resolve, reject) => {
    let stream: HttpStream | null = null;
    let entries: Entry[] = [];
    let taken = 0;
    let settled = false;
    let frames = '';
    let invalidUtf8 = 0;
    let overLimit = false;

    const scanner = new FrameScanner(
      {
        event(event) {
          entries.push({ event });
          frames += canonical(event);
        },
        comment: (comment, raw) => entries.push({ comment, raw }),
        retry: (retry) => entries.push({ retry }),
        position: (position) => entries.push({ position }),
      },
      request.sourceName,
      request.position ?? request.lastEventId,
      limits,
    );

    const deliver = (entry: Entry): void => {
      if ('event' in entry) sink.event(entry.event);
      else if ('comment' in entry) sink.comment(entry.comment, entry.raw);
      else if ('retry' in entry) sink.retry(entry.retry);
      else sink.position(entry.position);
    };
    const deliverRest = (): void => {
      while (taken < entries.length) deliver(entries[taken++]!);
      entries = [];
      taken = 0;
    };
    const settle = (finish: () => void): void => {
      if (settled) return;
      settled = true;
      signal.removeEventListener('abort', onAbort);
      stream?.close();
      eventSource.close();
      try {
        deliverRest();
        if (scanner.incomplete && !overLimit) sink.cutOff();
      } finally {
        finish();
      }
    };
    const fail = (error: unknown): void =>
      settle(() =>
        reject(
          signal.aborted
            ? signal.reason
            : connectionError(request.sourceName, new URL(request.url).hostname, error),
        ),
      );
    const onAbort = (): void => fail(signal.reason);
    const scan = (chunk: Uint8Array): void => {
      try {
        scanner.feed(chunk);
      } catch (error) {
        overLimit = true;
        throw error;
      } finally {
        if (scanner.invalidUtf8 > invalidUtf8) sink.replaced(scanner.invalidUtf8 - invalidUtf8);
        invalidUtf8 = scanner.invalidUtf8;
      }
    };

    const open = async (): Promise<{
      body: ReadableStream<Uint8Array>;
      status: number;
      redirected: boolean;
      url: string;
      headers: Headers;
    }> => {
      try {
        stream = await openEventStream(request, (status) => sink.status(status), signal);
      } catch (error) {
        fail(error);
        throw TOLD;
      }
      sink.open(stream.via);
      const chunks = stream.body[Symbol.asyncIterator]();
      const encoder = new TextEncoder();
      const body = new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            try {
              while (!settled) {
                deliverRest();
                const room = sink.room();
                if (room) await room;
                const next = await chunks.next();
                if (settled) return;
                if (next.done) {
                  settle(() => resolve({ incomplete: scanner.incomplete }));
                  controller.close();
                  return;
                }
                sink.bytes(next.value.length, stream!.takeWireBytes());
                scan(next.value);
                if (frames !== '') {
                  controller.enqueue(encoder.encode(frames));
                  frames = '';
                  return;
                }
              }
            } catch (error) {
              fail(error);
              controller.error(TOLD);
            }
          },
        },
        { highWaterMark: 0 },
      );
      return {
        body,
        status: 200,
        redirected: false,
        url: request.url,
        headers: new Headers({ 'content-type': 'text/event-stream' }),
      };
    };

    const eventSource = new SingleAttemptEventSource(request.url, open, () => {
      // Everything up to and including the next event has its turn now.
      try {
        for (;;) {
          const entry = entries[taken++];
          if (!entry) return;
          deliver(entry);
          if ('event' in entry) return;
        }
      } catch (error) {
        // The package would take it for its own failure and stop reading, while the stream still looks open.
        fail(error);
      }
    });
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

function canonical({ type, data, lastEventId }: ScannedEvent): string {
  const id = lastEventId === '' ? '' : `id: ${lastEventId}\n`;
  return `event: ${type}\n${id}data: ${data.includes('\n') ? data.replaceAll('\n', '\ndata: ') : data}\n\n`;
}

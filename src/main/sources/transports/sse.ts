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
  readonly #onMessage: () => void;

  constructor(
    url: string,
    fetch: NonNullable<ConstructorParameters<typeof EventSource>[1]>['fetch'],
    onMessage: () => void,
  ) {
    super(url, fetch ? { fetch } : {});
    this.#onMessage = onMessage;
  }

  override dispatchEvent(event: Event): boolean {
    if (event instanceof MessageEvent) {
      // Nobody else listens, and Node's list of listeners is the dearest part of a message.
      this.#onMessage();
      return true;
    }
    if (event.type === 'error') this.close();
    return super.dispatchEvent(event);
  }
}

/** A block that is dispatched, and says nothing. */
const TURN = new TextEncoder().encode('data\n\n');

type Entry =
  | ScannedEvent
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
 * The body is scanned before the package sees it, so that its deviations from the standard do not show. What the scanner
 * finds waits in a queue, in order. For each chunk with events the package gets one block without content, and when it
 * dispatches that, the queue is handed on: parsing every event a second time would cost more than all the rest. The queue
 * never holds more than one chunk's worth, because the next chunk is read only when the package has taken the last one.
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
    let due = false;
    let invalidUtf8 = 0;
    let overLimit = false;

    const scanner = new FrameScanner(
      {
        event(event) {
          entries.push(event);
          due = true;
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
      if ('lastEventId' in entry) sink.event(entry);
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
        // A server that resumes would send the same event again and again: it is passed over where its id is known.
        const { unfinishedId } = scanner;
        if (unfinishedId !== null) entries.push({ position: unfinishedId });
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
                if (due) {
                  due = false;
                  controller.enqueue(TURN);
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
      try {
        deliverRest();
      } catch (error) {
        // The package would take it for its own failure and stop reading, while the stream still looks open.
        fail(error);
      }
    });
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

import { FrameScanner } from '../main/sources/frame-scanner';
import { connectionError } from '../main/sources/reasons';
import { openEventStream, type HttpStream } from '../main/sources/transports/http-stream';
import type { TransportAdapter } from '../main/sources/transports/transport';

/**
 * Server-sent events whose bytes are handed on as they are received, decoded from their content coding only. They are
 * read as events as well, so that the source knows where to go on.
 * @param take the next bytes are read when it has resolved
 */
export function rawEventStream(take: (bytes: Uint8Array) => Promise<void>): TransportAdapter {
  return {
    async run(request, sink, signal) {
      const scanner = new FrameScanner(sink, request.sourceName, request.lastEventId);
      let stream: HttpStream | null = null;
      try {
        stream = await openEventStream(request, (status) => sink.status(status), signal);
        sink.open(stream.via);
        for await (const chunk of stream.body) {
          if (signal.aborted) throw signal.reason;
          sink.bytes(chunk.length, stream.takeWireBytes());
          await take(chunk);
          scanner.feed(chunk);
        }
        if (signal.aborted) throw signal.reason;
        if (scanner.incomplete) sink.cutOff();
        return { incomplete: scanner.incomplete };
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw connectionError(request.sourceName, new URL(request.url).hostname, error);
      } finally {
        stream?.close();
      }
    },
  };
}

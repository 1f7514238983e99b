import type { Transport } from '@shared/connection';
import { ConnectionError } from '../connection-error';
import type { TransportAdapter } from './transport';

const TOO_LATE: Readonly<Record<Transport, (source: string, limit: string) => string>> = {
  websocket: (source, limit) => `${source} did not open by WebSocket within ${limit}.`,
  sse: (source, limit) => `${source} did not open by SSE within ${limit}.`,
  polling: (source, limit) => `${source} did not open by polling within ${limit}.`,
};

/** A transport that gives up when it has not opened within the time that the request gives it. */
export function limitOpening(transport: Transport, inner: TransportAdapter): TransportAdapter {
  return {
    async run(request, sink, signal) {
      const { openTimeoutMs, sourceName } = request;
      if (!openTimeoutMs) return inner.run(request, sink, signal);
      const abort = new AbortController();
      const onAbort = (): void => abort.abort(signal.reason);
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
      const timer = setTimeout(() => {
        const message = TOO_LATE[transport](sourceName, `${openTimeoutMs / 1_000} s`);
        abort.abort(new ConnectionError('open-timeout', message, { remedy: 'retry' }));
      }, openTimeoutMs);
      try {
        const open: typeof sink.open = (via) => {
          clearTimeout(timer);
          sink.open(via);
        };
        return await inner.run(request, { ...sink, open }, abort.signal);
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}

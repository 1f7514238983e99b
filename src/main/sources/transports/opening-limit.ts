import { TRANSPORT_NAMES, type Transport } from '@shared/connection';
import { ConnectionError } from '../connection-error';
import type { TransportAdapter } from './transport';

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
        const name = TRANSPORT_NAMES[transport];
        const message = `${sourceName} did not open by ${name} within ${openTimeoutMs / 1_000} s.`;
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

import { ConnectionError } from '../connection-error';
import type { TransportAdapter } from './transport';

export interface HostLimits {
  /** Connections to one host that are being opened at a time; the others wait for their turn. */
  readonly opening: number;
  /** Connections to one host at a time; more are refused. */
  readonly open: number;
}

export const DEFAULT_HOST_LIMITS: HostLimits = { opening: 8, open: 100 };

interface Host {
  opening: number;
  open: number;
  readonly waiting: Set<() => void>;
}

/** Keeps many sources of one host from becoming a storm when it comes back, and from holding it down. */
export class HostGate {
  readonly #limits: HostLimits;
  readonly #hosts = new Map<string, Host>();

  constructor(limits: HostLimits = DEFAULT_HOST_LIMITS) {
    this.#limits = limits;
  }

  guard(inner: TransportAdapter): TransportAdapter {
    return {
      run: async (request, sink, signal) => {
        const name = new URL(request.url).host;
        const host = this.#host(name);
        if (host.open >= this.#limits.open) throw this.#tooMany(request.sourceName, name);
        host.open++;
        let opening = false;
        const opened = (): void => {
          if (!opening) return;
          opening = false;
          host.opening--;
          const [next] = host.waiting;
          next?.();
        };
        try {
          if (host.opening >= this.#limits.opening) await turn(host, signal);
          host.opening++;
          opening = true;
          const open: typeof sink.open = (via) => {
            opened();
            sink.open(via);
          };
          return await inner.run(request, { ...sink, open }, signal);
        } finally {
          opened();
          if (--host.open === 0) this.#hosts.delete(name);
        }
      },
    };
  }

  #host(name: string): Host {
    let host = this.#hosts.get(name);
    if (!host) this.#hosts.set(name, (host = { opening: 0, open: 0, waiting: new Set() }));
    return host;
  }

  #tooMany(source: string, host: string): ConnectionError {
    return new ConnectionError(
      'too-many-connections',
      `${source} was not connected: ${this.#limits.open} connections to ${host} are in use, which is the limit.`,
      { remedy: 'retry', hint: 'Pause a source of that host.' },
    );
  }
}

/** Resolves when it is this one's turn; rejects with the signal's reason. */
function turn(host: Host, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      host.waiting.delete(come);
      signal.removeEventListener('abort', onAbort);
    };
    const come = (): void => {
      leave();
      resolve();
    };
    const onAbort = (): void => {
      leave();
      reject(signal.reason as Error);
    };
    if (signal.aborted) return onAbort();
    host.waiting.add(come);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

import { toProblem, type Problem } from '@shared/errors';
import type { AppProxy } from '@shared/settings';
import type { Dispatcher } from 'undici';
import { backoffDelay, retryAfterMs } from '../sources/backoff';
import { createLine } from '../sources/line/create-line';
import type { Line } from '../sources/line/line';
import { connectionError } from '../sources/reasons';

export interface WebhookLineOptions {
  readonly version: string;
  /** Of the settings: what sources use that have no proxy of their own. */
  proxy(): AppProxy;
}

/** How webhooks reach the network: as sources do, with the same patience. */
export class WebhookLine {
  readonly #options: WebhookLineOptions;
  #line: { readonly line: Line; readonly proxy: string } | null = null;

  constructor(options: WebhookLineOptions) {
    this.#options = options;
  }

  get version(): string {
    return this.#options.version;
  }

  /** Anew when the proxy of the settings is another one. @throws StreamgaugeError `proxy-address` */
  readonly dispatcher = (): Dispatcher => {
    const { kind, url, except } = this.#options.proxy();
    const proxy = JSON.stringify([kind, url, except]);
    if (this.#line?.proxy !== proxy) {
      void this.#line?.line.release().catch(() => undefined);
      const line = createLine(
        { proxy: kind === 'manual' ? { url, except } : kind },
        { userAgent: `Streamgauge/${this.#options.version}` },
      );
      this.#line = { line, proxy };
    }
    return this.#line.line.dispatcher;
  };

  readonly explain = (place: string, host: string, error: unknown): Problem =>
    toProblem(connectionError(place, host, error));

  readonly delay = (retry: number, serverMs: number | null): number => backoffDelay(retry, serverMs);

  readonly retryAfter = (header: string): number | null => retryAfterMs(header, Date.now());

  async close(): Promise<void> {
    await this.#line?.line.close();
  }
}

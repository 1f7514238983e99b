import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { StreamgaugeError, type Problem } from '@shared/errors';
import { maskUrl } from '@shared/mask';
import type { Alert } from '@shared/rule';
import { phrase } from '@shared/sentences/phrase';
import { request, type Dispatcher } from 'undici';
import { webhookBody, webhookSignature } from './webhook-body';

/** Webhooks on their way, those between two tries too. */
export const MAX_WEBHOOKS = 100;
/** After the first try. */
export const MAX_RETRIES = 5;
/** Requests at once. */
const AT_ONCE = 4;
const TIMEOUT_MS = 10_000;
/** Answers are read so far, so that their connections can be used again; nothing is done with them. */
const MAX_ANSWER_BYTES = 64 * 1_024;
/** Longest wait that a server is granted, ms: longer, and the alert is old news. */
const MAX_WAIT_MS = 600_000;

export interface WebhookOptions {
  readonly version: string;
  /** The way to the network, with its proxy. @throws StreamgaugeError when there is none */
  dispatcher(): Dispatcher;
  /** Words an error of the network. @param place what was to be reached, for anywhere in a sentence */
  explain(place: string, host: string, error: unknown): Problem;
  /** How long to wait before a retry, ms. @param retry 1, 2, 3… */
  delay(retry: number, serverMs: number | null): number;
  /** `Retry-After` as ms; null when it says nothing. */
  retryAfter(header: string): number | null;
  readonly timeoutMs?: number;
}

/** How a try ended. */
type Outcome =
  | { readonly taken: true }
  | {
      readonly taken: false;
      readonly again: boolean;
      readonly afterMs: number | null;
      readonly problem: Problem;
    };

/**
 * Sends alerts to web addresses. What could not be delivered, because of the network or a server in trouble, is tried again
 * up to five times, later each time. Redirects are not followed: they would take the alert elsewhere.
 */
export class Webhook {
  readonly #options: WebhookOptions;
  readonly #closing = new AbortController();
  /** Those that wait for one of the requests at once to end. */
  readonly #turns: (() => void)[] = [];
  #pending = 0;
  #running = 0;
  #dropped = 0;

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  /** How many were left out since the start, because too many were on their way. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Resolves when the alert was taken.
   * @param secret signs it; null: it is not signed
   * @throws StreamgaugeError `webhook-queue-full`, `webhook-refused`, `webhook-failed`, `webhook-stopped`, each with a
   *   sentence without what is secret in the address
   */
  async post(url: string, alert: Alert, secret: string | null): Promise<void> {
    const place = placeOf(url);
    if (this.#pending >= MAX_WEBHOOKS) {
      this.#dropped++;
      throw new StreamgaugeError(
        'webhook-queue-full',
        `The webhook ${place} was left out: ${MAX_WEBHOOKS} others are on their way. ${this.#dropped} so far.`,
        { hint: 'Give the rule a longer cooldown, or let it group what it meets.' },
      );
    }
    this.#pending++;
    try {
      await this.#deliver(url, place, alert, secret);
    } finally {
      this.#pending--;
    }
  }

  /** Ends what is on its way. */
  close(): void {
    this.#closing.abort();
    for (const go of this.#turns.splice(0)) go();
  }

  async #deliver(url: string, place: string, alert: Alert, secret: string | null): Promise<void> {
    const delivery = randomUUID();
    const body = webhookBody(alert, delivery);
    for (let retry = 1; ; retry++) {
      const outcome = await this.#inTurn(() => this.#try(url, place, body, delivery, secret));
      if (outcome.taken) return;
      const { code, message, hint } = outcome.problem;
      if (!outcome.again || retry > MAX_RETRIES) {
        const tries = retry > 1 ? ` It was tried ${retry} times.` : '';
        throw new StreamgaugeError(code, message + tries, hint === undefined ? {} : { hint });
      }
      const wait = Math.min(MAX_WAIT_MS, this.#options.delay(retry, outcome.afterMs));
      await sleep(wait, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined);
    }
  }

  /** One of few at a time, in the order in which they came. @throws StreamgaugeError `webhook-stopped` */
  async #inTurn<T>(run: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) await new Promise<void>((go) => this.#turns.push(go));
    else this.#running++;
    try {
      if (this.#closing.signal.aborted) {
        throw new StreamgaugeError('webhook-stopped', 'The webhook was not sent: Streamgauge quits.');
      }
      return await run();
    } finally {
      const next = this.#turns.shift();
      if (next) next();
      else this.#running--;
    }
  }

  async #try(
    url: string,
    place: string,
    body: string,
    delivery: string,
    secret: string | null,
  ): Promise<Outcome> {
    const { version, dispatcher, explain, timeoutMs = TIMEOUT_MS } = this.#options;
    const abort = new AbortController();
    const stop = (): void => abort.abort();
    const timer = setTimeout(stop, timeoutMs);
    const done = (): void => {
      clearTimeout(timer);
      this.#closing.signal.removeEventListener('abort', stop);
    };
    this.#closing.signal.addEventListener('abort', stop, { once: true });
    // Each try has its own: who checks it refuses what is older than some minutes.
    const timestamp = Math.floor(Date.now() / 1_000);
    try {
      const answer = await request(url, {
        dispatcher: dispatcher(),
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': `Streamgauge/${version}`,
          'x-streamgauge-delivery': delivery,
          'x-streamgauge-timestamp': String(timestamp),
          ...(secret !== null && { 'x-streamgauge-signature': webhookSignature(secret, timestamp, body) }),
        },
        body,
        signal: abort.signal,
      });
      void answer.body.dump({ limit: MAX_ANSWER_BYTES }).then(done, done);
      const after = answer.headers['retry-after'];
      return outcomeOf(
        place,
        answer.statusCode,
        typeof after === 'string' ? this.#options.retryAfter(after) : null,
      );
    } catch (error) {
      done();
      const timedOut = abort.signal.aborted;
      const problem: Problem = timedOut
        ? {
            code: 'webhook-failed',
            message: `${the(place)} did not answer within ${timeoutMs / 1_000} s.`,
            hint: 'Check that the server is up; a firewall may drop the request.',
          }
        : { ...explained(explain, place, new URL(url).hostname, error), code: 'webhook-failed' };
      return { taken: false, again: !isBadSetup(error), afterMs: null, problem };
    }
  }
}

/** Nothing in the network: a proxy's address, or a certificate of ours, that cannot be used. */
function isBadSetup(error: unknown): boolean {
  return error instanceof StreamgaugeError && error.code === 'proxy-address';
}

function outcomeOf(place: string, status: number, afterMs: number | null): Outcome {
  if (status >= 200 && status < 300) return { taken: true };
  const name = `${status}${STATUS_CODES[status] ? ` ${STATUS_CODES[status]}` : ''}`;
  if (status === 408 || status === 429 || status >= 500) {
    const message = `${the(place)} answered ${name}.`;
    const hint =
      status === 429
        ? 'The server asks for fewer requests.'
        : 'The server, or a proxy before it, has trouble.';
    return { taken: false, again: true, afterMs, problem: { code: 'webhook-failed', message, hint } };
  }
  const problem: Problem =
    status >= 300 && status < 400
      ? {
          code: 'webhook-refused',
          message: `${the(place)} answered ${name}, and redirects are not followed.`,
          hint: 'Enter the address that it leads to.',
        }
      : {
          code: 'webhook-refused',
          message: `${the(place)} refused the alert: ${name}.`,
          hint: 'Check the address, and the secret that the server expects.',
        };
  return { taken: false, again: false, afterMs: null, problem };
}

const the = (place: string): string => phrase(`The webhook ${place}`);

/** What an error of the network means: the place may stand anywhere in the sentence. */
function explained(explain: WebhookOptions['explain'], place: string, host: string, error: unknown): Problem {
  const within = phrase(`the webhook ${place}`);
  const problem = explain(within, host, error);
  const { message } = problem;
  return message.startsWith(within)
    ? { ...problem, message: the(place) + message.slice(within.length) }
    : { ...problem, message: message.charAt(0).toUpperCase() + message.slice(1) };
}

/** Where it goes, for a sentence: paths of webhooks are often secret themselves. */
function placeOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return maskUrl(url);
  }
}

import { Buffer } from 'node:buffer';
import type { Level } from '@shared/notification';
import type { StreamEvent } from '@shared/stream-event';
import { Random } from './random';
import { CITIES, NAMES, WORDS } from './vocabulary';

/** Epoch ms of the first event. */
export const FIRST_TIME = 1_760_000_000_000;
/** ms between events on average. */
const MEAN_STEP = 40;

/** Stands in one event of 100,000. */
export const RARE_WORD = 'kraken';
/** Stands in one event of 1,000. */
export const SELDOM_WORD = 'overheated';
/** Stands in about one event of 50, while each of its words stands in many more. */
export const PHRASE = 'connection reset by peer';

const MIN_FRAME = 300;
const MAX_FRAME = 3_000;

interface Payload {
  readonly type: string;
  readonly area: string;
  readonly level: Level | null;
  readonly value: object | string;
}

export interface SampleOptions {
  readonly seed: number;
  /** Sources, and channels over all of them. */
  readonly sources: number;
  readonly channels: number;
  /** Smallest size of a frame, bytes: 300 to 3,000. */
  readonly leastBytes: number;
}

export const SAMPLE: SampleOptions = { seed: 20_251_121, sources: 8, channels: 320, leastBytes: MIN_FRAME };

/**
 * Events as shops, trackers and servers send them: orders with lines, notifications, logs with and without JSON, prices;
 * frames of 300 B to 3 KB, identifiers that come once, words that come often, seldom and hardly ever.
 */
export class SampleStream {
  readonly #options: SampleOptions;
  readonly #random: Random;
  #seq = 0;
  #time = FIRST_TIME;

  constructor(options: SampleOptions = SAMPLE) {
    this.#options = options;
    this.#random = new Random(options.seed);
  }

  next(): StreamEvent {
    const random = this.#random;
    const seq = ++this.#seq;
    this.#time += random.below(2 * MEAN_STEP + 1);
    const channel = random.below(this.#options.channels);
    const { type, area, level, value } = this.#payload(seq);
    const data = typeof value === 'string' ? value : JSON.stringify(value);
    const id = `${(seq * 7_919).toString(16)}-${random.hex(4)}`;
    const raw = Buffer.from(`id: ${id}\nevent: ${type}\ndata: ${data}\n\n`);
    return {
      seq,
      kind: 'event',
      sourceId: `source-${channel % this.#options.sources}`,
      transport: 'sse',
      receivedAt: this.#time,
      type,
      id,
      lastEventId: id,
      channel: `tenant-${channel}/${area}`,
      data,
      raw,
      level,
      gap: null,
    };
  }

  #payload(seq: number): Payload {
    const shape = this.#random.next();
    if (shape < 0.28) return this.#order(seq);
    if (shape < 0.52) return this.#notification(seq);
    if (shape < 0.82) return this.#log(seq);
    if (shape < 0.9) return this.#textLog(seq);
    return this.#trade(seq);
  }

  #order(seq: number): Payload {
    const random = this.#random;
    const status = random.pick(['created', 'paid', 'packed', 'shipped', 'cancelled'] as const);
    const lines = Array.from({ length: 1 + random.below(6) }, () => ({
      sku: `${random.pick(['SHO', 'BAG', 'LMP'])}-${10_000 + random.below(50_000)}`,
      title: this.#words(3),
      quantity: 1 + random.below(4),
      price: random.below(20_000) / 100,
    }));
    return {
      type: `order.${status}`,
      area: 'orders',
      level: null,
      value: {
        orderId: `ord_${random.hex(8)}${random.hex(4)}`,
        status,
        amount: random.below(100_000) / 100,
        currency: random.pick(['EUR', 'USD', 'JPY']),
        customer: {
          id: random.below(200_000),
          name: random.pick(NAMES),
          email: `user${random.below(200_000)}@example.com`,
          address: { city: random.pick(CITIES), zip: String(10_000 + random.below(89_999)) },
        },
        lines,
        coupon: random.chance(0.1) ? `SPRING${random.below(100)}` : null,
        note: this.#note(seq, 10),
      },
    };
  }

  #notification(seq: number): Payload {
    const random = this.#random;
    const level = random.pick(['info', 'info', 'info', 'success', 'warning', 'error'] as const);
    return {
      type: 'notification',
      area: 'alerts',
      level,
      value: {
        id: this.#uuid(),
        level,
        title: this.#words(4),
        body: this.#note(seq, 14),
        user: { id: random.below(50_000), roles: [random.pick(['admin', 'editor', 'viewer'])] },
        read: random.chance(0.3),
        tags: [this.#words(1), this.#words(1)],
      },
    };
  }

  #log(seq: number): Payload {
    const random = this.#random;
    const level = random.pick(['debug', 'info', 'info', 'info', 'warn', 'error'] as const);
    const stack =
      level === 'error'
        ? Array.from(
            { length: 4 + random.below(14) },
            () =>
              `at ${this.#words(1)}.${this.#words(1)} (/srv/app/${this.#words(1)}.js:${random.below(900)}:17)`,
          )
        : undefined;
    return {
      type: 'log',
      area: 'logs',
      level: level === 'error' ? 'error' : level === 'warn' ? 'warning' : null,
      value: {
        time: new Date(this.#time - random.below(400)).toISOString(),
        level,
        logger: `${this.#words(1)}.${this.#words(1)}`,
        message: this.#note(seq, 12),
        traceId: `${random.hex(8)}${random.hex(8)}${random.hex(8)}${random.hex(8)}`,
        http: {
          method: random.pick(['GET', 'POST', 'PUT']),
          path: `/v1/${this.#words(1)}/${random.below(100_000)}`,
          status: random.pick([200, 200, 200, 201, 204, 304, 404, 429, 500, 503]),
          durationMs: Math.round(2_000 * random.next() ** 4),
        },
        host: { name: `web-${random.below(40)}`, zone: random.pick(['eu-1a', 'eu-1b', 'us-2c']) },
        ...(stack && { stack }),
      },
    };
  }

  #textLog(seq: number): Payload {
    const time = new Date(this.#time).toISOString();
    const level = this.#random.pick(['INFO', 'WARN', 'ERROR']);
    return {
      type: 'line',
      area: 'logs',
      level: null,
      value: `${time} ${level} [worker-${this.#random.below(32)}] ${this.#note(seq, 30)}`,
    };
  }

  #trade(seq: number): Payload {
    const random = this.#random;
    return {
      type: 'trade',
      area: 'prices',
      level: null,
      value: {
        symbol: random.pick(['BTC-EUR', 'ETH-EUR', 'SOL-USD', 'ADA-USD']),
        price: random.below(9_000_000) / 100,
        size: random.below(10_000) / 1_000,
        tradeId: 5_000_000_000 + seq,
        makerOrderId: this.#uuid(),
        takerOrderId: this.#uuid(),
        comment: this.#note(seq, 8),
      },
    };
  }

  /** A text of at least so many words, with what is looked for in some of them, and long enough for the frame. */
  #note(seq: number, words: number): string {
    const random = this.#random;
    const parts = [this.#words(words + random.below(words))];
    if (random.chance(0.02)) parts.push(PHRASE);
    if (seq % 100_000 === 77_777) parts.push(RARE_WORD);
    if (seq % 1_000 === 501) parts.push(SELDOM_WORD);
    parts.push(this.#words(random.below(words)));
    const least = this.#options.leastBytes;
    const size = least + Math.floor((MAX_FRAME - 900 - least) * random.next() ** 4);
    let text = parts.join(' ');
    while (text.length < size - 100) text += ` ${this.#words(12)}`;
    return text;
  }

  #words(count: number): string {
    const words: string[] = [];
    for (let i = 0; i < count; i++) words.push(this.#random.pickFrequentFirst(WORDS));
    return words.join(' ');
  }

  #uuid(): string {
    const random = this.#random;
    return `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(8)}${random.hex(4)}`;
  }
}

/** What a program that knows nothing of Streamgauge would keep of an event: one line, the payload within it as it is. */
export function lineOf(event: StreamEvent): string {
  const { seq, sourceId, channel, type, id, receivedAt, data } = event;
  const head = JSON.stringify({ seq, source: sourceId, receivedAt, channel, type, id });
  const payload = data.startsWith('{') ? data : JSON.stringify(data);
  return `${head.slice(0, -1)},"data":${payload}}\n`;
}

import type { Chance } from './chance';
import type { Scene } from './scene';

type LogLevel = 'debug' | 'info' | 'warning' | 'error';

interface Line {
  readonly level: LogLevel;
  readonly msg: string;
  readonly [field: string]: unknown;
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly usualMs: number;
  readonly status: number;
  /** The service it calls. */
  readonly upstream: string;
}

const route = (method: string, path: string, usualMs: number, status: number, upstream: string): Route => ({
  method,
  path,
  usualMs,
  status,
  upstream,
});

const ROUTES: readonly Route[] = [
  route('GET', '/v2/items', 24, 200, 'catalogue'),
  route('GET', '/v2/items/{id}', 9, 200, 'catalogue'),
  route('GET', '/v2/search?q={word}', 88, 200, 'search'),
  route('POST', '/v2/carts/{id}/lines', 31, 201, 'stock'),
  route('POST', '/v2/orders', 142, 201, 'payments'),
  route('PUT', '/v2/users/me/address', 38, 200, 'accounts'),
  route('DELETE', '/v2/carts/{id}/lines/2', 17, 204, 'stock'),
  route('GET', '/v2/orders/{id}/invoice', 64, 200, 'billing'),
];
const WORDS = ['rain+jacket', 'usb-c', 'tent+2p', 'lamp', 'trail+shoes+42'];
const JOBS = ['invoice.render', 'mail.send', 'thumbnail.make', 'stock.sync', 'webhook.deliver'];
const READ_ERRORS: readonly (readonly [number, string])[] = [
  [404, 'not found'],
  [429, 'rate limit reached'],
];
const WRITE_ERRORS: readonly (readonly [number, string])[] = [
  [409, 'was changed meanwhile'],
  [422, 'a field is missing'],
  [429, 'rate limit reached'],
];

/** Lines of a shop's API and of its background worker, as a structured logger writes them. */
export const logs: Scene = {
  id: 'logs',
  title: 'Logs',
  channels: ['logs/api', 'logs/worker'],
  defaultRate: 4,
  irregular: true,
  begin: ({ publish, now, chance }) => {
    return () => {
      const service = chance.weighted([
        [3, 'api'],
        [2, 'worker'],
      ] as const);
      const { level, msg, ...fields } = service === 'api' ? apiLine(chance) : workerLine(chance);
      const data = { level, msg, service, ...fields, time: new Date(now()).toISOString() };
      publish({ channel: `logs/${service}`, event: 'log', data });
    };
  },
};

function apiLine(chance: Chance): Line {
  const { method, path: template, usualMs, status: usualStatus, upstream } = chance.pick(ROUTES);
  const path = template
    .replace('{id}', String(chance.int(1_000, 9_999)))
    .replace('{word}', chance.pick(WORDS));
  const trace = chance.hex(16);
  const line = (level: LogLevel, status: number, ms: number, more: object = {}): Line => ({
    level,
    msg: `${method} ${path} ${status}`,
    http: { method, path, status, ms, bytes: chance.int(180, 24_000) },
    trace,
    ...more,
  });
  const kind = chance.weighted([
    [58, 'ok'],
    [20, 'cache'],
    [9, 'client'],
    [7, 'slow'],
    [6, 'error'],
  ] as const);
  switch (kind) {
    case 'ok':
      return line('info', usualStatus, chance.latency(usualMs));
    case 'cache':
      return {
        level: 'debug',
        msg: chance.happens(0.8) ? 'cache hit' : 'cache miss',
        key: `item:${chance.int(1_000, 9_999)}`,
        ttlSeconds: chance.int(3, 300),
        trace,
      };
    case 'client': {
      const [status, reason] = chance.pick(method === 'GET' ? READ_ERRORS : WRITE_ERRORS);
      return line('warning', status, chance.latency(usualMs), { reason });
    }
    case 'slow':
      return line('warning', usualStatus, chance.latency(usualMs * 20), {
        slow: {
          query: 'select … from items where …',
          ms: chance.latency(usualMs * 18),
          rows: chance.int(1, 4_000),
        },
      });
    case 'error': {
      const message = `${upstream} did not answer within 2000 ms`;
      return line('error', chance.pick([502, 504]), 2_000 + chance.int(1, 40), {
        error: {
          name: 'UpstreamError',
          message,
          stack: [
            `UpstreamError: ${message}`,
            `    at call (/srv/api/upstream.js:${chance.int(40, 180)}:${chance.int(7, 30)})`,
            `    at handle (/srv/api/${upstream}.js:${chance.int(20, 90)}:${chance.int(7, 30)})`,
          ].join('\n'),
        },
        retryable: method === 'GET',
      });
    }
  }
}

function workerLine(chance: Chance): Line {
  const name = chance.pick(JOBS);
  const job = { id: chance.hex(8), name, attempt: 1 };
  const kind = chance.weighted([
    [30, 'picked'],
    [48, 'finished'],
    [13, 'retry'],
    [4, 'failed'],
    [5, 'queue'],
  ] as const);
  switch (kind) {
    case 'picked':
      return { level: 'debug', msg: `picked up ${name}`, job, waitedMs: chance.latency(140) };
    case 'finished':
      return {
        level: 'info',
        msg: `finished ${name}`,
        job,
        ms: chance.latency(420),
        host: `worker-${chance.int(1, 4)}`,
      };
    case 'retry':
      return {
        level: 'warning',
        msg: `${name} failed, trying again`,
        job: { ...job, attempt: chance.int(2, 4) },
        reason: chance.pick([
          'SMTP 421: try later',
          'connection reset by peer',
          'lock is held by another worker',
        ]),
        nextInSeconds: chance.pick([5, 15, 60]),
      };
    case 'failed':
      return {
        level: 'error',
        msg: `${name} gave up`,
        job: { ...job, attempt: 5 },
        error: {
          name: 'JobError',
          message: chance.pick(['template is missing a block', 'recipient was rejected']),
        },
        movedTo: 'dead-letter',
      };
    case 'queue':
      return {
        level: 'info',
        msg: 'queue depth',
        queues: { mail: chance.int(0, 40), invoice: chance.int(0, 12), thumbnail: chance.int(0, 220) },
        oldestSeconds: chance.number(0, 30, 1),
      };
  }
}

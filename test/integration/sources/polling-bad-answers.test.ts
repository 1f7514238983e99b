import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PollingOptions } from '../../../src/main/sources/transports/polling';
import { eventually } from '../../support/eventually';
import { pollRun, type PollingWatch } from '../../support/polling-run';
import { startRawSseServer, type RawSseServer } from '../../support/raw-sse-server';

type Answer = (req: IncomingMessage, res: ServerResponse, number: number) => void;

const runs: PollingWatch[] = [];
const servers: http.Server[] = [];
let raw: RawSseServer | undefined;
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(runs.splice(0).map((run) => run.stop()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await raw?.close();
  raw = undefined;
});

interface Served {
  readonly url: string;
  readonly requests: IncomingMessage[];
  readonly server: http.Server;
}

async function serve(answer: Answer): Promise<Served> {
  const requests: IncomingMessage[] = [];
  const server = http.createServer((req, res) => {
    requests.push(req);
    answer(req, res, requests.length);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/list`, requests, server };
}

const json = (res: ServerResponse, value: unknown, headers: http.OutgoingHttpHeaders = {}): void =>
  void res.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
const QUICK: PollingOptions = { mode: 'interval', intervalMs: 250 };
/** Asks again at once, as long as there is something new. */
const BUSY: PollingOptions = {
  mode: 'long-poll',
  cursor: { from: 'body', path: 'next' },
  itemsPath: 'items',
};

function poll(url: string, options: PollingOptions = QUICK, part = {}): PollingWatch {
  const run = pollRun(url, options, part);
  runs.push(run);
  return run;
}
const polls = (run: PollingWatch, count: number): Promise<void> =>
  eventually(() => expect(run.counters.polls).toBeGreaterThanOrEqual(count));
const failed = (run: PollingWatch): Promise<{ code: string; remedy: string; retryAfterMs: number | null }> =>
  eventually(() => {
    if (!run.error) throw new Error('it still polls');
    const { code, remedy, retryAfterMs } = run.error;
    return { code, remedy, retryAfterMs };
  });

describe('L1: 304 and validators', () => {
  it.each([['"v1"'], ['W/"weak"'], ['"with,comma"'], ['bare']])(
    'L1: the ETag %s is sent back, and 304 is a sign of life without an event',
    async (etag) => {
      const { url, requests } = await serve((req, res) =>
        req.headers['if-none-match'] === etag ? res.writeHead(304).end() : json(res, [1], { etag }),
      );
      const run = poll(url);
      await polls(run, 3);
      expect(run.data).toEqual(['1']);
      expect(requests[1]!.headers['if-none-match']).toBe(etag);
      expect(run.bytes).toContain(0);
    },
  );

  it.each([
    ['8 kB', `"${'x'.repeat(8_192)}"`],
    ['a quote inside', '"a"b"'],
    ['a space', '"a b'],
  ])('L1: an ETag with %s is ignored', async (_, etag) => {
    const { url, requests } = await serve((_req, res) => json(res, [1], { etag }));
    await polls(poll(url), 2);
    expect(requests[1]!.headers['if-none-match']).toBeUndefined();
  });

  it('L1: an ETag with CR is no HTTP', async () => {
    raw = await startRawSseServer(({ socket }) =>
      socket.end('HTTP/1.1 200 OK\r\netag: "a\rb"\r\ncontent-length: 3\r\n\r\n[1]'),
    );
    const run = poll(raw.url);
    expect(await failed(run)).toMatchObject({ code: 'protocol' });
  });

  it('L1: a 304 that nobody asked for is empty', async () => {
    const { url } = await serve((_req, res) => res.writeHead(304).end());
    const run = poll(url);
    await polls(run, 2);
    expect(run).toMatchObject({ data: [], error: null });
    expect(run.opened).toHaveLength(1);
  });

  it('L1: Last-Modified goes back as If-Modified-Since', async () => {
    const modified = 'Sat, 21 Nov 2026 12:08:29 GMT';
    const { url, requests } = await serve((_req, res) => json(res, [1], { 'last-modified': modified }));
    await polls(poll(url), 2);
    expect(requests[1]!.headers['if-modified-since']).toBe(modified);
  });
});

describe('L2: bodies without measure', () => {
  it.each([false, true])('L2: 16 MiB are read, one byte more is named (more: %s)', async (more) => {
    const body = Buffer.alloc(16 * 1024 * 1024 + (more ? 1 : 0), 'x');
    const { url } = await serve((_req, res) => res.writeHead(200).end(body));
    const run = poll(url, { mode: 'interval', intervalMs: 10_000 });
    if (more) {
      expect(await failed(run)).toMatchObject({ code: 'too-large', remedy: 'retry' });
      expect(run.error!.message).toContain('16 MiB');
    } else await eventually(() => expect(run.data[0]).toHaveLength(body.length));
  });

  it('L2: an endless body is cut off at the limit', async () => {
    const { url } = await serve((_req, res) => {
      const more = (): void => {
        while (res.write(Buffer.alloc(65_536, 'x')));
      };
      res.on('drain', more);
      more();
    });
    expect(await failed(poll(url))).toMatchObject({ code: 'too-large', remedy: 'retry' });
  });

  it('L2: a body that trickles is given up in time', async () => {
    const { url } = await serve((_req, res) => {
      const timer = setInterval(() => res.write('x'), 20);
      res.on('close', () => clearInterval(timer));
    });
    expect(await failed(poll(url, { ...QUICK, timeoutMs: 300 }))).toMatchObject({
      code: 'slow-body',
      remedy: 'retry',
    });
  });

  it('L2: no answer at all is given up in time', async () => {
    const { url } = await serve(() => undefined);
    expect(await failed(poll(url, { ...QUICK, timeoutMs: 300 }))).toMatchObject({
      code: 'timeout',
      remedy: 'retry',
    });
  });
});

it('L3: an answer slower than the interval: polls do not overlap, ticks that were skipped are counted', async () => {
  let open = 0;
  let most = 0;
  const { url } = await serve((_req, res, number) => {
    most = Math.max(most, ++open);
    setTimeout(() => {
      open--;
      json(res, [number]);
    }, 700);
  });
  const run = poll(url);
  await polls(run, 3);
  await eventually(() => expect(run.counters.skippedTicks).toBeGreaterThanOrEqual(3));
  expect(most).toBe(1);
});

describe('L4: Retry-After', () => {
  const date = (ms: number): string => new Date(Date.now() + ms).toUTCString();
  it.each([
    [429, '5', 5_000, 5_000],
    [503, '5', 5_000, 5_000],
    [503, () => date(60_000), 58_000, 61_000],
    [429, '99999999', 3_600_000, 3_600_000],
    [503, () => date(864e5), 3_600_000, 3_600_000],
  ] as const)('L4: %s with %s is honoured, up to 1 h', async (status, value, least, most) => {
    const text = typeof value === 'string' ? value : value();
    const { url } = await serve((_req, res) => res.writeHead(status, { 'retry-after': text }).end());
    const { retryAfterMs, ...rest } = await failed(poll(url));
    expect(rest).toMatchObject({ code: 'unavailable', remedy: 'retry' });
    expect(retryAfterMs).toBeGreaterThanOrEqual(least);
    expect(retryAfterMs).toBeLessThanOrEqual(most);
  });

  it.each(['-1', 'soon', '5 minutes', ''])('L4: "%s" is ignored', async (text) => {
    const { url } = await serve((_req, res) => res.writeHead(503, { 'retry-after': text }).end());
    expect(await failed(poll(url))).toMatchObject({ remedy: 'retry', retryAfterMs: null });
  });
});

describe('L5: bodies of every kind', () => {
  it.each([
    ['a list with a byte order mark', 'application/json', '\ufeff[1,{"a":2}]', ['1', '{"a":2}']],
    [
      'a list with numbers beyond 2^53',
      'application/json',
      '[12345678901234567890]',
      ['12345678901234567890'],
    ],
    ['lines of JSON', 'application/x-ndjson', '{"a":1}\r\n\n{"a":2}', ['{"a":1}', '{"a":2}']],
    ['lines of JSON under another name', 'text/plain', '{"a":1}\n{"a":2}\n', ['{"a":1}', '{"a":2}']],
    ['an object', 'application/json', '{"a":1}', ['{"a":1}']],
    ['broken JSON', 'application/json', '[1,', ['[1,']],
    ['nothing', 'text/plain', '', []],
    ['the same item twice', 'application/json', '[1,1]', ['1', '1']],
  ])('L5: %s', async (_, type, body, data) => {
    const { url } = await serve((_req, res) => res.writeHead(200, { 'content-type': type }).end(body));
    const run = poll(url);
    await polls(run, 2);
    expect(run.data).toEqual(data);
  });

  it('L5: a list inside an object is found by its path, new items by their id', async () => {
    const { url } = await serve((_req, res, number) =>
      json(res, { data: { items: [{ id: 1, n: number }, { id: number + 1 }] } }),
    );
    const run = poll(url, { ...QUICK, itemsPath: 'data.items', idPath: 'id' });
    await polls(run, 3);
    expect(run.events.slice(0, 4).map(({ id }) => id)).toEqual(['1', '2', '3', '4']);
  });

  it('L5: bytes that are no UTF-8 are counted', async () => {
    const { url } = await serve((_req, res) =>
      res.writeHead(200).end(Buffer.from([0x61, 0xff, 0xef, 0xbf, 0xbd])),
    );
    const run = poll(url);
    await eventually(() => expect(run.data).toEqual(['a\ufffd\ufffd']));
    expect(run.replaced).toBe(1);
  });
});

describe('L6: the same again', () => {
  const answer: Answer = (_req, res, number) => json(res, number % 2 ? { a: 1, b: [2] } : { b: [2], a: 1 });
  it('L6: another order of keys is no change', async () => {
    const run = poll((await serve(answer)).url);
    await polls(run, 3);
    expect(run.data).toEqual(['{"a":1,"b":[2]}']);
    expect(run.counters.empty).toBeGreaterThanOrEqual(2);
  });

  it('L6: unless the person says so', async () => {
    const run = poll((await serve(answer)).url, { ...QUICK, keyOrderMatters: true });
    await polls(run, 3);
    expect(run.data.length).toBeGreaterThanOrEqual(3);
  });

  it('L6: a value that returns after another has changed', async () => {
    const { url } = await serve((_req, res, number) => json(res, { on: number % 2 === 1 }));
    const run = poll(url);
    await eventually(() =>
      expect(run.data.slice(0, 3)).toEqual(['{"on":true}', '{"on":false}', '{"on":true}']),
    );
  });

  it('L6: a list longer than what is remembered repeats nothing', async () => {
    const list = Array.from({ length: 12_000 }, (_, i) => i);
    const run = poll((await serve((_req, res) => json(res, list))).url);
    await polls(run, 3);
    expect(run.events).toHaveLength(12_000);
  });
});

it('L7: a Date hours off and an Age change nothing about when the next poll is made', async () => {
  const { url, requests } = await serve((_req, res, number) =>
    json(res, [number], { date: 'Sat, 21 Nov 2020 12:00:00 GMT', age: '86400' }),
  );
  const run = poll(url);
  await eventually(() => expect(run.data.slice(0, 3)).toEqual(['1', '2', '3']));
  expect(run.opened[0]!.headers['date']).toBe('Sat, 21 Nov 2020 12:00:00 GMT');
  expect(requests.length).toBeLessThan(8);
});

it('L8: a thousand polls with a connection each leave no socket behind', async () => {
  let most = 0;
  let open = 0;
  const { url, server } = await serve((_req, res, number) =>
    json(res, { items: [number], next: number }, { connection: 'close' }),
  );
  server.on('connection', (socket) => {
    most = Math.max(most, ++open);
    socket.on('close', () => open--);
  });
  const run = poll(url, BUSY);
  await eventually(() => expect(run.counters.polls).toBeGreaterThan(1_000), { timeoutMs: 20_000 });
  expect(run.data.slice(0, 1_000)).toEqual(Array.from({ length: 1_000 }, (_, i) => String(i + 1)));
  expect(most).toBeLessThan(10);
  await run.stop();
  await eventually(() => expect(open).toBe(0));
}, 25_000);

describe('L9: redirects', () => {
  const headers: [string, string][] = [
    ['Authorization', 'Bearer s3cr3t'],
    ['X-Api-Key', 'k-4711'],
    ['Cookie', 'a=b'],
  ];
  it('L9: to a web page, without leaving the origin: named, and not taken for data', async () => {
    const { url } = await serve((_req, res) =>
      res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<form></form>'),
    );
    const run = poll(url, QUICK);
    expect(await failed(run)).toMatchObject({ code: 'not-data', remedy: 'stop' });
    expect(run.events).toEqual([]);
  });

  it('L9: to a login page on another origin: named, and nothing of the person is told there', async () => {
    const login = await serve((_req, res) =>
      res.writeHead(200, { 'content-type': 'text/html' }).end('<form></form>'),
    );
    const { url, requests } = await serve((_req, res) => res.writeHead(302, { location: login.url }).end());
    const run = poll(url, QUICK, { headers });
    expect(await failed(run)).toMatchObject({ code: 'redirected-elsewhere', remedy: 'stop' });
    expect(run.error!.message).toContain('redirects to another site');
    expect(requests[0]!.headers['x-api-key']).toBe('k-4711');
    for (const name of ['authorization', 'x-api-key', 'cookie']) {
      expect(login.requests[0]!.headers[name]).toBeUndefined();
    }
  });

  it('L9: inside the origin the headers stay, and every poll starts at the address of the source', async () => {
    const { url, requests } = await serve((req, res) =>
      req.url === '/list' ? res.writeHead(307, { location: '/there' }).end() : json(res, [1]),
    );
    await polls(poll(url, QUICK, { headers }), 2);
    expect(requests.slice(0, 4).map((req) => req.url)).toEqual(['/list', '/there', '/list', '/there']);
    expect(requests[1]!.headers.authorization).toBe('Bearer s3cr3t');
  });

  it('L9: in a circle', async () => {
    const { url } = await serve((_req, res) => res.writeHead(302, { location: '/list' }).end());
    expect(await failed(poll(url))).toMatchObject({ code: 'redirect-loop', remedy: 'stop' });
  });
});

describe('L10: answers that are cut off', () => {
  it.each([
    ['shorter than its Content-Length', 'content-length: 50\r\n\r\n[1'],
    ['chunked, without its end', 'transfer-encoding: chunked\r\n\r\n2\r\n[1\r\n'],
  ])('L10: %s', async (_, rest) => {
    raw = await startRawSseServer(({ socket }) => socket.end(`HTTP/1.1 200 OK\r\n${rest}`));
    const run = poll(raw.url);
    expect(await failed(run)).toMatchObject({ code: 'incomplete', remedy: 'retry' });
    expect(run).toMatchObject({ data: [], cutOffs: 1 });
  });
});

it('L12: a clock that steps back 2 h while waiting does not delay the next poll', async () => {
  const { url } = await serve((_req, res, number) => json(res, [number]));
  const run = poll(url);
  await polls(run, 1);
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(Date.now() - 7_200_000);
  const from = performance.now();
  await new Promise<void>((resolve) => {
    const look = setInterval(() => {
      if (run.counters.polls < 3) return;
      clearInterval(look);
      resolve();
    }, 10);
  });
  expect(performance.now() - from).toBeLessThan(2_000);
});

it('L13: many sources on one host are spread, and at most 6 polls are in flight', async () => {
  let open = 0;
  let most = 0;
  const { url } = await serve((_req, res) => {
    most = Math.max(most, ++open);
    setTimeout(() => {
      open--;
      json(res, []);
    }, 15);
  });
  const all = Array.from({ length: 60 }, () => poll(url, { mode: 'interval', intervalMs: 400 }));
  await Promise.all(all.map((run) => polls(run, 3)));
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(6);
});

describe('L14: cursors', () => {
  const asked = ({ requests }: Served): (string | null)[] =>
    requests.map(({ url }) => new URL(url!, 'http://host').searchParams.get('cursor'));
  it.each([
    ['missing', { items: [] }],
    ['huge', { items: [], next: 'x'.repeat(100_000) }],
    ['an object', { items: [], next: { __proto__: null, a: 1 } }],
    ['with a line end', { items: [], next: 'a\nb' }],
  ])('L14: %s: none is sent', async (_, body) => {
    const served = await serve((_req, res) => json(res, body));
    await polls(
      poll(served.url, { ...QUICK, cursor: { from: 'body', path: 'next' }, itemsPath: 'items' }),
      2,
    );
    expect(asked(served)).not.toContainEqual(expect.anything());
  });

  it.each(['__proto__', 'constructor.name', 'toString', '__proto__.cursor'])(
    'L14: the path %s leads to nothing',
    async (path) => {
      const served = await serve((_req, res) =>
        res.writeHead(200).end('{"items":[1],"a":{"__proto__":{"cursor":"evil"}}}'),
      );
      const run = poll(served.url, { ...QUICK, cursor: { from: 'body', path }, itemsPath: 'items' });
      await polls(run, 2);
      expect(asked(served)).not.toContainEqual(expect.anything());
      expect(run.data).toEqual(['1']);
    },
  );

  it('L14: a good one is sent back by the name it should have, and resumes a later run', async () => {
    const served = await serve((req, res) => {
      const after = Number(new URL(req.url!, 'http://host').searchParams.get('since') ?? 0);
      json(res, { items: after < 5 ? [after] : [], next: Math.min(5, after + 1) });
    });
    const cursor = { from: 'body', path: 'next', parameter: 'since' } as const;
    const run = poll(served.url, { ...BUSY, cursor });
    await eventually(() => expect(run.data).toEqual(['0', '1', '2', '3', '4']));
    await eventually(() => expect(run.lastEventId).toBe('5'));
    const later = poll(served.url, { ...BUSY, cursor }, { lastEventId: '3' });
    await eventually(() => expect(later.data).toEqual(['3', '4']));
  });

  it('L14: Link rel="next" is followed inside the origin only', async () => {
    const served = await serve((req, res) =>
      req.url === '/list'
        ? json(res, [1], { link: '</other>; rel="prev", </list?page=2>; rel="next"' })
        : json(res, [2], { link: '<http://evil.example/list>; rel=next' }),
    );
    const run = poll(served.url, { ...QUICK, cursor: { from: 'link' } });
    await polls(run, 3);
    expect(run.data).toEqual(['1', '2']);
    expect(served.requests.slice(0, 3).map(({ url }) => url)).toEqual([
      '/list',
      '/list?page=2',
      '/list?page=2',
    ]);
  });
});

describe('statuses', () => {
  it.each([
    [204, 'no-content', 'stop'],
    [401, 'unauthorized', 'credentials'],
    [403, 'forbidden', 'credentials'],
    [404, 'not-found', 'stop'],
    [410, 'not-found', 'stop'],
    [500, 'unavailable', 'retry'],
  ])('%s means the same as for SSE', async (status, code, remedy) => {
    const { url } = await serve((_req, res) => res.writeHead(status).end());
    expect(await failed(poll(url))).toMatchObject({ code, remedy });
  });
});

describe('a run', () => {
  it('repeats nothing after a break, as long as it goes on with the same adapter', async () => {
    const { url } = await serve((_req, res, number) =>
      number === 2 ? res.writeHead(503).end() : json(res, number === 1 ? ['a'] : ['a', 'b']),
    );
    const first = poll(url);
    await failed(first);
    const second = pollRun(url, {}, {}, { adapter: first.adapter });
    runs.push(second);
    await eventually(() => expect(second.data).toEqual(['"b"']));
  });

  it('that is stopped in the middle of an answer loses none of the rest', async () => {
    const { url } = await serve((_req, res) => json(res, [1, 2, 3], { etag: '"v1"' }));
    let rooms = 0;
    const first = pollRun(
      url,
      QUICK,
      {},
      { room: () => (++rooms === 3 ? new Promise(() => undefined) : null) },
    );
    await eventually(() => expect(first.data).toEqual(['1']));
    await first.stop();
    const second = pollRun(url, {}, {}, { adapter: first.adapter });
    runs.push(second);
    await eventually(() => expect(second.data).toEqual(['1', '2', '3']));
  });

  it('asks no further while there is no room', async () => {
    const { url, requests } = await serve((_req, res, number) => json(res, [number, -number]));
    let open = (): void => undefined;
    let full: Promise<void> | null = null;
    const run = pollRun(url, QUICK, {}, { room: () => full });
    runs.push(run);
    await eventually(() => expect(run.data).toHaveLength(2));
    full = new Promise((resolve) => (open = resolve));
    const count = requests.length;
    const from = performance.now();
    await eventually(() => expect(performance.now() - from).toBeGreaterThan(600));
    expect(requests.length).toBeLessThanOrEqual(count + 1);
    full = null;
    open();
    await eventually(() => expect(run.data.length).toBeGreaterThan(4));
  });
});

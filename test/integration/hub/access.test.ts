import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { useHubs } from './support/hubs';
import { openStream } from './support/open-stream';
import { post, rawRequest } from './support/raw-request';

const startHub = useHubs();

/** `{port}` stands for the hub's port, `{other}` for another one. */
const filled = (text: string, port: number): string =>
  text.replaceAll('{port}', String(port)).replaceAll('{other}', String(port === 65_535 ? 65_534 : port + 1));

const get = (port: number, headers: readonly string[], target = '/healthz'): ReturnType<typeof rawRequest> =>
  rawRequest(
    port,
    filled(
      `GET ${target} HTTP/1.1\r\n${headers.map((header) => `${header}\r\n`).join('')}Connection: close\r\n\r\n`,
      port,
    ),
  );

const OWN = 'Host: 127.0.0.1:{port}';

describe('Host', () => {
  it.each(['127.0.0.1:{port}', 'localhost:{port}', '[::1]:{port}', 'LocalHost:{port}'])(
    'B1: answers under its own name %s',
    async (host) => {
      const { port } = await startHub();
      expect((await get(port, [`Host: ${host}`])).status).toBe(200);
    },
  );

  const refused: readonly (readonly [string, readonly string[]])[] = [
    ['evil.test', ['Host: evil.test']],
    ['evil.test with our port', ['Host: evil.test:{port}']],
    ['our address as a prefix', ['Host: 127.0.0.1.evil.test:{port}']],
    ['our name as a suffix', ['Host: evil-localhost:{port}']],
    ['a trailing dot', ['Host: localhost.:{port}']],
    ['0.0.0.0', ['Host: 0.0.0.0:{port}']],
    ['another loopback address', ['Host: 127.0.0.2:{port}']],
    ['the address as a number', ['Host: 2130706433:{port}']],
    ['a local name', ['Host: machine.local:{port}']],
    ['no port', ['Host: localhost']],
    ['another port', ['Host: localhost:{other}']],
    ['a padded port', ['Host: localhost:0{port}']],
    ['user information', ['Host: localhost:{port}@evil.test']],
    ['a zone', ['Host: [::1%25lo]:{port}']],
    ['an empty value', ['Host:']],
    ['none', []],
    ['two', [OWN, OWN]],
    ['two, the second foreign', [OWN, 'Host: evil.test']],
    ['two in one', ['Host: 127.0.0.1:{port}, evil.test']],
    ['a space before the colon', ['Host : 127.0.0.1:{port}']],
  ];
  it.each(refused)('B1: refuses %s', async (_, headers) => {
    const { hub, port } = await startHub();
    for (const target of ['/healthz', '/events']) {
      const answer = await get(port, headers, target);
      expect([400, 403]).toContain(answer.status);
      expect(answer.body).not.toContain('connected');
    }
    expect(hub.counters().opened).toBe(0);
  });

  it('answers under a name that was allowed, as behind a proxy', async () => {
    const { port } = await startHub({ allowedHosts: ['Events.example.com'] });
    expect((await get(port, ['Host: events.example.com'])).status).toBe(200);
    expect((await get(port, ['Host: other.example.com'])).status).toBe(403);
  });
});

describe('the request target', () => {
  const refused: readonly (readonly [string, string, readonly number[]])[] = [
    ['an absolute form', 'GET http://127.0.0.1:{port}/healthz HTTP/1.1', [400]],
    ['an absolute form of another host', 'GET http://evil.test/healthz HTTP/1.1', [400]],
    ['two slashes', 'GET //evil.test/healthz HTTP/1.1', [400]],
    ['CONNECT', 'CONNECT evil.test:443 HTTP/1.1', [0, 400, 405]],
    ['TRACE', 'TRACE /healthz HTTP/1.1', [405]],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1', [400]],
    ['DELETE', 'DELETE /events HTTP/1.1', [405]],
    ['an upgrade', 'GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade', [400]],
    ['HTTP/2 without TLS', 'PRI * HTTP/2.0', [0, 400, 505]],
    ['an SSH banner', 'SSH-2.0-OpenSSH_9.2', [400]],
  ];
  it.each(refused)('B2, B16: refuses %s', async (_, line, statuses) => {
    const { hub, port } = await startHub();
    const answer = await rawRequest(port, filled(`${line}\r\n${OWN}\r\nContent-Length: 0\r\n\r\n`, port));
    expect(statuses).toContain(answer.status);
    expect(hub.counters().opened).toBe(0);
  });
});

describe('Origin', () => {
  it.each([
    [`${OWN}`, 'Origin: http://127.0.0.1:{port}'],
    ['Host: localhost:{port}', 'Origin: http://localhost:{port}'],
  ])('B3: takes its own origin (%s, %s), without CORS headers', async (...headers) => {
    const { port } = await startHub();
    const answer = await get(port, headers);
    expect(answer.status).toBe(200);
    expect(answer.head).not.toMatch(/access-control/iu);
    expect(answer.head).toMatch(/^vary: Origin, Accept$/imu);
  });

  const refused: readonly (readonly [string, readonly string[]])[] = [
    ['another site', ['Origin: https://evil.test']],
    ['null', ['Origin: null']],
    ['an empty origin', ['Origin:']],
    ['another of our names', ['Origin: http://localhost:{port}']],
    ['another port', ['Origin: http://127.0.0.1:{other}']],
    ['another scheme', ['Origin: https://127.0.0.1:{port}']],
    ['our origin as a prefix', ['Origin: http://127.0.0.1:{port}.evil.test']],
    ['our origin twice', ['Origin: http://127.0.0.1:{port}', 'Origin: http://127.0.0.1:{port}']],
    ['a cross-site image', ['Sec-Fetch-Site: cross-site']],
    ['a page on another port of this machine', ['Sec-Fetch-Site: same-site']],
    ['a contradiction', ['Origin: https://evil.test', 'Sec-Fetch-Site: same-origin']],
  ];
  it.each(refused)('B3, B5: refuses %s, for reading and for publishing', async (_, headers) => {
    const { hub, port } = await startHub();
    const body = '{"channel":"a","data":1}';
    const entity = ['Content-Type: application/json', `Content-Length: ${body.length}`];
    for (const answer of [
      await get(port, [OWN, ...headers], '/events'),
      await rawRequest(
        port,
        filled(`POST /events HTTP/1.1\r\n${[OWN, ...headers, ...entity].join('\r\n')}\r\n\r\n${body}`, port),
      ),
    ]) {
      expect(answer.status).toBe(403);
      expect(answer.head).not.toMatch(/access-control/iu);
    }
    expect(hub.counters().opened).toBe(0);
    expect(hub.snapshot().published).toBe(0);
  });

  it('lets a person open the stream by its address', async () => {
    const { port } = await startHub();
    expect((await get(port, [OWN, 'Sec-Fetch-Site: none'], '/events')).status).toBe(200);
  });

  it('B2, B6: names an allowed origin exactly, on streams, publishing and preflight', async () => {
    const origin = 'http://localhost:5173';
    const { port } = await startHub({ allowedOrigins: [origin] });
    const stream = await openStream(port, '/events', {
      headers: { Origin: origin, 'Sec-Fetch-Site': 'cross-site' },
    });
    expect(stream.headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'Origin, Accept' });
    stream.close();
    const published = await post(port, '{"channel":"a","data":1}', { headers: { Origin: origin } });
    expect(published.status).toBe(201);
    expect(published.head).toContain(`access-control-allow-origin: ${origin}`);

    const preflight = await rawRequest(
      port,
      filled(
        `OPTIONS /events HTTP/1.1\r\n${OWN}\r\nOrigin: ${origin}\r\n` +
          'Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type\r\n\r\n',
        port,
      ),
    );
    expect(preflight.status).toBe(204);
    expect(preflight.head.split('\r\n').filter((line) => /^access-control/iu.test(line))).toEqual([
      `access-control-allow-origin: ${origin}`,
      'access-control-allow-credentials: true',
      'access-control-expose-headers: Link, Retry-After',
      'access-control-allow-methods: GET, HEAD, POST, OPTIONS',
      'access-control-allow-headers: Authorization, Cache-Control, Content-Type, Last-Event-ID',
      'access-control-max-age: 600',
    ]);
  });

  it('B6: refuses the preflight of any other origin', async () => {
    const { port } = await startHub({ allowedOrigins: ['http://localhost:5173'] });
    const answer = await rawRequest(
      port,
      filled(
        `OPTIONS /events HTTP/1.1\r\n${OWN}\r\nOrigin: https://evil.test\r\nAccess-Control-Request-Method: POST\r\n\r\n`,
        port,
      ),
    );
    expect(answer.status).toBe(403);
    expect(answer.head).not.toMatch(/access-control/iu);
  });

  it('answers OPTIONS without an origin with the methods', async () => {
    const { port } = await startHub();
    const answer = await rawRequest(port, filled(`OPTIONS /publish HTTP/1.1\r\n${OWN}\r\n\r\n`, port));
    expect(answer.status).toBe(204);
    expect(answer.head).toMatch(/^allow: POST, OPTIONS$/imu);
    expect(answer.head).not.toMatch(/access-control/iu);
  });
});

describe('every answer', () => {
  it.each(['GET /healthz', 'GET /nowhere', 'PUT /events', 'POST /events', 'GET //x'])(
    'H13: of %s carries the protective headers',
    async (line) => {
      const { port } = await startHub();
      const answer = await rawRequest(
        port,
        filled(`${line} HTTP/1.1\r\n${OWN}\r\nContent-Length: 0\r\n\r\n`, port),
      );
      for (const header of [
        /^cache-control: no-store$/imu,
        /^x-content-type-options: nosniff$/imu,
        /^content-security-policy: default-src 'none'/imu,
        /^x-frame-options: DENY$/imu,
        /^cross-origin-resource-policy: same-origin$/imu,
        /^vary: Origin, Accept$/imu,
      ]) {
        expect(answer.head).toMatch(header);
      }
    },
  );
});

describe('limits', () => {
  it('B17: refuses a head of more than 16 KiB with 431', async () => {
    const { port } = await startHub();
    expect((await get(port, [OWN, `X-Long: ${'x'.repeat(15_000)}`])).status).toBe(200);
    expect((await get(port, [OWN, `X-Long: ${'x'.repeat(17_000)}`])).status).toBe(431);
  });

  it('B17: sees a second Host behind thousands of headers', async () => {
    const { port } = await startHub();
    const many = Array.from({ length: 2_500 }, () => 'a:b');
    expect([400, 403, 431]).toContain((await get(port, [OWN, ...many, 'Host: evil.test'])).status);
  });

  it.each([
    ['both lengths', 'Content-Length: 5\r\nTransfer-Encoding: chunked'],
    ['an unknown coding', 'Transfer-Encoding: xchunked'],
    ['a folded header', 'X-A: b\r\n c: d\r\nContent-Length: -1'],
    ['a negative length', 'Content-Length: -1'],
  ])('B12, B17: refuses %s', async (_, headers) => {
    const { hub, port } = await startHub();
    const answer = await rawRequest(
      port,
      filled(
        `POST /events HTTP/1.1\r\n${OWN}\r\nContent-Type: application/json\r\n${headers}\r\n\r\n0\r\n\r\n`,
        port,
      ),
    );
    expect([400, 501]).toContain(answer.status);
    expect(hub.snapshot().published).toBe(0);
  });

  it('B13: tells one client too many in-band when to come back, and serves it once there is room', async () => {
    const { hub, port } = await startHub({ maxConnections: 2, random: () => 0.5 });
    const [first, second] = [await openStream(port), await openStream(port)];
    const third = await openStream(port);
    await eventually(() => expect(third.ended()).toBe(true));
    expect(third.status).toBe(200);
    expect(third.retries).toEqual([5_000]);
    expect(third.events.map(({ type }) => type)).toEqual(['hub.busy']);
    expect(hub.counters()).toMatchObject({ opened: 2, refused: 1 });
    first.close();
    await eventually(() => expect(hub.snapshot().clients).toHaveLength(1));
    const fourth = await openStream(port);
    await fourth.first('connected');
    second.close();
    fourth.close();
  });

  it('E5: bounds the connections of one address', async () => {
    const { port } = await startHub({ maxConnectionsPerAddress: 1 });
    const first = await openStream(port);
    await first.first('connected');
    const second = await openStream(port);
    await second.first('hub.busy');
    first.close();
  });

  it('B11: serves others while many connections drip their heads', async () => {
    const { hub, port } = await startHub();
    const drips = Array.from({ length: 100 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
    for (const socket of drips) socket.write('GET /events HTTP/1.1\r\nHost: ');
    const stream = await openStream(port);
    hub.publish({ channel: 'a', data: 'on time' });
    await eventually(() => expect(stream.published()).toEqual(['on time']));
    for (const socket of drips) socket.destroy();
    stream.close();
  });
});

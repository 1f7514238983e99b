import { describe, expect, it } from 'vitest';
import { TokenStore } from '../../../src/main/hub/auth/token-store';
import { createHub, type Hub } from '../../../src/main/hub/hub';
import type { HubLogRecord, HubOptions } from '../../../src/main/hub/options';
import { eventually } from '../../support/eventually';
import { holdSocket } from './support/held-socket';
import { useHubs } from './support/hubs';
import { openSocket } from './support/open-socket';
import { openStream } from './support/open-stream';
import { post, rawRequest } from './support/raw-request';

const startHub = useHubs();

/** A hub with everything that it wrote of trouble. */
async function startWatched(
  options: HubOptions = {},
): Promise<{ hub: Hub; port: number; trouble: readonly unknown[] }> {
  const trouble: unknown[] = [];
  const { hub, port } = await startHub({
    ...options,
    onError: (error) => trouble.push(error),
    log: (record: HubLogRecord) => {
      if (record.level === 'error') trouble.push(record);
    },
  });
  return { hub, port, trouble };
}

const own = (port: number): string => `Host: 127.0.0.1:${port}\r\n`;
const publication = '{"channel":"a","data":1}';

/** The hub works on: it takes an event and somebody gets it. */
async function expectHealthy(port: number): Promise<void> {
  const stream = await openStream(port, '/events?channel=health');
  await stream.first('connected');
  expect((await post(port, '{"channel":"health","event":"well","data":1}')).status).toBe(201);
  await stream.first('well');
  stream.close();
}

describe('what is not HTTP/1.1', () => {
  const strangers: readonly (readonly [string, Buffer])[] = [
    ['the preface of HTTP/2', Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1')],
    ['a TLS hello', Buffer.concat([Buffer.from('16030100c8010000c40303', 'hex'), Buffer.alloc(198, 0x5a)])],
    ['an SSH banner', Buffer.from('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')],
    ['binary noise', Buffer.from(Array.from({ length: 2_000 }, (_, i) => (i * 151 + 7) % 256))],
    ['NULs', Buffer.alloc(4_096)],
    ['a Redis command', Buffer.from('*1\r\n$8\r\nFLUSHALL\r\n')],
    ['SOCKS 5', Buffer.from([5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, 0, 80])],
    ['HTTP/0.9', Buffer.from('GET /events\r\n\r\n')],
    ['HTTP/3.0', Buffer.from('GET /events HTTP/3.0\r\n\r\n')],
    ['a bare line feed before the request', Buffer.from('\n\n\nnoise\n')],
  ];
  it.each(strangers)('B16: closes on %s, and logs no trouble', async (_, bytes) => {
    const { hub, port, trouble } = await startWatched();
    const stranger = await holdSocket(port, bytes);
    await eventually(() => expect(stranger.closed()).toBe(true));
    expect(stranger.received()).toMatch(/^(?:HTTP\/1\.1 (?:400|505) |$)/u);
    expect(stranger.received()).not.toContain('event-stream');
    expect(hub.counters().opened).toBe(0);
    expect(trouble).toEqual([]);
  });

  it('B16: a hundred of them in a row leave the hub as it was', async () => {
    const { hub, port, trouble } = await startWatched();
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, i) => holdSocket(port, strangers[i % strangers.length]![1])),
    );
    await eventually(() => expect(all.every((one) => one.closed())).toBe(true));
    await expectHealthy(port);
    await eventually(() => expect(hub.snapshot().clients).toEqual([]));
    expect(trouble).toEqual([]);
  });
});

describe('ambiguous framing', () => {
  const asJson = 'Content-Type: application/json\r\n';
  const smuggled = 'POST /events HTTP/1.1\r\nHost: x\r\n\r\n';
  const framings: readonly (readonly [string, string])[] = [
    ['a length and chunks', `Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`],
    ['chunks and a length', `Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${smuggled}`],
    ['two lengths', `Content-Length: 5\r\nContent-Length: 6\r\n\r\n${publication}`],
    ['two lengths in one', `Content-Length: 24, 24\r\n\r\n${publication}`],
    ['a signed length', `Content-Length: +24\r\n\r\n${publication}`],
    ['a hexadecimal length', `Content-Length: 0x18\r\n\r\n${publication}`],
    ['a length beyond 2^64', `Content-Length: 99999999999999999999999\r\n\r\n${publication}`],
    ['the coding xchunked', 'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
    ['chunked that is not last', 'Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n'],
    ['a space before the colon', `Content-Length : 24\r\n\r\n${publication}`],
    ['a vertical tab in a coding', 'Transfer-Encoding:\vchunked\r\n\r\n0\r\n\r\n'],
    ['a folded header', `X-A: b\r\n folded: c\r\nContent-Length: 24\r\n\r\n${publication}`],
    ['a header line without a colon', `nonsense\r\nContent-Length: 24\r\n\r\n${publication}`],
    ['NUL in a header', `X-A: b\0c\r\nContent-Length: 24\r\n\r\n${publication}`],
    ['CR alone in a header', `X-A: b\rX-B: c\r\nContent-Length: 24\r\n\r\n${publication}`],
    ['a negative chunk', 'Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n'],
    ['a chunk size that is none', 'Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n'],
    ['a chunk beyond 2^64', 'Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx\r\n0\r\n\r\n'],
    ['a chunk longer than it says', 'Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n'],
    [
      'a chunk extension of 20 kB',
      `Transfer-Encoding: chunked\r\n\r\n18;${'x'.repeat(20_000)}\r\n${publication}\r\n0\r\n\r\n`,
    ],
  ];
  it.each(framings)('B17, H12: refuses %s, publishes nothing, and ends the connection', async (_, rest) => {
    const { hub, port, trouble } = await startWatched();
    const client = await holdSocket(port, `POST /events HTTP/1.1\r\n${own(port)}${asJson}${rest}`);
    await eventually(() => expect(client.closed()).toBe(true));
    const statuses = [...client.received().matchAll(/^HTTP\/1\.1 (\d{3}) /gmu)].map(([, status]) => status);
    expect(statuses.length).toBeLessThanOrEqual(1);
    expect(['400', '413', '501', undefined]).toContain(statuses[0]);
    expect(hub.snapshot().published).toBe(0);
    expect(trouble).toEqual([]);
  });

  it('B17: takes no header that ends in a line feed alone for two headers', async () => {
    const { hub, port } = await startWatched();
    const client = await holdSocket(
      port,
      `POST /events HTTP/1.1\r\n${own(port)}${asJson}X-A: b\nContent-Length: 24\r\n\r\n${publication}`,
    );
    await eventually(() => expect(client.received()).toMatch(/^HTTP\/1\.1 400 /u));
    expect(hub.snapshot().published).toBe(0);
  });

  it('B17: refuses 3,000 headers when they pass 16 KiB, and reads every one below it', async () => {
    const { port } = await startWatched();
    const head = (count: number, name: string): string =>
      `GET /healthz HTTP/1.1\r\n${own(port)}${Array.from({ length: count }, () => `${name}: 1\r\n`).join('')}` +
      'Connection: close\r\n\r\n';
    expect((await rawRequest(port, head(3_000, 'x-many'))).status).toBe(431);
    expect((await rawRequest(port, head(2_000, 'x'))).status).toBe(200);
  });

  it('H12: a request behind the body of another one is a request of its own', async () => {
    const { hub, port } = await startWatched();
    const inner = `POST /events HTTP/1.1\r\nHost: evil.test\r\n${asJson}Content-Length: 24\r\n\r\n${publication}`;
    const client = await holdSocket(
      port,
      `GET /healthz HTTP/1.1\r\n${own(port)}\r\n${inner}GET /healthz HTTP/1.1\r\n${own(port)}Connection: close\r\n\r\n`,
    );
    await eventually(() => expect(client.closed()).toBe(true));
    expect([...client.received().matchAll(/^HTTP\/1\.1 (\d{3}) /gmu)].map(([, status]) => status)).toEqual([
      '200',
      '403',
      '200',
    ]);
    expect(hub.snapshot().published).toBe(0);
  });
});

describe('paths', () => {
  const paths: readonly (readonly [string, number])[] = [
    ['/../../etc/passwd', 404],
    ['/..%2f..%2fetc/passwd', 404],
    ['/events/../healthz', 404],
    ['/%2e%2e/healthz', 404],
    ['/./events', 404],
    ['/events%00', 404],
    ['/events%0d%0aX: y', 400],
    ['/healthz;x=y', 404],
    ['/%65vents', 404],
    ['/EVENTS', 404],
    ['/%', 404],
    ['/%zz', 404],
    ['//', 400],
    ['/\\evil.test', 404],
    ['\\events', 400],
    ['events', 400],
    ['?channel=a', 400],
    ['/sse/', 400],
    ['/sse/orders', 400],
    ['/sse//eu', 400],
    ['/sse/orders/%zz', 400],
    ['/sse/orders/%00', 400],
    ['/sse/orders/%ff', 400],
    ['/sse/orders/a%0ab', 400],
    ['/events?channel=%00', 400],
    ['/events?channel=a%0d%0adata:%20x', 400],
    ['/__proto__', 404],
    ['/constructor', 404],
  ];
  it.each(paths)('B18: answers %s with a problem, status %i', async (path, status) => {
    const { hub, port, trouble } = await startWatched();
    const answer = await rawRequest(port, `GET ${path} HTTP/1.1\r\n${own(port)}Connection: close\r\n\r\n`);
    expect(answer.status).toBe(status);
    expect(answer.body).not.toMatch(/node:|\.[jt]s\b|\n\s+at |root:/u);
    expect(hub.counters().opened).toBe(0);
    expect(trouble).toEqual([]);
  });

  it('B15: a channel that looks like an expression is a name like any other', async () => {
    const { hub, port } = await startWatched();
    for (const name of ['a.c', '(a+)+b', '[ab]', '^a|b', 'a$']) {
      const stream = await openStream(port, `/events?channel=${encodeURIComponent(name)}`);
      if (stream.status === 400) {
        // Not a name at all, and said so.
        await eventually(() => expect(stream.raw()).toContain('bad-channel'));
        continue;
      }
      await stream.first('connected');
      for (const other of ['abc', 'aab', 'a', 'b']) hub.publish({ channel: other, data: 'not for it' });
      hub.publish({ channel: name, data: 'for it' });
      await eventually(() => expect(stream.published()).toEqual(['for it']));
      stream.close();
    }
  });
});

describe('old and odd clients', () => {
  it('B19: serves a stream to HTTP/1.0 without chunks, and closes it at the end', async () => {
    const { hub, port } = await startWatched();
    const client = await holdSocket(port, `GET /events HTTP/1.0\r\n${own(port)}\r\n`);
    await eventually(() => expect(client.received()).toContain('event: connected'));
    hub.publish({ channel: 'a', data: 'old' });
    await eventually(() => expect(client.received()).toContain('data: old\n'));
    expect(client.received()).toMatch(/^HTTP\/1\.1 200 /u);
    const body = client.received().split('\r\n\r\n')[1]!;
    expect(client.received()).not.toMatch(/^transfer-encoding:/imu);
    expect(body).not.toMatch(/^[0-9a-f]+\r$/mu);
    hub.disconnectAll();
    await eventually(() => expect(client.closed()).toBe(true));
  });

  it('B19, H12: closes an HTTP/1.0 connection after its answer, keep-alive or not', async () => {
    const { port } = await startWatched();
    const client = await holdSocket(port, `GET /healthz HTTP/1.0\r\n${own(port)}\r\n`);
    await eventually(() => expect(client.closed()).toBe(true));
    expect(client.received()).toMatch(/^HTTP\/1\.1 200 /u);
  });

  it('B19: answers HEAD on each path with the head alone, also when it refuses', async () => {
    const { hub, port } = await startWatched();
    for (const path of ['/events', '/sse', '/poll', '/healthz', '/metrics', '/openapi.json', '/nowhere']) {
      const client = await holdSocket(port, `HEAD ${path} HTTP/1.1\r\n${own(port)}Connection: close\r\n\r\n`);
      await eventually(() => expect(client.closed()).toBe(true));
      expect(client.received()).toMatch(path === '/nowhere' ? /^HTTP\/1\.1 404 / : /^HTTP\/1\.1 200 /u);
      expect(client.received().split('\r\n\r\n')[1]).toBe('');
    }
    expect(hub.counters().opened).toBe(0);
  });

  it('B19: sends no compressed or partial stream to who asks for one', async () => {
    const { port } = await startWatched();
    const headers = { 'Accept-Encoding': 'gzip, br, zstd;q=1', Range: 'bytes=0-10', TE: 'gzip' };
    const stream = await openStream(port, '/events', { headers });
    await stream.first('connected');
    expect(stream.status).toBe(200);
    expect(stream.headers['content-encoding']).toBeUndefined();
    expect(stream.headers['content-range']).toBeUndefined();
    stream.close();
  });

  it('B17: answers an expectation that it does not know, and 100-continue as HTTP has it', async () => {
    const { hub, port } = await startWatched();
    const head = `POST /events HTTP/1.1\r\n${own(port)}Content-Type: application/json\r\nContent-Length: 24\r\nConnection: close\r\n`;
    const patient = await holdSocket(port, `${head}Expect: 100-continue\r\n\r\n`);
    await eventually(() => expect(patient.received()).toMatch(/^HTTP\/1\.1 100 /u));
    patient.socket.write(publication);
    await eventually(() => expect(patient.received()).toMatch(/^HTTP\/1\.1 201 /mu));
    const odd = await holdSocket(port, `${head}Expect: a-miracle\r\n\r\n${publication}`);
    await eventually(() => expect(odd.received()).toMatch(/^HTTP\/1\.1 417 /u));
    expect(hub.snapshot().published).toBe(1);
  });
});

describe('odd upgrades', () => {
  const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
  const version = 'Sec-WebSocket-Version: 13\r\n';
  const upgrades: readonly (readonly [string, string, readonly string[]])[] = [
    ['POST', `POST /events HTTP/1.1\r\n${key}${version}`, ['400', '405']],
    ['a short key', `GET /events HTTP/1.1\r\nSec-WebSocket-Key: AAAA\r\n${version}`, ['400']],
    [
      'a key that is no base64',
      `GET /events HTTP/1.1\r\nSec-WebSocket-Key: ${'%'.repeat(24)}\r\n${version}`,
      ['400'],
    ],
    ['version 99', `GET /events HTTP/1.1\r\n${key}Sec-WebSocket-Version: 99\r\n`, ['400', '426']],
    ['no version', `GET /events HTTP/1.1\r\n${key}`, ['400', '426']],
    [
      'a subprotocol that is no token',
      `GET /events HTTP/1.1\r\n${key}${version}Sec-WebSocket-Protocol: a b\r\n`,
      ['400'],
    ],
    [
      'a subprotocol twice',
      `GET /events HTTP/1.1\r\n${key}${version}Sec-WebSocket-Protocol: a, a\r\n`,
      ['400'],
    ],
    ['a bad channel', `GET /events?channel=a* HTTP/1.1\r\n${key}${version}`, ['400']],
    ['a path out of the hub', `GET /../ws HTTP/1.1\r\n${key}${version}`, ['404']],
    ['a target of another host', `GET http://evil.test/ws HTTP/1.1\r\n${key}${version}`, ['400']],
    ['17 kB of head', `GET /ws HTTP/1.1\r\n${key}${version}X-Long: ${'x'.repeat(17_000)}\r\n`, ['431']],
  ];
  it.each(upgrades)('B20: refuses an upgrade with %s, and closes', async (_, head, statuses) => {
    const { hub, port, trouble } = await startWatched();
    const client = await holdSocket(
      port,
      `${head}${own(port)}Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
    );
    await eventually(() => expect(client.closed()).toBe(true));
    expect(statuses).toContain(/^HTTP\/1\.1 (\d{3}) /u.exec(client.received())?.[1]);
    expect(hub.counters().opened).toBe(0);
    expect(trouble).toEqual([]);
  });

  it.each([
    ['10 kB of subprotocols', `Sec-WebSocket-Protocol: ${'p'.repeat(10_000)}`],
    ['bad deflate parameters', 'Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99'],
    ['the same extension twice', 'Sec-WebSocket-Extensions: x; a=1; a=2, x'],
  ])('B20: is not upset by %s', async (_, header) => {
    const { port, trouble } = await startWatched();
    const client = await holdSocket(
      port,
      `GET /events HTTP/1.1\r\n${own(port)}${key}${version}${header}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
    );
    await eventually(() => expect(client.received()).toMatch(/^HTTP\/1\.1 (?:101|400) /u));
    expect(client.received()).not.toMatch(/sec-websocket-(?:protocol|extensions):/iu);
    client.socket.destroy();
    await expectHealthy(port);
    expect(trouble).toEqual([]);
  });

  it('B20: a message right behind the handshake is answered', async () => {
    const { port } = await startWatched();
    const text = Buffer.from('{"op":"ping","ref":"early"}');
    const frame = Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]);
    const head = `GET /ws HTTP/1.1\r\n${own(port)}${key}${version}Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n`;
    const client = await holdSocket(port, Buffer.concat([Buffer.from(head), frame]));
    await eventually(() => expect(client.received()).toContain('hub.pong'));
    client.socket.destroy();
  });

  it.each([
    ['a close code that may not be sent (1005)', [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xed]],
    ['a close code of 999', [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe7]],
    ['a close body of one byte', [0x88, 0x81, 0, 0, 0, 0, 0x03]],
    ['a fragmented ping', [0x09, 0x80, 0, 0, 0, 0]],
    ['a new message inside of another one', [0x01, 0x81, 0, 0, 0, 0, 0x61, 0x81, 0x81, 0, 0, 0, 0, 0x61]],
    ['a close reason that is not UTF-8', [0x88, 0x83, 0, 0, 0, 0, 0x03, 0xe8, 0xff]],
  ])('H11: closes on %s', async (_, bytes) => {
    const { hub, port, trouble } = await startWatched();
    const head = `GET /ws HTTP/1.1\r\n${own(port)}${key}${version}Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n`;
    const client = await holdSocket(port, head);
    await eventually(() => expect(client.received()).toContain('connected'));
    client.socket.write(Buffer.from(bytes));
    await eventually(() => expect(hub.snapshot().clients).toEqual([]));
    client.socket.end();
    await eventually(() => expect(client.closed()).toBe(true));
    expect(trouble).toEqual([]);
  });

  it('H11: a flood of pings ends its own connection and keeps nobody else waiting', async () => {
    const { hub, port } = await startWatched();
    const flood = await openSocket(port, '/ws?channel=none');
    const healthy = await openStream(port);
    await healthy.first('connected');
    for (let i = 0; i < 10_000; i++) flood.socket.ping('x'.repeat(125));
    hub.publish({ channel: 'a', data: 'in between' });
    await eventually(() => expect(healthy.published()).toEqual(['in between']));
    await eventually(() => expect(flood.closeCode()).not.toBeNull());
    await eventually(() => expect(hub.snapshot().clients).toHaveLength(1));
    healthy.close();
  });

  it('H11: a flood of commands is answered in order, beside others', async () => {
    const { hub, port } = await startWatched();
    const flood = await openSocket(port, '/ws?channel=none');
    const healthy = await openStream(port);
    await healthy.first('connected');
    for (let i = 0; i < 2_000; i++) flood.send({ op: 'ping', ref: i });
    hub.publish({ channel: 'a', data: 'in between' });
    await eventually(() => expect(healthy.published()).toEqual(['in between']));
    await eventually(() =>
      expect(flood.messages.filter(({ event }) => event === 'hub.pong').map(({ ref }) => ref)).toEqual(
        Array.from({ length: 2_000 }, (_, i) => i),
      ),
    );
    flood.close();
    healthy.close();
  });
});

describe('publishers', () => {
  it('B24: of many who publish the same id at once, one does and the others are told', async () => {
    const { hub, port } = await startWatched();
    const stream = await openStream(port);
    await stream.first('connected');
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => post(port, `{"channel":"a","id":"order-7","data":${i}}`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(11).fill(409)]);
    hub.publish({ channel: 'a', event: 'after', data: '' });
    await stream.first('after');
    expect(stream.published()).toHaveLength(2);
    stream.close();
  });

  it('B25: an event is refused where it has been, also among others, and passes with foreign names', async () => {
    const { hub, port } = await startWatched();
    const epoch = hub.publish({ channel: 'a', data: 1 }).id!.split('.')[0]!;
    const via = (value: string): ReturnType<typeof post> =>
      post(port, publication, { headers: { 'Streamgauge-Via': value } });
    expect((await via(epoch)).status).toBe(508);
    expect((await via(`one, ${epoch} ,two`)).status).toBe(508);
    expect(JSON.parse((await via(epoch)).body)).toMatchObject({ code: 'loop' });
    expect((await via('another, and-one-more')).status).toBe(201);
    expect(hub.snapshot().published).toBe(2);
  });

  const wrong: readonly (readonly [string, (token: string) => string, string])[] = [
    ['no token', () => '', ''],
    ['half of a token', (token) => `Authorization: Bearer ${token.slice(0, 20)}\r\n`, ''],
    ['one character more', (token) => `Authorization: Bearer ${token}x\r\n`, ''],
    ['the right one in the address', () => '', 'access_token'],
    ['two headers', (token) => `Authorization: Bearer ${token}\r\nAuthorization: Bearer ${token}\r\n`, ''],
    ['two in one header', (token) => `Authorization: Bearer ${token}, Bearer ${token}\r\n`, ''],
    ['another scheme', (token) => `Authorization: Basic ${token}\r\n`, ''],
    ['no scheme', (token) => `Authorization: ${token}\r\n`, ''],
    ['a cookie alone', (token) => `Cookie: streamgauge_token=${token}\r\n`, ''],
  ];
  it.each(wrong)('B7, H5: nobody publishes with %s', async (_, headerOf, parameter) => {
    const tokens = new TokenStore();
    const { token } = tokens.create({ name: 'ci', scopes: ['publish'], channels: ['**'] });
    const { hub, port } = await startWatched({ access: 'publish', tokens });
    const target = parameter === '' ? '/events' : `/events?${parameter}=${token}`;
    const answer = await rawRequest(
      port,
      `POST ${target} HTTP/1.1\r\n${own(port)}${headerOf(token)}Content-Type: application/json\r\nContent-Length: 24\r\n\r\n${publication}`,
    );
    expect([400, 401]).toContain(answer.status);
    expect(answer.body).not.toContain(token);
    expect(hub.snapshot().published).toBe(0);
  });
});

describe('where it listens', () => {
  it('B22: names the reason when it cannot listen on an address that this machine does not have', async () => {
    const tokens = new TokenStore();
    const hub = createHub({ host: '192.0.2.1', access: 'all', tokens });
    await expect(hub.start()).rejects.toMatchObject({
      code: 'listen-failed',
      message: expect.stringContaining('192.0.2.1') as string,
      hint: expect.stringContaining('exists on this machine') as string,
    });
    expect(hub.snapshot().state.phase).toBe('failed');
    await hub.stop();
  });
});

import { get } from 'node:http';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { holdSocket } from './support/held-socket';
import { useHubs } from './support/hubs';
import { openSocket } from './support/open-socket';
import { openStream } from './support/open-stream';
import { post, rawRequest } from './support/raw-request';

const startHub = useHubs();
const own = (port: number): string => `Host: 127.0.0.1:${port}\r\n`;
const json = (value: unknown): string => JSON.stringify(value);
const retryAfter = (head: string): number => Number(/^retry-after: (\d+)$/imu.exec(head)?.[1] ?? NaN);

describe('a limit is met at it and not before', () => {
  it('H8: a head of 16 KiB', async () => {
    const { port } = await startHub();
    const statusOf = async (bytes: number): Promise<number> => {
      const start = `GET /healthz HTTP/1.1\r\n${own(port)}Connection: close\r\nX: `;
      const filler = 'x'.repeat(bytes - start.length - 4);
      return (await rawRequest(port, `${start}${filler}\r\n\r\n`)).status;
    };
    // Node counts names, values and the target, not the punctuation between: some 40 bytes here.
    expect(await statusOf(16 * 1024)).toBe(200);
    expect(await statusOf(16 * 1024 + 64)).toBe(431);
  });

  it('H8: a target of 8 KiB', async () => {
    const { port } = await startHub();
    const statusOf = async (bytes: number): Promise<number> => {
      const target = `/healthz?${'x'.repeat(bytes - '/healthz?'.length)}`;
      return (await rawRequest(port, `GET ${target} HTTP/1.1\r\n${own(port)}\r\n`)).status;
    };
    expect(await statusOf(8_192)).toBe(200);
    expect(await statusOf(8_193)).toBe(414);
    expect(await statusOf(10_000)).toBe(414);
  });

  it('H8: 256 characters of channel, event and id', async () => {
    const { hub, port } = await startHub();
    const [fits, tooLong] = ['x'.repeat(256), 'x'.repeat(257)];
    const stream = await openStream(port, `/events?channel=${fits}`);
    expect(stream.status).toBe(200);
    expect((await post(port, json({ channel: fits, event: fits, id: fits, data: 1 }))).status).toBe(201);
    await eventually(() => expect(stream.published()).toEqual(['1']));
    for (const field of ['channel', 'event', 'id']) {
      const answer = await post(port, json({ channel: 'a', data: 1, [field]: tooLong }));
      expect([answer.status, JSON.parse(answer.body)]).toEqual([400, expect.objectContaining({ field })]);
    }
    expect(hub.snapshot().published).toBe(1);
    stream.close();
  });

  it('H8: 200 levels of nesting', async () => {
    const { port } = await startHub();
    const statusOf = async (depth: number): Promise<number> => {
      const nested = '['.repeat(depth - 1) + ']'.repeat(depth - 1);
      return (await post(port, `{"channel":"a","data":${nested}}`)).status;
    };
    expect(await statusOf(200)).toBe(201);
    expect(await statusOf(201)).toBe(400);
  });

  it('B15: 100 channels in one subscription, over HTTP and over a WebSocket', async () => {
    const { port } = await startHub();
    const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `c${i}`);
    const stream = await openStream(port, `/events?channel=${names(100).join(',')}`);
    await stream.first('connected');
    stream.close();
    expect((await openStream(port, `/events?channel=${names(101).join(',')}`)).status).toBe(400);
    expect((await openStream(port, `/events?channel=${names(1_000).join(',')}`)).status).toBe(400);
    const socket = await openSocket(port, '/ws?channel=c0');
    socket.send({ op: 'subscribe', channels: names(100), ref: 'fits' });
    expect((await socket.answer('fits')).event).toBe('hub.subscribed');
    socket.send({ op: 'subscribe', channels: ['one-more'], ref: 'more' });
    expect(await socket.answer('more')).toMatchObject({
      event: 'error',
      data: { code: 'too-many-channels' },
    });
    socket.close();
  });

  it('H11: a WebSocket message of 1 MiB, of 1,024 fragments', async () => {
    const { hub, port } = await startHub();
    const socket = await openSocket(port, '/ws?channel=none');
    const empty = json({ op: 'publish', channel: 'a', data: '' }).length;
    socket.send({ op: 'publish', channel: 'a', data: 'x'.repeat(1024 * 1024 - empty) });
    await eventually(() => expect(hub.snapshot().published).toBe(1));
    const text = json({ op: 'ping', ref: 'whole' });
    const pieces = Array.from({ length: 1_024 }, (_, i) => text[i] ?? ' ');
    pieces.forEach((piece, i) => socket.socket.send(piece, { fin: i === 1_023 }));
    await socket.answer('whole');
    for (let i = 0; i < 1_025; i++) socket.socket.send(' ', { fin: i === 1_024 });
    await eventually(() => expect(socket.closeCode()).not.toBeNull());
    expect(hub.snapshot().clients).toEqual([]);
  });

  it('B13, H8: 256 connections', async () => {
    const { hub, port } = await startHub();
    const streams = await Promise.all(
      Array.from({ length: 256 }, () => openStream(port, '/events?channel=none', { keepRaw: false })),
    );
    await Promise.all(streams.map((stream) => stream.first('connected')));
    expect(hub.counters()).toMatchObject({ opened: 256, refused: 0 });
    const one = await openStream(port);
    await one.first('hub.busy');
    const answer = await rawRequest(
      port,
      `GET /ws HTTP/1.1\r\n${own(port)}Upgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    expect(answer.status).toBe(503);
    expect(retryAfter(answer.head)).toBeGreaterThanOrEqual(2);
    expect(hub.counters()).toMatchObject({ opened: 256, refused: 2 });
    for (const stream of streams) stream.close();
    await eventually(() => expect(hub.snapshot().clients).toEqual([]));
  });
});

describe('maxConnectionsPerChannel', () => {
  it('E5: bounds those who ask for one channel, and leaves the other channels alone', async () => {
    const { hub, port } = await startHub({ maxConnectionsPerChannel: 2 });
    const first = await openStream(port, '/events?channel=a');
    const second = await openStream(port, '/events?channel=a,b');
    await Promise.all([first.first('connected'), second.first('connected')]);
    const third = await openStream(port, '/events?channel=b,a');
    await third.first('hub.busy');
    await eventually(() => expect(third.ended()).toBe(true));
    const other = await openStream(port, '/events?channel=b');
    await other.first('connected');
    first.close();
    await eventually(() => expect(hub.presence('a').clients).toBe(1));
    const fourth = await openStream(port, '/events?channel=a');
    await fourth.first('connected');
    for (const stream of [second, other, fourth]) stream.close();
  });
});

describe('maxConnectionAgeMs', () => {
  it('E5: ends a stream at its age, and its client goes on where it was', async () => {
    const { hub, port } = await startHub({ maxConnectionAgeMs: 300, random: () => 0.5, heartbeatMs: 100 });
    const stream = await openStream(port, '/events?channel=a');
    await stream.first('connected');
    const { id } = hub.publish({ channel: 'a', data: 'before' });
    await eventually(() => expect(stream.ended()).toBe(true));
    expect(stream.cut()).toBe(false);
    expect(hub.counters().closed['too-old']).toBe(1);
    hub.publish({ channel: 'a', data: 'between' });
    const again = await openStream(port, '/events?channel=a', { headers: { 'Last-Event-ID': id! } });
    await eventually(() => expect(again.published()).toEqual(['between']));
    again.close();
  });

  it('E5: closes an old WebSocket in the way of its protocol', async () => {
    const { hub, port } = await startHub({ maxConnectionAgeMs: 200, heartbeatMs: 100 });
    const socket = await openSocket(port);
    await eventually(() => expect(socket.closeCode()).toBe(1001));
    expect(hub.counters().closed['too-old']).toBe(1);
  });
});

describe('publishRate', () => {
  it('E5: answers 429 with Retry-After beyond it, counts it, and takes events again later', async () => {
    const { hub, port } = await startHub({ publishRate: { perSecond: 2, burst: 3 } });
    const body = json({ channel: 'a', data: 1 });
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push(await post(port, body));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.slice(0, 3).map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(refused.length).toBeGreaterThan(0);
    expect(retryAfter(refused[0]!.head)).toBe(1);
    expect(JSON.parse(refused[0]!.body)).toMatchObject({ status: 429, code: 'too-fast' });
    expect(hub.metrics()).toContain(
      `streamgauge_hub_publications_refused_total{code="too-fast"} ${refused.length}\n`,
    );
    await eventually(async () => expect((await post(port, body)).status).toBe(201));
  });

  it('E5: holds for lines and WebSocket messages too, and never for the code of the hub', async () => {
    const { hub, port } = await startHub({ publishRate: { perSecond: 0.01, burst: 2 } });
    const lines = Array.from({ length: 4 }, (_, data) => json({ channel: 'a', data })).join('\n');
    const answer = await post(port, lines, { headers: { 'Content-Type': 'application/x-ndjson' } });
    expect(JSON.parse(answer.body)).toMatchObject({
      published: 2,
      refused: 2,
      results: [{ line: 1 }, { line: 2 }, { line: 3, code: 'too-fast' }, { line: 4, code: 'too-fast' }],
    });
    const socket = await openSocket(port, '/ws?channel=none');
    socket.send({ op: 'publish', channel: 'a', data: 1, ref: 'p' });
    expect(await socket.answer('p')).toMatchObject({ event: 'error', data: { code: 'too-fast' } });
    socket.close();
    for (let i = 0; i < 10; i++) hub.publish({ channel: 'a', data: i });
    expect(hub.snapshot().published).toBe(12);
  });
});

describe('connectRate', () => {
  it('E5: answers programs 429 with Retry-After, and tells browsers in the stream', async () => {
    const { hub, port } = await startHub({ connectRate: { perSecond: 0.1, burst: 1 } });
    const first = await openStream(port);
    await first.first('connected');
    const second = await openStream(port);
    expect([second.status, second.headers['content-type']]).toEqual([429, 'application/problem+json']);
    expect(Number(second.headers['retry-after'])).toBeGreaterThan(1);
    const browser = await openStream(port, '/events', {
      headers: { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Site': 'same-origin' },
    });
    expect(browser.status).toBe(200);
    await browser.first('hub.busy');
    await eventually(() => expect(browser.ended()).toBe(true));
    expect(browser.retries[0]).toBeGreaterThanOrEqual(2_000);
    await expect(openSocket(port)).rejects.toMatchObject({ status: 429 });
    const poll = await rawRequest(port, `GET /poll HTTP/1.1\r\n${own(port)}\r\n`);
    expect(poll.status).toBe(429);
    expect(hub.counters().opened).toBe(1);
    hub.publish({ channel: 'a', data: 'still served' });
    await eventually(() => expect(first.published()).toEqual(['still served']));
    first.close();
  });

  it('E5: does not count documents, nor HEAD', async () => {
    const { port } = await startHub({ connectRate: { perSecond: 0.1, burst: 1 } });
    for (const request of ['GET /healthz', 'GET /metrics', 'GET /presence?channel=a', 'HEAD /events']) {
      const client = await holdSocket(port, `${request} HTTP/1.1\r\n${own(port)}Connection: close\r\n\r\n`);
      await eventually(() => expect(client.received()).toMatch(/^HTTP\/1\.1 200 /u));
    }
    const stream = await openStream(port);
    await stream.first('connected');
    stream.close();
  });
});

describe('trustedProxies', () => {
  const forwarded = (value: string): { headers: Record<string, string> } => ({
    headers: { 'X-Forwarded-For': value },
  });

  it('E5: believes X-Forwarded-For from nobody by default', async () => {
    const { hub, port } = await startHub({ maxConnectionsPerAddress: 1 });
    const first = await openStream(port, '/events', forwarded('203.0.113.1'));
    await first.first('connected');
    expect(hub.snapshot().clients[0]?.remoteAddress).toBe('127.0.0.1');
    const second = await openStream(port, '/events', forwarded('203.0.113.2'));
    await second.first('hub.busy');
    first.close();
  });

  it('E5: counts the clients behind a trusted proxy each by their own address', async () => {
    const { hub, port } = await startHub({
      trustedProxies: ['127.0.0.0/8', '10.0.0.0/8'],
      maxConnectionsPerAddress: 1,
    });
    const first = await openStream(port, '/events', forwarded('203.0.113.1'));
    const second = await openStream(port, '/events', forwarded('203.0.113.2, 10.1.2.3'));
    await Promise.all([first.first('connected'), second.first('connected')]);
    expect(hub.snapshot().clients.map(({ remoteAddress }) => remoteAddress)).toEqual([
      '203.0.113.1',
      '203.0.113.2',
    ]);
    // What a client has put in front of the list says nothing.
    const third = await openStream(port, '/events', forwarded('198.51.100.7, 203.0.113.1'));
    await third.first('hub.busy');
    for (const nonsense of ['unknown', '', '203.0.113.1:80, <script>', '_hidden']) {
      const odd = await openStream(port, '/events', forwarded(nonsense));
      await odd.first('connected');
      expect(hub.snapshot().clients.at(-1)?.remoteAddress).toBe('127.0.0.1');
      odd.close();
      await eventually(() => expect(hub.snapshot().clients).toHaveLength(2));
    }
    first.close();
    second.close();
  });

  it('E5: limits rates by the real client too, the addresses of one IPv6 network together', async () => {
    const { port } = await startHub({
      trustedProxies: ['127.0.0.1'],
      connectRate: { perSecond: 0.01, burst: 1 },
    });
    const statusOf = (address: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const req = get({
          port,
          host: '127.0.0.1',
          path: '/poll?wait=0',
          agent: false,
          ...forwarded(address),
        });
        req.on('response', (res) => resolve(res.resume().statusCode ?? 0)).on('error', reject);
      });
    expect(await statusOf('203.0.113.1')).toBe(200);
    expect(await statusOf('203.0.113.1')).toBe(429);
    expect(await statusOf('203.0.113.2')).toBe(200);
    expect(await statusOf('2001:db8::1')).toBe(200);
    expect(await statusOf('2001:db8::ffff:1')).toBe(429);
    expect(await statusOf('2001:db8:0:1::1')).toBe(200);
  });

  it('E5: cannot be passed by subscribing later', async () => {
    const { hub, port } = await startHub({ maxConnectionsPerChannel: 1 });
    const first = await openStream(port, '/events?channel=a');
    await first.first('connected');
    const socket = await openSocket(port, '/ws?channel=b');
    socket.send({ op: 'subscribe', channels: ['a'], ref: 's' });
    expect((await socket.answer('s')).event).toBe('error');
    expect(hub.presence('a').clients).toBe(1);
    first.close();
    socket.close();
  });
});

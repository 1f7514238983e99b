import {
  constants,
  connect as connectHttp2,
  type ClientHttp2Session,
  type ClientHttp2Stream,
} from 'node:http2';
import { request } from 'node:https';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createHub, type Hub } from '../../../src/main/hub/hub';
import type { HubOptions } from '../../../src/main/hub/options';
import { eventually } from '../../support/eventually';
import { selfSigned } from './support/certificate';
import { EventStreamParser, type ParsedEvent } from './support/event-stream-parser';
import { holdSocket } from './support/held-socket';
import { useHubs } from './support/hubs';

const startHub = useHubs();
let tls: ReturnType<typeof selfSigned>;
beforeAll(() => {
  tls = selfSigned();
});

const startTls = (options: HubOptions = {}): Promise<{ hub: Hub; port: number; url: string }> =>
  startHub({ ...options, tls });

const sessions: ClientHttp2Session[] = [];
afterEach(() => {
  for (const session of sessions.splice(0)) session.destroy();
});
function connectSession(port: number): ClientHttp2Session {
  const session = connectHttp2(`https://127.0.0.1:${port}`, { ca: tls.cert });
  session.on('error', () => undefined);
  sessions.push(session);
  return session;
}

interface Stream {
  readonly stream: ClientHttp2Stream;
  readonly headers: Record<string, unknown>;
  readonly events: readonly ParsedEvent[];
  text(): string;
  ended(): boolean;
  published(): string[];
}

/** One request on an HTTP/2 connection; resolves with the head of its answer. */
function ask(session: ClientHttp2Session, path: string, headers = {}, body?: string): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ':path': path, ...headers }, { endStream: body === undefined });
    const parser = new EventStreamParser();
    let text = '';
    let ended = false;
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      parser.feed(chunk);
    });
    stream.on('end', () => (ended = true));
    stream.on('error', reject);
    stream.on('response', (head) =>
      resolve({
        stream,
        headers: head,
        events: parser.events,
        text: () => text,
        ended: () => ended,
        published: () =>
          parser.events.filter(({ id, channel }) => id !== null && channel !== null).map(({ data }) => data),
      }),
    );
    if (body !== undefined) stream.end(body);
  });
}

const hasConnected = (stream: Stream): Promise<unknown> =>
  eventually(() => expect(stream.events[0]?.type).toBe('connected'));

describe('HTTP/2', () => {
  it('A8: carries many streams and publications on one connection', async () => {
    const { hub, port, url } = await startTls();
    expect(url).toBe(`https://127.0.0.1:${port}`);
    const session = connectSession(port);
    const streams = await Promise.all(
      Array.from({ length: 20 }, (_, i) => ask(session, `/events?channel=c/${i},all`)),
    );
    expect(streams.map(({ headers }) => headers[':status'])).toEqual(Array<number>(20).fill(200));
    expect(streams[0]!.headers['connection']).toBeUndefined();
    await Promise.all(streams.map(hasConnected));
    const head = { ':method': 'POST', 'content-type': 'application/json' };
    for (let i = 0; i < 20; i++) {
      const answer = await ask(session, '/events', head, `{"channel":"c/${i}","data":${i}}`);
      expect(answer.headers[':status']).toBe(201);
    }
    hub.publish({ channel: 'all', data: 'everybody' });
    await eventually(() =>
      expect(streams.map((stream) => stream.published())).toEqual(
        Array.from({ length: 20 }, (_, i) => [String(i), 'everybody']),
      ),
    );
    streams[0]!.stream.close(constants.NGHTTP2_CANCEL);
    await eventually(() => expect(hub.snapshot().clients).toHaveLength(19));
    hub.publish({ channel: 'all', data: 'the others' });
    await eventually(() => expect(streams[19]!.published()).toContain('the others'));
  });

  it('H2, H3: checks the authority and the origin', async () => {
    const { hub, port } = await startTls();
    const session = connectSession(port);
    const refused: readonly (readonly [Record<string, string>, number])[] = [
      [{ ':authority': `evil.test:${port}` }, 403],
      [{ ':authority': '127.0.0.1' }, 403],
      [{ ':authority': `127.0.0.1:${port}.evil.test` }, 403],
      [{ origin: 'https://evil.test' }, 403],
      [{ origin: `http://127.0.0.1:${port}` }, 403],
      [{ 'sec-fetch-site': 'cross-site' }, 403],
    ];
    for (const [headers, status] of refused) {
      expect([headers, (await ask(session, '/events', headers)).headers[':status']]).toEqual([
        headers,
        status,
      ]);
    }
    const own = await ask(session, '/healthz', { origin: `https://127.0.0.1:${port}` });
    expect(own.headers[':status']).toBe(200);
    expect(hub.counters().opened).toBe(0);
  });

  it('H8, B8: bounds bodies and heads, and the connection goes on', async () => {
    const { hub, port } = await startTls({ maxBodyBytes: 1_000 });
    const session = connectSession(port);
    const head = { ':method': 'POST', 'content-type': 'application/json' };
    const large = await ask(session, '/events', head, `{"channel":"a","data":"${'x'.repeat(2_000)}"}`);
    expect(large.headers[':status']).toBe(413);
    const target = await ask(session, `/events?${'x'.repeat(9_000)}`);
    expect(target.headers[':status']).toBe(414);
    const fits = await ask(session, '/events', head, '{"channel":"a","data":1}');
    expect(fits.headers[':status']).toBe(201);
    expect(hub.snapshot().published).toBe(1);
  });

  it('B8: an endless body ends alone: the other streams of its connection go on', async () => {
    const { hub, port } = await startTls({ maxBodyBytes: 1_000 });
    const session = connectSession(port);
    const beside = await ask(session, '/events');
    await hasConnected(beside);
    const endless = session.request(
      { ':path': '/events', ':method': 'POST', 'content-type': 'application/json' },
      { endStream: false },
    );
    let status = 0;
    let closed = false;
    endless.on('error', () => undefined).on('close', () => (closed = true));
    endless.on('response', (head) => (status = Number(head[':status']))).resume();
    const writer = setInterval(() => endless.closed || endless.write('x'.repeat(500)), 5);
    await eventually(() => expect(status).toBe(413));
    await eventually(() => expect(closed).toBe(true));
    clearInterval(writer);
    hub.publish({ channel: 'a', data: 'on' });
    await eventually(() => expect(beside.published()).toEqual(['on']));
  });

  it('B11: a publisher that resets in the middle of its body leaves nothing behind', async () => {
    const trouble: unknown[] = [];
    const { hub, port } = await startTls({ onError: (error) => trouble.push(error) });
    const session = connectSession(port);
    const head = { ':path': '/events', ':method': 'POST', 'content-type': 'application/json' };
    const half = session.request(head, { endStream: false });
    half.on('error', () => undefined);
    half.write('{"channel":');
    await ask(session, '/healthz');
    half.close(constants.NGHTTP2_CANCEL);
    const whole = await ask(
      session,
      '/events',
      { ':method': 'POST', 'content-type': 'application/json' },
      '{"channel":"a","data":1}',
    );
    expect(whole.headers[':status']).toBe(201);
    expect(hub.snapshot().published).toBe(1);
    expect(trouble).toEqual([]);
  });

  it('B12: a paused stream holds up none of the others, also on the same connection', async () => {
    const { hub, port } = await startTls({
      drainTimeoutMs: 1_000,
      history: { events: 3_000, bytes: 64 * 1024 * 1024 },
    });
    const session = connectSession(port);
    const other = connectSession(port);
    const paused = await ask(session, '/events');
    await hasConnected(paused);
    paused.stream.pause();
    paused.stream.on('error', () => undefined);
    const beside = await ask(session, '/events?channel=few');
    const healthy = await ask(other, '/events');
    await hasConnected(healthy);
    await hasConnected(beside);
    const filler = 'x'.repeat(4_096);
    for (let i = 0; i < 2_000; i++) hub.publish({ channel: 'many', data: `${i} ${filler}` });
    hub.publish({ channel: 'few', data: 'beside' });
    await eventually(() => expect(beside.published()).toEqual(['beside']));
    await eventually(() => expect(healthy.published()).toHaveLength(2_001), { timeoutMs: 10_000 });
    await eventually(() => expect(hub.counters().closed['too-slow']).toBe(1));
    expect(hub.snapshot().clients).toHaveLength(2);
  });

  it('B8: a stop says goodbye on every stream, ends the connection with GOAWAY, and is soon over', async () => {
    const { hub, port } = await startTls({ stopTimeoutMs: 3_000 });
    const session = connectSession(port);
    let goaway: number | null = null;
    let closed = false;
    session.on('goaway', (code: number) => (goaway = code));
    session.on('close', () => (closed = true));
    const streams = await Promise.all(Array.from({ length: 5 }, () => ask(session, '/events')));
    await Promise.all(streams.map(hasConnected));
    const idle = connectSession(port);
    await ask(idle, '/healthz');
    const since = performance.now();
    await hub.stop();
    expect(performance.now() - since).toBeLessThan(2_000);
    await eventually(() => expect(streams.every((stream) => stream.ended())).toBe(true));
    expect(streams.map(({ events }) => events.at(-1)?.type)).toEqual(Array<string>(5).fill('hub.shutdown'));
    await eventually(() => expect(closed).toBe(true));
    expect(goaway).toBe(constants.NGHTTP2_NO_ERROR);
    const again = createHub({ port, tls, stopTimeoutMs: 500 });
    expect(await again.start()).toMatchObject({ port });
    await again.stop();
  });
});

describe('HTTP/1.1 over TLS, on the same port', () => {
  it('A8: serves streams and WebSockets beside HTTP/2, all with the same events', async () => {
    const { hub, port } = await startTls();
    const session = connectSession(port);
    const second = await ask(session, '/events');
    await hasConnected(second);
    const parser = new EventStreamParser();
    const first = request({ host: '127.0.0.1', port, path: '/events', ca: tls.cert, agent: false }, (res) => {
      expect([res.statusCode, res.httpVersion]).toEqual([200, '1.1']);
      res.on('data', (chunk: Buffer) => parser.feed(chunk)).on('error', () => undefined);
    }).on('error', () => undefined);
    first.end();
    const socket = new WebSocket(`wss://127.0.0.1:${port}/ws`, { ca: tls.cert });
    const messages: { event: string; data: string }[] = [];
    socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString('utf8')) as never));
    await eventually(() => expect(hub.snapshot().clients).toHaveLength(3));
    hub.publish({ channel: 'a', event: 'both', data: 'same' });
    await eventually(() => expect(second.published()).toEqual(['same']));
    await eventually(() => expect(parser.events.at(-1)).toMatchObject({ type: 'both', data: 'same' }));
    await eventually(() => expect(messages.at(-1)).toMatchObject({ event: 'both', data: 'same' }));
    first.destroy();
    socket.terminate();
    await eventually(() => expect(hub.snapshot().clients).toHaveLength(1));
  });

  const overTls = (port: number, bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connectTls({ host: '127.0.0.1', port, ca: tls.cert, ALPNProtocols: ['http/1.1'] });
      let text = '';
      socket.once('secureConnect', () => socket.write(bytes));
      socket.on('data', (chunk) => (text += String(chunk)));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });

  it('B17: sees a second Host behind thousands of headers here too', async () => {
    const { port } = await startTls();
    const many = 'a:b\r\n'.repeat(2_500);
    const head = `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${many}`;
    expect(await overTls(port, `${head}Host: evil.test\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 (?:400|403|431) /u,
    );
    expect(await overTls(port, `${head}Connection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 /u);
  });

  it('H8: refuses a head of 17 kB', async () => {
    const { port } = await startTls();
    const long = `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`;
    expect(await overTls(port, long)).toMatch(/^HTTP\/1\.1 431 /u);
  });
});

describe('what is not TLS', () => {
  it.each([
    ['HTTP without TLS', 'GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'],
    ['noise', '\x16\x03\x01\xff\xff\x01nonsense\0\0\0'.repeat(50)],
    ['an SSH banner', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ])('B16: %s is closed, and nothing is logged', async (_, bytes) => {
    const trouble: unknown[] = [];
    const { hub, port } = await startTls({
      onError: (error) => trouble.push(error),
      log: (record) => void (record.level === 'info' || trouble.push(record)),
    });
    const stranger = await holdSocket(port, Buffer.from(bytes, 'latin1'));
    await eventually(() => expect(stranger.closed()).toBe(true));
    expect(stranger.received()).not.toContain('event-stream');
    const session = connectSession(port);
    expect((await ask(session, '/healthz')).headers[':status']).toBe(200);
    expect(hub.counters().opened).toBe(0);
    expect(trouble).toEqual([]);
  });

  it('refuses a certificate that is none, and TLS 1.1', async () => {
    await expect(createHub({ tls: { cert: 'no', key: 'none' } }).start()).rejects.toMatchObject({
      code: 'bad-certificate',
    });
    const { port } = await startTls();
    const old = connectTls({
      host: '127.0.0.1',
      port,
      ca: tls.cert,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
    });
    await expect(
      new Promise((resolve, reject) => old.once('secureConnect', resolve).once('error', reject)),
    ).rejects.toThrow();
  });
});

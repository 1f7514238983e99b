import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { useHubs } from './support/hubs';
import { openSocket } from './support/open-socket';
import { openStream } from './support/open-stream';

const startHub = useHubs();

describe('a WebSocket', () => {
  it.each(['/events', '/ws'])('A3: gets the same events as a stream, at %s', async (path) => {
    const { hub, port } = await startHub();
    const socket = await openSocket(port, `${path}?channel=orders/**`);
    const stream = await openStream(port, '/events?channel=orders/**');
    await socket.first('connected');
    await stream.first('connected');
    const { id } = hub.publish({ channel: 'orders/eu', event: 'order.paid', data: 'a\nb', retry: 10 });
    hub.publish({ channel: 'else', data: 'no' });
    await eventually(() => expect(socket.published()).toEqual(['a\nb']));
    expect(socket.messages.at(-1)).toEqual({
      channel: 'orders/eu',
      id,
      event: 'order.paid',
      data: 'a\nb',
      retry: 10,
    });
    const event = await stream.first('order.paid');
    expect([event.id, event.data, event.channel]).toEqual([id, 'a\nb', 'orders/eu']);
    expect(hub.snapshot().clients.map(({ transport }) => transport)).toEqual(['websocket', 'sse']);
    stream.close();
    socket.close();
    await eventually(() => expect(hub.snapshot().clients).toEqual([]));
  });

  it('C5: goes on after an id that another transport has given', async () => {
    const { hub, port } = await startHub();
    const ids = ['1', '2', '3'].map((data) => hub.publish({ channel: 'a', data }).id!);
    const socket = await openSocket(port, `/events?lastEventId=${ids[0]}`);
    await eventually(() => expect(socket.published()).toEqual(['2', '3']));
    hub.publish({ channel: 'a', data: '4' });
    await eventually(() => expect(socket.published()).toEqual(['2', '3', '4']));
    socket.close();
  });

  it('D3, E3: changes its subscriptions while it is open', async () => {
    const { hub, port } = await startHub();
    hub.setState('user:1:messages', () => ({ unread: 3 }));
    const socket = await openSocket(port, '/events?channel=user:1');
    await socket.first('connected');
    hub.publish({ channel: 'user:1:messages', data: 'too early' });
    socket.send({ op: 'subscribe', channels: ['user:1:*'], ref: 'more' });
    expect(await socket.answer('more')).toEqual({
      event: 'hub.subscribed',
      data: { channels: ['user:1', 'user:1:*'] },
    });
    expect((await socket.first('initial_state')).data).toBe('{"unread":3}');
    hub.publish({ channel: 'user:1:messages', data: 'hello' });
    await eventually(() => expect(socket.published()).toEqual(['hello']));
    socket.send({ op: 'unsubscribe', channels: ['user:1:*'], ref: 'less' });
    await socket.answer('less');
    hub.publish({ channel: 'user:1:messages', data: 'not any more' });
    hub.publish({ channel: 'user:1', data: 'still' });
    await eventually(() => expect(socket.published()).toEqual(['hello', 'still']));
    expect(hub.snapshot().clients[0]?.channels).toEqual(['user:1']);
    expect(hub.presence('user:1:messages').clients).toBe(0);
    socket.send({ op: 'unsubscribe', channels: ['user:1'], ref: 'none' });
    expect((await socket.answer('none')).data).toEqual({ channels: [] });
    hub.publish({ channel: 'user:1', data: 'nothing' });
    socket.send({ op: 'ping', ref: 'end' });
    expect((await socket.answer('end')).event).toBe('hub.pong');
    expect(socket.published()).toEqual(['hello', 'still']);
    socket.close();
  });

  it('A10: publishes, and answers with the id', async () => {
    const { port } = await startHub();
    const stream = await openStream(port, '/events');
    await stream.first('connected');
    const socket = await openSocket(port);
    socket.send({ op: 'publish', channel: 'a/b', event: 'said', data: { n: 1 }, ref: 'p' });
    const { event, data } = await socket.answer('p');
    const said = await stream.first('said');
    expect([event, data]).toEqual(['hub.published', { id: said.id, clients: 2 }]);
    expect([said.channel, said.data]).toEqual(['a/b', '{"n":1}']);
    socket.close();
    stream.close();
  });

  const bad: readonly (readonly [string, unknown, string])[] = [
    ['text that is no JSON', '{', 'bad-message'],
    ['an unknown op', { op: 'dance', ref: 'r' }, 'bad-message'],
    ['a pattern that can match nothing', { op: 'subscribe', channels: ['a*'], ref: 'r' }, 'bad-channel'],
    ['no channels', { op: 'subscribe', channels: [], ref: 'r' }, 'bad-message'],
    [
      'an injection',
      { op: 'publish', channel: 'a', event: 'x\ndata: y', data: 1, ref: 'r' },
      'bad-event-type',
    ],
    ['an unknown field', { op: 'publish', channel: 'a', data: 1, admin: true, ref: 'r' }, 'bad-message'],
  ];
  it.each(bad)('D7: answers %s with an error, and stays open', async (_what, message, code) => {
    const { hub, port } = await startHub();
    const socket = await openSocket(port);
    await socket.first('connected');
    socket.send(message);
    const error = await socket.first('error');
    expect(JSON.parse(error.data)).toMatchObject({ code });
    socket.send({ op: 'ping', ref: 'alive' });
    expect((await socket.answer('alive')).event).toBe('hub.pong');
    expect(hub.snapshot().published).toBe(0);
    socket.close();
  });

  it('B16, H11: answers a binary message with an error', async () => {
    const { port } = await startHub();
    const socket = await openSocket(port);
    socket.socket.send(Buffer.from([0, 1, 2]));
    expect(JSON.parse((await socket.first('error')).data)).toMatchObject({ code: 'bad-message' });
    socket.close();
  });

  it('H11: closes with 1009 for a message beyond 1 MiB', async () => {
    const { hub, port } = await startHub();
    const socket = await openSocket(port);
    await socket.first('connected');
    socket.send(JSON.stringify({ op: 'publish', channel: 'a', data: 'x'.repeat(1024 * 1024) }));
    await eventually(() => expect(socket.closeCode()).toBe(1009));
    await eventually(() => expect(hub.snapshot().clients).toEqual([]));
    expect(hub.snapshot().published).toBe(0);
  });

  it('never compresses, whatever the client offers', async () => {
    const { port } = await startHub();
    const { socket, close } = await openSocket(port, '/events', { perMessageDeflate: true });
    expect(socket.extensions).toBe('');
    close();
  });

  it('takes our subprotocol and no other', async () => {
    const { port } = await startHub();
    const ours = await openSocket(port, '/events', {}, ['other', 'streamgauge.v1']);
    expect(ours.socket.protocol).toBe('streamgauge.v1');
    ours.close();
    // RFC 6455 §4.1: a client that offered only others fails when none is taken, which is for it to decide.
    await expect(openSocket(port, '/events', {}, ['other'])).rejects.toThrow(/subprotocol/u);
  });

  const handshakes: readonly (readonly [string, string, number])[] = [
    ['another path', 'GET /nowhere HTTP/1.1', 404],
    ['another site', 'GET /events HTTP/1.1\r\nOrigin: https://evil.test', 403],
    ['no key', 'GET /events HTTP/1.1\r\nSec-WebSocket-Version: 13', 400],
    [
      'an old version',
      'GET /events HTTP/1.1\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 7',
      400,
    ],
    ['another protocol', 'GET /events HTTP/1.1\r\nUpgrade: h2c', 400],
  ];
  it.each(handshakes)('B3, B20: refuses an upgrade with %s', async (_what, head, status) => {
    const { hub, port } = await startHub();
    const upgrade = head.includes('Upgrade') ? '' : '\r\nUpgrade: websocket';
    const answer = await exchange(
      port,
      `${head}\r\nHost: 127.0.0.1:${port}${upgrade}\r\nConnection: Upgrade\r\n\r\n`,
    );
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `, 'u'));
    expect(hub.counters().opened).toBe(0);
  });

  it('H2: refuses an upgrade under another host name', async () => {
    const { hub, port } = await startHub();
    const answer = await exchange(
      port,
      `GET /events HTTP/1.1\r\nHost: evil.test:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 403 /u);
    expect(hub.counters().opened).toBe(0);
  });

  const attacks: readonly (readonly [string, Buffer])[] = [
    ['an unmasked frame', Buffer.from([0x81, 1, 0x61])],
    ['a reserved opcode', Buffer.from([0x83, 0x80, 0, 0, 0, 0])],
    ['a reserved bit', Buffer.from([0xc1, 0x81, 0, 0, 0, 0, 0x61])],
    [
      'a control frame of 126 bytes',
      Buffer.concat([Buffer.from([0x89, 0xfe, 0, 126, 0, 0, 0, 0]), Buffer.alloc(126)]),
    ],
    ['a continuation without a start', Buffer.from([0x80, 0x80, 0, 0, 0, 0])],
    ['a length of 2^62', Buffer.from([0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
    ['text that is not UTF-8', Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0xff])],
    [
      '2,000 fragments',
      Buffer.concat([
        Buffer.from([0x01, 0x80, 0, 0, 0, 0]),
        ...Array.from({ length: 2_000 }, () => Buffer.from([0x00, 0x80, 0, 0, 0, 0])),
      ]),
    ],
  ];
  it.each(attacks)('H11: closes on %s; others go on', async (_what, bytes) => {
    const { hub, port } = await startHub();
    const healthy = await openSocket(port);
    const attacker = connect(port, '127.0.0.1');
    attacker.on('error', () => undefined);
    const received: Buffer[] = [];
    let ended = false;
    attacker.on('data', (chunk: Buffer) => received.push(chunk));
    attacker.on('close', () => (ended = true));
    attacker.write(
      `GET /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    await eventually(() => expect(Buffer.concat(received).toString('latin1')).toContain('connected'));
    attacker.write(bytes);
    await eventually(() => expect(hub.snapshot().clients).toHaveLength(1));
    attacker.end();
    await eventually(() => expect(ended).toBe(true));
    hub.publish({ channel: 'a', data: 'on' });
    await eventually(() => expect(healthy.published()).toEqual(['on']));
    healthy.close();
  });

  it('H8: refuses one too many with 503 and when to come back', async () => {
    const { hub, port } = await startHub({ maxConnections: 1 });
    const first = await openSocket(port);
    const refused = (await openSocket(port).catch((error: unknown) => error)) as {
      status: number;
      problem: { code: string };
      headers: Record<string, string>;
    };
    expect([refused.status, refused.problem.code]).toEqual([503, 'busy']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(hub.counters().refused).toBe(1);
    first.close();
  });

  it('B8: is told of a stop, then closed with 1001', async () => {
    const { hub, port } = await startHub();
    const socket = await openSocket(port);
    await socket.first('connected');
    await hub.stop();
    await eventually(() => expect(socket.closeCode()).toBe(1001));
    const farewell = await socket.first('hub.shutdown');
    expect((JSON.parse(farewell.data) as { retryMs: number }).retryMs).toBeGreaterThan(0);
  });

  it('C6: a reader that has stopped is cut, and the others lose nothing', async () => {
    const { hub, port } = await startHub({ drainTimeoutMs: 1_000 });
    const slow = await openSocket(port);
    const healthy = await openSocket(port);
    await slow.first('connected');
    slow.socket.pause();
    const data = 'x'.repeat(10_000);
    for (let i = 0; i < 2_000; i++) hub.publish({ channel: 'a', data: `${i} ${data}` });
    await eventually(() => expect(hub.counters().closed['too-slow']).toBe(1), { timeoutMs: 10_000 });
    await eventually(() => expect(healthy.published()).toHaveLength(2_000), { timeoutMs: 10_000 });
    expect(healthy.published().map((text) => Number(text.split(' ')[0]))).toEqual(
      Array.from({ length: 2_000 }, (_, i) => i),
    );
    healthy.close();
    slow.close();
  });
});

/** Sends raw bytes and gives what comes back until the end. */
function exchange(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

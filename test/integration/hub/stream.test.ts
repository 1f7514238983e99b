import { connect } from 'node:net';
import { EventSource } from 'eventsource';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { useHubs } from './support/hubs';
import { openStream } from './support/open-stream';
import { rawRequest } from './support/raw-request';

const startHub = useHubs();

describe('GET /events', () => {
  it('B2: opens with the headers of an event stream and those that keep it private', async () => {
    const { port } = await startHub();
    const stream = await openStream(port);
    expect(stream.status).toBe(200);
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-resource-policy': 'same-origin',
      vary: 'Origin, Accept',
    });
    expect(Object.keys(stream.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    stream.close();
  });

  it('B2: sends its first bytes at once, with nothing published', async () => {
    const { port } = await startHub();
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    const first = await new Promise<string>((resolve) =>
      socket.once('data', (chunk) => resolve(String(chunk))),
    );
    expect(first).toMatch(/^HTTP\/1\.1 200 OK\r\n/u);
    expect(first).toContain('event: connected\n');
    socket.destroy();
  });

  it('B3: greets with the client id, the time, the channels and the epoch', async () => {
    const { hub, port } = await startHub({ now: () => Date.UTC(2026, 10, 21, 14, 32) });
    const stream = await openStream(port, '/events?channel=orders/**&channel=demo/counter,logs/api');
    const connected = await stream.first('connected');
    const data = JSON.parse(connected.data) as Record<string, unknown>;
    expect(data).toEqual({
      clientId: hub.snapshot().clients[0]!.id,
      time: '2026-11-21T14:32:00.000Z',
      channels: ['orders/**', 'demo/counter', 'logs/api'],
      epoch: expect.stringMatching(/^[0-9a-z]{8}$/u) as string,
    });
    expect(connected.id).toBe(`${String(data['epoch'])}.0`);
    stream.close();
  });

  it('A2: sends the initial state of every matching channel before anything live, without ids', async () => {
    const { hub, port } = await startHub();
    let hp = 100;
    hub.setState('battle:arena:3', () => ({ hp }));
    hub.setState('battle:arena:4', () => 'plain');
    hub.setState('demo/progress', () => ({ percent: 3 }));
    hp = 71;
    const stream = await openStream(port, '/events?channel=battle:**');
    hub.publish({ channel: 'battle:arena:3', event: 'battle_update', data: { damage: 9 } });
    await stream.first('battle_update');
    expect(stream.events.map(({ type, channel, data, id }) => [type, channel, data, id !== null])).toEqual([
      ['connected', null, expect.any(String), true],
      ['initial_state', 'battle:arena:3', '{"hp":71}', false],
      ['initial_state', 'battle:arena:4', 'plain', false],
      ['battle_update', 'battle:arena:3', '{"damage":9}', true],
    ]);
    stream.close();
  });

  it('C4: tells an error, and nothing of its cause, when an initial state cannot be read', async () => {
    const errors: unknown[] = [];
    const { hub, port } = await startHub({ onError: (error) => errors.push(error) });
    const cause = new Error('password=hunter2 at /srv/app.js');
    hub.setState('demo/a', () => {
      throw cause;
    });
    hub.setState('demo/b', () => undefined);
    const stream = await openStream(port);
    await eventually(() => expect(stream.events).toHaveLength(3));
    expect(stream.events[1]).toMatchObject({ type: 'error', channel: 'demo/a' });
    expect(stream.events[2]).toMatchObject({ type: 'error', channel: 'demo/b' });
    expect(stream.raw()).not.toContain('hunter2');
    expect(errors).toContain(cause);
    stream.close();
  });

  it('E3: delivers exactly the channels that were asked for, by name and by pattern', async () => {
    const { hub, port } = await startHub();
    const stream = await openStream(port, '/events?channel=a/b,user:*:messages&channel=orders/**');
    const all = [
      'a/b',
      'a/c',
      'a:b',
      'user:42:messages',
      'user:42:likes',
      'orders/eu',
      'orders/eu/paid',
      'orders',
    ];
    const clients = all.map((channel) => hub.publish({ channel, data: channel }).clients);
    hub.publish({ channel: 'a/b', event: 'last', data: 'last' });
    await stream.first('last');
    expect(stream.published()).toEqual(['a/b', 'user:42:messages', 'orders/eu', 'orders/eu/paid', 'last']);
    expect(clients).toEqual([1, 0, 0, 1, 0, 1, 1, 0]);
    stream.close();
  });

  it('takes no channel at all for every channel', async () => {
    const { hub, port } = await startHub();
    const stream = await openStream(port, '/events?channel=');
    hub.publish({ channel: 'any:thing/at:all', data: 1 });
    await eventually(() => expect(stream.published()).toEqual(['1']));
    stream.close();
  });

  it('C1: writes exactly the bytes of the standard', async () => {
    const { hub, port } = await startHub();
    const stream = await openStream(port, '/events?channel=orders/**');
    await stream.first('connected');
    const before = stream.raw().length;
    hub.publish({
      channel: 'orders/eu/created',
      event: 'order.created',
      id: 'EU-1',
      retry: 2500,
      data: ' one\r\ntwo\rthree\n',
    });
    hub.publish({ channel: 'orders/eu/created', data: { ünï: '☃' } });
    hub.publish({ channel: 'orders/eu/created', data: '' });
    await eventually(() => expect(stream.published()).toHaveLength(3));
    const epoch = stream.events[0]!.id!.split('.')[0];
    expect(stream.raw().slice(before)).toBe(
      'channel: orders/eu/created\nid: EU-1\nevent: order.created\nretry: 2500\n' +
        'data:  one\ndata: two\ndata: three\ndata: \n\n' +
        `channel: orders/eu/created\nid: ${epoch}.2\ndata: {"ünï":"☃"}\n\n` +
        `channel: orders/eu/created\nid: ${epoch}.3\ndata: \n\n`,
    );
    expect(stream.published()).toEqual([' one\ntwo\nthree\n', '{"ünï":"☃"}', '']);
    expect(stream.retries).toEqual([2500]);
    stream.close();
  });

  it('A4: sends a comment after the heartbeat interval, only when nothing else was sent', async () => {
    const { hub, port } = await startHub({ heartbeatMs: 60 });
    const quiet = await openStream(port, '/events?channel=quiet');
    const busy = await openStream(port, '/events?channel=busy');
    const timer = setInterval(() => hub.publish({ channel: 'busy', data: 1 }), 10);
    await eventually(() => expect(quiet.comments.length).toBeGreaterThanOrEqual(3));
    clearInterval(timer);
    expect(quiet.raw()).toContain('\n\n: heartbeat\n\n');
    expect(busy.comments).toEqual([]);
    expect(hub.snapshot().clients.map(({ sent }) => sent)[0]).toBe(0);
    quiet.close();
    busy.close();
  });

  it('A4: heartbeat=event carries the position of the log, so that a quiet client keeps a fresh id', async () => {
    const { hub, port } = await startHub({ heartbeatMs: 40 });
    const stream = await openStream(port, '/events?channel=quiet&heartbeat=event');
    for (let i = 0; i < 5; i++) hub.publish({ channel: 'elsewhere', data: i });
    const beat = await stream.first('heartbeat');
    expect(beat.id).toMatch(/^[0-9a-z]{8}\.5$/u);
    expect(JSON.parse(beat.data)).toEqual({ time: expect.stringMatching(/Z$/u) as string });
    stream.close();
    const back = await openStream(port, '/events?channel=quiet&heartbeat=event', {
      headers: { 'Last-Event-ID': beat.lastEventId },
    });
    await back.first('heartbeat');
    expect(back.events.map(({ type }) => type)).not.toContain('gap');
    back.close();
  });

  it('A4: sends no heartbeat when the interval is 0', async () => {
    const { hub, port } = await startHub({ heartbeatMs: 0 });
    const { port: beating } = await startHub({ heartbeatMs: 20 });
    const silent = await openStream(port);
    const clock = await openStream(beating);
    await eventually(() => expect(clock.comments.length).toBeGreaterThanOrEqual(5));
    expect(silent.comments).toEqual([]);
    expect(hub.snapshot().clients).toHaveLength(1);
    silent.close();
    clock.close();
  });

  it('C7: serves the npm eventsource client, types, ids and all', async () => {
    const { hub, url } = await startHub();
    const source = new EventSource(`${url}/events?channel=demo/**`);
    const seen: unknown[] = [];
    source.addEventListener('order.paid', (event) => seen.push([event.type, event.data, event.lastEventId]));
    source.addEventListener('message', (event) => seen.push([event.type, event.data, event.lastEventId]));
    await eventually(() => expect(hub.snapshot().clients).toHaveLength(1));
    hub.publish({ channel: 'demo/x', event: 'order.paid', id: 'own-1', data: 'a\nb' });
    const { id } = hub.publish({ channel: 'demo/x', data: { n: 1 } });
    await eventually(() => expect(seen).toHaveLength(2));
    expect(seen).toEqual([
      ['order.paid', 'a\nb', 'own-1'],
      ['message', '{"n":1}', id],
    ]);
    source.close();
  });

  it('B19: answers HEAD with the head only, and registers nobody', async () => {
    const { hub, port } = await startHub();
    const answer = await rawRequest(
      port,
      `HEAD /events HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer.status).toBe(200);
    expect(answer.head).toMatch(/content-type: text\/event-stream/u);
    expect(answer.body).toBe('');
    expect(hub.counters().opened).toBe(0);
  });

  it('B19: ignores Range and Accept-Encoding', async () => {
    const { port } = await startHub();
    const stream = await openStream(port, '/events', {
      headers: { Range: 'bytes=0-10', 'Accept-Encoding': 'gzip, br' },
    });
    expect(stream.status).toBe(200);
    expect(stream.headers['content-encoding']).toBeUndefined();
    await stream.first('connected');
    stream.close();
  });

  const refused: readonly (readonly [string, Record<string, string>, number, string, string | undefined])[] =
    [
      ['/events?channel=a%0Ab', {}, 400, 'bad-channel', 'channel'],
      ['/events?channel=a%20b', {}, 400, 'bad-channel', 'channel'],
      ['/events?channel=ord*', {}, 400, 'bad-channel', 'channel'],
      ['/events?channel=a/**/b', {}, 400, 'bad-channel', 'channel'],
      [`/events?channel=${'x'.repeat(257)}`, {}, 400, 'bad-channel', 'channel'],
      [
        `/events?channel=${Array.from({ length: 101 }, (_, i) => i).join(',')}`,
        {},
        400,
        'too-many-channels',
        'channel',
      ],
      ['/events?heartbeat=yes', {}, 400, 'bad-heartbeat', 'heartbeat'],
      ['/events', { Accept: 'text/html' }, 406, 'not-acceptable', undefined],
      ['/events', { Accept: 'text/event-stream;q=0' }, 406, 'not-acceptable', undefined],
      ['/', {}, 404, 'not-found', undefined],
      ['/events/', {}, 404, 'not-found', undefined],
      ['/..%2f..%2fetc/passwd', {}, 404, 'not-found', undefined],
      ['/%00', {}, 404, 'not-found', undefined],
      [`/events?channel=${'a,'.repeat(4_100)}`, {}, 414, 'target-too-long', undefined],
    ];
  it.each(refused)('B15, B18: refuses %s %j with %i %s', async (path, headers, status, code, field) => {
    const { hub, port } = await startHub();
    const stream = await openStream(port, path, { headers });
    await eventually(() => expect(stream.ended()).toBe(true));
    const problem = JSON.parse(stream.raw()) as Record<string, unknown>;
    expect(stream.status).toBe(status);
    expect(stream.headers['content-type']).toBe('application/problem+json');
    expect(problem).toMatchObject({ status, code, ...(field !== undefined && { field }) });
    expect(stream.raw()).not.toMatch(/node:|\.[jt]s\b|\n\s+at /u);
    expect(hub.counters().opened).toBe(0);
  });
});

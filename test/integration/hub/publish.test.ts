import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { useHubs } from './support/hubs';
import { openStream } from './support/open-stream';
import { post, rawRequest } from './support/raw-request';

const startHub = useHubs();
const MIB = 1024 * 1024;

const json = (value: unknown): string => JSON.stringify(value);

describe('POST /events', () => {
  it.each(['/events', '/publish'])('%s publishes and tells the id and who listens', async (path) => {
    const { port } = await startHub();
    const stream = await openStream(port, '/events?channel=orders/**');
    await stream.first('connected');
    const answer = await post(
      port,
      json({ channel: 'orders/eu', event: 'order.paid', data: { n: 1 }, retry: 900 }),
      {
        path,
        headers: { 'Content-Type': 'Application/JSON; charset=utf-8' },
      },
    );
    expect(answer.status).toBe(201);
    expect(answer.head).toMatch(/content-type: application\/json/u);
    const { id, clients } = JSON.parse(answer.body) as { id: string; clients: number };
    expect(clients).toBe(1);
    const event = await stream.first('order.paid');
    expect(event).toEqual({ type: 'order.paid', data: '{"n":1}', id, lastEventId: id, channel: 'orders/eu' });
    expect(stream.retries).toEqual([900]);
    stream.close();
  });

  const values: readonly (readonly [unknown, string])[] = [
    ['', ''],
    ['a\rb', 'a\nb'],
    ['a\r\nb', 'a\nb'],
    ['a\u2028b\u2029c', 'a\u2028b\u2029c'],
    ['tail\n', 'tail\n'],
    ['\n', '\n'],
    [' leading', ' leading'],
    ['data: x\n\nid: 9\n\n', 'data: x\n\nid: 9\n\n'],
    [':comment', ':comment'],
    ['\u0000\ufeff', '\u0000\ufeff'],
    [null, 'null'],
    [12.5, '12.5'],
    [[1, { a: '\r\n' }], '[1,{"a":"\\r\\n"}]'],
  ];
  it.each(values)('B10: data %j arrives as one event', async (data, expected) => {
    const { port } = await startHub();
    const stream = await openStream(port);
    await stream.first('connected');
    expect((await post(port, json({ channel: 'a', data }))).status).toBe(201);
    await eventually(() => expect(stream.published()).toEqual([expected]));
    expect(stream.events).toHaveLength(2);
    stream.close();
  });

  const deep = `{"channel":"a","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  const refused: readonly (readonly [string, string | Buffer, string, string | undefined])[] = [
    ['no JSON', 'channel=a&data=1', 'bad-json', undefined],
    ['nothing', '', 'bad-json', undefined],
    ['half an object', '{"channel":"a","data":', 'bad-json', undefined],
    ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'not-utf-8', undefined],
    ['depth 100,000', deep, 'too-deep', 'data'],
    ['an array', '[]', 'bad-publication', undefined],
    ['null', 'null', 'bad-publication', undefined],
    ['no channel', json({ data: 1 }), 'bad-publication', 'channel'],
    ['no data', json({ channel: 'a' }), 'bad-publication', 'data'],
    ['a number for the channel', json({ channel: 7, data: 1 }), 'bad-publication', 'channel'],
    ['an unknown key', json({ channel: 'a', data: 1, whom: 'all' }), 'unknown-field', 'whom'],
    ['an empty channel', json({ channel: '', data: 1 }), 'bad-channel', 'channel'],
    ['a wildcard channel', json({ channel: 'a/*', data: 1 }), 'bad-channel', 'channel'],
    ['CR LF in the channel', json({ channel: 'a\r\ndata: x', data: 1 }), 'bad-channel', 'channel'],
    [
      '10,000 characters of channel',
      json({ channel: 'x'.repeat(10_000), data: 1 }),
      'bad-channel',
      'channel',
    ],
    ['CR LF in the type', json({ channel: 'a', event: 'a\r\ndata: x', data: 1 }), 'bad-event-type', 'event'],
    ['CR in the type', json({ channel: 'a', event: 'a\rb', data: 1 }), 'bad-event-type', 'event'],
    ['NUL in the type', json({ channel: 'a', event: 'a\0', data: 1 }), 'bad-event-type', 'event'],
    ['a long type', json({ channel: 'a', event: 'x'.repeat(257), data: 1 }), 'bad-event-type', 'event'],
    ['LF in the id', json({ channel: 'a', id: '1\ndata: x', data: 1 }), 'bad-id', 'id'],
    ['NUL in the id', json({ channel: 'a', id: '1\0', data: 1 }), 'bad-id', 'id'],
    ['a direction mark in the id', json({ channel: 'a', id: 'a\u202eb', data: 1 }), 'bad-id', 'id'],
    ['half a surrogate pair in the id', '{"channel":"a","id":"\\ud800","data":1}', 'bad-id', 'id'],
    ['an empty id', json({ channel: 'a', id: '', data: 1 }), 'bad-id', 'id'],
    ['a padded id', json({ channel: 'a', id: ' 7', data: 1 }), 'bad-id', 'id'],
    ['a retry with a line end', json({ channel: 'a', retry: '1\n', data: 1 }), 'bad-publication', 'retry'],
    ['half a millisecond of retry', json({ channel: 'a', retry: 0.5, data: 1 }), 'bad-publication', 'retry'],
    ['a negative retry', json({ channel: 'a', retry: -1, data: 1 }), 'bad-publication', 'retry'],
    ['a retry beyond 2^31', json({ channel: 'a', retry: 2 ** 31, data: 1 }), 'bad-publication', 'retry'],
  ];
  it.each(refused)('B9: refuses %s, names the field, sends nothing', async (_, body, code, field) => {
    const { hub, port } = await startHub();
    const stream = await openStream(port);
    await stream.first('connected');
    const answer = await post(port, body);
    expect(answer.status).toBe(400);
    expect(answer.head).toMatch(/content-type: application\/problem\+json/u);
    const problem = JSON.parse(answer.body) as Record<string, unknown>;
    expect(problem).toMatchObject({ status: 400, title: 'Bad Request', code });
    expect(problem['field']).toBe(field);
    expect(problem['detail']).toMatch(/^[A-Z].*\.$/u);
    hub.publish({ channel: 'a', event: 'after', data: '' });
    await stream.first('after');
    expect(stream.events.map(({ type }) => type)).toEqual(['connected', 'after']);
    stream.close();
  });

  it.each([
    ['text/plain', '{"channel":"a","data":1}'],
    ['application/x-www-form-urlencoded', 'channel=a'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/json; charset=latin1', '{"channel":"a","data":1}'],
    ['application/jsonx', '{"channel":"a","data":1}'],
    ['', '{"channel":"a","data":1}'],
  ])('B5: refuses content type %j with 415: no form or simple request can publish', async (type, body) => {
    const { hub, port } = await startHub();
    expect((await post(port, body, { headers: { 'Content-Type': type } })).status).toBe(415);
    expect(hub.snapshot().published).toBe(0);
  });

  it('B8: refuses compressed bodies', async () => {
    const { port } = await startHub();
    const body = gzipSync(json({ channel: 'a', data: 'x'.repeat(MIB * 4) }));
    expect((await post(port, body, { headers: { 'Content-Encoding': 'gzip' } })).status).toBe(415);
  });

  it('B8: takes a body of 1 MiB and refuses one byte more', async () => {
    const { hub, port } = await startHub();
    const frame = json({ channel: 'a', data: '' }).length;
    const fits = json({ channel: 'a', data: 'x'.repeat(MIB - frame) });
    expect(fits).toHaveLength(MIB);
    expect((await post(port, fits)).status).toBe(201);
    const answer = await post(port, `${fits} `);
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'body-too-large' });
    expect(hub.snapshot().published).toBe(1);
  });

  it('B8: refuses an endless body while it streams, and ends the connection', async () => {
    const { hub, port } = await startHub({ maxBodyBytes: 10_000 });
    const socket = connect(port, '127.0.0.1');
    let received = '';
    let closed = false;
    socket.on('data', (chunk) => (received += String(chunk)));
    socket.on('error', () => undefined);
    socket.on('close', () => (closed = true));
    socket.write(
      `POST /events HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const chunk = `400\r\n${'x'.repeat(1_024)}\r\n`;
    const writer = setInterval(() => socket.write(chunk), 1);
    await eventually(() => expect(received).toMatch(/^HTTP\/1\.1 413 /u));
    await eventually(() => expect(closed).toBe(true));
    clearInterval(writer);
    expect(hub.snapshot().published).toBe(0);
  });

  it('B24: a second try with the same id is told so, and published once', async () => {
    const { hub, port } = await startHub();
    const body = json({ channel: 'a', id: 'order-7', data: 1 });
    expect((await post(port, body)).status).toBe(201);
    const second = await post(port, body);
    expect(second.status).toBe(409);
    expect(JSON.parse(second.body)).toMatchObject({ code: 'id-taken', field: 'id' });
    expect(hub.snapshot().published).toBe(1);
  });

  it('goes on after a publisher that left in the middle of its body', async () => {
    const { hub, port } = await startHub();
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST /events HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"chan`,
    );
    await new Promise((sent) => socket.once('ready', sent));
    socket.destroy();
    expect((await post(port, json({ channel: 'a', data: 1 }))).status).toBe(201);
    expect(hub.snapshot().published).toBe(1);
  });

  it('takes several requests on one connection', async () => {
    const { hub, port } = await startHub();
    const body = json({ channel: 'a', data: 1 });
    const one = (connection: string): string =>
      `POST /events HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: ${connection}\r\n\r\n${body}`;
    await rawRequest(port, one('keep-alive') + one('keep-alive') + one('close'));
    await eventually(() => expect(hub.snapshot().published).toBe(3));
  });
});

describe('publishing from code', () => {
  it('D5: notify publishes a notification with title, message, level and priority', async () => {
    const { hub, port } = await startHub();
    const stream = await openStream(port, '/events?channel=notifications,NotificationStream:**');
    await stream.first('connected');
    hub.notify({ title: 'Deploy finished', message: 'All is well.', level: 'success', priority: 'low' });
    hub.notify({
      channel: 'NotificationStream:user:42',
      title: 'Disk is full',
      message: 'db-2',
      level: 'error',
      priority: 'high',
      details: { percent: 99 },
    });
    await eventually(() => expect(stream.published()).toHaveLength(2));
    expect(
      stream.events.slice(1).map(({ type, channel, data }) => [type, channel, JSON.parse(data) as unknown]),
    ).toEqual([
      [
        'notification',
        'notifications',
        { level: 'success', priority: 'low', title: 'Deploy finished', message: 'All is well.' },
      ],
      [
        'notification',
        'NotificationStream:user:42',
        { level: 'error', priority: 'high', title: 'Disk is full', message: 'db-2', percent: 99 },
      ],
    ]);
    stream.close();
  });

  it('refuses what cannot be sent, by code', async () => {
    const { hub } = await startHub();
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const codeOf = (publication: Parameters<typeof hub.publish>[0]): unknown => {
      try {
        return hub.publish(publication);
      } catch (error) {
        return (error as { code?: string }).code;
      }
    };
    expect(codeOf({ channel: 'a', data: circular })).toBe('bad-data');
    expect(codeOf({ channel: 'a', data: undefined })).toBe('bad-data');
    expect(codeOf({ channel: 'a', data: 'x', retry: 1.5 })).toBe('bad-retry');
    expect(codeOf({ channel: 'a', data: '\n'.repeat(1_000_000) })).toBe('too-large');
    expect(codeOf({ channel: 'a b', data: 'x' })).toBe('bad-channel');
    expect(hub.snapshot()).toMatchObject({ published: 0, history: { events: 0 } });
  });
});

import { describe, expect, it } from 'vitest';
import { TokenStore } from '../../../src/main/hub/auth/token-store';
import type { Hub } from '../../../src/main/hub/hub';
import { eventually } from '../../support/eventually';
import { useHubs } from './support/hubs';
import { openSocket } from './support/open-socket';
import { openStream } from './support/open-stream';
import { post, rawRequest, type RawAnswer } from './support/raw-request';

const startHub = useHubs();

const get = (port: number, path: string, headers = ''): Promise<RawAnswer> =>
  rawRequest(port, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${headers}Connection: close\r\n\r\n`);

const stateOf = (hub: Hub): string => hub.snapshot().state.phase;

/** Reads the text format as Prometheus does: every sample has a metric with help and type, and a number. */
function parseMetrics(text: string): Map<string, number> {
  const values = new Map<string, number>();
  const types = new Map<string, string>();
  const helped = new Set<string>();
  expect(text.endsWith('\n')).toBe(true);
  for (const line of text.slice(0, -1).split('\n')) {
    const help = /^# HELP ([a-z_]+) (\S.*)$/u.exec(line);
    const type = /^# TYPE ([a-z_]+) (counter|gauge)$/u.exec(line);
    const sample = /^([a-z_]+)(\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"\})? (\S+)$/u.exec(line);
    if (help) helped.add(help[1]!);
    else if (type) types.set(type[1]!, type[2]!);
    else {
      expect(sample, line).not.toBeNull();
      const [, name = '', labels = '', value = ''] = sample!;
      expect(helped.has(name) && types.has(name), line).toBe(true);
      expect(Number.isFinite(Number(value)), line).toBe(true);
      if (types.get(name) === 'counter') expect(name).toMatch(/_total$/u);
      expect(values.has(name + labels), line).toBe(false);
      values.set(name + labels, Number(value));
    }
  }
  return values;
}

describe('GET /metrics', () => {
  const read = async (port: number): Promise<(name: string) => number | undefined> => {
    const answer = await get(port, '/metrics');
    expect(answer.status).toBe(200);
    expect(answer.head).toMatch(/^content-type: text\/plain; version=0\.0\.4; charset=utf-8$/imu);
    const values = parseMetrics(answer.body);
    return (name) => values.get(`streamgauge_hub_${name}`);
  };

  it('E5: is in the text format of Prometheus, and counts what happens', async () => {
    const { hub, port } = await startHub({ maxConnections: 3 });
    const before = await read(port);
    expect(before('up')).toBe(1);
    expect(before('start_time_seconds')).toBeCloseTo(Date.now() / 1_000, -2);
    expect(before('events_published_total')).toBe(0);
    expect(before('connections{transport="sse"}')).toBe(0);

    const streams = [await openStream(port), await openStream(port, '/events?channel=other')];
    const socket = await openSocket(port);
    const refused = await openStream(port);
    await refused.first('hub.busy');
    await post(port, '{"channel":"a","data":1}');
    await post(port, '{"channel":"a","id":"\\u0000","data":1}');
    hub.publish({ channel: 'b', data: 2 });
    await eventually(() => expect(streams[0]!.published()).toHaveLength(2));
    await eventually(() => expect(socket.published()).toHaveLength(2));

    const during = await read(port);
    expect(during('connections{transport="sse"}')).toBe(2);
    expect(during('connections{transport="websocket"}')).toBe(1);
    expect(during('connections_opened_total')).toBe(3);
    expect(during('connections_refused_total')).toBe(1);
    expect(during('events_published_total')).toBe(2);
    expect(during('events_delivered_total')).toBe(4);
    expect(during('publications_refused_total{code="bad-id"}')).toBe(1);
    expect(during('log_events')).toBe(2);
    expect(during('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);

    for (const stream of streams) stream.close();
    socket.close();
    await eventually(() => expect(hub.snapshot().clients).toEqual([]));
    const after = await read(port);
    expect(after('connections{transport="sse"}')).toBe(0);
    expect(after('connections_closed_total{reason="client-left"}')).toBe(3);
    expect(after('events_delivered_total')).toBe(4);
  });

  it('E5: has no label that a stranger can make up, and as many lines after a thousand channels', async () => {
    const { hub, port } = await startHub();
    const lines = (await get(port, '/metrics')).body.split('\n').length;
    for (let i = 0; i < 1_000; i++) hub.publish({ channel: `evil"}\\${i}`, event: `e${i}`, data: i });
    const { body } = await get(port, '/metrics');
    expect(body.split('\n')).toHaveLength(lines);
    expect(body).not.toContain('evil');
    parseMetrics(body);
  });

  it('E5: is not there when it is switched off, and asks for a token where readers have one', async () => {
    const off = await startHub({ metrics: false });
    expect((await get(off.port, '/metrics')).status).toBe(404);
    const tokens = new TokenStore();
    const { token } = tokens.create({ name: 'prometheus', scopes: ['subscribe'], channels: ['**'] });
    const { port } = await startHub({ access: 'all', tokens });
    expect((await get(port, '/metrics')).status).toBe(401);
    expect((await get(port, '/metrics', `Authorization: Bearer ${token}\r\n`)).status).toBe(200);
  });
});

describe('the documents', () => {
  it.each([
    ['/openapi.json', 'openapi', /^3\.1\.\d$/u],
    ['/asyncapi.json', 'asyncapi', /^3\.\d\.\d$/u],
  ])('E7: GET %s describes this hub under the address that was asked', async (path, field, version) => {
    const { port } = await startHub({ allowedHosts: ['hub.example.com'] });
    const answer = await get(port, path);
    expect(answer.status).toBe(200);
    expect(answer.head).toMatch(/^content-type: application\/json/imu);
    const document = JSON.parse(answer.body) as Record<string, unknown>;
    expect(document[field]).toMatch(version);
    expect(answer.body).toContain(`127.0.0.1:${port}`);
    const named = await rawRequest(
      port,
      `GET ${path} HTTP/1.1\r\nHost: hub.example.com\r\nConnection: close\r\n\r\n`,
    );
    expect(named.body).toContain('hub.example.com');
    expect(named.body).not.toContain(`127.0.0.1:${port}`);
  });

  it('E7: the OpenAPI document has a path for everything that the hub answers', async () => {
    const { port } = await startHub();
    const { paths } = JSON.parse((await get(port, '/openapi.json')).body) as {
      paths: Record<string, object>;
    };
    for (const path of Object.keys(paths)) {
      const target = path.replaceAll(/\{[^}]*\}/gu, 'x');
      const allowed = await rawRequest(
        port,
        `OPTIONS ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`,
      );
      expect([path, allowed.status]).toEqual([path, 204]);
      const methods = /^allow: (.*)$/imu.exec(allowed.head)![1]!.toLowerCase().split(', ');
      expect(methods).toEqual(
        expect.arrayContaining(Object.keys(paths[path]!).filter((key) => /^(?:get|post)$/u.test(key))),
      );
    }
    for (const path of ['/events', '/publish', '/poll', '/healthz', '/metrics', '/presence', '/tickets']) {
      expect(Object.keys(paths)).toContain(path);
    }
  });
});

describe('GET /presence', () => {
  it('D1: tells how many connections and users listen to a channel, by name or by pattern', async () => {
    const tokens = new TokenStore();
    const { token } = tokens.create({ name: 'web', scopes: ['subscribe'], channels: ['orders/**'] });
    const { hub, port } = await startHub({ access: 'all', tokens });
    const headers = { Authorization: `Bearer ${token}` };
    const streams = [
      await openStream(port, '/events?channel=orders/eu', { headers }),
      await openStream(port, '/events?channel=orders/*', { headers }),
    ];
    await Promise.all(streams.map((stream) => stream.first('connected')));
    const asked = `Authorization: Bearer ${token}\r\n`;
    const answer = await get(port, '/presence?channel=orders/eu,orders/us&channel=orders/none/here', asked);
    expect(JSON.parse(answer.body)).toEqual({
      channels: [
        { name: 'orders/eu', clients: 2, users: expect.any(Number) as number },
        { name: 'orders/us', clients: 1, users: expect.any(Number) as number },
        { name: 'orders/none/here', clients: 0, users: 0 },
      ],
    });
    expect((await get(port, '/presence?channel=secrets', asked)).status).toBe(403);
    expect((await get(port, '/presence?channel=orders/eu')).status).toBe(401);
    for (const stream of streams) stream.close();
    await eventually(() => expect(hub.presence('orders/eu')).toEqual({ clients: 0, users: 0 }));
  });

  it.each(['', '?channel=', '?channel=orders/*', '?channel=a%00', '?channel=a,*'])(
    'refuses %j: presence is of channels by name',
    async (query) => {
      const { port } = await startHub();
      const answer = await get(port, `/presence${query}`);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body)).toMatchObject({ code: 'bad-channel', field: 'channel' });
    },
  );
});

describe('GET /healthz', () => {
  it('H6: answers without a token while everything else asks for one', async () => {
    const { hub, port } = await startHub({ access: 'all', tokens: new TokenStore() });
    expect(stateOf(hub)).toBe('running');
    expect((await get(port, '/healthz')).body).toBe('{"status":"ok"}\n');
    for (const path of ['/events', '/sse', '/poll', '/metrics', '/presence?channel=a']) {
      const answer = await get(port, path);
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.head).toMatch(/^www-authenticate: Bearer/imu);
    }
    expect((await post(port, '{"channel":"a","data":1}')).status).toBe(401);
    await expect(openSocket(port)).rejects.toMatchObject({ status: 401 });
  });
});

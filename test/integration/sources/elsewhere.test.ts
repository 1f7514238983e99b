import dns from 'node:dns';
import net from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { urlProblem } from '@shared/source';
import { eventually } from '../../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../../support/raw-sse-server';
import { SOURCE_ID, sourceConfig, watchSource, type WatchedSource } from '../../support/watched-source';

let server: RawSseServer | undefined;
let source: WatchedSource | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  await source?.close();
  await server?.close();
  source = server = undefined;
});

const redirect = (location: string): string =>
  `HTTP/1.1 302 Found\r\nlocation: ${location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`;

it('S25: gives no secret to a place that another origin led back to', async () => {
  server = await startRawSseServer(({ socket, line }) =>
    socket.end(line.includes('/chosen-by-them') ? `${STREAM_HEAD}data: a\n\n` : redirect(other.url)),
  );
  const back = `http://127.0.0.1:${server.port}/chosen-by-them`;
  const other = await startRawSseServer(({ socket }) => socket.end(redirect(back)));
  try {
    source = watchSource(server.url, {
      headers: [{ name: 'X-Api-Key', value: 'canary', secret: true, enabled: true }],
      startFromId: 'canary-id',
    });
    await eventually(() => expect(source!.events()).not.toEqual([]));
    expect(server.requests[0]!.headers['x-api-key']).toBe('canary');
    expect(JSON.stringify([other.requests[0]!.headers, server.requests[1]!.headers])).not.toContain('canary');
  } finally {
    await other.close();
  }
});

it('S25: stops after five hops', async () => {
  server = await startRawSseServer(({ socket }, number) => socket.end(redirect(`/hop-${number}`)));
  source = watchSource(server.url);
  await eventually(() =>
    expect(source!.status().state).toMatchObject({
      phase: 'stopped',
      reason: { code: 'redirect-loop', message: 'orders redirects more than 5 times.' },
    }),
  );
  expect(server.requests).toHaveLength(6);
});

it('S41: reaches a server that listens on IPv4 only under a name that is IPv6 first', async () => {
  server = await startRawSseServer(({ socket }) => socket.write(`${STREAM_HEAD}data: a\n\n`));
  const byDefault = net.getDefaultAutoSelectFamily();
  // As in Node 18, where the app's older runtime lives.
  net.setDefaultAutoSelectFamily(false);
  vi.spyOn(dns, 'lookup').mockImplementation(((
    _: string,
    options: dns.LookupOptions,
    callback: (error: null, address: string | dns.LookupAddress[], family?: number) => void,
  ) => {
    const found = [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ];
    if (options.all) callback(null, found);
    else callback(null, '::1', 6);
  }) as unknown as typeof dns.lookup);
  try {
    source = watchSource(`http://both.example:${server.port}/`);
    await eventually(() => expect(source!.events()).toHaveLength(1));
    expect(source.status().attempts).toHaveLength(1);
  } finally {
    net.setDefaultAutoSelectFamily(byDefault);
  }
});

it.each([
  ['http://[::ffff:127.0.0.1]:PORT/', 'a mapped address'],
  ['http://0x7f.1:PORT/', 'an address in hexadecimal'],
])('S42: takes %s: %s', async (address) => {
  server = await startRawSseServer(({ socket }) => socket.write(`${STREAM_HEAD}data: a\n\n`));
  source = watchSource(address.replace('PORT', String(server.port)));
  await eventually(() => expect(source!.events()).toHaveLength(1));
});

it.each([
  ['came last', 'same', SOURCE_ID],
  ['opened it', SOURCE_ID, 'same'],
])(
  'A9: two sources of the same address and headers share a connection, also when the one leaves that %s',
  async (_, leaves, stays) => {
    server = await startRawSseServer(({ socket }) => void socket.write(`${STREAM_HEAD}id: 1\ndata: a\n\n`));
    const headers = [{ name: 'X-Api-Key', value: 'k', secret: true, enabled: true }];
    source = watchSource(server.url, { headers });
    const { registry } = source;
    registry.add(sourceConfig(server.url, { id: 'same', headers }));
    registry.add(sourceConfig(server.url, { id: 'other' }));
    const dataOf = (id: string): unknown[] =>
      source!
        .events()
        .filter(({ sourceId }) => sourceId === id)
        .map(({ data }) => data);
    await eventually(() => expect([SOURCE_ID, 'same', 'other'].map(dataOf)).toEqual([['a'], ['a'], ['a']]));
    expect(server.requests.map(({ headers }) => headers['x-api-key']).sort()).toEqual(['k', undefined]);

    const shared = server.requests.find(({ headers }) => headers['x-api-key'] === 'k')!.socket;
    registry.remove(leaves);
    shared.write('id: 2\ndata: b\n\n');
    await eventually(() => expect(dataOf(stays)).toEqual(['a', 'b']));
    expect([dataOf(leaves), dataOf('other')]).toEqual([['a'], ['a']]);
    registry.remove(stays);
    await eventually(() => expect(shared.destroyed).toBe(true));
    expect(server.requests).toHaveLength(2);
  },
);

it.each([
  'http://127.0.0.1:0/',
  'http://127.0.0.1:99999/',
  'http:///',
  'ftp://127.0.0.1/',
  'http://[::1',
  '',
])('S42: refuses the address %j before anything is sent', (address) => {
  expect(urlProblem(address)).toMatch(/\.$/u);
});

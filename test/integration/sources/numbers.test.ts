import { gzipSync, constants } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../../support/raw-sse-server';
import { watchSource, type WatchedSource } from '../../support/watched-source';

let server: RawSseServer;
let source: WatchedSource;

afterEach(async () => {
  await source.close();
  await server.close();
});

async function follow(body: string | Buffer, head = STREAM_HEAD): Promise<void> {
  server = await startRawSseServer(({ socket }) => {
    socket.write(head);
    socket.write(body);
  });
  source = watchSource(server.url);
}

const event = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;
const numbers = (): ReturnType<WatchedSource['status']>['numbers'] => source.status().numbers;

describe('the numbers of a source', () => {
  it('count events and bytes of the last seconds, and the time to the first byte', async () => {
    await follow(event({ n: 1 }).repeat(40));
    await eventually(() => expect(source.events()).toHaveLength(40));
    expect(numbers().eventsPerSecond).toBeGreaterThan(4);
    expect(numbers().bytesPerSecond).toBeGreaterThan(4 * event({ n: 1 }).length);
    expect(numbers().firstByteMs).toBeGreaterThanOrEqual(0);
    expect(numbers().arrivals).toMatchObject({ count: 39 });
  });

  it('tell bytes on the wire from those that came out of them', async () => {
    const text = event({ text: 'a'.repeat(2_000) });
    const head = STREAM_HEAD.replace('connection: close', 'content-encoding: gzip\r\nconnection: close');
    await follow(gzipSync(text, { finishFlush: constants.Z_SYNC_FLUSH }), head);
    await eventually(() => expect(source.events()).toHaveLength(1));
    const { bytes, wireBytes } = source.status().counters;
    expect(bytes).toBe(text.length);
    expect(wireBytes).toBeLessThan(200);
    expect(numbers().wireBytesPerSecond).toBeLessThan(numbers().bytesPerSecond);
  });

  it.each([
    ['ISO 8601', (ms: number): unknown => ({ timestamp: new Date(ms).toISOString() })],
    ['epoch milliseconds', (ms: number): unknown => ({ ts: ms })],
    ['epoch seconds', (ms: number): unknown => ({ time: ms / 1_000 })],
    ['a field of meta', (ms: number): unknown => ({ meta: { dt: new Date(ms).toISOString() } })],
  ])('tell how old events are by a time in their payload: %s', async (_, payload) => {
    await follow(event(payload(Date.now() - 5_000)));
    await eventually(() => expect(numbers().latency).not.toBeNull());
    expect(numbers().latency!.p50).toBeGreaterThanOrEqual(5_000);
    expect(numbers().latency!.p50).toBeLessThan(10_000);
    expect(numbers().clockSkewMs).toBeNull();
  });

  it('say that a clock is off when events arrive before they happen', async () => {
    await follow(event({ timestamp: new Date(Date.now() + 60_000).toISOString() }));
    await eventually(() => expect(numbers().clockSkewMs).toBeGreaterThan(50_000));
  });

  it('take numbers that are no times for what they are', async () => {
    await follow(event({ time: 42, date: 'tomorrow', at: '2026-01-01' }));
    await eventually(() => expect(source.events()).toHaveLength(1));
    expect(numbers().latency).toBeNull();
  });
});

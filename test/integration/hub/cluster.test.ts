import { afterEach, describe, expect, it } from 'vitest';
import { redisBackplane } from '../../../src/main/hub/backplane/redis';
import type { Hub } from '../../../src/main/hub/hub';
import type { HubOptions } from '../../../src/main/hub/options';
import { eventually } from '../../support/eventually';
import { startRedis, type RedisServer } from '../../support/redis';
import { useHubs } from './support/hubs';
import { openSocket } from './support/open-socket';
import { openStream, type OpenStream } from './support/open-stream';
import { post } from './support/raw-request';

const startHub = useHubs();
let redis: RedisServer | null = null;
afterEach(async () => {
  await redis?.close();
  redis = null;
});

async function startHubs(count: number, options: HubOptions = {}): Promise<{ hub: Hub; port: number }[]> {
  redis ??= await startRedis();
  const { url } = redis;
  return Promise.all(
    Array.from({ length: count }, () =>
      startHub({ ...options, backplane: redisBackplane({ url, patienceMs: 500 }) }),
    ),
  );
}

async function listen(port: number, lastEventId = ''): Promise<OpenStream> {
  const stream = await openStream(
    port,
    '/events',
    lastEventId === '' ? {} : { headers: { 'Last-Event-ID': lastEventId } },
  );
  await stream.first('connected');
  return stream;
}

const publish = async (hub: Hub, data: string): Promise<string> =>
  (await hub.publishConfirmed({ channel: 'a', data })).id!;
const phase = (hub: Hub): string => hub.snapshot().backplane.phase;

describe('hubs that share a Redis', () => {
  it('E6: deliver every event on every hub, in one order, with one id', async () => {
    const [one, two] = await startHubs(2);
    const streams = [await listen(one!.port), await listen(two!.port)];
    const socket = await openSocket(two!.port);
    await Promise.all(Array.from({ length: 200 }, (_, i) => publish(i % 2 ? one!.hub : two!.hub, String(i))));
    await eventually(() => expect(streams[0]!.published()).toHaveLength(200));
    await eventually(() => expect(streams[1]!.published()).toEqual(streams[0]!.published()));
    await eventually(() => expect(socket.published()).toEqual(streams[0]!.published()));
    const ids = streams.map((stream) => stream.events.filter(({ channel }) => channel).map(({ id }) => id));
    expect(ids[1]).toEqual(ids[0]);
    for (const each of [...streams, socket]) each.close();
  });

  it('E6: answers a publication over HTTP with the id that clients get', async () => {
    const [one, two] = await startHubs(2);
    const stream = await listen(two!.port);
    const answer = await post(
      one!.port,
      '{"channel":"a","data":"x","to":{"subscriptions":["**"]},"priority":"high"}',
    );
    expect(answer.status).toBe(201);
    await eventually(() => expect(stream.published()).toEqual(['x']));
    expect(stream.events.at(-1)?.id).toBe((JSON.parse(answer.body) as { id: string }).id);
    stream.close();
  });

  it('E6: let a client go on at another hub where it left off', async () => {
    const [one, two] = await startHubs(2);
    const first = await listen(one!.port);
    for (let i = 0; i < 5; i++) await publish(one!.hub, String(i));
    await eventually(() => expect(first.published()).toHaveLength(5));
    first.close();
    for (let i = 5; i < 10; i++) await publish(two!.hub, String(i));
    const second = await listen(two!.port, first.events.at(-1)!.lastEventId);
    await eventually(() => expect(second.published()).toEqual(['5', '6', '7', '8', '9']));
    second.close();
  });

  it('E6: a hub that is started later holds what came before', async () => {
    const [one] = await startHubs(1);
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push(await publish(one!.hub, String(i)));
    const [late] = await startHubs(1);
    const stream = await listen(late!.port, ids[1]);
    await eventually(() => expect(stream.published()).toEqual(['2', '3', '4']));
    stream.close();
  });

  it('E6: go on alone while Redis is gone, say so, and catch up on its return: nothing lost, nothing twice', async () => {
    const [one, two] = await startHubs(2);
    const streams = [await listen(one!.port), await listen(two!.port)];
    for (const { hub } of [one!, two!]) await publish(hub, 'before');
    await eventually(() => expect(streams.map((stream) => stream.published().length)).toEqual([2, 2]));

    await redis!.kill();
    await eventually(() => expect([phase(one!.hub), phase(two!.hub)]).toEqual(['lost', 'lost']), {
      timeoutMs: 15_000,
    });
    expect(one!.hub.snapshot().warnings[0]?.code).toBe('backplane-lost');
    const during: string[][] = [[], []];
    for (let i = 0; i < 20; i++) {
      await publish(one!.hub, `one ${i}`);
      await publish(two!.hub, `two ${i}`);
      during[0]!.push(`one ${i}`);
      during[1]!.push(`two ${i}`);
    }
    await eventually(() => expect(streams[0]!.published().slice(2)).toEqual(during[0]));
    await eventually(() => expect(streams[1]!.published().slice(2)).toEqual(during[1]));

    // One client leaves its hub in the middle of it and comes back to the other one afterwards.
    streams[0]!.close();
    await redis!.start();
    await eventually(() => expect([phase(one!.hub), phase(two!.hub)]).toEqual(['connected', 'connected']), {
      timeoutMs: 15_000,
    });
    await eventually(() => expect(streams[1]!.published()).toHaveLength(42), { timeoutMs: 15_000 });
    const moved = await listen(two!.port, streams[0]!.events.at(-1)!.lastEventId);
    await publish(one!.hub, 'after');
    await eventually(() => expect(moved.published()).toContain('after'), { timeoutMs: 15_000 });
    await eventually(() => expect(streams[1]!.published()).toContain('after'), { timeoutMs: 15_000 });

    const all = ['after', 'before', 'before', ...during.flat()].sort();
    expect([...streams[0]!.published(), ...moved.published()].sort()).toEqual(all);
    expect([...streams[1]!.published()].sort()).toEqual(all);
    expect(one!.hub.snapshot().warnings).toEqual([]);
    for (const each of [streams[1]!, moved]) each.close();
  });

  it('D4: cannot share a filter function', async () => {
    const [one] = await startHubs(1);
    expect(() => one!.hub.publish({ channel: 'a', data: 1, to: { filter: () => true } })).toThrow(
      expect.objectContaining({ code: 'filter-not-shared' }) as Error,
    );
  });
});

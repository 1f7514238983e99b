import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../support/eventually';
import { startRedis, type RedisServer, type RedisServerOptions } from '../../../support/redis';
import { cuttableLink, type CuttableLink } from './cuttable-link';
import { anEvent, sharedHub, type SharedHub } from './shared-hub';

const servers: RedisServer[] = [];
const hubs: SharedHub[] = [];
const links: CuttableLink[] = [];

async function redis(options?: RedisServerOptions): Promise<RedisServer> {
  const server = await startRedis(options);
  servers.push(server);
  return server;
}

async function hub(...args: Parameters<typeof sharedHub>): Promise<SharedHub> {
  const started = sharedHub(...args);
  hubs.push(started);
  await started.log.start();
  return started;
}

afterEach(async () => {
  await Promise.all(hubs.splice(0).map(({ log }) => log.stop(0)));
  await Promise.all(links.splice(0).map((link) => link.close()));
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const range = (name: string, count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => `${name}${from + index}`);

function publishAll(on: SharedHub, data: readonly string[]): Promise<string[]> {
  return Promise.all(data.map((each) => on.publish(each)));
}

async function connected(...all: SharedHub[]): Promise<void> {
  await eventually(() => all.forEach(({ log }) => expect(log.state().phase).toBe('connected')), {
    timeoutMs: 15_000,
  });
}

async function lost(...all: SharedHub[]): Promise<void> {
  await eventually(() => all.forEach(({ log }) => expect(log.state().phase).toBe('lost')), {
    timeoutMs: 15_000,
  });
}

async function settled(...all: SharedHub[]): Promise<void> {
  await eventually(
    () => {
      for (const { log, delivered } of all) {
        expect(log.counters().unconfirmed).toBe(0);
        expect(delivered.length).toBe(all[0]!.delivered.length);
      }
    },
    { timeoutMs: 20_000 },
  );
}

describe('hubs that share a Redis stream', () => {
  it('deliver the events of all in one order, with the same ids', async () => {
    const { url } = await redis();
    const [a, b, c] = await Promise.all([hub(url), hub(url), hub(url)]);
    await Promise.all([
      publishAll(a, range('a', 300)),
      publishAll(b, range('b', 300)),
      publishAll(c, range('c', 300)),
    ]);
    await settled(a, b, c);
    expect(a.delivered).toHaveLength(900);
    expect(b.delivered).toEqual(a.delivered);
    expect(c.delivered).toEqual(a.delivered);
    expect(b.wireIds).toEqual(a.wireIds);
    expect(c.wireIds).toEqual(a.wireIds);
    expect(a.delivered.filter((data) => data.startsWith('a'))).toEqual(range('a', 300));
  });

  it('take a client over from one another at the very event', async () => {
    const { url } = await redis();
    const [a, b] = await Promise.all([hub(url), hub(url)]);
    const [first] = await publishAll(a, ['1', '2', '3']);
    await settled(a, b);
    expect(first).toBe(a.wireIds[0]);
    expect(b.after(first!)).toEqual(['2', '3']);
    expect(b.after(a.wireIds[2]!)).toEqual([]);
  });

  it('carry every field of an event', async () => {
    const { url } = await redis();
    const [a, b] = await Promise.all([hub(url), hub(url)]);
    const event = {
      ...anEvent('line 1\nline 2\r\n\u0000 🎈'),
      id: 'order-1',
      retry: 3_000,
      priority: 'high' as const,
      key: 'k',
      to: { userIds: ['ada'], subscriptions: ['orders/*'] },
    };
    expect(await a.log.publish(event)).toBe('order-1');
    await settled(a, b);
    expect(b.events).toEqual([event]);
  });

  it('fill the log of a hub that starts anew with history, under the same ids', async () => {
    const { url } = await redis();
    const a = await hub(url);
    const ids = await publishAll(a, range('a', 50));
    const b = await hub(url, { history: 20 });
    expect(b.delivered).toEqual(range('a', 20, 30));
    expect(b.wireIds).toEqual(ids.slice(30));
    expect(b.after(ids[40]!)).toEqual(range('a', 9, 41));
    // What it does not hold is said, not passed over.
    expect(b.after(ids[10]!)).toBeNull();
  });

  it('refuse what goes beyond 10,000 events on their way, and tell the publisher', async () => {
    const { url } = await redis();
    const [a, b] = await Promise.all([hub(url), hub(url)]);
    const outcomes = await Promise.allSettled(range('a', 10_500).map((data) => a.publish(data)));
    expect(outcomes.slice(0, 10_000).every(({ status }) => status === 'fulfilled')).toBe(true);
    for (const outcome of outcomes.slice(10_000)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'backplane-busy' } });
    }
    await settled(a, b);
    expect(b.delivered).toEqual(range('a', 10_000));
  });

  it('hand over what is on its way when they stop', async () => {
    const { url } = await redis();
    const [a, b] = await Promise.all([hub(url), hub(url)]);
    const published = publishAll(a, range('a', 500));
    await a.log.stop(5_000);
    await published;
    await eventually(() => expect(b.delivered).toEqual(range('a', 500)));
    expect(a.delivered).toEqual(b.delivered);
    await expect(a.publish('late')).rejects.toMatchObject({ code: 'hub-stopped' });
  });
});

describe('when Redis is lost', () => {
  it('each hub delivers its own at once and shares it when Redis is back: nothing lost, nothing twice', async () => {
    const server = await redis();
    const [a, b] = await Promise.all([hub(server.url), hub(server.url)]);
    const before = publishAll(a, range('a', 200));
    const more = publishAll(b, range('b', 200));
    await server.kill();
    // Kept its promise to the publisher though the answer of Redis never came.
    await Promise.all([before, more]);
    await lost(a, b);
    await Promise.all([publishAll(a, range('a', 50, 200)), publishAll(b, range('b', 50, 200))]);
    expect(a.delivered).toEqual(expect.arrayContaining(range('a', 250)));
    expect(a.log.state()).toMatchObject({ phase: 'lost', reason: { code: 'backplane-lost' } });

    await server.start();
    await connected(a, b);
    await settled(a, b);
    for (const { delivered } of [a, b]) {
      expect(delivered).toHaveLength(500);
      expect(new Set(delivered).size).toBe(500);
      expect(delivered.filter((data) => data.startsWith('a'))).toEqual(range('a', 250));
      expect(delivered.filter((data) => data.startsWith('b'))).toEqual(range('b', 250));
    }
    expect([a.holes, b.holes]).toEqual([[], []]);
    // And an id given in the middle of it all is good on both.
    for (const [giver, other] of [
      [a, b],
      [b, a],
    ] as const) {
      giver.wireIds.forEach((id, index) => {
        const had = giver.delivered.slice(0, index + 1);
        expect([...had, ...other.after(id)!].sort()).toEqual([...a.delivered].sort());
      });
    }
    await publishAll(a, ['after']);
    await settled(a, b);
    expect(b.wireIds.at(-1)).toBe(a.wireIds.at(-1));
  });

  it('a publication that was on its way is delivered once, whether or not Redis had taken it', async () => {
    const server = await redis();
    const [a, b] = await Promise.all([hub(server.url), hub(server.url)]);
    for (let round = 0; round < 5; round++) {
      const published = publishAll(a, range(`r${round}-`, 400));
      await eventually(() => expect(b.delivered.length).toBeGreaterThan(round * 400));
      await server.kill();
      await published;
      await server.start();
      await connected(a, b);
      await settled(a, b);
      expect(new Set(b.delivered).size).toBe(b.delivered.length);
      expect(b.delivered).toHaveLength((round + 1) * 400);
      expect(new Set(a.delivered).size).toBe(a.delivered.length);
    }
  });

  it('a server that hangs is noticed within its patience, and goes on when it is resumed', async () => {
    const server = await redis();
    const [a, b] = await Promise.all([
      hub(server.url, { patienceMs: 500 }),
      hub(server.url, { patienceMs: 500 }),
    ]);
    await publishAll(a, ['1']);
    server.pause();
    const since = Date.now();
    await a.publish('2');
    expect(Date.now() - since).toBeLessThan(5_000);
    expect(a.log.state()).toMatchObject({
      phase: 'lost',
      reason: { message: expect.stringContaining('the server has not answered for 0.5 s') as string },
    });
    expect(a.delivered).toEqual(['1', '2']);
    server.resume();
    await connected(a, b);
    await settled(a, b);
    expect(b.delivered).toEqual(['1', '2']);
  });

  it('says so once, with the server named, and once when it is back', async () => {
    const server = await redis();
    const a = await hub(server.url);
    await server.kill();
    await lost(a);
    await eventually(() => expect(a.lines.join('\n')).toMatch(/nothing listens there/u));
    const lines = a.lines.length;
    await eventually(() => expect(a.log.state()).toMatchObject({ waiting: 0 }));
    await publishAll(a, ['1', '2']);
    expect(a.log.state()).toMatchObject({ waiting: 2, dropped: 0 });
    await server.start();
    await connected(a);
    expect(lines).toBeLessThanOrEqual(2);
    expect(a.lines.at(-1)).toBe(
      `info: The link to the other hubs (redis at 127.0.0.1:${server.port}) is back. Events to share: 2.`,
    );
  });

  it('a hub that starts without it works alone, then joins and gets what was published since', async () => {
    const server = await redis();
    const b = await hub(server.url);
    await publishAll(b, ['old']);
    await server.kill();
    await lost(b);
    const a = await hub(server.url);
    expect(a.log.state().phase).toBe('lost');
    await publishAll(a, ['a0']);
    await publishAll(b, ['b0']);
    await server.start();
    await connected(a, b);
    await eventually(() => {
      expect([...a.delivered].sort()).toEqual(['a0', 'b0']);
      expect([...b.delivered].sort()).toEqual(['a0', 'b0', 'old']);
    });
  });

  it('keeps 10,000 events waiting and counts those it gives up; they stay with their hub', async () => {
    const server = await redis();
    const [a, b] = await Promise.all([hub(server.url), hub(server.url)]);
    await server.kill();
    await lost(a, b);
    await publishAll(a, range('a', 10_500));
    expect(a.log.state()).toMatchObject({ phase: 'lost', waiting: 10_000, dropped: 500 });
    expect(a.delivered).toHaveLength(10_500);
    await server.start();
    await connected(a, b);
    await eventually(() => expect(b.delivered).toEqual(range('a', 10_000, 500)), { timeoutMs: 20_000 });
    await eventually(() => expect(a.log.counters().unconfirmed).toBe(0));
    expect(a.delivered).toHaveLength(10_500);
    expect(await a.publish('after')).toBe(`${a.ids.epoch}.10001`);
  });
});

describe('when the stream is not what it was', () => {
  it('FLUSHALL begins another epoch on all hubs; events go on and ids of the old one are known as such', async () => {
    const server = await redis();
    const [a, b] = await Promise.all([hub(server.url), hub(server.url)]);
    const [old] = await publishAll(a, ['1', '2', '3']);
    await settled(a, b);
    await server.command('FLUSHALL');
    await Promise.all([publishAll(a, ['4']), publishAll(b, ['5'])]);
    await settled(a, b);
    expect([...a.delivered].sort()).toEqual(['1', '2', '3', '4', '5']);
    expect(b.delivered).toEqual(a.delivered);
    expect(b.ids.epoch).toBe(a.ids.epoch);
    expect(a.ids.locate(old!)).toEqual({ known: false, reason: 'other-epoch' });
    expect([a.holes, b.holes]).toEqual([[null], [null]]);
    expect(a.log.state().phase).toBe('connected');
  });

  it('FLUSHALL is noticed without anybody publishing', async () => {
    const server = await redis();
    const a = await hub(server.url);
    await publishAll(a, ['1']);
    const { epoch } = a.ids;
    await server.command('FLUSHALL');
    await eventually(() => expect(a.ids.epoch).not.toBe(epoch));
    expect(a.log.state().phase).toBe('connected');
  });

  it('a server that came back with older data, and went on, is another epoch', async () => {
    const server = await redis();
    const a = await hub(server.url);
    await publishAll(a, ['1', '2', '3']);
    const { epoch } = a.ids;
    // What a restored backup looks like to a hub that had read further.
    await server.command('XDEL', 'streamgauge', '3-0');
    await server.command('XADD', 'streamgauge', '4-0', 'o', 'otherhub.1', 'e', JSON.stringify(anEvent('x')));
    await server.command('SET', 'streamgauge:seq', '2');
    await eventually(() => expect(a.ids.epoch).not.toBe(epoch));
    await publishAll(a, ['4']);
    expect(a.delivered).toEqual(['1', '2', '3', 'x', '4']);
  });

  it('rubbish in the stream is skipped and counted', async () => {
    const server = await redis();
    const [a, b] = await Promise.all([hub(server.url), hub(server.url)]);
    await publishAll(a, ['1']);
    const rubbish: string[][] = [
      ['1-1', 'foo', 'bar'],
      ['1-2', 'o', 'x', 'e', '{}'],
      ['2-0', 'o', 'aaaaaaaa.1', 'e', '{"channel":"a\\nb","event":"x","data":"","at":1}'],
      ['3-0', 'o', 'aaaaaaaa.2', 'e', '{'],
      ['4-0', 'o', 'aaaaaaaa.3', 'e', '{"channel":"a","event":"x\\n","data":"","at":1}'],
    ];
    for (const entry of rubbish)
      await server.command('XADD', 'streamgauge', ...(entry as [string, ...string[]]));
    await publishAll(a, ['2']);
    // An id from the clock, as XADD gives by default, is far beyond any number of ours.
    await server.command('XADD', 'streamgauge', '*', 'temperature', '21');
    await publishAll(a, ['3']);
    await publishAll(b, ['4']);
    await settled(a, b);
    expect(a.delivered).toEqual(['1', '2', '3', '4']);
    expect(b.delivered).toEqual(a.delivered);
    expect(a.backplane.counters().rubbish).toBeGreaterThanOrEqual(rubbish.length);
    expect(b.after(a.wireIds[2]!)).toEqual(['4']);
    expect(a.log.state().phase).toBe('connected');
  });

  it('a key that holds something else is a lost link with the reason, and no flood of tries', async () => {
    const server = await redis();
    await server.command('SET', 'streamgauge', 'mine');
    const a = await hub(server.url);
    expect(a.log.state()).toMatchObject({
      phase: 'lost',
      reason: { message: expect.stringContaining('another program uses its key') as string },
    });
    expect(await a.publish('1')).toMatch(/-[0-9a-z]{8}\.1$/u);
    await server.command('DEL', 'streamgauge');
    await connected(a);
    expect(a.delivered).toEqual(['1']);
  });

  it('a hub that was cut off longer than the stream keeps says how many it missed', async () => {
    const server = await redis();
    const wire = await cuttableLink(server.port);
    links.push(wire);
    const a = await hub(server.url, { maxEvents: 100 });
    const b = await hub(`redis://127.0.0.1:${wire.port}`);
    const [first] = await publishAll(a, ['first']);
    await settled(a, b);
    wire.cut();
    await lost(b);
    await publishAll(a, range('a', 1_000));
    const kept = (await server.command('XLEN', 'streamgauge')) as number;
    expect(kept).toBeLessThan(400);
    wire.mend();
    await eventually(() => expect(b.delivered).toEqual(['first', ...range('a', kept, 1_000 - kept)]));
    expect(b.holes).toEqual([1_000 - kept]);
    expect(b.log.counters().missed).toBe(1_000 - kept);
    // Who comes back with an id from before the hole is told; who has all of it is not.
    expect(b.after(first!)).toBeNull();
    expect(b.after(b.wireIds[1]!)).toEqual(b.delivered.slice(2));
    expect(b.after(a.wireIds.at(-1)!)).toEqual([]);
  });

  it('so does a hub that finds nothing left of what was published meanwhile', async () => {
    const server = await redis();
    const wire = await cuttableLink(server.port);
    links.push(wire);
    const a = await hub(server.url);
    const b = await hub(`redis://127.0.0.1:${wire.port}`);
    const [first] = await publishAll(a, ['first']);
    await settled(a, b);
    wire.cut();
    await lost(b);
    await publishAll(a, range('a', 20));
    await server.command('XTRIM', 'streamgauge', 'MAXLEN', '0');
    wire.mend();
    await eventually(() => expect(b.holes).toEqual([20]));
    expect(b.after(first!)).toBeNull();
    await publishAll(a, ['next']);
    await eventually(() => expect(b.delivered).toEqual(['first', 'next']));
    expect(b.wireIds.at(-1)).toBe(a.wireIds.at(-1));
    expect(b.holes).toEqual([20]);
  });
});

describe('when one hub alone is cut off', () => {
  it('an event whose answer got lost is not shared again', async () => {
    const server = await redis();
    const wire = await cuttableLink(server.port);
    links.push(wire);
    const a = await hub(server.url);
    const b = await hub(`redis://127.0.0.1:${wire.port}`, { patienceMs: 1_500 });
    await publishAll(b, ['0']);
    wire.swallowAnswers();
    const ids = await publishAll(b, ['1', '2', '3']);
    expect(b.log.state().phase).toBe('lost');
    // Redis has the first of them at least, with those that went along, and b does not know.
    await eventually(() => expect(a.delivered.slice(0, 2)).toEqual(['0', '1']));
    await publishAll(b, ['4']);
    wire.cut();
    wire.mend();
    await connected(b);
    await settled(a, b);
    expect(a.delivered).toEqual(['0', '1', '2', '3', '4']);
    expect(b.delivered).toEqual(['0', '1', '2', '3', '4']);
    expect(await server.command('XLEN', 'streamgauge')).toBe(5);
    expect(a.after(ids[1]!)).toEqual(['3', '4']);
    expect(b.after(a.wireIds[2]!)).toEqual(['3', '4']);
  });

  it('its clients go on there or elsewhere, with ids good on both, and get all of it once', async () => {
    const server = await redis();
    const wire = await cuttableLink(server.port);
    links.push(wire);
    const a = await hub(server.url);
    const b = await hub(`redis://127.0.0.1:${wire.port}`);
    await publishAll(a, ['both']);
    await settled(a, b);
    wire.cut();
    await lost(b);
    await Promise.all([publishAll(a, range('a', 30)), publishAll(b, range('b', 30))]);
    expect(b.delivered).toEqual(['both', ...range('b', 30)]);
    // Away from the hub that is alone, to one that does not have its events yet: it gets the others'.
    expect(a.after(b.wireIds[10]!)).toEqual(range('a', 30));
    // And the other way round.
    expect(b.after(a.wireIds[10]!)).toEqual(range('b', 30));
    wire.mend();
    await connected(b);
    await settled(a, b);
    for (const [giver, other] of [
      [a, b],
      [b, a],
    ] as const) {
      giver.wireIds.forEach((id, index) => {
        const had = giver.delivered.slice(0, index + 1);
        expect([...had, ...other.after(id)!].sort()).toEqual([...a.delivered].sort());
      });
    }
    expect(new Set(a.delivered).size).toBe(61);
  });
});

describe('access to Redis', () => {
  it('works with a password, and the password is nowhere to be seen', async () => {
    const server = await redis({ password: 'hunter2-s3cret' });
    const good = await hub(`redis://:hunter2-s3cret@127.0.0.1:${server.port}/3`);
    expect(good.log.state().phase).toBe('connected');
    await publishAll(good, ['1']);
    await server.kill();
    await lost(good);
    expect(JSON.stringify([good.log.state(), good.lines])).not.toContain('hunter2');
  });

  it('a wrong password is a lost link with the reason, the password unsaid', async () => {
    const server = await redis({ password: 'right' });
    const wrong = await hub(`redis://:wr0ng-s3cret@127.0.0.1:${server.port}`);
    const none = await hub(server.url);
    expect(wrong.log.state()).toMatchObject({
      phase: 'lost',
      reason: {
        code: 'backplane-lost',
        message:
          `The link to the other hubs (redis at 127.0.0.1:${server.port}) is lost: ` +
          'the server refuses the user name or the password.',
      },
    });
    expect(none.log.state()).toMatchObject({
      reason: { message: expect.stringContaining('the server wants a password') as string },
    });
    expect(JSON.stringify([wrong.log.state(), wrong.lines])).not.toContain('wr0ng');
  });

  it('rediss:// is TLS: a certificate that is trusted, and one that is not', async () => {
    const server = await redis({ tls: true, password: 'right' });
    const url = `rediss://:right@127.0.0.1:${server.port}`;
    const [good, bad] = await Promise.all([hub(url, { ca: server.ca }), hub(url)]);
    expect(good.log.state().phase).toBe('connected');
    expect(await good.publish('1')).toBe(`${good.ids.epoch}.1`);
    expect(bad.log.state()).toMatchObject({
      phase: 'lost',
      reason: {
        message: expect.stringContaining(
          'its certificate is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)',
        ) as string,
      },
    });
  });

  it('an address that is none is refused without repeating it', () => {
    for (const url of [
      'redis://:s3cret@',
      'http://:s3cret@host',
      's3cret',
      'redis://host/s3cret',
      'redis://:s3cret%@host',
    ]) {
      expect(() => sharedHub(url)).toThrow(expect.objectContaining({ code: 'bad-redis-url' }));
      expect(() => sharedHub(url)).not.toThrow(/s3cret/u);
    }
  });
});

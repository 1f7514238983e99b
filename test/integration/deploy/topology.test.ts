import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from '../../support/eventually';
import { subscribe, type Subscriber } from './support/subscriber';
import type { HubProcess } from './support/hub-process';
import { exchange, READER_TOKEN, startTopology, type Topology } from './support/topology';

let stack: Topology;
const open: { close(): void }[] = [];
beforeAll(async () => void (stack = await startTopology()));
afterAll(() => stack.close());
afterEach(async () => {
  for (const client of open.splice(0)) client.close();
});

interface PollAnswer {
  readonly events: readonly { readonly channel?: string; readonly data: string }[];
  readonly next: string;
}

const SLOW = { timeoutMs: 20_000 };

function listen(path: string, from?: string, headers?: Record<string, string>): Subscriber {
  const client = subscribe(stack.port, path, {
    ...(from !== undefined && { from }),
    ...(headers && { headers }),
  });
  open.push(client);
  return client;
}

async function opened(client: Subscriber): Promise<Subscriber> {
  await eventually(() => expect(client.events().some(({ type }) => type === 'connected')).toBe(true), SLOW);
  return client;
}

/** Subscribers on both hubs, through nginx. */
async function onBoth(path: string): Promise<[Subscriber, Subscriber]> {
  const [one, two] = await Promise.all(stack.hubs.map((hub) => stack.addressOf(hub)));
  return Promise.all([opened(listen(path, one)), opened(listen(path, two))]);
}

/** Publishes 0, 1, 2… through nginx until it is told to stop; gives what was taken, in order of the answers. */
function keepPublishing(channel: string): { stop(): Promise<string[]> } {
  let stopped = false;
  const taken: string[] = [];
  const run = (async () => {
    for (let n = 0; !stopped; n++) {
      const status = await stack.publish(channel, n).catch(() => 0);
      if (status === 201 || status === 202) taken.push(String(n));
    }
  })();
  return {
    async stop() {
      stopped = true;
      await run;
      return taken;
    },
  };
}

const healthy = (hub: HubProcess): Promise<void> =>
  eventually(async () => {
    const answer = await fetch(`http://127.0.0.1:${hub.port}/healthz`);
    expect(answer.status).toBe(200);
  }, SLOW);

describe('two hubs behind nginx, with Redis', () => {
  it('A11, E6: what is published through nginx reaches subscribers of both hubs, with the same ids', async () => {
    const [one, two] = await onBoth('/events?channel=orders/**');
    for (let n = 0; n < 20; n++) expect(await stack.publish(`orders/${n % 3}`, n)).toBeLessThan(300);
    await eventually(() => {
      expect(one.data()).toHaveLength(20);
      expect(two.data()).toHaveLength(20);
    }, SLOW);
    const ids = (client: Subscriber) =>
      client
        .events()
        .filter(({ channel }) => channel !== null)
        .map(({ id }) => id);
    expect(ids(one)).toEqual(ids(two));
    expect(one.data()).toEqual(two.data());
  });

  it('B5: an event comes through nginx at once, uncompressed, and is not waited for by the next one', async () => {
    const client = await opened(
      listen('/events?channel=single', undefined, { 'accept-encoding': 'gzip, br' }),
    );
    expect(client.answer()).toMatchObject({
      status: 200,
      headers: {
        'content-type': expect.stringContaining('text/event-stream'),
        'transfer-encoding': 'chunked',
      },
    });
    expect(client.answer()!.headers).not.toHaveProperty('content-encoding');
    expect(client.answer()!.headers).not.toHaveProperty('content-length');
    await stack.publish('single', 'alone');
    // Nothing follows that could push it out: the next heartbeat is 15 s away.
    await eventually(() => expect(client.data()).toEqual(['alone']), { timeoutMs: 5_000 });
    expect(client.connections()).toBe(1);
  });

  it('A11: a WebSocket is upgraded through nginx, and takes and gives events', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${stack.port}/events?channel=talk`);
    open.push(socket);
    const messages: { event: string; data: string }[] = [];
    socket.on('message', (bytes: Buffer) => messages.push(JSON.parse(bytes.toString('utf8'))));
    await eventually(() => expect(messages[0]).toMatchObject({ event: 'connected' }), SLOW);
    await stack.publish('talk', { n: 1 });
    await eventually(() => expect(messages.map(({ data }) => data)).toContain('{"n":1}'), SLOW);
    socket.send(JSON.stringify({ op: 'subscribe', channels: ['more'], ref: 7 }));
    await eventually(
      () => expect(messages).toContainEqual(expect.objectContaining({ event: 'hub.subscribed', ref: 7 })),
      SLOW,
    );
    await stack.publish('more', { n: 2 });
    await eventually(() => expect(messages.map(({ data }) => data)).toContain('{"n":2}'), SLOW);
  });

  it('A11: a long poll waits through nginx, and its cursor is good at the other hub', async () => {
    const [here, there] = await Promise.all(stack.hubs.map((hub) => stack.addressOf(hub)));
    /** Follows the `next` of each answer until an event of the channel comes. */
    const poll = async (from: string, first: string): Promise<{ data: string[]; next: string }> => {
      for (let path = first; ;) {
        const answer = await exchange(stack.port, from, 'GET', path, undefined, {
          accept: 'application/json',
        });
        expect(answer.status).toBe(200);
        const { events, next } = JSON.parse(answer.text) as PollAnswer;
        const data = events.filter(({ channel }) => channel === 'polled').map((event) => event.data);
        if (data.length > 0 || path === first) return { data, next };
        path = next;
      }
    };
    const { next } = await poll(here!, '/events?channel=polled&wait=30');
    const waiting = poll(here!, next);
    await stack.publish('polled', 'one');
    const second = await waiting;
    expect(second.data).toEqual(['one']);
    await stack.publish('polled', 'two');
    const greeted = await poll(there!, second.next);
    const third = greeted.data.length > 0 ? greeted : await poll(there!, greeted.next);
    expect(third.data).toEqual(['two']);
  });

  it('counts and logs a client by its own address, whatever it says itself', async () => {
    const from = await stack.addressOf(stack.hubs[0]);
    await opened(listen('/events?channel=mine', from, { 'x-forwarded-for': '203.0.113.7' }));
    const connected = stack.hubs[0]
      .records()
      .filter(({ event, channels }) => event === 'client-connected' && String(channels) === 'mine');
    expect(connected).toMatchObject([{ remoteAddress: from }]);
  });

  it('writes no token into a log, of nginx or of a hub', async () => {
    const secret = `${READER_TOKEN}`;
    await opened(listen(`/events?channel=public/news&access_token=${secret}`));
    await exchange(stack.port, undefined, 'GET', `/events?channel=private&access_token=${secret}`);
    await exchange(stack.port, undefined, 'GET', `/events?access_token=${secret}-wrong`);
    await eventually(
      async () => expect(await stack.nginx.log()).toContain('"path":"/events","status":401'),
      SLOW,
    );
    expect(await stack.nginx.log()).not.toContain(secret);
    for (const hub of stack.hubs) expect(hub.output()).not.toContain(secret);
  });

  it('passes refusals on as the hub words them', async () => {
    const unasked = await exchange(stack.port, undefined, 'POST', '/events', '{"channel":"a","data":1}', {
      authorization: 'Bearer wrong-token-of-the-test',
    });
    expect([unasked.status, unasked.headers['content-type']]).toEqual([401, 'application/problem+json']);
    const large = await exchange(
      stack.port,
      undefined,
      'POST',
      '/events',
      JSON.stringify({ channel: 'a', data: 'x'.repeat(1024 * 1024) }),
    );
    expect([large.status, large.headers['content-type']]).toEqual([413, 'application/problem+json']);
    const foreign = await exchange(stack.port, undefined, 'GET', '/events', undefined, {
      host: 'evil.example',
    });
    expect(foreign.status).toBe(403);
  });

  it('keeps the readings of a hub inside', async () => {
    expect((await exchange(stack.port, undefined, 'GET', '/metrics')).status).toBe(404);
    const inside = await fetch(`http://127.0.0.1:${stack.hubs[0].port}/metrics`);
    expect([inside.status, await inside.text()]).toEqual([
      200,
      expect.stringContaining('# TYPE streamgauge_'),
    ]);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'A11, C5: a hub that ends by %s loses nothing for its subscribers: they go on at the other, without a gap',
    async (signal) => {
      const hub = stack.hubs[0];
      const channel = `moving/${signal.toLowerCase()}`;
      const [moved, stayed] = await onBoth(`/events?channel=${channel}`);
      const publishing = keepPublishing(channel);
      await eventually(() => expect(moved.data().length).toBeGreaterThan(20), SLOW);
      const code = await hub.end(signal);
      expect(code).toBe(signal === 'SIGTERM' ? 0 : null);
      await eventually(() => expect(moved.connections()).toBeGreaterThan(1), SLOW);
      expect(moved.resumedFrom()).toMatch(/^\w+\.\d+$/u);
      const before = moved.data().length;
      await eventually(() => expect(moved.data().length).toBeGreaterThan(before + 20), SLOW);
      await hub.start();
      await healthy(hub);
      const taken = await publishing.stop();
      await eventually(() => {
        // What was in flight when the hub died may have been taken without an answer: it comes, or it does not, but once.
        const got = moved.data();
        expect(got).toEqual(stayed.data());
        expect(got).toEqual(expect.arrayContaining(taken));
        expect(new Set(got).size).toBe(got.length);
      }, SLOW);
      expect(moved.events().map(({ type }) => type)).not.toContain('gap');
      if (signal === 'SIGTERM') expect(moved.events().map(({ type }) => type)).toContain('hub.shutdown');
    },
  );

  it('A11: answers while one hub after the other is restarted: a browser gives up for good after a single 502', async () => {
    const addresses = await Promise.all(stack.hubs.map((hub) => stack.addressOf(hub)));
    const statuses = new Set<number>();
    let done = false;
    const asking = (async () => {
      while (!done) {
        for (const address of addresses) {
          const { status } = await exchange(stack.port, address, 'GET', '/openapi.json');
          statuses.add(status);
        }
      }
    })();
    for (const hub of [...stack.hubs, ...stack.hubs]) {
      await hub.end('SIGKILL');
      await hub.start();
      await healthy(hub);
    }
    done = true;
    await asking;
    expect([...statuses]).toEqual([200]);
  });

  it('A11, E6: without Redis every hub goes on alone and says so; when it is back nothing is missing or double', async () => {
    const channel = 'degraded';
    const [one, two] = await onBoth(`/events?channel=${channel}`);
    const addresses = await Promise.all(stack.hubs.map((hub) => stack.addressOf(hub)));
    await stack.publish(channel, 'before');
    await eventually(() => expect([one.data(), two.data()]).toEqual([['before'], ['before']]), SLOW);
    await stack.redis.kill();
    const lost = async (hub: HubProcess) => {
      const metrics = await (await fetch(`http://127.0.0.1:${hub.port}/metrics`)).text();
      expect(metrics).toMatch(/backplane_up(?:\{[^}]*\})? 0$/mu);
    };
    await eventually(() => Promise.all(stack.hubs.map(lost)), SLOW);
    expect(await stack.publish(channel, 'alone-1', addresses[0])).toBeLessThan(300);
    expect(await stack.publish(channel, 'alone-2', addresses[1])).toBeLessThan(300);
    await eventually(() => {
      expect(one.data()).toEqual(['before', 'alone-1']);
      expect(two.data()).toEqual(['before', 'alone-2']);
    }, SLOW);
    await stack.redis.start();
    await eventually(() => {
      expect([...one.data()].sort()).toEqual(['alone-1', 'alone-2', 'before']);
      expect([...two.data()].sort()).toEqual(['alone-1', 'alone-2', 'before']);
    }, SLOW);
    await stack.publish(channel, 'after');
    await eventually(() => {
      for (const client of [one, two]) {
        expect(client.data()).toHaveLength(4);
        expect(client.data().at(-1)).toBe('after');
      }
    }, SLOW);
    for (const hub of stack.hubs)
      expect(hub.records()).toContainEqual(expect.objectContaining({ level: 'warn', event: 'redis' }));
  });

  it('a body that says it is far too large is refused before it is sent', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const req = request({
        host: '127.0.0.1',
        port: stack.port,
        method: 'POST',
        path: '/events',
        headers: { 'content-length': String(2 * 1024 * 1024) },
      });
      req.on('error', reject);
      req.on('response', (res) => {
        res.resume();
        resolve(res.statusCode ?? 0);
      });
      req.flushHeaders();
    });
    expect(status).toBe(413);
  });
});
